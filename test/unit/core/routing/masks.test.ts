import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cultureIncludes,
  cultureMatches,
  culturesIntersect,
  includes,
  intersect,
  matches,
} from '../../../../core/routing/masks.ts';

const letters = (...of: string[]) => fc.array(fc.constantFrom(...of), { maxLength: 6 }).map((all) => all.join(''));
const mask = letters('a', 'b', '*', '?');
const text = letters('a', 'B', 'c');

/** The slow way, by definition. */
function matchesSlowly([first, ...rest]: string[], given: string[]): boolean {
  if (first === undefined) return given.length === 0;
  if (first === '*') return given.some((_, at) => matchesSlowly(rest, given.slice(at))) || matchesSlowly(rest, []);
  const [character, ...others] = given;
  return character !== undefined && (first === '?' || first === character.toLowerCase()) && matchesSlowly(rest, others);
}

/** Every text of up to four characters; `c` stands for any that no mask contains. */
const texts = [''];
for (const one of texts) if (one.length < 6) texts.push(...['a', 'b', 'c'].map((next) => one + next));

describe('Masks', () => {
  it('B1 an accent is the same letter however it was typed, and one character for ?', () => {
    for (const wanted of ['málaga', 'MÁLAGA', 'm?laga', 'm*á*']) {
      expect(matches(wanted.normalize('NFD'), 'Málaga'.normalize('NFC')), wanted).toBe(true);
      expect(matches(wanted.normalize('NFC'), 'Málaga'.normalize('NFD')), wanted).toBe(true);
    }
    expect(includes('málaga'.normalize('NFC'), 'málaga'.normalize('NFD'))).toBe(true);
    expect(matches('malaga', 'málaga'.normalize('NFD'))).toBe(false);
  });

  it('B1 match without regard to case; * is any characters, ? exactly one', () => {
    for (const [wanted, given] of [
      ['vip', 'VIP'],
      ['CART-*', 'cart-over-100'],
      ['*', ''],
      ['?', '😀'],
      ['a?c', 'aΣc'],
      ['ΟΔΟΣ*', 'οδος'],
      ['ΟΔΟΣ*', 'ΟΔΟΣΑ'],
      ['*a*b', 'xaab'],
      ['*?😀', 'a😀'],
    ] as const) {
      expect([wanted, given, matches(wanted, given)]).toEqual([wanted, given, true]);
    }
    for (const [wanted, given] of [
      ['vip', 'vip2'],
      ['?', ''],
      ['?', 'ab'],
      ['*a', 'ab'],
      ['a.c', 'abc'],
      ['*??', '😀'],
    ] as const) {
      expect([wanted, given, matches(wanted, given)]).toEqual([wanted, given, false]);
    }
  });

  it('B1 match as the definition says', () => {
    fc.assert(
      fc.property(mask, text, (wanted, given) => matches(wanted, given) === matchesSlowly([...wanted], [...given])),
    );
  });

  it('B1 match a long text against many stars without trying every way', () => {
    expect(matches('*a'.repeat(40), `${'a'.repeat(5000)}b`)).toBe(false);
  });

  it('B11 include exactly the masks whose every text they match, and meet exactly those that share one', () => {
    const short = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 3 }).map((all) => all.join(''));
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(includes(a, b)).toBe(texts.every((one) => matches(a, one) || !matches(b, one)));
        expect(intersect(a, b)).toBe(texts.some((one) => matches(a, one) && matches(b, one)));
      }),
      { numRuns: 300 },
    );
  });

  it('B11 compare long masks without trying every way', () => {
    const long = `*a${'?'.repeat(38)}*b${'?'.repeat(37)}`;
    expect(includes(long, long)).toBe(true);
    expect(includes('*a'.repeat(39), '*a'.repeat(40))).toBe(true);
    expect(includes('*a'.repeat(40), '*a'.repeat(39))).toBe(false);
  });
});

describe('Culture masks', () => {
  it.each([
    ['es', 'es', true],
    ['es', 'es-MX', true],
    ['es', 'ES-mx', true],
    ['es', 'est', false],
    ['es-MX', 'es-mx', true],
    ['es-MX', 'es', false],
    ['zh-Hant', 'zh-Hant-TW', false],
    ['*-CH', 'de-CH', true],
    ['*-CH', 'gsw-CH', true],
    ['*-CH', 'zh-Hant-CH', true],
    ['*-CH', 'de-CH-1996', true],
    ['*-CH', 'ch', false],
    ['*-CH', 'de', false],
    ['*-CH', 'de-1996', false],
  ])('B1 culture %s and %s: %s', (wanted, culture, expected) => {
    expect(cultureMatches(wanted, culture)).toBe(expected);
  });

  it('B11 include and meet what they should', () => {
    const cultures = ['es', 'es-MX', 'es-CH', 'de', 'de-CH', 'fr', 'fr-CH', 'es-zz1', 'zza-CH'];
    const wanted = ['es', 'es-MX', 'es-CH', '*-CH', '*-MX', 'de', 'de-CH'];
    for (const a of wanted) {
      for (const b of wanted) {
        const all = [...cultures, 'es-zz1-CH', 'fr-MX', 'de-MX', 'de-zz1'];
        expect([a, b, cultureIncludes(a, b)]).toEqual([
          a,
          b,
          all.every((culture) => cultureMatches(a, culture) || !cultureMatches(b, culture)),
        ]);
        expect([a, b, culturesIntersect(a, b)]).toEqual([
          a,
          b,
          all.some((culture) => cultureMatches(a, culture) && cultureMatches(b, culture)),
        ]);
      }
    }
  });
});
