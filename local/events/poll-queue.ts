/**
 * Passes an SQS queue's messages to a function. Failed ones are left for the queue to redeliver or move to its dead-letter
 * queue.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { TRACE } from '../aws/services/sqs.ts';
import type { Faults } from '../faults.ts';
import { callsOf, isLoop } from '../lambda/lineage.ts';
import type { LocalFunction } from '../lambda/local-function.ts';
import { failedItems } from './batch-answer.ts';
import type { QueueMapping } from './read-mappings.ts';

/** How many batches run at once unless the template allows fewer: the number that Lambda starts with. */
const CONCURRENCY = 5;

export interface Poller {
  stop(): Promise<void>;
}

interface QueueSource {
  /** The engine's endpoint. */
  endpoint: string;
  queueUrl: string;
  region: string;
}

export function pollQueue(
  mapping: QueueMapping,
  { endpoint, queueUrl, region }: QueueSource,
  lambda: LocalFunction,
  { deliversTwice = () => false }: Faults = {},
): Poller {
  const credentials = { accessKeyId: 'poller', secretAccessKey: 'poller' };
  const sqs = new SQSClient({ endpoint, region, credentials });
  const stopping = new AbortController();
  const { signal } = stopping;

  const poll = async () => {
    while (!signal.aborted) {
      try {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: mapping.BatchSize,
            WaitTimeSeconds: 20,
            MessageSystemAttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
          { abortSignal: signal },
        );
        if (Messages.length > 0) await handle(Messages);
      } catch (error) {
        if (signal.aborted) return;
        console.error(error);
        await pause(1000, undefined, { signal }).catch(() => {});
      }
    }
  };

  /** Lambda drops messages that have gone round too often: they are left, and end up in the dead-letter queue. */
  async function handle(received: Message[]): Promise<void> {
    const messages = received.filter((message) => !isLoop(lambda.arn, traceOf(message)));
    if (messages.length < received.length) console.error(`${lambda.name} calls itself through ${queueUrl}: dropped`);
    if (messages.length === 0) return;
    const [traceHeader] = messages.map(traceOf).sort((a, b) => callsOf(lambda.arn, b) - callsOf(lambda.arn, a));
    const records = messages.map((message) => recordOf(message, mapping, region));
    const outcome = await lambda.invoke({ Records: records }, traceHeader);
    const ids = messages.map(({ MessageId = '' }) => MessageId);
    const failed = failedItems(outcome, ids, mapping.FunctionResponseTypes.length > 0);
    if (deliversTwice()) await handle(messages);
    const done = failed === 'whole batch' ? [] : messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    if (done.length === 0) return;
    const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }

  const polls = Array.from(
    { length: Math.min(mapping.ScalingConfig?.MaximumConcurrency ?? CONCURRENCY, CONCURRENCY) },
    poll,
  );
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(polls);
      sqs.destroy();
    },
  };
}

const traceOf = ({ MessageAttributes }: Message): string | undefined => MessageAttributes?.[TRACE]?.StringValue;

function recordOf(message: Message, { EventSourceArn }: QueueMapping, awsRegion: string): object {
  const { [TRACE]: trace, ...given } = message.MessageAttributes ?? {};
  const attributes = Object.entries(given).map(([name, value]) => [
    name,
    { stringValue: value.StringValue, binaryValue: value.BinaryValue, dataType: value.DataType },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: { ...message.Attributes, ...(trace && { AWSTraceHeader: trace.StringValue }) },
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: EventSourceArn,
    awsRegion,
  };
}
