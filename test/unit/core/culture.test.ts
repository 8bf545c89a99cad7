import { expect, it } from 'vitest';
import { Configuration } from '../../../core/configuration/schema.ts';
import { cultureMatches } from '../../../core/routing/masks.ts';
import { GatewayRow } from '../../../core/routing/rows.ts';
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

it.each([
  ['es_ES', 'es-ES'],
  ['ES-es', 'es-ES'],
  ['zh-Hans-CN', 'zh-Hans-CN'],
  ['es-419', 'es-419'],
  ['EN', 'en'],
])('A2 the culture %s of a website is %s', (written, culture) => {
  const website = { id: 'shop', name: 'Shop', token: 'fw_shop000000', domains: ['shop.example'], queue: 'orders' };
  const queues = [{ id: 'orders', name: 'Orders' }];
  const { websites } = Configuration.parse({ websites: [{ ...website, culture: written }], queues, agents: [] });
  expect(websites[0]?.culture).toBe(culture);
});

it.each([
  ['es_MX', 'es-mx', true],
  ['ES', 'es-MX', true],
  ['*-ch', 'de_CH', true],
  ['*_CH', 'zh-Hans-CN', false],
  ['*-419', 'es_419', true],
  ['zh_hans_cn', 'zh-Hans-CN', true],
  // A language's old name and its new one.
  ['iw', 'iw_IL', true],
])('B1 a row for %s and a visitor of %s: %s', (mask, given, expected) => {
  const { culture: [wanted = ''] = [] } = GatewayRow.parse({ gateway: ['shop'], culture: [mask], signal: 'free' });
  expect(cultureMatches(wanted, Culture.parse(given))).toBe(expected);
});

it.each(['*', '*-', '*-CHE', 'e', 'español'])('B1 a row for "%s" is refused', (mask) => {
  expect(GatewayRow.safeParse({ gateway: ['shop'], culture: [mask], signal: 'free' }).success).toBe(false);
});
