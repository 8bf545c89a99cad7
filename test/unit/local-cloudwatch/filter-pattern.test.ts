import { expect, test } from 'vitest';
import { filterPattern } from '../../../local/cloudwatch/filter-pattern.ts';

test.each<[pattern: string, line: unknown, matches: boolean]>([
  ['{ $.level = "error" }', { level: 'error' }, true],
  ['{ $.level = "error" }', { level: 'ERROR' }, false],
  ['{ $.level = "error" }', {}, false],
  ['{ $.level != "error" }', { level: 'info' }, true],
  ['{ $.level != "error" }', {}, false],
  ['{ $.record.status = "timeout" }', { record: { status: 'timeout' } }, true],
  ['{ $.record.status = "timeout" }', { record: null }, false],
  ['{ $.status = "5*" }', { status: '503' }, true],
  ['{ $.status = "5*" }', { status: '250' }, false],
  // A number is not text: the access log's format puts it in quotes.
  ['{ $.status = "5*" }', { status: 503 }, false],
  ['{ ($.a = "1") || ($.b = "2") }', { b: '2' }, true],
  ['{ ($.a = "1") && ($.b = "2") }', { b: '2' }, false],
  ['{ $.a = "1" || $.b = "2" && $.c = "3" }', { a: '1' }, true],
  ['{ ($.a = "1" || $.b = "2") && $.c = "3" }', { a: '1' }, false],
])('H3 %s on %j: %s', (pattern, line, matches) => {
  expect(filterPattern(pattern)(JSON.stringify(line))).toBe(matches);
});

test('H3 a line that is no JSON matches nothing', () => {
  expect(filterPattern('{ $.level = "error" }')('level = error')).toBe(false);
});

test.each(['ERROR', '{ $.a > 3 }', '{ $.a = "1"', '{ $.a = "1" } x', '{ $.a = %x% }', '[a, b]', '{ $.a IS NULL }'])(
  'H3 anything unsupported is an error: %s',
  (pattern) => {
    expect(() => filterPattern(pattern)).toThrow('does not know the filter pattern');
  },
);
