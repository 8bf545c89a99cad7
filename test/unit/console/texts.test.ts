import { describe, expect, it } from 'vitest';
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
});
