/** What its visitor says of a conversation with an agent, once it is over (F1). */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { lines } from '../../words.ts';
import type { Outcome } from '../facts.ts';
import { endedAt, type Interaction, ownerOf } from '../state.ts';
import { asked, event, happens, refuse } from '../topic.ts';
import { textOf } from './messages.ts';

/** As long as a visitor's token can be renewed. */
const GIVEN_WITHIN_MS = 24 * 60 * 60_000;

/** 1: bad, 5: great. */
export const Score = z.int().check(z.gte(1), z.lte(5));

const Note = lines(1000);

export const feedbackEvents = {
  rated: event(
    { score: Score, note: z.exactOptional(kept(z.string(), Note)) },
    {
      agent: 'whole',
      fold: (interaction) => ({ ...interaction, feedback: 'given' }),
      measured: () => true,
    },
  ),
};

/** After a conversation with an agent, if the queue wants to know. */
export function asksFor(interaction: Interaction, outcome: Outcome): { asks?: string } {
  const { terms } = interaction.place;
  if (!terms.feedback || outcome !== 'completed' || interaction.stage.is !== 'handled') return {};
  return { asks: textOf('feedback', { terms, agent: ownerOf(interaction) }) ?? '' };
}

export const feedbackCommands = {
  /** Once for each end. */
  feedback: asked(
    { from: ['visitor'], fields: { score: Score, note: z.optional(Note) } },
    (interaction, { score, note }, now) => {
      if (interaction.feedback === 'given') return refuse('feedback_given');
      if (interaction.feedback === undefined) return refuse('chat_not_open');
      if (now >= endedAt(interaction) + GIVEN_WITHIN_MS) return refuse('chat_ended');
      return happens({ type: 'rated', score, ...(note === undefined ? {} : { note }) });
    },
  ),
};
