/**
 * Where timers wait that are too long for a queue: an execution waits until a given time and then sends the timer to the queue.
 * Standard executions, because express ones end after five minutes. Waiting costs nothing.
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
      // 5 s, 10 s, … up to five minutes: an outage of a day loses no timer.
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
    const traced = 'It only waits and sends one message. What starts it and what receives the message are traced.';
    acknowledge(this.stateMachine, {
      'AwsSolutions-SF1':
        'Step Functions keeps each execution’s history for 90 days. Logging it again would cost something for each event.',
      'AwsSolutions-SF2': traced,
      'Serverless-StepFunctionStateMachineXray': traced,
    });

    // Nobody waits for an execution, so one that gives up must tell a person. The event contains its input, the timer.
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
      'Serverless-EventBusDLQ': 'Its target is the queue for failures. EventBridge retries for a day.',
    });
  }
}
