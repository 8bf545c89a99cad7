/** The alarms of the queues that someone supervises (B13), with the queues' names. */
import type { Configuration } from '../../core/configuration/schema.ts';
import type { AgentId } from '../../core/ids.ts';
import type { Alarm } from '../../core/thresholds.ts';
import type { SeenAlarm } from '../../protocol/supervisor.ts';
import { queuesSeen } from './board-of.ts';

export function alarmsSeen(configuration: Configuration, agentId: AgentId, alarms: readonly Alarm[]): SeenAlarm[] {
  const names = new Map(queuesSeen(configuration, agentId).map(({ id, name }) => [id, name]));
  return alarms.flatMap((alarm) => {
    const queueName = names.get(alarm.queueId);
    return queueName === undefined ? [] : [{ ...alarm, queueName }];
  });
}
