/** Before the queue: what the gateway decided, the automated conversation, and where it leads. */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { type CommandId, QueueId } from '../../ids.ts';
import { GatewayReceipt, QueueReceipt } from '../../routing/decide-routing.ts';
import { type Advance, advance, askForPerson, begin } from '../../scenario/run.ts';
import { AllSaid, KeptScenario, Run, type Said, type Scenario } from '../../scenario/schema.ts';
import { Value, Variables } from '../../words.ts';
import type { InteractionEvent } from '../events.ts';
import {
  Contact,
  KeptCulture,
  KeptTags,
  Origin,
  type Outcome,
  Overruled,
  SaidContact,
  SeenTerms,
  saidBy,
  seenTerms,
  Terms,
} from '../facts.ts';
import { type KindName, kindNames, kinds } from '../kinds.ts';
import { type Placement, termsFor } from '../placement.ts';
import { type Interaction, isOver, isToBePlaced, type Reader, type Stage } from '../state.ts';
import { asked, type Decision, event, happens, nothing, own, refuse, view } from '../topic.ts';
import { coarse } from '../waits.ts';
import { type Attached, attaches } from './files.ts';
import { inLine } from './line.ts';
import { lastWords, says } from './messages.ts';
import { type Left, leaves } from './offline.ts';

const started = {
  kind: z.enum(kindNames),
  origin: Origin,
  contact: Contact,
  facts: z.object({ culture: KeptCulture, tags: KeptTags, variables: Variables }),
  /** The gateway's queue and `terms`, until it is routed. */
  queueId: QueueId,
  terms: Terms,
};
const { kind, facts } = started;
const { files } = Origin.shape;
const filesIn = ({ files }: Origin) => (files ? { files } : {});

export const arrivingEvents = {
  started: event(started, {
    visitor: view('started', { contact: SaidContact, files }, (event: { contact: Contact; origin: Origin }) => ({
      ...{ contact: saidBy(event.contact), ...filesIn(event.origin) },
    })),
    agent: view(
      'started',
      { kind, contact: SaidContact, facts, terms: SeenTerms, files },
      ({ kind, contact, facts, terms, origin }) => ({
        ...{ kind, contact: saidBy(contact), facts, terms: seenTerms(terms), ...filesIn(origin) },
      }),
    ),
    // The visitor is away until their first socket connects: one who never does must not wait forever.
    timers: ({ kind, terms }, at) =>
      kinds[kind].isLive ? [{ brings: 'auto-finish', dueAt: coarse(at + terms.autoFinishS * 1000, at) }] : [],
  }),
  /** B9: why the gateway let it in, or not. */
  screened: event({ receipt: GatewayReceipt, overruled: z.exactOptional(Overruled) }, { agent: 'whole' }),
  /** B9: why it goes to this queue. */
  routed: event({ receipt: QueueReceipt }, { agent: 'whole' }),
  /** An automated conversation starts, as configured then. */
  scripted: event(
    { scenario: KeptScenario },
    { fold: (interaction, { scenario }) => ({ ...interaction, stage: { is: 'arriving', script: { scenario } } }) },
  ),
  /** The automated conversation advanced: what it said, where it is, what it knows (B4). */
  stepped: event(
    {
      run: Run,
      said: AllSaid,
      tags: KeptTags,
      variables: Variables,
      external: z.exactOptional(kept(z.string(), Value)),
    },
    {
      visitor: view('said', { asks: z.boolean(), lines: AllSaid }, (event: { run: Run; said: Said[] }) => ({
        asks: event.run.doing.is === 'asking',
        lines: event.said,
      })),
      agent: 'whole',
      fold: (interaction, { run, said: _, ...told }) => {
        const { stage } = interaction;
        if (stage.is !== 'arriving' || !stage.script) return interaction;
        const facts = { ...interaction.facts, ...told };
        return { ...interaction, facts, stage: { ...stage, script: { ...stage.script, run } } };
      },
    },
  ),
};

/** The result of the gateway's signal. */
type Next =
  | { is: 'placed'; placement: Placement }
  | { is: 'scripted'; scenario: Scenario }
  | { is: 'over'; outcome: Outcome }
  | { is: 'left'; left: Left };

export interface Start extends Pick<Interaction, 'kind' | 'origin' | 'contact'> {
  actor: Reader;
  facts: Pick<Interaction['facts'], 'culture' | 'tags' | 'variables'>;
  /** The gateway's queue. */
  queueId: QueueId;
  terms: Terms;
  screened: { receipt: GatewayReceipt; overruled?: Overruled | undefined };
  next: Next;
  /** The first message, with the id that it counts under. */
  message?: { id: CommandId; text: string };
  /** What came with the form before a chat. */
  files?: readonly Attached[];
}

