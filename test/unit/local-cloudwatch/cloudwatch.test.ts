import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { logFile } from '../../../local/cloudwatch/log-files.ts';
import type { Resource } from '../../../local/template/resolve.ts';

const MINUTE = 60_000;

let directory: string;
/** Messages in the queue. */
let waiting: number;
let calls: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'foyer-cloudwatch-'));
  waiting = 0;
  calls = 0;
});

afterEach(() => rmSync(directory, { recursive: true }));

const resource = (type: string, properties: Record<string, unknown>): Resource => ({
  ...{ logicalId: type, type, physicalId: type, properties, metadata: {} },
});
const filter = resource('AWS::Logs::MetricFilter', {
  ...{ LogGroupName: '/aws/lambda/f', FilterPattern: '{ $.level = "error" }' },
  MetricTransformations: [{ MetricNamespace: 'Foyer', MetricName: 'Failures', MetricValue: '1' }],
});
const alarm = (over: Record<string, unknown> = {}): Resource =>
  resource('AWS::CloudWatch::Alarm', {
    ...{ AlarmName: 'failures', AlarmDescription: 'Something failed.', Namespace: 'Foyer', MetricName: 'Failures' },
    ...{ Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, TreatMissingData: 'notBreaching' },
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    ...over,
  });

const watch = (resources: Resource[], isKept = true) =>
  createCloudWatch(resources, {
    fileOf: (logGroup) => logFile(directory, logGroup),
    isKept: () => isKept,
    calls: () => calls,
    visible: async () => waiting,
  });

const write = (text: string) => appendFileSync(join(directory, 'f.log'), text);
const failure = '{"level":"error"}\n';

test('H3 an alarm is raised in the minute in which its filter finds a line, and no longer', async () => {
  const cloudWatch = watch([filter, alarm()]);
  write(`{"level":"info"}\nno JSON\n`);
  expect(await cloudWatch.look(MINUTE)).toEqual([]);
  write(failure);
  expect(await cloudWatch.look(MINUTE)).toEqual([{ name: 'failures', description: 'Something failed.' }]);
  expect(await cloudWatch.look(MINUTE + 59_000)).toHaveLength(1);
  expect(await cloudWatch.look(2 * MINUTE)).toEqual([]);
});

test('H3 what was in the log before, and a line that has no end yet, are not counted', async () => {
  write(failure);
  const cloudWatch = watch([filter, alarm()]);
  write(failure.slice(0, 9));
  expect(await cloudWatch.look(MINUTE)).toEqual([]);
  write(failure.slice(9));
  expect(await cloudWatch.look(MINUTE)).toHaveLength(1);
});

test('H3 a line that the function may not write is not there', async () => {
  const cloudWatch = watch([filter, alarm()], false);
  write(failure);
  expect(await cloudWatch.look(MINUTE)).toEqual([]);
});

test('H3 as many as the threshold, in as many periods as the alarm looks at', async () => {
  const cloudWatch = watch([filter, alarm({ Threshold: 2, EvaluationPeriods: 2 })]);
  write(failure + failure);
  expect(await cloudWatch.look(MINUTE)).toEqual([]);
  write(failure);
  expect(await cloudWatch.look(2 * MINUTE)).toEqual([]);
  write(failure);
  expect(await cloudWatch.look(2 * MINUTE)).toHaveLength(1);
});

test('H3 where silence is what is wrong, a whole period of it raises the alarm, and a call ends that', async () => {
  const silent = alarm({
    ...{ Namespace: 'AWS/Lambda', MetricName: 'Invocations', TreatMissingData: 'breaching' },
    ...{ Dimensions: [{ Name: 'FunctionName', Value: 'f' }], ComparisonOperator: 'LessThanThreshold' },
  });
  const cloudWatch = watch([silent]);
  expect(await cloudWatch.look(MINUTE)).toEqual([]);
  expect(await cloudWatch.look(2 * MINUTE - 1)).toEqual([]);
  expect(await cloudWatch.look(2 * MINUTE)).toHaveLength(1);
  calls = 1;
  expect(await cloudWatch.look(2 * MINUTE + 1)).toHaveLength(1);
  expect(await cloudWatch.look(3 * MINUTE)).toEqual([]);
  expect(await cloudWatch.look(4 * MINUTE)).toHaveLength(1);
});

test('H3 messages that wait in a queue are looked at', async () => {
  const dead = alarm({
    ...{ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum' },
    Dimensions: [{ Name: 'QueueName', Value: 'failed' }],
  });
  const cloudWatch = watch([dead]);
  expect(await cloudWatch.look(MINUTE)).toEqual([]);
  waiting = 1;
  expect(await cloudWatch.look(MINUTE)).toHaveLength(1);
});
