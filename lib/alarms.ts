/** What wakes the operator. Each alarm says what happened and where the runbook goes on. */
import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Functions } from './functions.ts';
import type { HttpApi } from './http-api.ts';
import type { Queues } from './queues.ts';
import type { SocketApi } from './socket-api.ts';

interface Props {
  tenant: string;
  functions: Functions;
  table: ITable;
  queues: Queues;
  httpApis: Record<string, HttpApi>;
  sockets: Record<string, SocketApi>;
}

const everyMinute = { period: Duration.minutes(1), statistic: Stats.SUM };

export class Alarms extends Construct {
  /** Operators subscribe here. */
  readonly topic: Topic;
  private readonly tenant: string;

  constructor(scope: Construct, id: string, { tenant, functions, table, queues, httpApis, sockets }: Props) {
    super(scope, id);
    this.tenant = tenant;
    this.topic = new Topic(this, 'Topic', { topicName: `${tenant}-foyer-alarms`, enforceSSL: true });
    // A topic with a policy of its own no longer lets the account's alarms in by default.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );

    for (const [name, { function: lambda, contract }] of functions.all) {
      this.alarm(`${name}-errors`, 'function-errors', `${name} failed.`, lambda.metricErrors(everyMinute));
      this.alarm(
        `${name}-throttles`,
        'function-throttles',
        `${name} was refused for want of concurrency.`,
        lambda.metricThrottles(everyMinute),
      );
      if (contract.triggers.some(({ kind }) => kind === 'stream')) {
        const age = lambda.metric('IteratorAge', { period: Duration.minutes(1), statistic: Stats.MAXIMUM });
        this.alarm(`${name}-behind`, 'stream-behind', `${name} lags a minute behind the table.`, age, 60_000);
      }
    }
    for (const [name, queue] of [
      ['timers', queues.timersFailed],
      ['stream', queues.streamFailed],
    ] as const) {
      const waiting = queue.metricApproximateNumberOfMessagesVisible({ ...everyMinute, statistic: Stats.MAXIMUM });
      this.alarm(
        `${name}-failed`,
        'dead-letters',
        `Something of the ${name} could not be handled and waits for you.`,
        waiting,
      );
    }
    for (const what of ['Read', 'Write'] as const) {
      this.alarm(
        `table-${what.toLowerCase()}-throttles`,
        'table-throttles',
        `The table refused to ${what.toLowerCase()}; whoever asked asks again.`,
        table.metric(`${what}ThrottleEvents`, everyMinute),
      );
    }
    for (const [name, http] of Object.entries(httpApis)) {
      this.alarm(
        `${name}-api-errors`,
        'api-errors',
        `The ${name} API answered 5xx.`,
        http.stage.metricServerError(everyMinute),
      );
    }
    for (const [name, socket] of Object.entries(sockets)) {
      // `Integration`: the function failed, and the sender of the frame was told so. `Execution`: API Gateway itself did.
      for (const what of ['Integration', 'Execution'] as const) {
        this.alarm(
          `${name}-socket-${what.toLowerCase()}-errors`,
          'socket-errors',
          `A frame or connection of the ${name} socket failed.`,
          socket.stage.metric(`${what}Error`, everyMinute),
        );
      }
    }
  }

  /** Raised by the first minute that reaches `threshold`; quiet is healthy. */
  private alarm(name: string, runbookSection: string, meaning: string, metric: IMetric, threshold = 1): void {
    new Alarm(this, name, {
      alarmName: `${this.tenant}-foyer-${name}`,
      alarmDescription: `${meaning} Runbook: docs/operator-runbook.md#${runbookSection}`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}
