/**
 * What someone in a chat is doing: typing, and how far they have read. Nothing of it is in the log. It costs one load, one frame
 * for each socket that follows the chat, and one write if a mark moves on.
 */
import type { ChatStore } from '../../adapters/stores.ts';
import type { ConnectionId, InteractionId } from '../../core/ids.ts';
import { markOf, type Reached } from '../../core/interaction/marks.ts';
import { isIn, socketsOf, withPresent, writerIn } from '../../core/interaction/state.ts';
import type { Actor } from '../../core/interaction/topic.ts';
import { whyNotWrite } from '../../core/interaction/topics/conversation.ts';
import { silence } from '../edge/socket.ts';
import type { Refused } from '../edge/stack.ts';
import type { Connections } from './push.ts';

interface Parts {
  chats: Pick<ChatStore, 'load' | 'mark'>;
  connections: Pick<Connections, 'post'>;
  now: () => number;
}

interface Presence {
  interactionId: InteractionId;
  actor: Actor;
  connectionId: ConnectionId;
  typing: boolean;
  reached?: Reached | undefined;
}

export async function present(
  { chats, connections, now }: Parts,
  { interactionId, actor, connectionId, typing, reached }: Presence,
): Promise<typeof silence | Refused> {
  const { chat: loaded } = await chats.load(interactionId);
  if (!loaded.stage) return { refused: 'chat_unknown' };
  const chat = withPresent(loaded, now());
  const refused = whyNotWrite(chat, actor);
  if (refused === 'chat_not_yours') return { refused };
  // It has just ended, or the agent is only asked: a hint that comes too early or too late means nothing.
  if (refused || !isIn(chat, 'handled')) return silence;
  // Only a few sockets follow a chat, while whoever has its token can open any number.
  if (!socketsOf(chat, actor.side).includes(connectionId)) return silence;
  const claimed = reached && markOf(chat, reached, now());
  const mark = claimed && (await chats.mark(chat, actor.side, claimed)) ? { mark: claimed } : {};
  if (!typing && !('mark' in mark)) return silence;
  const news = { t: 'presence' as const, typing, ...mark };
  const agent = actor.side === 'agent' ? writerIn(chat, actor.agentId)?.agent : undefined;
  const toAgents = { ...news, interactionId, ...(agent ? { agent } : {}) };
  await Promise.all([
    ...socketsOf(chat, 'agent')
      .filter((id) => id !== connectionId)
      .map((id) => connections.post('agent', id, toAgents)),
    ...(agent ? socketsOf(chat, 'visitor') : []).map((id) =>
      connections.post('visitor', id, { ...news, name: agent?.name }),
    ),
  ]);
  return silence;
}
