import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateInNumbers, datesIn, numbersIn, plain } from '../../../core/answers/as-written.ts';

const cultures = [
  ...['en', 'en-GB', 'en-US', 'en-IN', 'en-ZA', 'en-CA', 'en-DE', 'es', 'es-MX', 'es-AR', 'es-US', 'es-PR', 'pt'],
  ...['pt-BR', 'pt-PT', 'fr', 'fr-CH', 'fr-CA', 'de', 'de-AT', 'de-CH', 'it', 'it-CH', 'nl', 'pl', 'cs', 'hu', 'ro'],
  ...['bg', 'hr', 'sl', 'el', 'sv', 'nb', 'da', 'fi', 'et', 'lv', 'lt', 'ru', 'uk', 'tr', 'he', 'ar', 'ar-EG', 'ar-MA'],
  ...['fa', 'ur', 'ckb', 'ps', 'hi', 'mr', 'ne', 'bn', 'ta', 'my', 'th', 'km', 'vi', 'id', 'ja', 'ko', 'zh', 'zh-TW'],
  ...['gsw', 'rm', 'eo', 'sat', 'dz', 'xx', 'es-MX-MX', 'constructor'],
];
const scripts = Intl.supportedValuesOf('numberingSystem').filter((name) =>
  digitsOf(name).every((digit) => /\p{Nd}/u.test(digit)),
);

function digitsOf(numberingSystem: string): string[] {
  const format = new Intl.NumberFormat('en', { numberingSystem });
  return [...'0123456789'].map((digit) => format.format(Number(digit)));
}

/** Also for cultures that `Intl` does not know. */
function formatted(value: number, culture: string, options: Intl.NumberFormatOptions = {}): string {
  try {
    return new Intl.NumberFormat([culture, 'en'], options).format(value);
  } catch {
    return new Intl.NumberFormat('en', options).format(value);
  }
}

describe('numbers', () => {
  const number = fc
    .tuple(
      fc.constantFrom(1e4, 1e6, 1e12).chain((most) => fc.integer({ min: -most, max: most })),
      fc.constantFrom(1, 10, 1000),
    )
    .map(([digits, by]) => digits / by);

  it('B4 a number that a culture writes reads back as itself or is in doubt, never as another', () => {
    let sure = 0;
    fc.assert(
      fc.property(number, fc.constantFrom(...cultures), fc.boolean(), (value, culture, useGrouping) => {
        const read = numbersIn(formatted(value, culture, { useGrouping }), culture);
        expect(read).toContain(value === 0 ? 0 : value);
        if (read.length === 1) sure++;
      }),
      { numRuns: 3000 },
    );
    // Ambiguity needs one separator before three digits.
    expect(sure).toBeGreaterThan(2000);
  });

  it('B4 a number that any culture writes is read as itself or is in doubt where nothing is known of the visitor’s', () => {
    fc.assert(
      fc.property(number, fc.constantFrom(...cultures), (value, culture) => {
        expect(numbersIn(formatted(value, culture), 'xx')).toContain(value === 0 ? 0 : value);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(scripts)('B4 digits of %s are digits', (numberingSystem) => {
    expect(plain(digitsOf(numberingSystem).join(''))).toBe('0123456789');
    expect(numbersIn(formatted(-1250.5, 'hi', { numberingSystem }), 'hi')).toEqual([-1250.5]);
  });

  it('B4 whatever is written, there are at most two numbers in it, and each is one', () => {
    const text = fc.string({ unit: fc.constantFrom(..."01239.,' ٬٫-+٣３’ xe"), maxLength: 20 });
    fc.assert(
      fc.property(text, fc.constantFrom(...cultures), (written, culture) => {
        const read = numbersIn(written, culture);
        expect(read.length).toBeLessThanOrEqual(2);
        for (const value of read) expect(Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('dates', () => {
  const date = fc
    .date({ min: new Date('1800-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    .map((each) => each.toISOString().slice(0, 10));

  it('B4 a date that a culture writes reads back as itself or is in doubt, never as another', () => {
    fc.assert(
      fc.property(date, fc.constantFrom(...cultures), (iso, culture) => {
        const read = datesIn(dateInNumbers(iso, culture), culture);
        // Bulgarian writes "г." after the year, and is asked again.
        expect(culture === 'bg' ? [...read, iso] : read).toContain(iso);
        expect(datesIn(iso, culture)).toEqual([iso]);
      }),
      { numRuns: 2000 },
    );
  });
});
