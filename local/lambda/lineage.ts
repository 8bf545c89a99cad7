/**
 * How Lambda detects functions that call themselves: the trace header counts, for each function, how often it was called in
 * this chain, and the SDK sends the header along. SQS and asynchronous calls pass it on; DynamoDB and Step Functions do not, as
 * far as AWS documents. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
import { createHash, randomBytes } from 'node:crypto';

/** "Approximately 16": the next call is dropped. */
const MOST_CALLS = 16;

/** AWS's format: `Root=…;Parent=…;Sampled=0;Lineage=43e12f0f:5`; several functions are joined by `|`. */
type TraceHeader = string;

const nameIn = (functionArn: string): string => createHash('sha256').update(functionArn).digest('hex').slice(0, 8);

function countsIn(header: TraceHeader | undefined): Map<string, number> {
  const [, lineage] = /(?:^|;)Lineage=([^;]+)/.exec(header ?? '') ?? [];
  const entries = lineage?.split('|').map((entry) => entry.split(':')) ?? [];
  return new Map(entries.map(([name = '', count]) => [name, Number(count)]));
}

/** How often the function was called in the chain so far. */
export const callsOf = (functionArn: string, header: TraceHeader | undefined): number =>
  countsIn(header).get(nameIn(functionArn)) ?? 0;

export const isLoop = (functionArn: string, header: TraceHeader | undefined): boolean =>
  callsOf(functionArn, header) >= MOST_CALLS;

/** The header for the function's process, given the one that the call came with, if any. */
export function headerOfCall(functionArn: string, header?: TraceHeader): TraceHeader {
  const [, root = `1-${Date.now().toString(16).slice(0, 8)}-${randomBytes(12).toString('hex')}`] =
    /(?:^|;)Root=([^;]+)/.exec(header ?? '') ?? [];
  const counts = countsIn(header).set(nameIn(functionArn), callsOf(functionArn, header) + 1);
  const lineage = [...counts].map(([name, count]) => `${name}:${count}`).join('|');
  return `Root=${root};Parent=${randomBytes(8).toString('hex')};Sampled=0;Lineage=${lineage}`;
}
