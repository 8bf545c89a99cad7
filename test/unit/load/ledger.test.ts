import { beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from '../../../bench/load/ledger.ts';

let now = 0;
let ledger: Ledger;
const CHAT = 'Marta 1';
const none = { lost: [], doubled: [], disordered: [] };

/** Marta asks, Inés answers, Marta thanks: each acknowledged, and read by the other. */
beforeEach(() => {
  now = 0;
  ledger = createLedger(() => now);
  for (const [text, from, to] of [
    ['ask', 'visitor', 'agent'],
    ['answer', 'agent', 'visitor'],
    ['thank', 'visitor', 'agent'],
  ] as const) {
    ledger.wrote(CHAT, from, text);
    now += 10;
    ledger.acknowledged(text);
    now += 5;
    ledger.received(to, text);
  }
});

const logged = (visitor: string[], agent = visitor) => {
  ledger.closed(CHAT, 'visitor', visitor);
  ledger.closed(CHAT, 'agent', agent);
  return ledger.faults();
};

describe('what a load run counts', () => {
  it('H5 finds nothing where both logs have everything once, in order', () => {
    expect(logged(['ask', 'answer', 'thank'])).toEqual(none);
    expect(ledger.messages()).toBe(3);
    expect(ledger.unread()).toEqual([]);
    expect(ledger.times()).toEqual({ acknowledged: [10, 10, 10], seen: [15, 15, 15] });
  });

  it('H5 finds an acknowledged message that is missing, on either side', () => {
    expect(logged(['ask', 'thank']).lost).toHaveLength(2);
    expect(logged(['ask', 'answer', 'thank'], ['ask', 'answer'])).toMatchObject({
      lost: [expect.stringMatching(/^thank .*agent/)],
    });
  });

  it('H5 finds a message that stands twice, acknowledged or not', () => {
    expect(logged(['ask', 'answer', 'answer', 'thank'], ['ask', 'answer', 'thank']).doubled).toHaveLength(1);
    ledger.wrote(CHAT, 'visitor', 'unheard');
    expect(logged(['ask', 'answer', 'thank', 'unheard', 'unheard']).doubled).toHaveLength(2);
  });

  it('H5 finds messages out of order, also where only one side has them so', () => {
    expect(logged(['thank', 'answer', 'ask']).disordered).toHaveLength(2);
    expect(logged(['ask', 'answer', 'thank'], ['answer', 'ask', 'thank']).disordered).toHaveLength(1);
  });

  it('H5 misses no message that nobody acknowledged, but one that the other side has read', () => {
    ledger.wrote(CHAT, 'agent', 'unheard');
    expect(logged(['ask', 'answer', 'thank'])).toEqual(none);
    expect(ledger.outstanding()).toBe(1);
    ledger.received('visitor', 'unheard');
    expect(logged(['ask', 'answer', 'thank']).lost).toHaveLength(2);
  });

  it('H5 names a chat whose log nobody has read', () => {
    ledger.closed(CHAT, 'agent', ['ask', 'answer', 'thank']);
    expect(ledger.unread()).toEqual([CHAT]);
  });

  it('H5 counts what a message took from the writing, whatever is received again', () => {
    now = 1000;
    ledger.acknowledged('ask');
    ledger.received('agent', 'ask');
    ledger.received('visitor', 'ask');
    expect(ledger.times()).toMatchObject({ acknowledged: [10, 10, 10], seen: [15, 15, 15] });
  });
});
