import { expect, test } from 'vitest';
import type { StreamMapping } from '../../../local/events/read-mappings.ts';
import { handleBatch, idOf } from '../../../local/events/stream-batch.ts';
import type { StreamRecord } from '../../../local/events/stream-client.ts';
import type { LocalFunction, Outcome } from '../../../local/lambda/local-function.ts';

const record = (id: number): StreamRecord => ({ dynamodb: { SequenceNumber: String(id) } });
const failed: Outcome = { ok: false, error: { errorType: 'Error', errorMessage: 'broken' } };
const failing = (...ids: string[]): Outcome => ({
  ok: true,
  payload: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

/** Handles records 1 to `count` with a function that answers as `answer` says; @returns what happened, in order */
async function handling(count: number, over: Partial<StreamMapping>, answer: (ids: string[]) => Outcome) {
  const invoked: string[] = [];
  const pauses: number[] = [];
  const givenUp: string[] = [];
  const lambda: LocalFunction = {
    ...{ name: 'f', arn: 'arn:f', calls: () => 0, open: () => 0, pids: () => [], stop: () => {} },
    invoke: async (event) => {
      const ids = (event as { Records: StreamRecord[] }).Records.map(idOf);
      invoked.push(ids.join());
      return answer(ids);
    },
  };
  const mapping: StreamMapping = {
    ...{
      FunctionName: 'f',
      EventSourceArn: 'arn:s',
      Tags: undefined,
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
    },
    ...{
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: false,
      MaximumRetryAttempts: 2,
    },
    ...over,
  };
  await handleBatch(
    {
      ...{ mapping, lambda },
      pause: async (ms) => void pauses.push(ms),
      giveUp: async (records, attempts) => void givenUp.push(`${records.map(idOf)} after ${attempts}`),
    },
    Array.from({ length: count }, (_, index) => record(index + 1)),
  );
  return { invoked, pauses, givenUp };
}

test('H3 a batch that succeeds is handled once', async () => {
  expect(await handling(3, {}, () => failing())).toEqual({ invoked: ['1,2,3'], pauses: [], givenUp: [] });
});

test('H3 from the first record that failed on, all come again', async () => {
  let failures = 1;
  const { invoked, givenUp } = await handling(4, {}, () => (failures-- > 0 ? failing('4', '3') : failing()));
  expect(invoked).toEqual(['1,2,3,4', '3,4']);
  expect(givenUp).toEqual([]);
});

test('H3 retries wait longer each time; then the records are given up', async () => {
  expect(await handling(2, {}, () => failed)).toEqual({
    invoked: ['1,2', '1,2', '1,2'],
    pauses: [100, 200],
    givenUp: ['1,2 after 3'],
  });
});

test('H3 a batch is split until the broken record stands alone; the others are handled', async () => {
  const { invoked, givenUp } = await handling(
    4,
    { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
    (ids) => (ids.includes('3') ? failed : failing()),
  );
  expect(invoked).toEqual(['1,2,3,4', '1,2', '3,4', '3', '3', '4']);
  expect(givenUp).toEqual(['3 after 2']);
});

test('H3 a batch whose first record failed by the function’s own word is not split: all of it comes again', async () => {
  let failures = 1;
  const { invoked } = await handling(4, { BisectBatchOnFunctionError: true }, () =>
    failures-- > 0 ? failing('1', '3') : failing(),
  );
  expect(invoked).toEqual(['1,2,3,4', '1,2,3,4']);
});

test('H3 an answer that names unknown records fails the whole batch', async () => {
  const { invoked } = await handling(2, { MaximumRetryAttempts: 1 }, () => failing('99'));
  expect(invoked).toEqual(['1,2', '1,2']);
});

test('H3 without ReportBatchItemFailures the answer says nothing', async () => {
  const { invoked } = await handling(2, { FunctionResponseTypes: [] }, () => failing('1'));
  expect(invoked).toEqual(['1,2']);
});
