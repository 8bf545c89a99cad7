import { expect, it } from 'vitest';
import { Culture } from '../../../core/words.ts';

it.each([
  ['es_MX', 'es-MX'],
  ['ES-mx', 'es-MX'],
  ['pt-br', 'pt-BR'],
  ['zh_TW', 'zh-TW'],
  ['zh_hant_tw', 'zh-Hant-TW'],
  ['EN', 'en'],
  ['es-MX-MX', 'es-MX-MX'],
])('C1 the culture %s that a page gives is %s', (written, culture) => {
  expect(Culture.parse(written)).toBe(culture);
});

it.each(['', 'e', 'español', 'es-', '_', 'es MX'])('C1 "%s" is no culture', (written) => {
  expect(Culture.safeParse(written).success).toBe(false);
});
