/** B12: what is known of an agent's calls, whatever arrives and in whichever order; and who is rung. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inRingingOrder, type Ringable, rungAs, unavailable, type Work } from '../../../core/agent/next-agent.ts';
import {
  CALL_HOLDS_MS,
  type CallState,
  heard,
  MAX_CALLS,
  type Phone,
  type Report,
  silent,
  stateOf,
} from '../../../core/agent/phone.ts';
import { AgentId, CallId, InteractionId } from '../../../core/ids.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const says = (state: CallState, call = 1, at?: number): Report => ({
  ...{ state, callId: CallId.parse(`call-${call}`) },
  ...(at === undefined ? {} : { at }),
});

/** The state after each report, one a second. */
function statesAfter(...reports: Report[]): CallState[] {
  let phone: Phone = silent;
  return reports.map((report, second) => {
    ({ phone } = heard(phone, report, NOW + second * 1000));
    return stateOf(phone, NOW + second * 1000);
  });
}

describe('reports', () => {
  it.each<[string, Report[], CallState[]]>([
    ['a call', [says('ringing'), says('in-call'), says('idle')], ['ringing', 'in-call', 'idle']],
    ['nobody answers', [says('ringing'), says('idle')], ['ringing', 'idle']],
    [
      'repeated',
      [says('in-call'), says('in-call'), says('idle'), says('idle')],
      ['in-call', 'in-call', 'idle', 'idle'],
    ],
    ['ringing comes late', [says('in-call'), says('ringing')], ['in-call', 'in-call']],
    ['the start comes after the end', [says('idle'), says('ringing'), says('in-call')], ['idle', 'idle', 'idle']],
    ['the end of another call', [says('in-call'), says('idle', 2)], ['in-call', 'in-call']],
    [
      'a second call rings during the first, and is not answered',
      [says('in-call'), says('ringing', 2), says('idle', 2), says('idle')],
      ['in-call', 'in-call', 'in-call', 'idle'],
    ],
    [
      'a second call rings until after the first',
      [says('in-call'), says('ringing', 2), says('idle')],
      ['in-call', 'in-call', 'ringing'],
    ],
    [
      'times tell the order, and not the arrival',
      [says('in-call', 1, 20), says('idle', 1, 30), says('in-call', 1, 25), says('ringing', 1, 10)],
      ['in-call', 'idle', 'idle', 'idle'],
    ],
    [
      'a call that was parked at the phone goes on',
      [says('in-call', 1, 20), says('idle', 1, 30), says('in-call', 1, 40)],
      ['in-call', 'idle', 'in-call'],
    ],
    [
      'the same time for all',
      [says('ringing', 1, 5), says('in-call', 1, 5), says('ringing', 1, 5)],
      ['ringing', 'in-call', 'in-call'],
    ],
    [
      'a clock that is years ahead or behind',
      [says('in-call', 1, NOW * 2), says('idle', 2, 3), says('idle', 1, NOW * 2 + 1)],
      ['in-call', 'in-call', 'idle'],
    ],
  ])('B12 %s', (_, reports, states) => expect(statesAfter(...reports)).toEqual(states));

  it('B12 says which report was overtaken', () => {
    const { phone } = heard(silent, says('in-call', 1, 20), NOW);
    expect(heard(phone, says('ringing', 1, 10), NOW)).toEqual({ phone, isLate: true });
    expect(heard(phone, says('in-call', 1, 20), NOW)).toMatchObject({ isLate: false });
  });

  it('B12 a phone system that fails keeps nobody on a call: a report that is not repeated ends after three minutes', () => {
    const { phone } = heard(silent, says('in-call'), NOW);
    expect(stateOf(phone, NOW + CALL_HOLDS_MS - 1)).toBe('in-call');
    expect(stateOf(phone, NOW + CALL_HOLDS_MS)).toBe('idle');
    expect(heard(phone, undefined, NOW + CALL_HOLDS_MS).phone).toMatchObject({ state: 'idle', turn: 2, calls: [] });
    const repeated = heard(phone, says('in-call'), NOW + 60_000).phone;
    expect(repeated).toMatchObject({ since: NOW, turn: 1 });
    expect(stateOf(repeated, NOW + CALL_HOLDS_MS)).toBe('in-call');
  });

  it('B12 a wrong time heals: an ignored call counts again when its last report has run out', () => {
    const { phone } = heard(silent, says('in-call', 1, NOW * 2), NOW);
    const ignored = heard(phone, says('in-call', 1, NOW), NOW + 60_000);
    expect(ignored.isLate).toBe(true);
    expect(heard(ignored.phone, says('in-call', 1, NOW), NOW + CALL_HOLDS_MS)).toMatchObject({
      isLate: false,
      phone: { state: 'in-call' },
    });
  });

  it('B12 any reports: few calls are kept, a change is counted once, and after the end of every call nobody is on one', () => {
    const report = fc.record({
      state: fc.constantFrom<CallState>('ringing', 'in-call', 'idle'),
      call: fc.nat({ max: 11 }),
      pauseMs: fc.nat({ max: CALL_HOLDS_MS / 2 }),
    });
    fc.assert(
      fc.property(fc.array(report, { maxLength: 40 }), (reports) => {
        let [phone, now]: [Phone, number] = [silent, NOW];
        for (const { state, call, pauseMs } of reports) {
          now += pauseMs;
          const before = phone;
          ({ phone } = heard(phone, says(state, call), now));
          expect(phone.calls.length).toBeLessThanOrEqual(MAX_CALLS);
          expect(phone.state).toBe(stateOf(phone, now));
          const hasRunOut = stateOf(before, now) !== before.state;
          expect(phone.turn - before.turn).toBe(phone.state === before.state && !hasRunOut ? 0 : 1);
        }
        for (let call = 0; call <= 11; call++) ({ phone } = heard(phone, says('idle', call), now));
        expect(phone.state).toBe('idle');
      }),
    );
  });
});

