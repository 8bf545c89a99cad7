/**
 * The canary, if the tenant's settings enable it: the schedule that calls it, and the alarm for when it is not called. A run
 * that fails counts as a failure like any other.
 */
import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as CallFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { CANARY_MINUTES, optionalFunctions } from '../functions/contract.ts';
import { acknowledge } from './acknowledge.ts';
import type { Alarms } from './alarms.ts';
import type { Functions, MadeFunction } from './functions.ts';

/** Four runs: short enough for an operator to sleep through. */
const SILENT = Duration.hours(1);

export class Canary extends Construct {
  readonly made: MadeFunction;

  constructor(scope: Construct, id: string, props: { tenant: string; functions: Functions }) {
    super(scope, id);
    this.made = props.functions.add('canary', optionalFunctions.canary);
    const clock = new Rule(this, 'Clock', {
      ruleName: `${props.tenant}-foyer-canary`,
      description: 'Runs the canary, which starts a chat.',
      schedule: Schedule.rate(Duration.minutes(CANARY_MINUTES)),
      // The next run comes soon enough, and a failed one has already been reported.
      targets: [new CallFunction(this.made.function, { retryAttempts: 0 })],
    });
    acknowledge(clock, {
      'Serverless-EventBusDLQ': 'The alarm notices a missing run, and nothing would redrive it.',
    });
  }

  watch(alarms: Alarms): void {
    const metric = this.made.function.metricInvocations({ period: SILENT, statistic: Stats.SUM });
    alarms.onSilence('canary', 'canary', 'The canary has not run for an hour.', metric);
  }
}
