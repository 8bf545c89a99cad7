/** A frame from a visitor's widget. The socket's token determines the chat. */
import type { ChatStore, QueueStore } from '../adapters/stores.ts';
import type { Commit } from '../core/interaction/events.ts';
import { viewOf } from '../core/interaction/view.ts';
import { VisitorFrame, type VisitorPush } from '../protocol/visitor.ts';
import type { Desk } from './desk/desk.ts';
import type { Execution } from './desk/execute.ts';
import { present } from './desk/presence.ts';
import { type Connections, hangUp, visitorCommit } from './desk/push.ts';
import { cutRange, MAX_RANGE_COMMITS } from './desk/range.ts';
import { tellPosition } from './desk/tell.ts';
import { commandOf } from './edge/command.ts';
import { createFrameLimit } from './edge/frame-limit.ts';
import { onFrame } from './edge/socket.ts';
import type { Refused } from './edge/stack.ts';
import { VisitorWho } from './visitor/visitor-who.ts';
import { chatStore, desk, dynamo, queueStore, sockets } from './wiring.ts';

interface Parts {
  chats: ChatStore;
  queues: QueueStore;
  desk: Desk;
  connections: Connections;
  now: () => number;
}

const actor = { side: 'visitor' } as const;

export function createHandler({ chats, queues, desk, connections, now }: Parts) {
  return onFrame<VisitorFrame, VisitorWho, VisitorPush>(
    { frame: VisitorFrame, who: VisitorWho },
    createFrameLimit(now),
    async ({ frame, who: { interactionId }, connectionId }) => {
      switch (frame.t) {
        case 'resume': {
          const connected = await desk.follow(interactionId, actor, connectionId);
          if (connected.result === 'refused') return connected;
          if (connected.result === 'committed') await hangUp(connections, connected);
          await tellPosition({ queues, connections }, connected.chat, [connectionId]);
          // What came before belongs to whoever had the tracking id then (A14).
          const after = Math.max(frame.after, connected.chat.visitor.readsFrom ?? 0);
          const [commits, marks] = await Promise.all([
            chats.range(interactionId, after, MAX_RANGE_COMMITS),
            chats.marks(interactionId),
          ]);
          const view = (commit: Commit, prev: number) => viewOf('visitor', commit, prev, connected.chat);
          return { t: 'range', ...cutRange(commits, after, view), marks };
        }
        case 'ping':
          return { t: 'pong', seq: await chats.newest(interactionId) };
        case 'presence':
          return present({ chats, connections, now }, { ...frame, interactionId, actor, connectionId });
        default: {
          const command = commandOf(frame, actor, connectionId);
          const ask = { interactionId, id: frame.id, after: frame.after, command };
          return acknowledge(await desk.run(ask, connectionId));
        }
      }
    },
  );
}

function acknowledge(execution: Execution): VisitorPush | Refused {
  if (execution.result === 'refused') return execution;
  if (execution.result === 'nothing') return { refused: 'chat_not_open' };
  return { t: 'ack', id: execution.commit.id, commit: visitorCommit(execution) };
}

const client = dynamo();
const connections = sockets();
export const handler = createHandler({
  chats: chatStore(client),
  queues: queueStore(client),
  desk: desk(client, connections),
  connections,
  now: Date.now,
});
