/**
 * Tells both sides of a commit. A push is a hint: the log is the truth, and a client that missed one asks for the range. A socket
 * found gone is taken out of the chat, which is how a visitor's silent leaving becomes known.
 */
import type { Posted } from '../../adapters/apigateway/connections.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { Commit, Side } from '../../core/interaction/events.ts';
import type { Chat, StartedChat } from '../../core/interaction/state.ts';
import { agentView, isVisible, visitorView } from '../../core/interaction/view.ts';
import type { AgentPush } from '../../protocol/agent.ts';
import type { VisitorPush } from '../../protocol/visitor.ts';
import { refusedBody } from '../edge/stack.ts';

export interface Connections {
  post(side: Side, connectionId: ConnectionId, frame: AgentPush | VisitorPush): Promise<Posted>;
  /** API Gateway then calls the side's `$disconnect`. */
  close(side: Side, connectionId: ConnectionId): Promise<void>;
}

export interface Gone {
  side: Side;
  connectionId: ConnectionId;
}

interface Told {
  before: Chat;
  chat: StartedChat;
  commit: Commit;
  /** The sender's own socket has the acknowledgement. */
  except?: ConnectionId | undefined;
}

/** Answers the sockets that are gone. */
export async function pushCommit(connections: Pick<Connections, 'post'>, told: Told): Promise<Gone[]> {
  const posts = (['visitor', 'agent'] as const).flatMap((side) =>
    audience(side, told).map(async (connectionId) => {
      const result = await connections.post(side, connectionId, commitFrame(side, told));
      return result === 'gone' ? [{ side, connectionId }] : [];
    }),
  );
  return (await Promise.all(posts)).flat();
}

/** A visitor's sockets that newer ones have pushed out of the chat are told and closed: none stays open that hears nothing and does not know it. */
export async function hangUp(connections: Connections, { before, chat }: Pick<Told, 'before' | 'chat'>): Promise<void> {
  const followed = before.status === 'new' ? [] : before.connections.visitor;
  const frame = { t: 'refused', ...refusedBody({ refused: 'too_many_sockets' }) } as const;
  for (const id of followed.filter((each) => !chat.connections.visitor.includes(each)))
    if ((await connections.post('visitor', id, frame)) === 'sent') await connections.close('visitor', id);
}

/** An agent who lost the chat by this commit (an expired offer) is told as well. */
function audience(side: Side, { before, chat, commit, except }: Told): ConnectionId[] {
  if (!commit.events.some((event) => isVisible(side, event))) return [];
  const followed = before.status === 'new' ? [] : before.connections[side];
  return [...new Set([...followed, ...chat.connections[side]])].filter((id) => id !== except);
}

type Seen = Pick<Told, 'before' | 'chat' | 'commit'>;

export const visitorCommit = ({ before, chat, commit }: Seen) =>
  visitorView(commit, previous('visitor', before, commit), chat.terms);

export const agentCommit = ({ before, commit }: Seen) => agentView(commit, previous('agent', before, commit));

/** Without the state before it (a repeated command) the number just before is the careful answer: it may cost a range, no more. */
const previous = (side: Side, before: Chat, commit: Commit) =>
  before.status === 'new' ? commit.seq - 1 : before.lastVisible[side];

function commitFrame(side: Side, told: Told): AgentPush | VisitorPush {
  if (side === 'visitor') return { t: 'commit', commit: visitorCommit(told) };
  return { t: 'commit', interactionId: told.chat.id, commit: agentCommit(told) };
}
