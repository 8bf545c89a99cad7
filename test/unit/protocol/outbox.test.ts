import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Entry,
  idle,
  keep,
  nextOf,
  type Outbox,
  pauseMs,
  withEntry,
  withoutEntry,
  withRefusal,
} from '../../../protocol/outbox.ts';

const empty: Outbox<Entry> = { ...idle, entries: [] };
const written = (...texts: string[]) =>
  texts.reduce<Outbox<Entry>>((outbox, text) => withEntry(outbox, { id: text, text }, 1_000), empty);
/** Sends the next entry, and records it as sent. */
const sent = (outbox: Outbox<Entry>): Outbox<Entry> => ({ ...outbox, busy: nextOf(outbox)?.id ?? outbox.busy });
const ids = ({ entries }: Outbox<Entry>) => entries.map(({ id }) => id);

test('F2 the second goes when the first is acknowledged', () => {
  const outbox = sent(written('one', 'two'));
  expect(outbox.busy).toBe('one');
  expect(nextOf(outbox)).toBeUndefined();
  expect(nextOf(withoutEntry(outbox, 'one'))?.id).toBe('two');
});

test('F2 after the connection was lost the same one goes again', () => {
  expect(nextOf({ ...sent(written('one', 'two')), busy: '' })?.id).toBe('one');
});

test('F2 what was done elsewhere holds nothing up', () => {
  const outbox = sent(written('one', 'two'));
  expect(nextOf({ ...outbox, entries: outbox.entries.slice(1) })?.id).toBe('two');
});

test('F2 two of one moment, or made after the clock was set back, keep their order', () => {
  const outbox = withEntry(written('one', 'two'), { id: 'three' }, 0);
  expect(outbox.entries.map(({ at }) => at)).toEqual([1_000, 1_001, 1_002]);
});

test.each(['unavailable', 'rate_limited', 'behind', 'session_over'])('F2 %s: it stays first, and pauses', (code) => {
  const outbox = withRefusal(sent(written('one', 'two')), 'one', { code });
  expect(ids(outbox)).toEqual(['one', 'two']);
  expect(nextOf(outbox)).toBeUndefined();
  expect(nextOf({ ...outbox, busy: '' })?.id).toBe('one');
});

test('F2 each refusal that passes pauses longer, an acknowledgement starts over', () => {
  const refused = (outbox: Outbox<Entry>) => withRefusal(outbox, 'one', { code: 'unavailable' });
  const [once, twice] = [refused(written('one', 'two')), refused(refused(written('one', 'two')))];
  expect([once, twice, refused(withoutEntry(twice, 'two'))].map((outbox) => pauseMs(outbox, 1))).toEqual([
    500, 1_000, 500,
  ]);
});

test('F2 refused for good: words stay with the reason and let the next pass', () => {
  const outbox = withRefusal(sent(written('one', 'two')), 'one', { code: 'message_too_long' });
  expect(outbox.entries[0]).toMatchObject({ id: 'one', refused: { code: 'message_too_long' } });
  expect(nextOf(outbox)?.id).toBe('two');
});

test('F2 refused for good: what has no words goes', () => {
  const outbox = withEntry(written('one'), { id: 'end' }, 0);
  expect(ids(withRefusal(outbox, 'end', { code: 'chat_ended' }))).toEqual(['one']);
});

test('F2 tried again after a refusal, it goes to the end, under the same id', () => {
  const refused = withRefusal(sent(written('one', 'two')), 'one', { code: 'chat_not_open' });
  const again = withEntry(refused, { id: 'one', text: 'one' }, 2_000);
  expect(ids(again)).toEqual(['two', 'one']);
  expect(nextOf(withoutEntry(again, 'two'))).toMatchObject({ id: 'one', refused: undefined });
});

test('F2 a storage is touched where something changed, and nowhere else', () => {
  const before = written('one', 'two', 'three');
  const after = withEntry(
    withRefusal(withoutEntry(before, 'one'), 'two', { code: 'chat_not_open' }),
    { id: 'four' },
    0,
  );
  const touched: string[] = [];
  keep(
    before,
    after,
    ({ id }) => touched.push(`+${id}`),
    (id) => touched.push(`-${id}`),
  );
  expect(touched).toEqual(['-one', '-two', '+two', '+four']);
});

test('F2 whatever happens, all goes out, in order, one at a time', () => {
  const happening = fc.oneof(
    fc.constantFrom('write', 'send', 'acknowledge', 'lose' as const),
    fc.constantFrom('unavailable', 'behind' as const),
  );
  fc.assert(
    fc.property(fc.array(happening), (happenings) => {
      let outbox = empty;
      let made = 0;
      const saved: string[] = [];
      const acknowledge = () => {
        const [first] = outbox.entries;
        if (!first || outbox.busy !== first.id) return;
        saved.push(first.id);
        outbox = withoutEntry(outbox, first.id);
      };
      for (const happening of happenings) {
        if (happening === 'write') outbox = withEntry(outbox, { id: `${++made}` }, 0);
        else if (happening === 'send') outbox = sent(outbox);
        else if (happening === 'acknowledge') acknowledge();
        else if (happening === 'lose') outbox = { ...outbox, busy: '' };
        else outbox = withRefusal(outbox, outbox.busy, { code: happening });
      }
      while (outbox.entries.length > 0) {
        outbox = sent({ ...outbox, busy: '' });
        acknowledge();
      }
      expect(saved).toEqual(Array.from({ length: made }, (_, index) => `${index + 1}`));
    }),
  );
});