describe('who is rung', () => {
  const doing = (...all: Work[]) => all.map((is, n) => ({ interactionId: InteractionId.parse(`chat-${n}`), is }));
  const agent = (id: string, readySince = 0, phone = silent) => ({ id: AgentId.parse(id), readySince, phone });
  const order = (...all: Ringable[]) => inRingingOrder(all).map((each) => each.agent.id);

  it.each<[Work[], ReturnType<typeof rungAs>]>([
    [[], 'free'],
    [['parked'], 'only-parked'],
    [['parked', 'offered'], 'only-offered'],
    [['handling', 'offered', 'parked'], 'interrupts'],
    [['handling', 'wrap-up'], undefined],
  ])('B12 an agent with %j: %s', (work, why) => expect(rungAs(doing(...work))).toBe(why));

  it('B12 a busy agent comes last, then the one with more chats in progress, then the one who was idle for less', () => {
    const busy = (id: string, count: number, since: number): Ringable => ({
      ...{ agent: agent(id, since), why: 'interrupts' },
      work: doing(...Array.from({ length: count }, (): Work => 'handling')),
    });
    expect(
      order(
        ...[busy('two', 2, 0), busy('one-late', 1, 20), busy('one-early', 1, 10)],
        { agent: agent('offered'), why: 'only-offered', work: doing('offered') },
        { agent: agent('parked'), why: 'only-parked', work: doing('parked') },
        { agent: agent('free', 30), why: 'free', work: [] },
      ),
    ).toEqual(['free', 'parked', 'offered', 'one-early', 'one-late', 'two']);
  });

  it('B12 nobody who is away, paused, on a call or about to be rung for another', () => {
    const there = { status: 'available' as const, leaseUntil: NOW + 1, phone: silent };
    const held = { ...silent, held: { callId: CallId.parse('call-1'), until: NOW + 1 } };
    const why = (change: Partial<Parameters<typeof unavailable>[0]>, callId = 'call-2') =>
      unavailable({ ...there, ...change }, callId, NOW);
    expect(why({})).toBeUndefined();
    expect(unavailable(undefined, 'call-2', NOW)).toBe('offline');
    expect(why({ leaseUntil: NOW })).toBe('offline');
    expect(why({ status: 'offline' })).toBe('offline');
    expect(why({ status: 'paused' })).toBe('paused');
    expect(why({ phone: heard(silent, says('ringing'), NOW).phone })).toBe('on-call');
    expect(why({ phone: held })).toBe('held');
    expect(why({ phone: held }, 'call-1')).toBeUndefined();
    expect(why({ phone: { ...held, held: { ...held.held, until: NOW } } })).toBeUndefined();
  });
});
