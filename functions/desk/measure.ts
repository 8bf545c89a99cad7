/**
 * Writes the measures of an interaction: each stay in a line when it is over, and the rest when it is closed. May be repeated.
 */
import type { ChatStore, MeasureStore, QueueStore } from '../../adapters/stores.ts';
import { bytesOf } from '../../core/bounds.ts';
import type { InteractionId } from '../../core/ids.ts';
import type { Commit } from '../../core/interaction/events.ts';
import { measuresOf, staysOf } from '../../core/interaction/measures.ts';
import { momentsOf } from '../../core/interaction/moments.ts';
import { EXCERPT_CHARS } from '../../core/interaction/state.ts';
import { type Counted, tallyOf } from '../../core/interaction/tally.ts';
import { cut } from '../../core/text.ts';

/**
 * The longest log that is read, fifty times an ordinary one. A visitor can write for hours into a waiting chat: without a limit,
 * reading it would use all of the function's time and memory, and delay the stream at each retry.
 */
const MOST_COMMITS = 2_000;

/** Commits per read: enough for an ordinary log, and few enough of the largest commits for a hundred chats at once. */
const PAGE = 50;

interface Parts {
  chats: Pick<ChatStore, 'range'>;
  queues: Pick<QueueStore, 'noteStay'>;
  measures: Pick<MeasureStore, 'note'>;
}

/** What is left to count, which is done for many commits together. `incomplete`: the table has deleted a part of the log
 * (`keepDays`). Retrying helps with neither. */
type Measured = Counted | 'too_long' | 'incomplete';
export type Measure = ReturnType<typeof createMeasure>;

/** `seq`: of the commit after which there is something to count. The log is read up to it, so repeating the work reads the same. */
export const createMeasure =
  ({ chats, queues, measures }: Parts) =>
  async (interactionId: InteractionId, seq: number): Promise<Measured> => {
    if (seq > MOST_COMMITS) return 'too_long';
    const read = await logUpTo(chats, interactionId, seq);
    if (!read) return 'incomplete';
    const moments = momentsOf(interactionId, read.log, read.bytes);
    const over = staysOf(moments).filter((stay) => stay.seq === seq);
    const done = measuresOf(moments);
    await Promise.all([
      ...over.map(({ lane, ...stay }) => queues.noteStay(lane, interactionId, stay)),
      ...(done ? [measures.note(done)] : []),
    ]);
    return tallyOf(interactionId, moments);
  };

async function logUpTo(chats: Parts['chats'], interactionId: InteractionId, seq: number) {
  const log: Commit[] = [];
  const bytes: number[] = [];
  while (log.length < seq) {
    const read = log.length;
    const page = await chats.range(interactionId, read, Math.min(PAGE, seq - read));
    if (page.length === 0 || page.some((commit, n) => commit.seq !== read + n + 1)) return undefined;
    log.push(...page.map(withoutWords));
    bytes.push(...page.map(bytesOf));
  }
  return { log, bytes };
}

/** Messages are only counted and measured, except for the start of the first: their text is most of a log. */
const withoutWords = ({ events, ...commit }: Commit): Commit => ({
  ...commit,
  events: events.map((event) =>
    event.type === 'message' ? { ...event, text: cut(event.text, EXCERPT_CHARS) } : event,
  ),
});
