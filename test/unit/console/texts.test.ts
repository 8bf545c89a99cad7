import { describe, expect, it } from 'vitest';
import { amount } from '../../../console/texts/amount.ts';
import { loadWords } from '../../../console/texts/texts.tsx';

describe('the console’s language', () => {
  it.each([
    [['pt-BR', 'en'], 'pt-BR'],
    [['de-CH', 'es-MX'], 'es-MX'],
    [['fr'], 'en'],
    [['en-US@posix'], 'en-US'],
  ])('E11 of %j: %s, which times can be written in', async (wished, culture) => {
    const words = await loadWords(wished);
    expect(words.culture).toBe(culture);
    expect(() => new Intl.DateTimeFormat(words.culture)).not.toThrow();
  });

  it.each([
    ['waiting', 1200, '1,200', '1200'],
    ['serviceLevelPercent', 79.94, '79.9%', '79,9 %'],
    ['handleTimeS', 485, '8:05', '8:05'],
  ] as const)('D1 E11 of a threshold’s figure: %s', (threshold, value, en, es) =>
    expect([amount('en', threshold, value), amount('es', threshold, value)]).toEqual([en, es]),
  );
});
