/** The supervisors' inbox (C4, C5). Its page asks, as the wallboard's does, so that nobody pays while nobody looks. */
import type { InboxStore } from '../../adapters/stores.ts';
import { type AgentFrame, type AgentPush, INBOX_ROWS } from '../../protocol/agent.ts';
import type { Refused } from '../edge/stack.ts';
import type { ConfigurationStore } from '../wiring.ts';
import { oversightOf } from './agent-rights.ts';
import type { AgentWho } from './agent-who.ts';

export interface InboxParts {
  inbox: InboxStore;
  configurations: Pick<ConfigurationStore, 'current'>;
}

/** Rows read for one answer: some may be of queues that this supervisor does not see. */
const READ_ROWS = 200;

export const createInbox =
  ({ inbox, configurations }: InboxParts) =>
  async (who: AgentWho, { id, after }: Extract<AgentFrame, { t: 'inbox' }>): Promise<AgentPush | Refused> => {
    const oversight = oversightOf(who, await configurations.current());
    if (!oversight) return { refused: 'supervisors_only' };
    const { queues } = oversight;
    const found = await inbox.list(READ_ROWS, after);
    const seen = found.filter(({ queueId }) => queues === 'all' || queues.includes(queueId));
    const rows = seen.slice(0, INBOX_ROWS);
    const last = seen.length > INBOX_ROWS ? rows.at(-1) : found.length === READ_ROWS ? found.at(-1) : undefined;
    return {
      ...{ t: 'inbox', id, rows },
      ...(last && { next: { since: last.since, interactionId: last.interactionId } }),
    };
  };
