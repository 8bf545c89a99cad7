/** Timers that fell due. One that is early (its wait was longer than a queue can hold) is armed again for the rest. */
import type { SQSRecord } from 'aws-lambda';
import { createCaller } from '../adapters/https/call.ts';
import { Timer, timerKinds } from '../core/chat/timers.ts';
import { type ChatId, CommandId } from '../core/ids.ts';
import { onBatch } from './batch.ts';
import { createCall } from './chat/call.ts';
import type { Desk } from './chat/desk.ts';
import { readJson } from './stack.ts';
import { chatStore, desk, dynamo, routing, sockets, type Timers, timers } from './wiring.ts';

interface Parts {
  desk: Desk;
  /** Makes the call that a chat's scenario waits for. */
  call(chatId: ChatId, id: CommandId): Promise<void>;
  timers: Timers;
  now: () => number;
}

export const createHandler = ({ desk, call, timers, now }: Parts) =>
  onBatch<SQSRecord>(
    'at once',
    ({ messageId }) => messageId,
    async ({ body }) => {
      const timer = Timer.parse(readJson(body));
      const { kind, chatId, dueAt } = timer;
      if (now() < dueAt) return timers.arm(timer, now());
      const command = timerKinds[kind].brings;
      // Named by what it is for: a queue may deliver twice.
      const id = CommandId.parse(`timer-${kind}-${dueAt}`);
      switch (command.type) {
        case 'assign':
          return desk.assign(chatId);
        case 'overflow':
          return desk.overflow(chatId);
        case 'call':
          return call(chatId, id);
        case 'check-agent': {
          const again = await desk.checkAgent(chatId);
          return again === undefined ? undefined : timers.arm({ kind, chatId, dueAt: again }, now());
        }
        default:
          await desk.run({ chatId, id, command });
      }
    },
  );

const client = dynamo();
const theDesk = desk(client, sockets());
export const handler = createHandler({
  desk: theDesk,
  call: createCall({
    ...{ chats: chatStore(client), desk: theDesk, routing: routing(client) },
    post: (allowedHosts, call) => createCaller({ allowedHosts })(call),
  }),
  timers: timers(),
  now: Date.now,
});
