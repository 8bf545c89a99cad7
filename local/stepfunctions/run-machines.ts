/** Runs the template's state machines. Executions send with their own roles, and inform EventBridge's rules when they give up. */
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { ExecutionsHandler } from '../aws/services/states.ts';
import { fits } from '../events/filter.ts';
import type { Resource } from '../template/resolve.ts';
import { readStateMachines, type StateMachine } from './definition.ts';
import { type Execution, type Executions, runExecutions } from './executions.ts';

interface MachineParts {
  resources: Resource[];
  region: string;
  accountId: string;
  dataDir: string;
  /** Where machines send with their roles. */
  endpointUrl: string;
  /** The engine's queue URL by ARN, because EventBridge sends on its own. */
  queues: Map<string, string>;
  sqsUrl: string;
  now: () => number;
}

export interface RunningMachines extends ExecutionsHandler {
  stop(): void;
}

export function runStateMachines(parts: MachineParts): RunningMachines {
  const { resources, region, dataDir, now } = parts;
  const rules = readRules(resources);
  const clientFor = (endpoint: string, accessKeyId: string) =>
    new SQSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey: 'local' } });
  const eventBridge = clientFor(parts.sqsUrl, 'events');
  const running = new Map<string, Executions>();

  for (const machine of readStateMachines(resources)) {
    const client = clientFor(parts.endpointUrl, machine.logicalId);
    const executions = runExecutions(machine, {
      directory: join(dataDir, 'executions', machine.name),
      now,
      send: async (QueueUrl, MessageBody) =>
        void (await client.send(new SendMessageCommand({ QueueUrl, MessageBody }))),
      onFailed: (execution) => tell(statusChange(machine, execution)),
    });
    running.set(machine.arn, executions);
  }

  async function tell(event: object): Promise<void> {
    const MessageBody = JSON.stringify(event);
    console.error(`An execution gave up: ${MessageBody}`);
    for (const { EventPattern, Targets } of rules.filter((rule) => fits(rule.EventPattern, event))) {
      for (const { Arn } of Targets) {
        const QueueUrl = parts.queues.get(Arn);
        if (!QueueUrl) throw new Error(`${JSON.stringify(EventPattern)} has a target that is no queue: ${Arn}`);
        await eventBridge.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      }
    }
  }

  function statusChange({ arn, name: machine }: StateMachine, { name, status, startedAt, input }: Execution): object {
    return {
      ...{ version: '0', source: 'aws.states', account: parts.accountId, region },
      'detail-type': 'Step Functions Execution Status Change',
      time: new Date(now()).toISOString(),
      resources: [`${arn.replace(':stateMachine:', ':execution:')}:${name}`],
      detail: { stateMachineArn: arn, stateMachineName: machine, name, status, startDate: startedAt, input },
    };
  }

  return {
    start: (stateMachineArn, name, input) => running.get(stateMachineArn)?.start(name, input) ?? 'no machine',
    stop() {
      for (const executions of running.values()) executions.stop();
    },
  };
}

const Rule = z.object({
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.literal('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })),
});

const readRules = (resources: Resource[]) =>
  resources
    .filter(({ type, properties }) => type === 'AWS::Events::Rule' && properties.EventPattern !== undefined)
    .map(({ properties }) => Rule.parse(properties));