/** The only command that needs no interaction. */
export function start(command: Start, now: number): Decision {
  const { kind, origin, contact, facts, queueId, message, files, screened, next } = command;
  const terms = termsFor(kind, command.terms);
  const { receipt, overruled } = screened;
  return happens(
    { type: 'started', kind, origin, contact, facts, queueId, terms },
    { type: 'screened', receipt, ...(overruled ? { overruled } : {}) },
    ...(message ? [{ type: 'message', from: 'visitor', ...message } as const] : []),
    ...attaches(files),
    ...(next.is === 'placed' ? placed(kind, next.placement, now, { welcomed: contact.name }) : []),
    ...(next.is === 'scripted'
      ? [
          ...says('welcome', { terms, visitor: contact.name }),
          { type: 'scripted', scenario: next.scenario } as const,
          ...went(begin(next.scenario, facts, facts.culture)),
        ]
      : []),
    ...(next.is === 'over'
      ? [{ type: 'ended', by: 'system', outcome: next.outcome, ...lastWords(next.outcome, { terms }) } as const]
      : []),
    ...(next.is === 'left' ? leaves(next.left) : []),
  );
}

export const arrivingCommands = {
  /** For an interaction that has already started; the function `start` is the rule for the others. */
  start: own<Start>(() => nothing),
  /** The visitor leaves the automated conversation for a person. */
  person: asked({ from: ['visitor'], fields: {}, looksBack: true }, (interaction) => {
    if (isOver(interaction)) return refuse('chat_ended');
    const run = runOf(interaction);
    if (!run || !isTalking(interaction.stage)) return nothing;
    return happens(stepped({ said: [], run: askForPerson(run), told: interaction.facts }));
  }),
  /** The call that the scenario waits for has been made. */
  called: own<{ step: string; ok: boolean; answer?: unknown }>((interaction, { step, ok, answer }) => {
    const run = runOf(interaction);
    if (run?.doing.is !== 'calling' || run.step !== step) return nothing;
    return happens(...goesOn(interaction, { is: 'called', ok, answer }));
  }),
  /** Into a queue: from the automated conversation, again, or what was left. Without a placement a supervisor has it. */
  place: own<{ placement: Placement | undefined }>((interaction, { placement }, now) => {
    if (!isToBePlaced(interaction)) return nothing;
    const { kind, stage, place, call } = interaction;
    if (!placement) return happens({ type: 'set-aside', because: 'closed' });
    if (stage.is !== 'arriving' || !stage.again) {
      // Whoever is called now has waited since they asked for it.
      return happens(...placed(kind, placement, now, call ? { since: place.since } : {}));
    }
    // At its old priority and age, and to its former agent if they are free.
    const { priority, requires, since } = place;
    const again = { ...placement, priority, requires, preferred: stage.again.agent };
    return happens(...placed(kind, again, now, { since }));
  }),
};

/**
 * A queue that accepts no chats now tells the visitor so: nobody should wait where nobody looks (B1, G7). What nobody waits for
 * can wait for its queue to open. `welcomed`: the visitor, if
 * nothing has been said yet. `since`: when it stood in line first, if it was open before, or was asked for.
 */
function placed(
  kind: KindName,
  { receipt, terms, takes, ...place }: Placement,
  now: number,
  { welcomed, since }: { welcomed?: string; since?: number } = {},
): InteractionEvent[] {
  const routed = { type: 'routed', receipt } as const;
  const outcome = 'out-of-time';
  if (!takes && kinds[kind].isLive)
    return [routed, { type: 'ended', by: 'system', outcome, ...lastWords(outcome, { terms }) }];
  const welcome = welcomed === undefined ? [] : says('welcome', { terms, visitor: welcomed });
  const because = since === undefined ? 'arrived' : 'reopened';
  const times = { since: since ?? now, waitedFrom: now };
  return [routed, ...welcome, inLine(kind, because, { ...place, terms }, times, now)];
}

const runOf = ({ stage }: Interaction): Run | undefined => (stage.is === 'arriving' ? stage.script?.run : undefined);

/** While it is running, the chat is not routed. */
const isTalking = (stage: Stage): boolean =>
  stage.is === 'arriving' && stage.script?.run !== undefined && stage.script.run.doing.is !== 'routing';

/** The scenario continues with what the visitor wrote, if it waits for that. */
export const answered = (interaction: Interaction, text: string): InteractionEvent[] =>
  runOf(interaction)?.doing.is === 'asking' ? goesOn(interaction, { is: 'answer', text }) : [];

function goesOn({ stage, facts }: Interaction, input: Parameters<typeof advance>[4]): InteractionEvent[] {
  if (stage.is !== 'arriving' || !stage.script?.run) return [];
  return went(advance(stage.script.scenario, stage.script.run, facts, facts.culture, input));
}

function went(next: Advance): InteractionEvent[] {
  const { is } = next.run.doing;
  return [
    stepped(next),
    ...(is === 'offline' ? [{ type: 'ended', by: 'system', outcome: 'offline' } as const] : []),
    ...(is === 'closing' ? [{ type: 'ended', by: 'system', outcome: 'completed' } as const] : []),
  ];
}

const stepped = ({ said, run, told: { tags, variables, external } }: Advance): InteractionEvent => ({
  ...{ type: 'stepped', run, said, tags, variables },
  ...(external === undefined ? {} : { external }),
});
