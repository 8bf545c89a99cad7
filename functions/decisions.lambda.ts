/** GET /v1/interactions/{interactionId}/decisions: why a chat went where it went (B9), for anyone who sees its queue. */
import type { ChatStore } from '../adapters/stores.ts';
import { fitting } from '../core/bounds.ts';
import { visibleQueues } from '../core/configuration/lanes.ts';
import type { Configuration } from '../core/configuration/schema.ts';
import { InteractionId } from '../core/ids.ts';
import { type DecisionsAnswer, MAX_DECISIONS_BYTES } from '../protocol/agent.ts';
import { oversightOf } from './agent/agent-rights.ts';
import { type SignInClaims, signedIn } from './agent/signed-in.ts';
import { explainChat, versionsOf } from './desk/explain.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { type ConfigurationStore, chatStore, configurationStore, dynamo, signInClaims } from './wiring.ts';

/** Decisions are made before and while a chat waits. A conversation is rarely this long before the last of them. */
const COMMITS = 500;

interface Parts {
  configurations: ConfigurationStore;
  chats: ChatStore;
  signInClaims: SignInClaims;
}

export const createHandler = ({ configurations, chats, signInClaims }: Parts) =>
  onHttp<undefined, DecisionsAnswer>(NoBody, async ({ claims, parameters }) => {
    const current = await configurations.current();
    const who = signedIn(claims, signInClaims, current?.configuration);
    if (isRefused(who)) return who;
    const interactionId = InteractionId.safeParse(parameters.interactionId);
    const { chat } = interactionId.success ? await chats.load(interactionId.data) : {};
    if (!current || !chat?.stage) return { refused: 'chat_unknown' };
    const oversight = oversightOf({ ...who, agentId: who.id }, current);
    const seen = oversight?.queues ?? (who.agent ? visibleQueues(current.configuration, who.agent) : []);
    if (seen !== 'all' && !seen.includes(chat.place.queueId)) return { refused: 'chat_not_yours' };
    const commits = await chats.range(chat.id, 0, COMMITS);
    const versions = new Map<number, Configuration>();
    for (const version of versionsOf(commits)) {
      const configuration = await configurations.version(version);
      if (!configuration) return { refused: 'receipt_unknown' };
      versions.set(version, configuration);
    }
    return { interactionId: chat.id, decisions: fitting(explainChat(commits, versions), MAX_DECISIONS_BYTES) };
  });

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  chats: chatStore(client),
  signInClaims: signInClaims(),
});
