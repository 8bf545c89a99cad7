/** D1: the console of a supervisor that says hello is told which thresholds are passed, and of changes from then on. */
import type { AlarmStore } from '../../adapters/stores.ts';
import type { ConnectionId } from '../../core/ids.ts';
import { LONGEST_SOCKET_MS } from '../../core/interaction/waits.ts';
import { stands } from '../../core/thresholds.ts';
import type { AgentPush } from '../../protocol/agent.ts';
import { MAX_ALARMS } from '../../protocol/supervisor.ts';
import { isRefused, type Refused } from '../edge/stack.ts';
import type { ConfigurationStore } from '../wiring.ts';
import type { AgentWho } from './agent-who.ts';
import { alarmsSeen } from './alarms-seen.ts';

export interface OverseeingParts {
  alarms: Pick<AlarmStore, 'oversee' | 'all'>;
  configurations: Pick<ConfigurationStore, 'current'>;
  now: () => number;
}

export const createOverseeing =
  ({ alarms, configurations, now }: OverseeingParts) =>
  async (who: AgentWho, connectionId: ConnectionId, answer: AgentPush | Refused): Promise<AgentPush | Refused> => {
    if (who.role === 'agent' || isRefused(answer) || answer.t !== 'welcome') return answer;
    const published = await configurations.current();
    if (!published) return answer;
    const { agentId } = who;
    // Before reading, so that none is missed in between.
    await alarms.oversee({ agentId, connectionId, until: now() + LONGEST_SOCKET_MS });
    const standing = (await alarms.all()).filter((alarm) => stands(alarm, now()));
    return { ...answer, alarms: alarmsSeen(published.configuration, agentId, standing).slice(0, MAX_ALARMS) };
  };
