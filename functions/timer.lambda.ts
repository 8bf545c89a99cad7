/** Timers that fell due. One that is early (its wait was longer than a queue can hold) is armed again for the rest. */
import type { SQSRecord } from 'aws-lambda';
import { createCaller } from '../adapters/https/call.ts';
import { timerKinds } from '../core/chat/timers.ts';
import { type ChatId, CommandId } from '../core/ids.ts';
import { Timer } from '../core/timers.ts';
import { type AgentRights, createAgentRights } from './agent-rights.ts';
import { onBatch } from './batch.ts';
import { createCall } from './chat/call.ts';
import type { Desk } from './chat/desk.ts';
import { readJson } from './stack.ts';
import {
  agentStore,
  chatStore,
  configurationStore,
  desk,
  dynamo,
  type QueuedTimers,
  routing,
  sockets,
  timers,
} from './wiring.ts';

interface Parts {
  desk: Desk;
  rights: AgentRights;
  /** Makes the call that a chat's scenario waits for. */
  call(chatId: ChatId, id: CommandId): Promise<void>;
  timers: QueuedTimers;
  now: () => number;
}

export const createHandler = ({ desk, rights, call, timers, now }: Parts) =>
  onBatch<SQSRecord>(
    ({ messageId }) => messageId,
    async ({ body }) => {
      const timer = Timer.parse(readJson(body));
      if (now() < timer.dueAt) return timers.arm(timer, now());
      if ('queueId' in timer) return desk.reviewLanes(timer.queueId);
      if ('connectionId' in timer) return rights.endSignIn(timer.agentId, timer.connectionId);
      if ('agentId' in timer)
        return timer.kind === 'lease' ? rights.lapse(timer.agentId) : rights.review(timer.agentId);
      const { kind, chatId, dueAt } = timer;
      const command = timerKinds[kind].brings;
      // Named by what it is for: a queue may deliver twice.
      const id = CommandId.parse(`timer-${kind}-${dueAt}`);
      switch (command.type) {
        case 'assign':
          return desk.assign(chatId);
        case 'review': {
          const againAt = await desk.reviewWait(chatId);
          return againAt === undefined ? undefined : timers.arm({ kind, chatId, dueAt: againAt }, now());
        }
        case 'call':
          return call(chatId, id);
        default:
          await desk.run({ chatId, id, command });
      }
    },
    ({ receiptHandle, attributes }) => timers.putBack(receiptHandle, Number(attributes.ApproximateReceiveCount)),
  );

const client = dynamo();
const connections = sockets();
const theDesk = desk(client, connections);
export const handler = createHandler({
  desk: theDesk,
  rights: createAgentRights({
    ...{ agents: agentStore(client), configurations: configurationStore(client), desk: theDesk, connections },
    now: Date.now,
  }),
  call: createCall({
    ...{ chats: chatStore(client), desk: theDesk, routing: routing(client) },
    post: (allowedHosts, call) => createCaller({ allowedHosts })(call),
  }),
  timers: timers(),
  now: Date.now,
});
