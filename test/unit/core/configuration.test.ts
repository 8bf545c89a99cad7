import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../../core/configuration/check.ts';
import { isAllowedOrigin, readHost } from '../../../core/configuration/hosts.ts';
import { sentenceOf } from '../../../core/configuration/problems.ts';
import { defineConfig } from '../../../core/configuration/schema.ts';
import demo from '../../../foyer.config.ts';

const good = defineConfig({
  websites: [{ id: 'shop', name: 'Shop', token: 'fw_abcdefghij', domains: ['shop.example'], queue: 'orders' }],
  queues: [{ id: 'orders', name: 'Orders', members: [{ agent: 'ines' }] }],
  agents: [{ id: 'ines', name: 'Inés', email: 'ines@shop.example' }],
});

const withQueue = (change: object) => ({ ...good, queues: [{ ...good.queues[0], ...change }] });

/** Fifty skills, each asked for by a row, and an agent who has them all. */
function crowded() {
  const skills = Array.from({ length: 50 }, (_, n) => `skill-${n}`);
  return {
    ...withQueue({ strategy: 'longest-idle' }),
    agents: [{ ...good.agents[0], skills: Object.fromEntries(skills.map((skill) => [skill, 50])) }],
    queueConditions: skills.map((skill) => ({ queue: 'orders', skill, external: skill })),
  };
}

function warningsOf(input: unknown) {
  const checked = checkConfiguration(input);
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.warnings;
}

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
      { ...good, websites: [{ ...good.websites[0], domains: ['https://x/shop'] }] },
      /shop\.example/,
    ],
    ['queues[0].strategy', { ...good, queues: [{ ...good.queues[0], strategy: 'fastest' }] }, /pick/],
    ['queues[0].offerS', { ...good, queues: [{ ...good.queues[0], offerS: 0 }] }, /1/],
    ['queues[0].stratgy', { ...good, queues: [{ ...good.queues[0], stratgy: 'pick' }] }, /no setting/],
    [
      'agents[1].email',
      { ...good, agents: [good.agents[0], { ...good.agents[0], id: 'x', email: 'INES@shop.example' }] },
      /own/,
    ],
    ['agents[0].profile', { ...good, agents: [{ ...good.agents[0], profile: 'all' }] }, /no "all"/],
    ['queues[0].members[0].agent', withQueue({ members: [{ agent: 'rui' }] }), /no "rui"/],
    ['queues[0].members[1].agent', withQueue({ members: [{ agent: 'ines' }, { agent: 'ines' }] }), /own/],
    ['queues[0].calendar', withQueue({ calendar: 'office' }), /no "office"/],
    ['queues[0].overflow.queue', withQueue({ overflow: { afterS: 60, queue: 'sales' } }), /no "sales"/],
    ['gatewayConditions[0].scenario', { ...good, gatewayConditions: [{ signal: 'free', scenario: 'x' }] }, /no "x"/],
    ['queueConditions[1].queue', { ...good, queueConditions: [{ queue: 'orders' }, { queue: 'x' }] }, /no "x"/],
    ['queueConditions[0].from', { ...good, queueConditions: [{ queue: 'orders', from: 'noon' }] }, /18:00/],
    ['queueConditions[0].list[0]', { ...good, queueConditions: [{ queue: 'orders', list: ['vip'] }] }, /no "vip"/],
    ['calendars[0].zone', { ...good, calendars: [{ id: 'office', zone: 'Mars/Base', week: {} }] }, /IANA/],
    [
      'calendars[0].holidays[0].date',
      {
        ...good,
        calendars: [{ id: 'o', zone: 'UTC', week: {}, holidays: [{ date: '2026-02-30', name: 'No such day' }] }],
      },
      /2026-12-24/,
    ],
    [
      'scenarios[0].steps[0].next',
      { ...good, scenarios: [{ id: 's', name: 'S', steps: [{ id: 'a', do: 'say', text: 'Hi', next: 'nowhere' }] }] },
      /nowhere/,
    ],
    ['agents[0]', crowded(), /at most 45 lanes/],
    ['the configuration', 'nonsense', /object/],
  ])('G2 what is wrong is named: %s', (path, input, expected) => {
    const [problem] = problemsOf(input);
    expect(problem?.path).toBe(path);
    expect(problem?.expected).toMatch(expected);
  });
});

