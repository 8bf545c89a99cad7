/** A frame from a visitor's widget. The chat is the one that the socket's token names. */
import type { ChatStore, QueueStore } from '../adapters/stores.ts';
import type { ConnectionId } from '../core/ids.ts';
import { laneOf, type StartedChat } from '../core/interaction/state.ts';
import { visitorView } from '../core/interaction/view.ts';
import { estimatedWait } from '../core/routing/wait.ts';
import { VisitorFrame, type VisitorPush } from '../protocol/visitor.ts';
import type { Desk } from './desk/desk.ts';
import type { Execution } from './desk/execute.ts';
import { type Connections, hangUp, visitorCommit } from './desk/push.ts';
import { cutRange, MAX_RANGE_COMMITS } from './desk/range.ts';
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
        case 'message': {
          const { id, after, text } = frame;
          return acknowledge(
            await desk.run({ interactionId, id, after, command: { type: 'message', id, actor, text } }, connectionId),
          );
        }
        case 'end': {
          const { id, after } = frame;
          return acknowledge(
            await desk.run({ interactionId, id, after, command: { type: 'end', actor } }, connectionId),
          );
        }
        case 'person': {
          const { id, after } = frame;
          return acknowledge(await desk.run({ interactionId, id, after, command: { type: 'person' } }, connectionId));
        }
        case 'resume': {
          const { after } = frame;
          const connected = await desk.follow(interactionId, actor, connectionId);
          if (connected.result === 'refused') return connected;
          if (connected.result === 'committed') await hangUp(connections, connected);
          await tellPosition(connected.chat, connectionId);
          const commits = await chats.range(interactionId, after, MAX_RANGE_COMMITS);
          const { terms } = connected.chat;
          return { t: 'range', ...cutRange(commits, after, (commit, prev) => visitorView(commit, prev, terms)) };
        }
        case 'ping':
          return { t: 'pong', seq: await chats.newest(interactionId) };
        default:
          return frame satisfies never;
      }
    },
  );

  async function tellPosition(chat: StartedChat, connectionId: ConnectionId): Promise<void> {
    if (chat.status !== 'waiting' && chat.status !== 'offered') return;
    // Who is being offered has left the line, and is next.
    const position =
      chat.status === 'offered' ? 1 : await queues.position(laneOf(chat), chat.priority, chat.waitingSince, chat.id);
    const wait = chat.status === 'offered' ? undefined : estimatedWait(await queues.flow(laneOf(chat)), position);
    await connections.post('visitor', connectionId, { t: 'position', position, ...(wait ? { wait } : {}) });
  }
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
