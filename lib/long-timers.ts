/**
 * Where timers wait that no queue can hold: an execution waits until the time that it was started with and sends the timer to the
 * queue. Standard, since executions of the other kind end after five minutes; what stands still costs nothing.
 */
import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  DefinitionBody,
  StateMachine,
  StateMachineType,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Queues } from './queues.ts';

interface Props {
  tenant: string;
  queues: Queues;
}

export class LongTimers extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { tenant, queues: { timers, failed } }: Props) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const grants = new Policy(this, 'Grants', {
      roles: [role],
      statements: [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [timers.queueArn] })],
    });
    const send = new SqsSendMessage(this, 'Send', {
      queue: timers,
      messageBody: TaskInput.fromJsonPathAt('$.timer'),
    }).addRetry({
      errors: ['States.ALL'],
      // 5 s, 10 s, … up to five minutes: an outage of a day costs no timer.
      interval: Duration.seconds(5),
      backoffRate: 2,
      maxDelay: Duration.minutes(5),
      maxAttempts: 300,
    });
    const wait = new Wait(this, 'Wait', { time: WaitTime.timestampPath('$.at') });
    this.stateMachine = new StateMachine(this, 'Machine', {
      stateMachineName: `${tenant}-foyer-long-timers`,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(wait.next(send)),
      role: role.withoutPolicyUpdates(),
    });
    this.stateMachine.node.addDependency(grants);
    const traced = 'It waits and sends one message: who started it and who receives it are traced.';
    acknowledge(this.stateMachine, {
      'AwsSolutions-SF1':
        'Step Functions keeps the history of each execution for 90 days; to write it once more costs for each event.',
      'AwsSolutions-SF2': traced,
      'Serverless-StepFunctionStateMachineXray': traced,
    });

    // Nobody waits for an execution: one that gives up says so to a person. The event holds its input, the timer.
    const gaveUp = new Rule(this, 'GaveUp', {
      ruleName: `${tenant}-foyer-long-timers-gave-up`,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [this.stateMachine.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [new SqsQueue(failed)],
    });
    acknowledge(gaveUp, {
      'Serverless-EventBusDLQ': 'Its target is the queue where failures end; EventBridge tries for a day.',
    });
  }
}
