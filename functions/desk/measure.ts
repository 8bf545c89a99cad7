/** Notes what an interaction came to: each stay in a line when it is over, and the whole when it is closed. May happen twice. */
import type { ChatStore, MeasureStore, QueueStore } from '../../adapters/stores.ts';
import type { InteractionId } from '../../core/ids.ts';
import { measuresOf, staysOf } from '../../core/interaction/measures.ts';

interface Parts {
  chats: Pick<ChatStore, 'range'>;
  queues: Pick<QueueStore, 'noteStay'>;
  measures: Pick<MeasureStore, 'note'>;
}

export type Measure = ReturnType<typeof createMeasure>;

/** `seq`: of the commit after which there is something to count. */
export const createMeasure =
  ({ chats, queues, measures }: Parts) =>
  async (interactionId: InteractionId, seq: number): Promise<void> => {
    const log = await chats.range(interactionId, 0);
    const over = staysOf(interactionId, log).filter((stay) => stay.seq === seq);
    const done = measuresOf(interactionId, log);
    await Promise.all([
      ...over.map(({ lane, ...stay }) => queues.noteStay(lane, interactionId, stay)),
      ...(done ? [measures.note(done)] : []),
    ]);
  };
