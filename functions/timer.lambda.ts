/** Timers that fell due. One that is early (its wait was longer than a queue can hold) is armed again for the rest. */
import type { SQSRecord } from 'aws-lambda';
import { Timer, timerKinds } from '../core/chat/timers.ts';
import { CommandId } from '../core/ids.ts';
import { onBatch } from './batch.ts';
import type { Desk } from './chat/desk.ts';
import { readJson } from './stack.ts';
import { desk, dynamo, sockets, type Timers, timers } from './wiring.ts';

interface Parts {
  desk: Desk;
  timers: Timers;
  now: () => number;
}

export const createHandler = ({ desk, timers, now }: Parts) =>
  onBatch<SQSRecord>(
    ({ messageId }) => messageId,
    async ({ body }) => {
      const timer = Timer.parse(readJson(body));
      const { kind, chatId, dueAt } = timer;
      if (now() < dueAt) return timers.arm(timer, now());
      const command = timerKinds[kind].brings;
      if (command.type === 'assign') return desk.assign(chatId);
      if (command.type === 'check-agent') {
        const again = await desk.checkAgent(chatId);
        return again === undefined ? undefined : timers.arm({ kind, chatId, dueAt: again }, now());
      }
      // Named by what it is for: a queue may deliver twice.
      await desk.run({ chatId, id: CommandId.parse(`timer-${kind}-${dueAt}`), command });
    },
  );

const client = dynamo();
export const handler = createHandler({ desk: desk(client, sockets()), timers: timers(), now: Date.now });
