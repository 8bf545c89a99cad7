/**
 * Calling somebody back (A7): at the time that they chose it comes to its queue, where an agent calls and says whether anybody
 * answered. If nobody did, it comes again by rule.
 */
import * as z from 'zod/mini';
import { AgentRef, Timestamp } from '../facts.ts';
import { type Interaction, isOver, ownerOf } from '../state.ts';
import { asked, type Decision, event, happens, nothing, own, refuse } from '../topic.ts';
import { coarse } from '../waits.ts';
import { ending } from './ending.ts';

/** How often it is tried in all, and how long after one the next is, in seconds. */
const rule = { tries: z.int().check(z.positive()), againS: z.int().check(z.positive()) };

export const callbackEvents = {
  /** It comes to its queue then. */
  'call-planned': event(
    { dueAt: Timestamp, ...rule },
    {
      agent: 'whole',
      fold: (interaction, plan) => ({
        ...interaction,
        call: { made: interaction.call?.made ?? 0, ...plan, isDue: false },
      }),
      timers: ({ dueAt }, at) => [{ brings: 'call-due', dueAt: coarse(dueAt, at) }],
    },
  ),
  /** The desk finds its queue. */
  'call-came-due': event(
    {},
    {
      agent: 'whole',
      fold: ({ call, ...interaction }) => ({ ...interaction, ...(call && { call: { ...call, isDue: true } }) }),
    },
  ),
  /** `nextAt`: when it comes to its queue again, because nobody answered. */
  called: event(
    { agent: AgentRef, reached: z.boolean(), nextAt: z.exactOptional(Timestamp) },
    {
      agent: 'whole',
      fold: ({ call, ...interaction }, { nextAt }) => {
        if (!call) return interaction;
        const made = call.made + 1;
        return nextAt === undefined
          ? { ...interaction, call: { ...call, made } }
          : {
              ...{ ...interaction, call: { ...call, made, dueAt: nextAt, isDue: false } },
              ...{ offers: [], people: [], stage: { is: 'arriving' } },
            };
      },
      timers: ({ nextAt }, at) => (nextAt === undefined ? [] : [{ brings: 'call-due', dueAt: coarse(nextAt, at) }]),
    },
  ),
};

export const callbackCommands = {
  /** `opensAt`: its queue is closed until then. */
  'call-due': own<{ opensAt?: number | undefined }>(({ stage, call }, { opensAt }, now) => {
    if (!call || call.isDue || stage.is !== 'arriving' || call.dueAt > now) return nothing;
    const { tries, againS } = call;
    return happens(
      opensAt === undefined ? { type: 'call-came-due' } : { type: 'call-planned', dueAt: opensAt, tries, againS },
    );
  }),
  /** Whoever has it has called. */
  'call-made': asked(
    { from: ['agent'], fields: { reached: z.boolean() }, looksBack: true },
    (interaction, { actor, reached }, now) => {
      const agent = ownerOf(interaction);
      if (actor.side !== 'agent' || agent?.id !== actor.agentId) return refuse('chat_not_yours');
      if (isOver(interaction)) return refuse('chat_ended');
      const { call, stage } = interaction;
      if (!call || stage.is !== 'handled') return refuse('chat_not_open');
      return outcome(interaction, { ...call, agent, reached }, now);
    },
  ),
};

function outcome(
  interaction: Interaction,
  { agent, reached, made, tries, againS }: NonNullable<Interaction['call']> & { agent: AgentRef; reached: boolean },
  now: number,
): Decision {
  const called = { type: 'called' as const, agent, reached };
  if (!reached && made + 1 < tries) return happens({ ...called, nextAt: now + againS * 1000 });
  return happens(called, ending(interaction, 'agent', reached ? 'completed' : 'abandoned', now));
}
