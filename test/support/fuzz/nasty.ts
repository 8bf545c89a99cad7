/** Values that trip up programs: for any field, whatever its schema says. */
import type { Chance } from './random.ts';

const texts = [
  ...['', ' ', '\u0000', 'a\u0000b', '\t\n\r', '\u200b', '\u200b\u200d\ufeff', '\u202e reversed', '\u2066isolated'],
  ...['\ud83d', 'a\ude00b', `${'x'.repeat(139)}\ud83d`, '\ude00\ud83d'],
  ...[
    `${'x'.repeat(138)}😀`,
    `${'x'.repeat(139)}😀`,
    `${'x'.repeat(3998)}😀`,
    `${'x'.repeat(3999)}😀`,
    'e\u0301'.repeat(100),
    'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L',
  ],
  ...['👩‍👩‍👧‍👦'.repeat(70), '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'ﷺ'.repeat(1000), '語'.repeat(4000), 'İstanbul', 'ß', '١٢٣', '＠'],
  ...['x'.repeat(140), 'x'.repeat(141), 'x'.repeat(1000), 'x'.repeat(4000), 'x'.repeat(4001), 'x'.repeat(40_000)],
  ...['<script>alert(1)</script>', '"}],"t":"hello"', "'; DROP TABLE", '{{x}}', '../../etc/passwd', '%00', '\\u0000'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', 'true', '-1', '1e309'],
  ...['INTERACTION#x', 'WAIT#', 'C#00000001', 'timer-offer-1', 'LANE#orders', '#', '~', '!', 'a@b', 'a@b.example'],
];

const others: unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 1e21, Number.MAX_SAFE_INTEGER + 1, -0, 4_294_967_296, 2_147_483_648],
  ...[[], {}, [[]], [null], { length: 1 }, { toString: 1 }, { toJSON: 'x' }],
  JSON.parse('{"__proto__":{"admin":true}}'),
  JSON.parse('{"constructor":{"prototype":{"admin":true}}}'),
  Array.from({ length: 60 }, (_, n) => `tag-${n}`),
  Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`name${n}`, n])),
];

export const nastyText = (chance: Chance): string => chance.pick(texts);

export const nasty = (chance: Chance): unknown =>
  chance.happens(0.5)
    ? nastyText(chance)
    : chance.happens(0.1)
      ? nested(chance.pick([10, 500, 3000]))
      : chance.pick(others);

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let n = 0; n < depth; n++) value = n % 2 === 0 ? [value] : { deeper: value };
  return value;
}

/** Not valid JSON of the protocol, or not JSON at all. */
const bodies = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '0',
  '{}',
  '{"t":null}',
  '\ufeff{"t":"ping"}',
  '{"t":"ping"}{"t":"ping"}',
];

export const nastyBody = (chance: Chance): string =>
  chance.happens(0.5) ? chance.pick(bodies) : JSON.stringify({ t: nasty(chance), id: nasty(chance) });
