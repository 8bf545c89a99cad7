import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { forgiving } from '../../../protocol/forgiving.ts';

const Said = z.strictObject({ text: z.string(), by: z.enum(['visitor', 'agent']) });
const Shown = z.discriminatedUnion('type', [
  z.object({ type: z.literal('said'), said: Said }),
  z.object({ type: z.literal('drawn'), shape: z.discriminatedUnion('is', [z.object({ is: z.literal('line') })]) }),
]);
const Log = forgiving(
  z.object({
    shown: z.array(Shown),
    places: z.record(z.string(), z.enum(['here', 'there'])),
    until: z.exactOptional(z.int()),
    row: z.nullable(z.int()),
  }),
);
const log = { shown: [], places: {}, row: null };
const said = { type: 'said', said: { text: 'Hi', by: 'agent' } };

test('H6 known data is read unchanged', () => {
  const known = { shown: [said, { type: 'drawn', shape: { is: 'line' } }], places: { a: 'here' }, until: 3, row: 1 };
  expect(z.parse(Log, known)).toEqual(known);
});

test.each([
  ['a field', { ...log, more: 1, shown: [{ ...said, more: 1, said: { ...said.said, more: 1 } }] }],
  ['an entry of a record', { ...log, shown: [said], places: { a: { level: 2 } } }],
  ['an optional field of another shape', { ...log, until: 'tomorrow', shown: [said] }],
  ['a kind of element', { ...log, shown: [{ type: 'sung' }, said, { type: 'said' }] }],
])('H6 %s that is new is left out', (_, value) => {
  expect(z.parse(Log, value)).toEqual({ ...log, shown: [said] });
});

test('H6 an unknown value of an enum is kept', () => {
  const newer = { ...said, said: { text: 'Hi', by: 'supervisor' } };
  const circle = { type: 'drawn', shape: { is: 'circle', radius: 2 } };
  const value = { ...log, shown: [newer, circle], places: { a: 'elsewhere' } };
  expect(z.parse(Log, value)).toEqual(value);
});

test('H6 a missing required field is still an error', () => {
  expect(z.safeParse(Log, { shown: [], places: {} }).success).toBe(false);
  expect(z.safeParse(Log, { ...log, shown: 'none' }).success).toBe(false);
});
