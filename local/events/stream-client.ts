/** The three DynamoDB Streams calls needed for reading, sent straight to the engine. */
import * as z from 'zod';

const Shard = z.object({ ShardId: z.string(), ParentShardId: z.string().optional() });
type Shard = z.infer<typeof Shard>;

const Record = z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) });
export type StreamRecord = z.infer<typeof Record>;

export interface StreamClient {
  shards(): Promise<Shard[]>;
  /** After `sequenceNumber`, or from where the mapping starts. */
  iterator(shardId: string, from: 'TRIM_HORIZON' | 'LATEST' | { after: string }): Promise<string>;
  /** `next` is undefined at the end of a closed shard. */
  records(iterator: string): Promise<{ records: StreamRecord[]; next: string | undefined }>;
}

const ShardsAnswer = z.object({ StreamDescription: z.object({ Shards: z.array(Shard) }) });
const IteratorAnswer = z.object({ ShardIterator: z.string() });
const RecordsAnswer = z.object({ Records: z.array(Record), NextShardIterator: z.string().nullish() });

export function streamClient(endpoint: string, StreamArn: string, signal: AbortSignal): StreamClient {
  const call = async (operation: string, input: object): Promise<unknown> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
        // Engines require a signature but do not verify it.
        'x-amz-date': '20250101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=poller/20250101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`);
    return response.json();
  };

  return {
    shards: async () => ShardsAnswer.parse(await call('DescribeStream', { StreamArn })).StreamDescription.Shards,
    async iterator(ShardId, from) {
      const start =
        typeof from === 'string'
          ? { ShardIteratorType: from }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: from.after };
      return IteratorAnswer.parse(await call('GetShardIterator', { StreamArn, ShardId, ...start })).ShardIterator;
    },
    async records(ShardIterator) {
      const answer = RecordsAnswer.parse(await call('GetRecords', { ShardIterator }));
      return { records: answer.Records, next: answer.NextShardIterator ?? undefined };
    },
  };
}
