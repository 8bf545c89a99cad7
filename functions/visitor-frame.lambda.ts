/** A frame from a visitor's widget. The socket's token determines the chat. */
import type { ChatStore, QueueStore } from '../adapters/stores.ts';
import type { Commit } from '../core/interaction/events.ts';
import type { Marks } from '../core/interaction/marks.ts';
import { isReader } from '../core/interaction/state.ts';
import { viewOf } from '../core/interaction/view.ts';
import { VisitorFrame, type VisitorPush } from '../protocol/visitor.ts';
import type { Desk } from './desk/desk.ts';
import type { Execution } from './desk/execute.ts';
import { type FileLinksParts, fileAnswer, uploadAnswer } from './desk/file-links.ts';
import { present } from './desk/presence.ts';
import { type Connections, hangUp, visitorCommit } from './desk/push.ts';
import { cutRange, MAX_RANGE_COMMITS } from './desk/range.ts';
import { tellPosition } from './desk/tell.ts';
import { commandOf } from './edge/command.ts';
import { createFrameLimit } from './edge/frame-limit.ts';
import { onFrame } from './edge/socket.ts';
import type { Refused } from './edge/stack.ts';
import { readerOf, VisitorWho } from './visitor/visitor-who.ts';
import { chatStore, desk, dynamo, fileStore, queueStore, sockets } from './wiring.ts';

interface Parts {
  chats: ChatStore;
  queues: QueueStore;
  desk: Desk;
  connections: Connections;
  files: FileLinksParts['files'];
  now: () => number;
}

export function createHandler({ chats, queues, desk, connections, files, now }: Parts) {
  return onFrame<VisitorFrame, VisitorWho, VisitorPush>(
    { frame: VisitorFrame, who: VisitorWho },
    createFrameLimit(now),
    async ({ frame, who, connectionId }) => {
      const { interactionId } = who;
      const actor = readerOf(who);
      switch (frame.t) {
        case 'resume': {
          const connected = await desk.follow(interactionId, actor, connectionId);
          if (connected.result === 'refused') return connected;
          if (connected.result === 'committed') await hangUp(connections, connected);
          await tellPosition({ queues, connections }, connected.chat, [connectionId]);
          const after = Math.max(frame.after, who.readsFrom);
          const [commits, marks] = await Promise.all([
            chats.range(interactionId, after, MAX_RANGE_COMMITS),
            chats.marks(interactionId),
          ]);
          // It was read after this reader was found to be the chat's.
          if (commits.some((commit) => isNextReader(commit, who))) return { refused: 'chat_ended' };
          const view = (commit: Commit, prev: number) => viewOf('visitor', commit, prev, connected.chat);
          return { t: 'range', ...cutRange(commits, after, view), marks: marksSince(who, marks) };
        }
        case 'ping':
          return { t: 'pong', seq: await chats.newest(interactionId) };
        case 'presence':
          return present({ chats, connections, now }, { ...frame, interactionId, actor, connectionId });
        case 'file-link': {
          const { chat } = await chats.load(interactionId);
          if (!chat.stage || !isReader(chat, actor)) return { refused: 'chat_ended' };
          return fileAnswer({ chats, files }, interactionId, frame, actor.readsFrom);
        }
        default: {
          const command = commandOf(frame, actor, connectionId);
          const after = 'after' in frame ? frame.after : undefined;
          const ask = { interactionId, id: frame.id, after, command };
          const execution = await desk.run(ask, connectionId);
          if (execution.result === 'committed') await hangUp(connections, execution);
          return frame.t === 'upload' && 'commit' in execution
            ? uploadAnswer({ chats, files }, frame.id, execution)
            : acknowledge(execution);
        }
      }
    },
  );
}

/** Somebody else came back with the chat's tracking id (A14). */
const isNextReader = ({ seq, events }: Commit, { readsFrom }: VisitorWho): boolean =>
  seq > readsFrom + 1 && events.some((event) => event.type === 'reopened' && event.isOtherReader);

/** What agents, or another reader, read before this one came says nothing to them. */
const marksSince = ({ readsFrom }: VisitorWho, marks: Marks): Marks =>
  Object.fromEntries(Object.entries(marks).filter(([, { got }]) => got > readsFrom));

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
  files: fileStore(),
  now: Date.now,
});
