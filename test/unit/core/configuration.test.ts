import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../../core/configuration/check.ts';
import { isAllowedOrigin } from '../../../core/configuration/origin.ts';
import { defineConfig } from '../../../core/configuration/schema.ts';
import demo from '../../../foyer.config.ts';

const good = defineConfig({
  websites: [{ id: 'shop', name: 'Shop', token: 'fw_abcdefghij', domains: ['shop.example'], queue: 'orders' }],
  queues: [{ id: 'orders', name: 'Orders' }],
  agents: [{ id: 'ines', name: 'Inés', email: 'ines@shop.example', queues: ['orders'] }],
});

function problemsOf(input: unknown) {
  const checked = checkConfiguration(input);
  return 'problems' in checked ? checked.problems : [];
}

describe('configuration', () => {
  it('G2 the demo’s file is good', () => {
    expect(problemsOf(demo)).toEqual([]);
  });

  it('G2 settings left out have their defaults', () => {
    const checked = checkConfiguration(good);
    expect(checked).toMatchObject({ configuration: { queues: [{ strategy: 'pick', wrapUpS: 120 }] } });
  });

  it.each([
    ['websites[0].queue', { ...good, websites: [{ ...good.websites[0], queue: 'sales' }] }, /orders.*no "sales"/],
    ['websites[0].token', { ...good, websites: [{ ...good.websites[0], token: 'abc' }] }, /fw_/],
    [
      'websites[0].domains[0]',
      { ...good, websites: [{ ...good.websites[0], domains: ['https://x'] }] },
      /shop\.example/,
    ],
    ['queues[0].strategy', { ...good, queues: [{ ...good.queues[0], strategy: 'fastest' }] }, /pick/],
    ['queues[0].offerS', { ...good, queues: [{ ...good.queues[0], offerS: 0 }] }, /1/],
    ['queues[0]', { ...good, queues: [{ ...good.queues[0], stratgy: 'pick' }] }, /stratgy/],
    [
      'agents[1].email',
      { ...good, agents: [good.agents[0], { ...good.agents[0], id: 'x', email: 'INES@shop.example' }] },
      /own/,
    ],
    ['agents[0].queues[0]', { ...good, agents: [{ ...good.agents[0], queues: ['sales'] }] }, /no "sales"/],
    ['the configuration', 'nonsense', /object/],
  ])('G2 what is wrong is named: %s', (path, input, expected) => {
    const [problem] = problemsOf(input);
    expect(problem?.path).toBe(path);
    expect(problem?.expected).toMatch(expected);
  });
});

describe('allowed domains', () => {
  it.each([
    ['https://shop.example', ['shop.example'], true],
    ['https://shop.example:8443', ['shop.example'], true],
    ['https://www.shop.example', ['shop.example'], false],
    ['https://www.shop.example', ['*.shop.example'], true],
    ['https://a.b.shop.example', ['*.shop.example'], true],
    ['https://shop.example', ['*.shop.example'], false],
    ['https://evilshop.example', ['*.shop.example', 'shop.example'], false],
    ['https://shop.example.evil.example', ['shop.example', '*.shop.example'], false],
    ['file:///shop.example', ['shop.example'], false],
    ['null', ['shop.example'], false],
    [undefined, ['shop.example'], false],
  ])('A2 %s among %j: %s', (origin, domains, allowed) => {
    expect(isAllowedOrigin(domains, origin)).toBe(allowed);
  });
});
