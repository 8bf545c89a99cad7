/**
 * Tells both sides about a commit. A push is only a hint: the log is the truth, and a client that missed one requests the
 * range. A closed socket is removed from the chat, which is how a visitor's silent departure is noticed.
 */
import type { Posted } from '../../adapters/apigateway/connections.ts';
import type { AgentId, ConnectionId } from '../../core/ids.ts';
import type { Commit } from '../../core/interaction/events.ts';
import type { Side, Viewer } from '../../core/interaction/facts.ts';
import { type Interaction, isPresent, isReader, personIn, type Unstarted } from '../../core/interaction/state.ts';
import { isVisible, viewerIn, viewerOf, viewOf } from '../../core/interaction/view.ts';
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
  before: Interaction | Unstarted;
  chat: Interaction;
  commit: Commit;
  /** The sender's own socket, which gets the acknowledgement. */
  except?: ConnectionId | undefined;
}

/** Returns the sockets that are gone. */
export async function pushCommit(connections: Pick<Connections, 'post'>, told: Told): Promise<Gone[]> {
  const posts = framesOf(told).flatMap(({ side, ids, frame }) =>
    ids
      .filter((id) => id !== told.except)
      .map(async (connectionId): Promise<Gone[]> => {
        const posted = await connections.post(side, connectionId, frame);
        return posted === 'gone' ? [{ side, connectionId }] : [];
      }),
  );
  return (await Promise.all(posts)).flat();
}

/**
 * Visitor sockets that no longer follow the chat are told and closed, so that none stays open without receiving anything: those
 * displaced by newer ones, and those of a former reader.
 */
export async function hangUp(connections: Connections, { before, chat }: Pick<Told, 'before' | 'chat'>): Promise<void> {
  if (!before.stage) return;
  const refused = isReader(chat, before.visitor) ? 'too_many_sockets' : 'chat_ended';
  const frame = { t: 'refused', ...refusedBody({ refused }) } as const;
  for (const id of before.visitor.reach.ids.filter((each) => !chat.visitor.reach.ids.includes(each)))
    if ((await connections.post('visitor', id, frame)) === 'sent') await connections.close('visitor', id);
}

interface Frames {
  side: Side;
  ids: ConnectionId[];
  frame: AgentPush | VisitorPush;
}

/**
 * The frame for everyone who can see something of the commit, including an agent who lost the chat through it (an expired
 * offer).
 */
function framesOf({ before, chat, commit }: Seen): Frames[] {
  const visible = (viewer: Viewer) => commit.events.some((event) => isVisible(viewer, event));
  const everyone = [...(before.stage ? before.people : []), ...chat.people].map(
    (each) => [each.agent.id, each] as const,
  );
  const people = [...new Map(everyone)].filter(
    ([, person]) => visible(viewerOf(person)) && isPresent(person, commit.at),
  );
  const { reach, readsFrom } = chat.visitor;
  // A repeated command may be of a former reader's time (A14).
  const toVisitor = visible('visitor') && commit.seq > readsFrom;
  return [
    ...(toVisitor
      ? [
          {
            ...{ side: 'visitor' as const, ids: reach.ids },
            frame: { t: 'commit' as const, commit: visitorCommit({ before, chat, commit }) },
          },
        ]
      : []),
    ...people.map(([agentId]) => ({
      ...{ side: 'agent' as const, ids: [...new Set([...socketsOf(before, agentId), ...socketsOf(chat, agentId)])] },
      frame: { t: 'commit' as const, interactionId: chat.id, commit: agentCommit({ before, chat, commit }, agentId) },
    })),
  ];
}

const socketsOf = (interaction: Interaction | Unstarted, agentId: AgentId): ConnectionId[] =>
  (interaction.stage && personIn(interaction, agentId)?.connections) ?? [];

type Seen = Pick<Told, 'before' | 'chat' | 'commit'>;

export const visitorCommit = ({ before, chat, commit }: Seen) =>
  viewOf('visitor', commit, before.stage ? before.visitor.lastVisible : commit.seq - 1, chat);

/**
 * For a recipient who is new to the chat, or without the previous state (a repeated command), the preceding number is the safe
 * value: at worst it causes a range request.
 */
export const agentCommit = ({ before, chat, commit }: Seen, agentId: AgentId) =>
  viewOf(
    viewerIn(chat, agentId),
    commit,
    (before.stage && personIn(before, agentId)?.lastVisible) ?? commit.seq - 1,
    chat,
  );
