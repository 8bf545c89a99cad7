/** Limits on a conversation: an agent who does not answer (D4), and one that takes long (D1). `clocks.ts` has the time. */
import * as z from 'zod/mini';
import { attendBy, isTalking, talkedMs, watching } from '../clocks.ts';
import { Timestamp } from '../facts.ts';
import { ownerOf } from '../state.ts';
import { event, happens, nothing, own } from '../topic.ts';
import { coarse } from '../waits.ts';
import { lastWords } from './messages.ts';

export const limitsEvents = {
  /** Added to whatever starts a clock (`decide.ts`). */
  watched: event(
    { attendBy: z.exactOptional(Timestamp), longAt: z.exactOptional(Timestamp) },
    {
      fold: ({ talk, ...interaction }, { attendBy: checkAt }) => ({
        ...interaction,
        talk: checkAt === undefined ? talk : { ...talk, checkAt },
      }),
      timers: ({ attendBy, longAt }, at) => [
        ...(attendBy === undefined ? [] : [{ brings: 'unattended' as const, dueAt: coarse(attendBy, at) }]),
        ...(longAt === undefined ? [] : [{ brings: 'chat-time' as const, dueAt: coarse(longAt, at) }]),
      ],
    },
  ),
  /** Longer than the queue's chat time; said once. */
  'chat-time-passed': event(
    { limitS: z.int().check(z.positive()) },
    {
      agent: 'whole',
      fold: ({ talk, ...interaction }) => ({ ...interaction, talk: { ...talk, isLong: true } }),
    },
  ),
};

export const limitsCommands = {
  /** Without wrap-up, because its agent does not answer. */
  unattended: own((interaction, _, now) => {
    const due = attendBy(interaction);
    if (due === undefined || !isTalking(interaction)) return nothing;
    const says = lastWords('unattended', { terms: interaction.place.terms, agent: ownerOf(interaction) });
    return due <= now
      ? happens({ type: 'ended', by: 'system', outcome: 'unattended', disposition: 'timeout', ...says })
      : happens(...watching(undefined, interaction, now));
  }),
  'chat-time': own((interaction, _, now) => {
    const { chatTimeS: limitS } = interaction.place.terms;
    const isOver = limitS > 0 && !interaction.talk.isLong && talkedMs(interaction, now) >= limitS * 1000;
    return isOver && isTalking(interaction) ? happens({ type: 'chat-time-passed', limitS }) : nothing;
  }),
};
