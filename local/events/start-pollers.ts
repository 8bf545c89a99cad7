/** Connects every event source in the template to its function, and failed asynchronous calls to their destination. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Created } from '../aws/create.ts';
import { evaluate } from '../aws/iam.ts';
import type { Principal } from '../aws/principals.ts';
import type { Faults } from '../faults.ts';
import { type AsynchronousCalls, asynchronousCalls, readAsynchronous } from '../lambda/asynchronous.ts';
import type { LocalFunction } from '../lambda/local-function.ts';
import type { Resource } from '../template/resolve.ts';
import { type Poller, pollQueue } from './poll-queue.ts';
import { pollStream } from './poll-stream.ts';
import { positionsIn } from './positions.ts';
import { readMappings } from './read-mappings.ts';

export interface EventParts {
  resources: Resource[];
  region: string;
  engines: { dynamodb: string; sqs: string };
  created: Created;
  /** Both by logical id. */
  functions: Map<string, LocalFunction>;
  roles: Map<string, Principal>;
  dataDir: string;
  faults: Faults | undefined;
}

/** Permissions that a function's role needs before Lambda accepts the event source. */
const needed = {
  stream: ['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords'],
  queue: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  destination: ['sqs:SendMessage'],
};

/** @throws if a function's role lacks what its event source needs */
export function startPollers(parts: EventParts): Poller[] {
  const { resources, region, engines, created, dataDir, faults } = parts;
  const { streams, queues } = readMappings(resources);
  const tell = tellDestinations(parts);
  const positionsDir = join(dataDir, 'streams');
  mkdirSync(positionsDir, { recursive: true });

  // All are checked before the first one starts.
  const starts = [
    ...streams.map((mapping) => {
      const streamArn = engineName(created.streams, mapping.EventSourceArn);
      const lambda = functionFor(parts, mapping.FunctionName, needed.stream, mapping.EventSourceArn);
      const destination = mapping.DestinationConfig?.OnFailure.Destination;
      if (destination) functionFor(parts, mapping.FunctionName, needed.destination, destination);
      // A recreated table has a new stream that numbers from the beginning, so its positions go to another file.
      const file = createHash('sha256').update(`${mapping.FunctionName} ${streamArn}`).digest('hex').slice(0, 16);
      const source = {
        ...{ endpoint: engines.dynamodb, streamArn, region },
        positions: positionsIn(join(positionsDir, `${file}.json`)),
        sendFailure: async (message: object) => {
          console.error(`${mapping.FunctionName} gave up: ${JSON.stringify(message)}`);
          if (destination) await tell(destination, message);
        },
      };
      return () => pollStream(mapping, source, lambda);
    }),
    ...queues.map((mapping) => {
      const queueUrl = engineName(created.queues, mapping.EventSourceArn);
      const lambda = functionFor(parts, mapping.FunctionName, needed.queue, mapping.EventSourceArn);
      return () => pollQueue(mapping, { endpoint: engines.sqs, queueUrl, region }, lambda, faults);
    }),
  ];
  return starts.map((start) => start());
}

/** @throws if a function's role may not send to its failure destination */
export function startAsynchronousCalls(parts: EventParts, now: () => number): AsynchronousCalls {
  const configs = readAsynchronous(parts.resources);
  for (const { FunctionName, DestinationConfig } of configs) {
    if (DestinationConfig)
      functionFor(parts, FunctionName, needed.destination, DestinationConfig.OnFailure.Destination);
  }
  return asynchronousCalls({
    ...{ dataDir: parts.dataDir, functions: [...parts.functions.values()], configs, now },
    sendFailure: tellDestinations(parts),
  });
}

function functionFor({ functions, roles }: EventParts, name: string, actions: string[], source: string): LocalFunction {
  const [logicalId = '', lambda] = [...functions].find(([, each]) => each.name === name) ?? [];
  const role = roles.get(logicalId);
  if (!lambda || !role) throw new Error(`The template has no function ${name}`);
  for (const action of actions) {
    if (!evaluate(role.policies, { action, resource: source }).allowed) {
      throw new Error(`${role.arn} is not authorized to perform: ${action} on resource: ${source}`);
    }
  }
  return lambda;
}

function tellDestinations({ region, engines, created }: EventParts) {
  const credentials = { accessKeyId: 'poller', secretAccessKey: 'poller' };
  const sqs = new SQSClient({ region, endpoint: engines.sqs, credentials });
  return async (destination: string, message: object): Promise<void> => {
    const QueueUrl = engineName(created.queues, destination);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
  };
}

function engineName(names: Map<string, string>, arn: string): string {
  const name = names.get(arn);
  if (!name) throw new Error(`The template refers to ${arn}, but does not create it`);
  return name;
}
