/** The conversation itself: what people write, change and take back, and what agents note beside it. */
import * as z from 'zod/mini';
import { kept, MAX_SEQ } from '../../bounds.ts';
import { type AgentId, CommandId } from '../../ids.ts';
import { cut } from '../../text.ts';
import { Text } from '../../words.ts';
import type { Commit, InteractionEvent } from '../events.ts';
import { AgentRef, Side } from '../facts.ts';
import { kinds } from '../kinds.ts';
import { counted, writesTooFast } from '../pace.ts';
import { EXCERPT_CHARS, type Interaction, isOver, isWith, MAX_REVISED, type Person, writerIn } from '../state.ts';
import { type Actor, asked, event, happens, type Refusal, refuse, view } from '../topic.ts';
import { planned } from './continuity.ts';
import { letterTo, whyNoLetter } from './letters.ts';
import { resuming, unawaited } from './parking.ts';
import { writtenByVisitor } from './reopening.ts';

/** The most messages within ten seconds (`pace.ts`) that become the latest one, which every console that sees the queue is shown. */
const MOST_LATEST = 3;

/** The number of the commit with a message. */
const Of = z.int().check(z.positive(), z.lte(MAX_SEQ));

const KeptText = kept(z.string(), Text);
/** `agent`: who wrote it, if it was an agent. */
const written = { from: Side, agent: z.exactOptional(AgentRef), text: KeptText };
/** The visitor knows agents by name only. */
const toVisitor = { from: Side, agent: z.exactOptional(z.object({ name: AgentRef.shape.name })), text: KeptText };

interface Written {
  from: Side;
  agent?: AgentRef;
  text: string;
}
const named = ({ agent, ...others }: Written) => ({ ...others, ...(agent ? { agent: { name: agent.name } } : {}) });

export const conversationEvents = {
  message: event(
    { id: CommandId, ...written },
    {
      visitor: view('message', { id: CommandId, ...toVisitor }, (event: Written & { id: CommandId }) => ({
        id: event.id,
        ...named(event),
      })),
      agent: 'whole',
      fold: (interaction, { from, agent, text }, at) =>
        shownInLine(counted(from === 'agent' ? unawaited(interaction) : interaction, agent, at), from, {
          ...{ of: interaction.seq + 1, text },
        }),
    },
  ),
  /** Its author changed a message, or took it back: then `text` is empty. The log keeps both texts. */
  revised: event(
    { of: Of, ...written },
    {
      visitor: view('revised', { of: Of, ...toVisitor }, (event: Written & { of: number }) => ({
        of: event.of,
        ...named(event),
      })),
      agent: 'whole',
      fold: (interaction, { of, agent, text }, at) => {
        const others = interaction.revised.filter((each) => each.of !== of);
        const revised = [...others, { of, seq: interaction.seq + 1, isGone: text === '' }];
        return shownAfter(counted({ ...interaction, revised }, agent, at), { of, text });
      },
    },
  ),
  /** For agents only. */
  note: event(
    { id: CommandId, agent: AgentRef, text: KeptText },
    { agent: 'whole', fold: (interaction, { agent }, at) => counted(interaction, agent, at) },
  ),
};

// ---- what the waiting list shows ----------------------------------------------------------------------------------------------

/** A visitor who writes much changes the list a few times only, because every console that sees it is told each time. */
export function shownInLine(
  interaction: Interaction,
  from: Side,
  { of, text }: { of: number; text: string },
): Interaction {
  const { facts, excerpts, visitor } = interaction;
  if (from === 'visitor' && visitor.sent.count > MOST_LATEST) return interaction;
  const which = facts.subject === '' ? 'subject' : 'latest';
  if (which === 'latest' && from === 'agent') return interaction;
  const excerpt = cut(text, EXCERPT_CHARS);
  return { ...interaction, facts: { ...facts, [which]: excerpt }, excerpts: { ...excerpts, [which]: of } };
}

/** A text that is no longer there is not shown either. One that changes too often is no longer shown. */
function shownAfter(interaction: Interaction, { of, text }: { of: number; text: string }): Interaction {
  const { facts, excerpts, visitor } = interaction;
  const which = (['subject', 'latest'] as const).find((each) => excerpts[each] === of);
  if (!which) return interaction;
  const excerpt = visitor.sent.count > MOST_LATEST ? '' : cut(text, EXCERPT_CHARS);
  const from = excerpt === '' ? 0 : of;
  return { ...interaction, facts: { ...facts, [which]: excerpt }, excerpts: { ...excerpts, [which]: from } };
}

// ---- what the visitor no longer sees ------------------------------------------------------------------------------------------

/**
 * The event with the text that it has now: a text that was replaced or taken back since is empty, so that it is not sent again
 * by a later range or a repeated push. The newest text comes with the newest event of the message, which may be newer than the
 * state: a range is read after its chat.
 */
