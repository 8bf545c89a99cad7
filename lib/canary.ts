/**
 * The canary, where the tenant's settings ask for one: the clock that calls it, and the alarm for when it is not called. That it fails
 * is one of the failures that are counted anyway.
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

/** As long as an operator may sleep through: four runs. */
const SILENT = Duration.hours(1);

export class Canary extends Construct {
  readonly made: MadeFunction;

  constructor(scope: Construct, id: string, props: { tenant: string; functions: Functions }) {
    super(scope, id);
    this.made = props.functions.add('canary', optionalFunctions.canary);
    const clock = new Rule(this, 'Clock', {
      ruleName: `${props.tenant}-foyer-canary`,
      description: 'Lets the canary start a chat.',
      schedule: Schedule.rate(Duration.minutes(CANARY_MINUTES)),
      // The next one comes soon enough, and what failed has said so.
      targets: [new CallFunction(this.made.function, { retryAttempts: 0 })],
    });
    acknowledge(clock, {
      'Serverless-EventBusDLQ': 'A run that did not come is missed by the alarm; nothing would send it back.',
    });
  }

  watch(alarms: Alarms): void {
    const metric = this.made.function.metricInvocations({ period: SILENT, statistic: Stats.SUM });
    alarms.onSilence('canary', 'canary', 'The canary has not run for an hour.', metric);
  }
}
