/** What the desk works with. */
import type { AgentStore, ChatStore, QueueStore } from '../../adapters/stores.ts';
import type { CommandId } from '../../core/ids.ts';
import type { Connections } from './push.ts';
import type { Routing } from './routing.ts';

export interface DeskParts {
  chats: ChatStore;
  agents: AgentStore;
  queues: QueueStore;
  routing: Pick<Routing, 'placeArriving' | 'placeAnew' | 'opensFor' | 'lanesNow' | 'keptIn' | 'overflowOf'>;
  connections: Pick<Connections, 'post'>;
  now: () => number;
  newId: () => string;
  /** A number in [0, 1). */
  chance: () => number;
}

/** For one of Foyer's own commands. */
export const systemId = ({ newId }: Pick<DeskParts, 'newId'>): CommandId => newId() as CommandId;
