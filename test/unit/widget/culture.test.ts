import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeOfDay as consoleTime, loadWords } from '../../../console/texts/texts.tsx';
import { Culture } from '../../../core/words.ts';
import { cultureOf, localeOf, timeOfDay } from '../../../widget/app/culture.ts';

test.each([
  ['es_ES', 'es-ES'],
  ['ES-es', 'es-ES'],
  [' pt-br ', 'pt-BR'],
  ['zh_hans_cn', 'zh-Hans-CN'],
  ['en-US@posix', 'en-US'],
  ['spa', 'es'],
])('C6 the culture %s that a page gives is %s', (written, culture) => {
  expect(cultureOf(written)).toBe(culture);
});

test.each(['', 'español', 'Spanish', 'es MX', '{{ culture }}', undefined])(
  'A3 "%s" is no culture: the next one counts, and English where none is left',
  (written) => {
    expect(cultureOf(written, 'pt')).toBe('pt');
    expect(cultureOf(written)).toBe('en');
  },
);

test('A3 whatever a page gives, Foyer takes what the widget makes of it', () => {
  const subtag = fc.stringMatching(/^[A-Za-z0-9]{1,9}$/);
  const shaped = fc
    .tuple(fc.array(subtag, { maxLength: 4 }), fc.constantFrom('-', '_'))
    .map(([parts, by]) => parts.join(by));
  fc.assert(
    fc.property(fc.oneof(shaped, fc.string()), (written) => {
      expect(Culture.safeParse(cultureOf(written))).toMatchObject({ success: true, data: cultureOf(written) });
    }),
    { numRuns: 2_000 },
  );
});

test('C6 the browser’s locale counts where it speaks the language of the words, and that alone', () => {
  expect(localeOf('en', 'en', ['fr-FR', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(localeOf('es', 'es-MX', ['est', 'es-ES'])).toBe('es-ES');
  expect(localeOf('pt', 'pt', ['ptx-BR', 'en-GB'])).toBe('pt');
  // English words in Switzerland.
  expect(localeOf('en', 'de-CH', ['de-CH'])).toBe('en-CH');
});

test.each([
  ['en-GB', '19:54'],
  ['en-US', '7:54 PM'],
  ['es-ES', '19:54'],
  ['pt-BR', '19:54'],
])('C6 a browser in %s reads %s, in the widget and in the console', async (browser, time) => {
  const at = new Date(2026, 0, 12, 19, 54).getTime();
  const widget = timeOfDay(localeOf(browser.slice(0, 2), browser.slice(0, 2), [browser]))(at);
  const { culture } = await loadWords([browser]);
  // ICU puts a narrow space before PM.
  expect([widget, consoleTime(culture)(at)].map((text) => text.replace('\u202f', ' '))).toEqual([time, time]);
});
