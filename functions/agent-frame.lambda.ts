/** A frame from an agent's console. */
import type { AgentFrame as Frame } from '../protocol/agent.ts';
import { AgentFrame, type AgentPush } from '../protocol/agent.ts';
import { type AgentDeskParts, createAgentDesk } from './agent/agent-desk.ts';
import { AgentWho } from './agent/agent-who.ts';
import { type BoardParts, createBoard } from './agent/board.ts';
import { createInbox, type InboxParts } from './agent/inbox.ts';
import { createOverseeing, type OverseeingParts } from './agent/overseeing.ts';
import { createFrameLimit } from './edge/frame-limit.ts';
import { onFrame } from './edge/socket.ts';
import {
  agentStore,
  alarmStore,
  chatStore,
  configurationStore,
  desk,
  dynamo,
  fileStore,
  inboxStore,
  queueStore,
  rosterStore,
  sockets,
  tallyStore,
  timers,
} from './wiring.ts';

export function createHandler(parts: AgentDeskParts & BoardParts & InboxParts & OverseeingParts) {
  const agentDesk = createAgentDesk(parts);
  const overseeing = createOverseeing(parts);
  const wallboard = createBoard(parts);
  const inboxOf = createInbox(parts);
  return onFrame<Frame, AgentWho, AgentPush>(
    { frame: AgentFrame, who: AgentWho },
    createFrameLimit(parts.now),
    async (ask) => {
      const { frame, who, connectionId } = ask;
      // The console then connects with a renewed sign-in, and so with the person's current role.
      if (parts.now() >= who.until) {
        await parts.connections.close('agent', connectionId);
        return { refused: 'session_over' };
      }
      switch (frame.t) {
        case 'hello':
          return overseeing(who, connectionId, await agentDesk.hello(ask));
        case 'ping':
          return agentDesk.ping(ask);
        case 'status':
          return agentDesk.status(ask, frame);
        case 'sync':
          return agentDesk.sync(ask, frame);
        case 'targets':
          return agentDesk.targets(ask, frame);
        case 'line':
          return agentDesk.line(ask, frame);
        case 'board':
          return wallboard.board(ask, frame);
        case 'quarters':
          return wallboard.quarters(ask, frame);
        case 'inbox':
          return inboxOf(who, frame);
        case 'file-link':
          return agentDesk.fileLink(ask, frame);
        case 'presence':
          return agentDesk.presence(ask, frame);
        default:
          return agentDesk.command(ask, frame);
      }
    },
  );
}

const client = dynamo();
const connections = sockets();
export const handler = createHandler({
  agents: agentStore(client),
  chats: chatStore(client),
  configurations: configurationStore(client),
  queues: queueStore(client),
  roster: rosterStore(client),
  alarms: alarmStore(client),
  inbox: inboxStore(client),
  tallies: tallyStore(client),
  desk: desk(client, connections),
  connections,
  files: fileStore(),
  timers: timers(),
  now: Date.now,
});
