/** Which chat a signed-in person asks about, and whether they may know about it: whoever sees its queue may (B13). */
import type { ChatStore, Published } from '../../adapters/stores.ts';
import { visibleQueues } from '../../core/configuration/lanes.ts';
import { InteractionId, type QueueId } from '../../core/ids.ts';
import { type Interaction, writerIn } from '../../core/interaction/state.ts';
import type { HttpRequest } from '../edge/http.ts';
import { isRefused, type Refused } from '../edge/stack.ts';
import type { ConfigurationStore } from '../wiring.ts';
import { oversightOf } from './agent-rights.ts';
import { type SignInClaims, signedIn } from './signed-in.ts';

export interface SeenChatParts {
  configurations: ConfigurationStore;
  chats: Pick<ChatStore, 'load'>;
  signInClaims: SignInClaims;
}

export interface SeenChat {
  chat: Interaction;
  /** In force. */
  published: Published;
  sees(queueId: QueueId): boolean;
  /** They write in it, or supervise. */
  isTheirs: boolean;
}

export async function seenChat(
  { configurations, chats, signInClaims }: SeenChatParts,
  { claims, parameters }: Pick<HttpRequest<unknown>, 'claims' | 'parameters'>,
): Promise<SeenChat | Refused> {
  const published = await configurations.current();
  const who = signedIn(claims, signInClaims, published?.configuration);
  if (isRefused(who)) return who;
  const interactionId = InteractionId.safeParse(parameters.interactionId);
  const { chat } = interactionId.success ? await chats.load(interactionId.data) : {};
  if (!published || !chat?.stage) return { refused: 'chat_unknown' };
  const oversight = oversightOf({ ...who, agentId: who.id }, published);
  const queues = oversight?.queues ?? (who.agent ? visibleQueues(published.configuration, who.agent) : []);
  const sees = (queueId: QueueId) => queues === 'all' || queues.includes(queueId);
  const isTheirs = oversight !== undefined || writerIn(chat, who.id) !== undefined;
  return sees(chat.place.queueId) ? { chat, published, sees, isTheirs } : { refused: 'chat_not_yours' };
}
