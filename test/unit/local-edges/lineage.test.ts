import { expect, test } from 'vitest';
import { callsOf, headerOfCall, isLoop } from '../../../local/lambda/lineage.ts';

const [mine, other] = ['arn:aws:lambda:eu-west-1:1:function:mine', 'arn:aws:lambda:eu-west-1:1:function:other'];

test('H3 each call of a chain counts for its function, and the chain keeps its root', () => {
  const first = headerOfCall(mine);
  const third = headerOfCall(mine, headerOfCall(other, first));
  expect(first).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=[0-9a-f]{8}:1$/);
  expect([callsOf(mine, third), callsOf(other, third), callsOf(mine, undefined)]).toEqual([2, 1, 0]);
  expect(third.split(';')[0]).toBe(first.split(';')[0]);
});

test('H3 the 17th call of a chain is a loop, another function’s is not', () => {
  let header = headerOfCall(mine);
  for (let calls = 1; calls < 16; calls++) {
    expect(isLoop(mine, header)).toBe(false);
    header = headerOfCall(mine, header);
  }
  expect([callsOf(mine, header), isLoop(mine, header), isLoop(other, header)]).toEqual([16, true, false]);
});
