/**
 * The alarms that wake the operator. There are only two, because each costs as much as ten thousand chats, busy or idle:
 * something failed, and something was given up. Each says what happened and links to the runbook.
 */
import { Aws, Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Failures } from './failures.ts';
import type { Queues } from './queues.ts';

interface Props {
  tenant: string;
  queues: Queues;
  failures: Failures;
}

export class Alarms extends Construct {
  /** Operators subscribe here. */
  readonly topic: Topic;
  private readonly tenant: string;

  constructor(scope: Construct, id: string, { tenant, queues, failures }: Props) {
    super(scope, id);
    this.tenant = tenant;
    this.topic = new Topic(this, 'Topic', { topicName: `${tenant}-foyer-alarms`, enforceSSL: true });
    // A topic with its own policy no longer accepts the account's alarms by default.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );

    this.alarm('failures', 'failures', 'Calls or requests failed. Callers were told to try again.', failures.metric);
    this.alarm(
      'dead-letters',
      'dead-letters',
      'Something failed repeatedly and needs your attention.',
      queues.failed.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      }),
    );
  }

  /** Raised by the first minute with a failure. No data is healthy. */
  private alarm(name: string, runbookSection: string, meaning: string, metric: IMetric): void {
    this.add(name, runbookSection, meaning, {
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Raised by the first period of the metric without data. */
  onSilence(name: string, runbookSection: string, meaning: string, metric: IMetric): void {
    this.add(name, runbookSection, meaning, {
      metric,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private add(
    name: string,
    runbookSection: string,
    meaning: string,
    raised: Pick<AlarmProps, 'metric' | 'comparisonOperator' | 'treatMissingData'>,
  ): void {
    new Alarm(this, name, {
      alarmName: `${this.tenant}-foyer-${name}`,
      alarmDescription: `${meaning} Runbook: docs/operator-runbook.md#${runbookSection}`,
      ...raised,
      threshold: 1,
      evaluationPeriods: 1,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}
