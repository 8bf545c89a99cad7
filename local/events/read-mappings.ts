/** Reads event sources from the template. Unlisted properties are refused, because they would silently have no effect. */
import * as z from 'zod';
import type { Resource } from '../template/resolve.ts';

const common = {
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  Enabled: z.literal(true).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  Tags: z.unknown().optional(),
};

const Stream = z.strictObject({
  ...common,
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']),
  BatchSize: z.number().default(100),
  BisectBatchOnFunctionError: z.boolean().default(false),
  /** -1 = until the records expire. */
  MaximumRetryAttempts: z.number().default(-1),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }).optional(),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
});
export type StreamMapping = z.infer<typeof Stream>;

const Queue = z.strictObject({
  ...common,
  BatchSize: z.number().max(10, 'the local cloud has no batching window, which more than 10 need').default(10),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
});
export type QueueMapping = z.infer<typeof Queue>;

export interface Mappings {
  streams: StreamMapping[];
  queues: QueueMapping[];
}

export function readMappings(resources: Resource[]): Mappings {
  const properties = resources
    .filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping')
    .map((resource) => resource.properties);
  const of = (service: string) =>
    properties.filter(({ EventSourceArn }) => String(EventSourceArn).split(':')[2] === service);
  return {
    streams: of('dynamodb').map((mapping) => Stream.parse(mapping)),
    queues: of('sqs').map((mapping) => Queue.parse(mapping)),
  };
}
