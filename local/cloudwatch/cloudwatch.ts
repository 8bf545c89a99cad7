/**
 * What CloudWatch would tell the operator: counts what the template's metric filters find in the logs, and reports raised
 * alarms.
 */
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
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
  TreatMissingData: z.enum(['notBreaching', 'breaching']),
});
type Alarm = z.infer<typeof Alarm>;

interface RaisedAlarm {
  name: string;
  description: string;
}

export interface CloudWatch {
  /** Reads what was logged since the last call, and returns the alarms that are raised now. */
  look(now: number): Promise<RaisedAlarm[]>;
}

interface Sources {
  fileOf(logGroup: string): string;
  /** A line that a function may not write is dropped. */
  isKept(logGroup: string): boolean;
  /** How often the function has been called so far. */
  calls(functionName: string): number;
  /** How many messages of the queue are waiting to be received. */
  visible(queueName: string): Promise<number>;
}

export function createCloudWatch(resources: Resource[], { fileOf, isKept, calls, visible }: Sources): CloudWatch {
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
  const named = (namespace: string) => alarms.map(metricOf).filter((metric) => metric.namespace === namespace);
  const queues = named('AWS/SQS');
  const called = named('AWS/Lambda').map((metric) => {
    const functionName = dimensionOf(metric, 'Invocations', 'FunctionName');
    return { metric, functionName, seen: calls(functionName) };
  });
  let since: number | undefined;

  async function collect(now: number): Promise<void> {
    for (const { logGroup, finds, newLines, metric } of filters) {
      const found = newLines().filter(finds);
      if (isKept(logGroup)) for (const _ of found) metrics.put(metric, 1, now);
    }
    for (const lambda of called) {
      const made = calls(lambda.functionName) - lambda.seen;
      lambda.seen += made;
      // As in AWS, a period without calls has no value.
      if (made > 0) metrics.put(lambda.metric, made, now);
    }
    for (const metric of queues) {
      const queue = dimensionOf(metric, 'ApproximateNumberOfMessagesVisible', 'QueueName');
      metrics.put(metric, await visible(queue), now);
    }
  }

  return {
    async look(now) {
      since ??= now;
      const from = since;
      await collect(now);
      return alarms
        .filter((alarm) => isRaised(alarm, metrics, from, now))
        .map(({ AlarmName, AlarmDescription }) => ({ name: AlarmName, description: AlarmDescription }));
    },
  };
}

/**
 * Whether all recent periods, including the current one, are over the threshold. Missing data counts only for periods that have
 * ended, and not for those before the cloud started.
 */
function isRaised(alarm: Alarm, metrics: Metrics, since: number, now: number): boolean {
  const periodMs = alarm.Period * 1000;
  const current = Math.floor(now / periodMs) * periodMs;
  const isBeyond = (from: number): boolean => {
    const value = metrics.over(metricOf(alarm), alarm.Statistic, from, from + periodMs);
    if (value === undefined) return alarm.TreatMissingData === 'breaching' && from >= since;
    return alarm.ComparisonOperator === 'LessThanThreshold' ? value < alarm.Threshold : value >= alarm.Threshold;
  };
  const newest = alarm.TreatMissingData === 'breaching' ? current - periodMs : current;
  return Array.from({ length: alarm.EvaluationPeriods }, (_, back) => newest - back * periodMs).every(isBeyond);
}

const metricOf = ({ Namespace, MetricName, Dimensions }: Alarm): MetricName => ({
  ...{ namespace: Namespace, name: MetricName, dimensions: Dimensions },
});

/** @throws for a metric that the local cloud does not measure */
function dimensionOf({ namespace, name, dimensions }: MetricName, known: string, dimension: string): string {
  const [first] = dimensions;
  if (name !== known || first?.Name !== dimension)
    throw new Error(`The local cloud does not know the metric ${name} of ${namespace}`);
  return first.Value;
}