export function withoutOldText({ revised }: Pick<Interaction, 'revised'>, event: InteractionEvent, seq: number) {
  if (event.type !== 'message' && event.type !== 'revised') return event;
  const of = event.type === 'message' ? seq : event.of;
  const newest = revised.find((each) => each.of === of);
  return newest && newest.seq > seq ? { ...event, text: '' } : event;
}

// ---- who may write ------------------------------------------------------------------------------------------------------------

/** Why they may not write to the other side now; also for showing them that someone types. */
export function whyNotWrite(interaction: Interaction, actor: Actor): Refusal | undefined {
  if (!isWith(interaction, actor)) return 'chat_not_yours';
  if (isOver(interaction)) return 'chat_ended';
  if (!kinds[interaction.kind].isLive) return 'no_conversation';
  if (actor.side === 'visitor') return undefined;
  if (interaction.stage.is !== 'handled') return 'chat_not_open';
  return writerIn(interaction, actor.agentId) ? undefined : 'chat_not_yours';
}

const agentOf = (writer: Person | undefined) => (writer ? { agent: writer.agent } : {});
export const writerFor = (interaction: Interaction, actor: Actor) =>
  actor.side === 'agent' ? writerIn(interaction, actor.agentId) : undefined;

export const conversationCommands = {
  message: asked(
    { from: ['visitor', 'agent'], fields: { id: CommandId, text: Text }, looksBack: true },
    (interaction, command, now) => {
      const { actor, id, text } = command;
      if (actor.side === 'visitor') return writtenByVisitor(interaction, command, now);
      const { isLive } = kinds[interaction.kind];
      const refused = isLive ? whyNotWrite(interaction, actor) : whyNoLetter(interaction, actor);
      if (refused) return refuse(refused);
      const writer = writerFor(interaction, actor);
      if (writesTooFast(interaction, writer, now)) return refuse('rate_limited');
      const message = { type: 'message', id, from: 'agent', ...agentOf(writer), text } as const;
      const to = letterTo(interaction);
      const goes = to === undefined ? unseen(interaction, now) : [{ type: 'letter-requested', to } as const];
      return happens(...resumedBy(writer, interaction, now), message, ...goes);
    },
  ),
  /** By its author, for some minutes. Without a text it is taken back. */
  revise: asked(
    { from: ['visitor', 'agent'], fields: { of: Of, text: z.optional(Text) }, looksBack: true, needs: ['original'] },
    (interaction, { actor, of, text = '', original }, now) => {
      const refused = whyNotWrite(interaction, actor);
      if (refused) return refuse(refused);
      if (!original || !isBy(actor, original)) return refuse('message_not_yours');
      if (!mayRevise(interaction, original, now)) return refuse('message_final');
      const writer = writerFor(interaction, actor);
      if (writesTooFast(interaction, writer, now)) return refuse('rate_limited');
      return happens({ type: 'revised', of, from: actor.side, ...agentOf(writer), text });
    },
  ),
  /** Also when the conversation is over and the agent still works on it. */
  note: asked(
    { from: ['agent'], fields: { id: CommandId, text: Text }, looksBack: true },
    (interaction, { actor, id, text }, now) => {
      const writer = writerFor(interaction, actor);
      if (!writer) return refuse('chat_not_yours');
      const { is } = interaction.stage;
      if (is !== 'handled' && is !== 'wrap-up') return refuse(is === 'ended' ? 'chat_ended' : 'chat_not_open');
      if (writesTooFast(interaction, writer, now)) return refuse('rate_limited');
      return happens({ type: 'note', id, agent: writer.agent, text });
    },
  ),
};

/** A guest who writes leaves it to its owner whether they work on it. */
export const resumedBy = (writer: Person | undefined, interaction: Interaction, now: number): InteractionEvent[] =>
  writer?.as === 'owner' ? resuming(interaction, 'agent', now) : [];

/** Nobody is there to see it. */
export const unseen = (interaction: Interaction, now: number): InteractionEvent[] =>
  interaction.visitor.away ? planned(interaction, interaction.seq, now) : [];

const isBy = (actor: Actor, { seq, events }: Commit): boolean =>
  (actor.side === 'agent' || seq > actor.readsFrom) &&
  events.some((event) => event.type === 'message' && event.from === actor.side && event.agent?.id === agentIdOf(actor));

const agentIdOf = (actor: Actor): AgentId | undefined => (actor.side === 'agent' ? actor.agentId : undefined);

/** What was taken back stays so, and so does what another reader got. Beyond the limit of the list (`MAX_REVISED`) only listed messages can be changed again. */
function mayRevise({ revised, place, visitor }: Interaction, { seq, at }: Commit, now: number): boolean {
  const before = revised.find(({ of }) => of === seq);
  const isListed = before ? !before.isGone : revised.length < MAX_REVISED;
  return isListed && seq > visitor.readsFrom && now < at + place.terms.editWithinS * 1000;
}