describe('the sentences of problems', () => {
  const sentencesOf = (input: unknown) => problemsOf(input).map(sentenceOf);

  it('G2 every mistake is said at once, in plain English and with what stands there', () => {
    const input = {
      ...good,
      websites: [{ ...good.websites[0], domains: [], queue: undefined }],
      queues: [{ ...good.queues[0], id: '', email: 'maybe', offerS: 0, wrapUpS: 1.5, stratgy: 'pick' }],
      agents: [{ ...good.agents[0], email: 'ines', skills: { Returns: 3, refunds: 101 } }],
      profiles: [{ id: 'all', name: 'All', queues: 'every' }],
      callHosts: ['https://api.example/v1'],
      scenarios: [
        {
          id: 's',
          name: 'S',
          steps: [
            { id: 'a', do: 'sing' },
            { id: 'b', do: 'say' },
          ],
        },
      ],
    };
    expect(sentencesOf(input)).toEqual([
      'websites[0].domains: expected a list of at least 1 entry, not an empty list.',
      'websites[0].queue: expected text in quotes; it is missing.',
      'queues[0].id: expected text of at least 1 character, not "".',
      'queues[0].email: expected "required", "optional", or "hidden", not "maybe".',
      'queues[0].offerS: expected a number of at least 1, not 0.',
      'queues[0].wrapUpS: expected a whole number, not 1.5.',
      'queues[0].stratgy: expected another name: there is no setting of this one.',
      'agents[0].email: expected an e-mail address such as "ana@example.com", not "ines".',
      expect.stringMatching(/^agents\[0\]\.skills\.Returns: expected a name of this kind: lower-case letters/),
      'agents[0].skills.refunds: expected a number of at most 100, not 101.',
      'profiles[0].queues: expected "all" or a list in [ ], not "every".',
      expect.stringMatching(/^scenarios\[0\]\.steps\[0\]\.do: expected "say", "ask", .* or "close"\.$/),
      'scenarios[0].steps[1].text: expected text in quotes or an object of settings in { }; it is missing.',
      'callHosts[0]: expected a host alone, such as "shop.example", without path or user, not "https://api.example/v1".',
    ]);
  });

  it('B4 a scenario calls no host of the network that asks', () => {
    expect(sentencesOf({ ...good, callHosts: ['localhost', '*.com', 'API.example.com'] })).toEqual([
      'callHosts[0]: expected a host such as "api.example.com", not "localhost".',
      'callHosts[1]: expected a host such as "api.example.com", not "*.com".',
    ]);
  });

  it('G2 what is wrong within one of several shapes is said where it is', () => {
    const profiles = [{ id: 'some', name: 'Some', queues: ['orders', 'Sales'] }];
    expect(sentencesOf({ ...good, profiles })).toEqual([
      expect.stringMatching(/^profiles\[0\]\.queues\[1\]: expected lower-case letters.*, not "Sales"\.$/),
    ]);
  });
});

describe('what may be published and yet looks wrong', () => {
  it('B11 nothing is said of the demo’s file', () => {
    expect(warningsOf(demo)).toEqual([]);
  });

  it('B11 a row that an earlier one covers, and one that contradicts itself', () => {
    const rows = [
      { culture: ['es'], queue: 'orders' },
      { culture: ['es-MX'], queue: 'orders' },
      {
        queue: 'orders',
        compare: [
          { variable: 'total', is: '<', value: 3 },
          { variable: 'total', is: '>', value: 5 },
        ],
      },
    ];
    expect(warningsOf({ ...good, queueConditions: rows })).toMatchObject([
      { path: 'queueConditions[1]', reason: expect.stringMatching(/row 1/) },
      { path: 'queueConditions[2]' },
    ]);
  });

  it('B11 a queue that nobody can serve, and a row that asks for what nobody has', () => {
    expect(warningsOf(withQueue({ members: [] }))).toMatchObject([
      { path: 'queues[0]', reason: expect.stringMatching(/no members/) },
    ]);
    const asks = { ...good, queueConditions: [{ queue: 'orders', skill: 'returns', proficiency: 60, language: 'es' }] };
    expect(warningsOf(asks)).toMatchObject([
      { path: 'queueConditions[0]', reason: expect.stringMatching(/"returns" from 60 and .*"es"/) },
    ]);
    const relaxes = { ...asks, ...withQueue({ relax: [{ afterS: 30, drop: ['skill', 'language'] }] }) };
    expect(warningsOf({ ...relaxes, queueConditions: asks.queueConditions })).toEqual([]);
  });

  it('B11 a calendar that never opens', () => {
    const holiday = { id: 'never', zone: 'UTC', week: {} };
    expect(warningsOf({ ...good, calendars: [holiday] })).toMatchObject([
      { path: 'calendars[0]', reason: expect.stringMatching(/never/) },
    ]);
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

describe('hosts as people write them', () => {
  it.each([
    ['Shop.example', 'shop.example', 'https://shop.example'],
    ['https://shop.example/', 'shop.example', 'https://shop.example.'],
    ['shop.example.', 'shop.example', 'http://shop.example:8080'],
    ['*.Shop.example', '*.shop.example', 'https://www.shop.example.'],
    ['münchen.example', 'xn--mnchen-3ya.example', 'https://münchen.example'],
    ['[::1]', '[::1]', 'http://[::1]:3000'],
    ['::1', '[::1]', 'http://[::1]'],
  ])('A2 %s is %s', (written, host, origin) => {
    expect(readHost(written)).toEqual({ host });
    expect(readHost(host)).toEqual({ host });
    expect(isAllowedOrigin([host], origin)).toBe(true);
  });

  it.each([
    ['shop.example:8080', /without a port.*write "shop\.example"$/],
    ['[::1]:3000', /write "\[::1\]"$/],
    ['https://shop.example/en', /without path/],
    ['ana@shop.example', /without path or user/],
    ['shop.*', /\*\.shop\.example/],
    ['', /a host such as/],
    ['.shop.example', /a host such as/],
    ['shop example', /a host such as/],
  ])('A2 %s is refused with what to write', (written, expected) => {
    expect(readHost(written)).toEqual({ expected: expect.stringMatching(expected) });
  });
});
