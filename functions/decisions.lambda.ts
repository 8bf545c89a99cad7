/** GET /v1/interactions/{interactionId}/decisions: why a chat went where it went (B9), for anyone who sees its queue. */
import type { ChatStore } from '../adapters/stores.ts';
import { fitting } from '../core/bounds.ts';
import type { Configuration } from '../core/configuration/schema.ts';
import { type DecisionsAnswer, MAX_DECISIONS_BYTES } from '../protocol/agent.ts';
import { type SeenChatParts, seenChat } from './agent/seen-chat.ts';
import { explainChat, versionsOf } from './desk/explain.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { chatStore, configurationStore, dynamo, signInClaims } from './wiring.ts';

/** Decisions are made before and while a chat waits. A conversation is rarely this long before the last of them. */
const COMMITS = 500;

interface Parts extends SeenChatParts {
  chats: Pick<ChatStore, 'load' | 'range'>;
}

export const createHandler = (parts: Parts) =>
  onHttp<undefined, DecisionsAnswer>(NoBody, async (request) => {
    const seen = await seenChat(parts, request);
    if (isRefused(seen)) return seen;
    const { chat } = seen;
    const commits = await parts.chats.range(chat.id, 0, COMMITS);
    const versions = new Map<number, Configuration>();
    for (const version of versionsOf(commits)) {
      const configuration = await parts.configurations.version(version);
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
