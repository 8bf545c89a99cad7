/** What an operator looks at first: how much work arrives, how long it takes, and whether anything fails or falls behind. */
import { Aws, Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Failures } from './failures.ts';
import type { Functions } from './functions.ts';
import type { Queues } from './queues.ts';
import type { SocketApi } from './socket-api.ts';

interface Props {
  tenant: string;
  functions: Functions;
  table: ITable;
  queues: Queues;
  sockets: Record<string, SocketApi>;
  failures: Failures;
}

/** @returns the dashboard's name */
export function dashboard(scope: Construct, { tenant, functions, table, queues, sockets, failures }: Props): string {
  // Not those that nobody waits for: a dashboard of more than 50 metrics costs $3 a month. What closes is what was opened.
  const met = [...functions.all].filter(([, { contract }]) =>
    contract.triggers.every((trigger) => trigger.kind !== 'socket' || trigger.route !== '$disconnect'),
  );
  const each = (metric: (label: string, lambda: IFunction) => IMetric) =>
    met.map(([name, { function: lambda }]) => metric(name, lambda));
  const readers = [...functions.all].filter(([, { contract }]) =>
    contract.triggers.some(({ kind }) => kind === 'stream'),
  );
  // Nor what a console looks up now and then.
  const awaited = met.filter(([, { contract }]) =>
    contract.triggers.every(
      (trigger) => trigger.kind !== 'asynchronous' && (trigger.kind !== 'http' || trigger.api !== 'admin'),
    ),
  );
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 8 });

  // Dashboard names are unique across an account, in all regions.
  const dashboardName = `${tenant}-foyer-${Aws.REGION}`;
  new Dashboard(scope, 'Dashboard', {
    dashboardName,
    defaultInterval: Duration.hours(3),
    widgets: [
      [
        graph(
          'Calls',
          each((label, lambda) => lambda.metricInvocations({ label })),
        ),
        graph(
          'Slowest of a hundred (ms)',
          awaited.map(([label, { function: lambda }]) => lambda.metricDuration({ label, statistic: Stats.p(99) })),
        ),
        graph('Failed', [failures.metric]),
      ],
      [
        graph(
          'Frames',
          Object.entries(sockets).map(([name, { stage }]) =>
            stage.metric('MessageCount', { label: name, statistic: Stats.SUM }),
          ),
        ),
        graph(
          'New connections',
          Object.entries(sockets).map(([name, { stage }]) =>
            stage.metric('ConnectCount', { label: name, statistic: Stats.SUM }),
          ),
        ),
        graph('Table capacity', [table.metricConsumedReadCapacityUnits(), table.metricConsumedWriteCapacityUnits()]),
      ],
      [
        graph(
          'Lag behind the stream (ms)',
          readers.map(([label, { function: lambda }]) =>
            lambda.metric('IteratorAge', { label, statistic: Stats.MAXIMUM }),
          ),
        ),
        graph('Timers waiting', [
          queues.timers.metricApproximateNumberOfMessagesDelayed(),
          queues.timers.metricApproximateNumberOfMessagesVisible(),
        ]),
        graph('Could not be handled', [queues.failed.metricApproximateNumberOfMessagesVisible()]),
      ],
    ],
  });
  return dashboardName;
}
