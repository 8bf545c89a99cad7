/** What CloudWatch would tell the operator: counts what the template's metric filters find in the logs, and says which alarms that raises. */
import * as z from 'zod';
import type { Resource } from '../template/resolve.ts';
import { filterPattern } from './filter-pattern.ts';
import { newLinesOf } from './log-files.ts';
import { createMetrics, type MetricName, type Metrics } from './metrics.ts';

const Filter = z.object({
  LogGroupName: z.string(),
  FilterPattern: z.string(),
  MetricTransformations: z.tuple([
    z.object({ MetricNamespace: z.string(), MetricName: z.string(), MetricValue: z.literal('1') }),
  ]),
});

const Alarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().default(''),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Statistic: z.enum(['Sum', 'Maximum']),
  /** Seconds. */
  Period: z.number(),
  EvaluationPeriods: z.number(),
  Threshold: z.number(),
  ComparisonOperator: z.literal('GreaterThanOrEqualToThreshold'),
  TreatMissingData: z.enum(['notBreaching', 'breaching']),
});
type Alarm = z.infer<typeof Alarm>;

interface RaisedAlarm {
  name: string;
  description: string;
}

export interface CloudWatch {
  /** Reads what was written since the last time, and answers the alarms that are raised by now. */
  look(now: number): Promise<RaisedAlarm[]>;
}

interface Sources {
  fileOf(logGroup: string): string;
  /** A line that a function may not write does not exist. */
  isKept(logGroup: string): boolean;
  /** How many messages of the queue wait to be received. */
  visible(queueName: string): Promise<number>;
}

export function createCloudWatch(resources: Resource[], { fileOf, isKept, visible }: Sources): CloudWatch {
  const propertiesOf = (type: string) =>
    resources.filter((resource) => resource.type === type).map(({ properties }) => properties);
  const metrics = createMetrics();
  const filters = propertiesOf('AWS::Logs::MetricFilter').map((properties) => {
    const { LogGroupName, FilterPattern, MetricTransformations } = Filter.parse(properties);
    const [{ MetricNamespace: namespace, MetricName: name }] = MetricTransformations;
    return {
      ...{ logGroup: LogGroupName, finds: filterPattern(FilterPattern), newLines: newLinesOf(fileOf(LogGroupName)) },
      metric: { namespace, name, dimensions: [] },
    };
  });
  const alarms = propertiesOf('AWS::CloudWatch::Alarm').map((properties) => Alarm.parse(properties));
  const queues = alarms.map(metricOf).filter(({ namespace }) => namespace === 'AWS/SQS');

  async function collect(now: number): Promise<void> {
    for (const { logGroup, finds, newLines, metric } of filters) {
      const found = newLines().filter(finds);
      if (isKept(logGroup)) for (const _ of found) metrics.put(metric, 1, now);
    }
    for (const metric of queues) metrics.put(metric, await visible(queueOf(metric)), now);
  }

  return {
    async look(now) {
      await collect(now);
      return alarms
        .filter((alarm) => isRaised(alarm, metrics, now))
        .map(({ AlarmName, AlarmDescription }) => ({ name: AlarmName, description: AlarmDescription }));
    },
  };
}

/** All of the last periods, the one that runs included, are at the threshold or above. */
function isRaised(alarm: Alarm, metrics: Metrics, now: number): boolean {
  const periodMs = alarm.Period * 1000;
  const current = Math.floor(now / periodMs) * periodMs;
  return Array.from({ length: alarm.EvaluationPeriods }, (_, back) => current - back * periodMs).every((from) => {
    const value = metrics.over(metricOf(alarm), alarm.Statistic, from, from + periodMs);
    return value === undefined ? alarm.TreatMissingData === 'breaching' : value >= alarm.Threshold;
  });
}

const metricOf = ({ Namespace, MetricName, Dimensions }: Alarm): MetricName => ({
  ...{ namespace: Namespace, name: MetricName, dimensions: Dimensions },
});

function queueOf({ name, dimensions }: MetricName): string {
  const [queue] = dimensions;
  if (name !== 'ApproximateNumberOfMessagesVisible' || queue?.Name !== 'QueueName')
    throw new Error(`The local cloud does not know the metric ${name} of SQS`);
  return queue.Value;
}
