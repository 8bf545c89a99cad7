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

/** Fifty skills, each required by a row, and an agent who has them all. */
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

  it.each([
    [7, 302_340],
    [0, 604_800],
  ])('G6 D11 a chat kept for %i days may wait %i s for the reader of an e-mail', (keepDays, openS) =>
    expect(problemsOf(withQueue({ keepDays, continuity: { afterS: 120, openS } }))).toEqual([]),
  );

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
    ['queues[0].stratgy', { ...good, queues: [{ ...good.queues[0], stratgy: 'pick' }] }, /a known setting/],
    [
      'agents[1].email',
      { ...good, agents: [good.agents[0], { ...good.agents[0], id: 'x', email: 'INES@shop.example' }] },
      /unique/,
    ],
    ['agents[0].profile', { ...good, agents: [{ ...good.agents[0], profile: 'all' }] }, /no "all"/],
    ['queues[0].members[0].agent', withQueue({ members: [{ agent: 'rui' }] }), /no "rui"/],
    ['queues[0].members[1].agent', withQueue({ members: [{ agent: 'ines' }, { agent: 'ines' }] }), /unique/],
    ['queues[0].calendar', withQueue({ calendar: 'office' }), /no "office"/],
    [
      'queues[0].continuity.openS',
      withQueue({ keepDays: 7, continuity: { afterS: 120, openS: 302_341 } }),
      /at most 302340, because "orders" keeps chats for 7 days/,
    ],
    [
      'queues[1].continuity.openS',
      {
        ...good,
        queues: [
          ...withQueue({ keepDays: 9 }).queues,
          { id: 'advice', name: 'Advice', continuity: { afterS: 1, openS: 604_800 } },
        ],
      },
      /"orders" keeps chats for 9 days/,
    ],
    ['queues[0].overflow.queue', withQueue({ overflow: { afterS: 60, queue: 'sales' } }), /no "sales"/],
    ['queues[0].overflow.queue', withQueue({ overflow: { afterS: 60, queue: 'orders' } }), /a different queue/],
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
      'queues[0].stratgy: expected a known setting; none has this name.',
      'agents[0].email: expected an e-mail address such as "ana@example.com", not "ines".',
      expect.stringMatching(/^agents\[0\]\.skills\.Returns: expected a name of this kind: lower-case letters/),
      'agents[0].skills.refunds: expected a number of at most 100, not 101.',
      'profiles[0].queues: expected "all" or a list in [ ], not "every".',
      expect.stringMatching(/^scenarios\[0\]\.steps\[0\]\.do: expected "say", "ask", .* or "close"\.$/),
      'scenarios[0].steps[1].text: expected text in quotes or an object of settings in { }; it is missing.',
      'callHosts[0]: expected only a host, such as "shop.example", without a path or user, not "https://api.example/v1".',
    ]);
  });

  it('G2 F2 what would not fit into a frame, a row or an answer is said before it is published', () => {
    const words = 'x'.repeat(1000);
    const step = { do: 'choose', text: words, options: Array(10).fill({ label: 'x'.repeat(200) }) };
    const input = {
      ...good,
      scenarios: [{ id: 's', name: 'S', steps: Array.from({ length: 40 }, (_, n) => ({ ...step, id: `c${n}` })) }],
      gatewayConditions: Array.from({ length: 21 }, (_, n) => ({
        ...{ signal: 'busy', frequencyOver: { count: 1, withinS: n + 1, by: 'address' } },
      })),
      queueConditions: [
        { queue: 'orders' },
        { queue: 'orders', compare: [{ variable: 'v', is: 'in', value: Array(10).fill(words) }] },
      ],
    };
    expect(sentencesOf(input)).toEqual([
      expect.stringMatching(/^scenarios\[0\]\.steps\[39\]: expected a "next"/),
      'scenarios[0]: expected at most 100,000 bytes of JSON, not 127,181.',
      'queueConditions[1]: expected at most 8,000 bytes of JSON, not 10,097.',
      'gatewayConditions[20].frequencyOver: expected a span that an earlier row uses; every request counts all of them, so at most 20 may differ.',
    ]);
  });

  it('G2 F2 a configuration has an end as a whole', () => {
    const entries = Array.from({ length: 10_000 }, (_, n) => `${n}`.padEnd(80, 'x'));
    const lists = Array.from({ length: 13 }, (_, n) => ({ id: `l${n}`, name: 'L', entries }));
    expect(sentencesOf({ ...good, lists })).toEqual([
      expect.stringMatching(/^the configuration: expected at most 10,000,000 bytes of JSON, not 10,79\d,\d+\.$/),
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

  const texts = (input: unknown) => warningsOf(input).map(({ path, reason }) => `${path}: ${reason}`);

  it('B11 a queue that nobody can serve, and a row that asks for what nobody has', () => {
    expect(texts(withQueue({ members: [], strategy: 'linear' }))).toEqual([
      'queues[0]: nobody can serve "orders": it has no members',
    ]);
    const asks = { ...good, queueConditions: [{ queue: 'orders', skill: 'returns', proficiency: 60, language: 'es' }] };
    expect(texts({ ...asks, queues: withQueue({ strategy: 'linear' }).queues })).toEqual([
      'queueConditions[0]: no member of "orders" has the skill "returns" at 60 or above and the language "es", and the queue never relaxes this while a chat waits',
    ]);
    const relaxes = withQueue({ relax: [{ afterS: 30, drop: ['skill', 'language'] }] });
    expect(texts({ ...relaxes, queueConditions: asks.queueConditions })).toEqual([]);
  });

  const sees = (queues: 'all' | string[]) => ({
    profiles: [{ id: 'some', name: 'Some', queues }],
    agents: [{ ...good.agents[0], profile: 'some' }],
  });
  const unserved = 'queues[0]: nobody can serve "orders": agents pick its chats, but no agent can see it';
  const unseen =
    'queues[0].members[0]: agents pick the chats of "orders", but the profile of "ines" does not include it: "ines" cannot take them';
  it.each<[string, object, object, string[]]>([
    ['a member without a profile', {}, {}, []],
    ['nobody', { members: [] }, {}, [unserved]],
    ['who is no member', { members: [] }, sees('all'), []],
    ['a member with an empty profile', {}, sees([]), [unserved, unseen]],
    ['a member whose profile leaves it out', {}, sees(['other']), [unserved, unseen]],
    ['a member who is offered its chats', { strategy: 'linear' }, sees(['other']), []],
    ['nobody, while it is off', { enabled: false }, sees([]), []],
  ])('B11 B13 where agents pick, who sees the queue serves it: %s', (_, queue, change, warnings) => {
    const queues = [
      { ...good.queues[0], ...queue },
      { id: 'other', name: 'Other', strategy: 'linear', members: good.queues[0]?.members },
    ];
    expect(texts({ ...good, queues, ...change })).toEqual(warnings);
  });

  const relax = [{ afterS: 30, drop: ['language'] }];
  const stays = 'queues[0].overflow: no member of "late" has the language "es": chats that need it stay in "orders"';
  it.each<[string, object, object, string[]]>([
    ['what nobody there has', {}, {}, [stays]],
    ['what the other queue gives up', {}, { relax }, []],
    [
      'what it gives up too late',
      {},
      { relax: [{ ...relax[0], afterS: 90 }], timeOutS: 90 },
      [stays, 'queues[1].relax[0]: "late" ends a wait after 90 s (timeOutS), before this step at 90 s'],
    ],
    ['what was given up before', { relax }, {}, []],
    ['what is given up later', { relax: [{ afterS: 61, drop: ['language'] }] }, {}, [stays]],
    ['what somebody has', {}, { members: [{ agent: 'ines' }, { agent: 'tomas' }] }, []],
  ])('B11 chats that overflow ask on for %s', (_, from, to, warnings) => {
    const input = {
      ...good,
      agents: [
        { ...good.agents[0], languages: { es: 100 } },
        { id: 'tomas', name: 'Tomás', email: 'tomas@shop.example' },
      ],
      queues: [
        { ...good.queues[0], strategy: 'linear', overflow: { afterS: 60, queue: 'late' }, ...from },
        { id: 'late', name: 'Late', strategy: 'linear', members: [{ agent: 'tomas' }], ...to },
      ],
      queueConditions: [
        { culture: ['es'], queue: 'orders', language: 'es' },
        { culture: ['ca'], queue: 'orders', language: 'es' },
      ],
    };
    expect(texts(input)).toEqual(warnings);
  });

  it('B11 what is given up when the wait is over already', () => {
    const queue = { strategy: 'linear', timeOutS: 30, relax: [...relax, { afterS: 29, drop: ['skill'] }] };
    const asks = { queueConditions: [{ queue: 'orders', language: 'es' }] };
    const late = 'queues[0].relax[1]: "orders" ends a wait after 30 s (timeOutS), before this step at 30 s';
    expect(texts(withQueue(queue))).toEqual([late]);
    expect(texts({ ...withQueue(queue), ...asks })).toEqual([
      expect.stringMatching(/^queueConditions\[0\]: no member of "orders" has the language "es"/),
      late,
    ]);
    expect(texts({ ...withQueue({ ...queue, timeOutS: 31 }), ...asks })).toEqual([]);
  });

  const preferred = 'queueConditions[0].preferredAgent:';
  it.each<[string, object, string[]]>([
    ['a member', { strategy: 'linear' }, []],
    [
      'who is no member',
      { strategy: 'linear', members: [{ agent: 'rui' }] },
      [`${preferred} "ines" is not a member of "orders", so the chat is offered like any other`],
    ],
    ['where agents pick', {}, [`${preferred} agents pick the chats of "orders", so none are offered to "ines"`]],
    [
      'for longer than a chat waits',
      { strategy: 'linear', timeOutS: 30, preferredForS: 30 },
      [
        `${preferred} "orders" ends a wait after 30 s (timeOutS), and until then offers the chat only to "ines" (preferredForS)`,
      ],
    ],
  ])('B11 B5 a preferred agent: %s', (_, queue, warnings) => {
    const agents = [...good.agents, { id: 'rui', name: 'Rui', email: 'rui@shop.example' }];
    const queueConditions = [{ queue: 'orders', preferredAgent: 'ines' }];
    expect(texts({ ...withQueue(queue), agents, queueConditions })).toEqual(warnings);
  });

  it('D11 answers that nobody gets, because the form asks for no address', () => {
    const [first, ...others] = good.queues;
    const queues = [{ ...first, continuity: { afterS: 120 }, email: 'hidden' }, ...others];
    expect(texts({ ...good, queues })).toEqual([
      'queues[0].continuity: "orders" asks for no e-mail address (email: hidden), so no answer follows a visitor',
    ]);
    expect(texts({ ...good, queues: [{ ...queues[0], email: 'optional' }, ...others] })).toEqual([]);
  });

  it('B11 a calendar that never opens', () => {
    const holiday = { id: 'never', zone: 'UTC', week: {} };
    expect(warningsOf({ ...good, calendars: [holiday] })).toMatchObject([
      { path: 'calendars[0]', reason: expect.stringMatching(/never/) },
    ]);
  });
});

describe('ways into a queue', () => {
  const week = (from: string, to: string) =>
    Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [{ from, to }]]));
  const zone = 'Europe/Madrid';
  const calendars = [
    { id: 'day', zone, week: week('09:00', '18:00') },
    { id: 'night', zone, week: week('18:00', '02:00') },
    { id: 'christmas', zone, week: {}, exceptions: [{ date: '2026-12-25', spans: [{ from: '10:00', to: '12:00' }] }] },
  ];
  const members = [{ agent: 'ines' }];
  const queue = (id: string, settings: object = {}) => ({ id, name: id, members, ...settings });
  const open = queue('orders', { calendar: 'day' });
  const night = queue('late', { calendar: 'night' });
  const paths = (change: object) =>
    warningsOf({ ...good, zone, calendars, queues: [open, night], ...change }).map(
      ({ path, reason }) => `${path}: ${reason}`,
    );

  const rowToLate = [{ queue: 'late' }];
  const lateOnly = 'queueConditions[0]: sends chats to "late" only while it is closed: visitors are told so';
  const hidden = { signal: 'hidden' };
  it.each<[string, object, string[]]>([
    ['a row, by day only', { queueConditions: rowToLate }, [lateOnly]],
    [
      'a row of the evening, when nobody is let in',
      { queueConditions: [{ queue: 'late', from: '18:00', to: '23:00' }] },
      [],
    ],
    [
      'a row, while a row of the gateway lets in at night',
      { queueConditions: rowToLate, gatewayConditions: [{ calendar: { mode: 'out-of-hours' }, signal: 'free' }] },
      [],
    ],
    [
      'a row, from a website that is never let in',
      { queueConditions: rowToLate, gatewayConditions: [{ gateway: ['shop'], ...hidden }, { signal: 'free' }] },
      [],
    ],
    [
      'a row behind one that takes all',
      {
        queueConditions: [{ queue: 'orders', from: '08:00', to: '20:00' }, ...rowToLate],
        gatewayConditions: [{ signal: 'free' }],
      },
      [],
    ],
    [
      'a row on mornings, let in always',
      { queueConditions: [{ queue: 'late', from: '10:00', to: '12:00' }], gatewayConditions: [{ signal: 'free' }] },
      [lateOnly],
    ],
    [
      'a row out of the own hours, to the own queue',
      {
        queueConditions: [{ queue: 'orders', calendar: { mode: 'out-of-hours' } }],
        gatewayConditions: [{ signal: 'free' }],
      },
      ['queueConditions[0]: sends chats to "orders" only while it is closed: visitors are told so'],
    ],
    [
      'a queue that is open on one day by date',
      { queues: [open, queue('late', { calendar: 'christmas' })], queueConditions: rowToLate },
      [],
    ],
    [
      'the same, for a row of another day',
      {
        queues: [open, queue('late', { calendar: 'christmas' })],
        queueConditions: [{ queue: 'late', from: '2026-12-24', to: '2026-12-24' }],
      },
      [lateOnly],
    ],
    [
      'a queue that is open in summer alone when the other is',
      {
        calendars: [...calendars.slice(0, 1), { id: 'night', zone: 'America/Lima', week: week('02:00', '02:10') }],
        queueConditions: rowToLate,
      },
      [],
    ],
    [
      'a row to a queue that is switched off',
      { queues: [open, { ...night, enabled: false }], queueConditions: rowToLate },
      ['queueConditions[0]: sends chats to "late", which is switched off: visitors are told that it is closed'],
    ],
  ])('B11 are warned of where they lead nowhere: %s', (_, change, warnings) => {
    expect(paths(change)).toEqual(warnings);
  });

  const scenarios = [
    {
      id: 'bot',
      name: 'Bot',
      steps: [
        { id: 'hello', do: 'ask', text: 'Well?', variable: 'v' },
        { id: 'on', do: 'route', queue: 'late' },
      ],
    },
  ];
  it.each<[string, object, string[]]>([
    [
      'by day',
      { scenarios, gatewayConditions: [{ calendar: { mode: 'in-hours' }, signal: 'free', scenario: 'bot' }] },
      ['scenarios[0].steps[1]: sends chats to "late" only while it is closed: visitors are told so'],
    ],
    [
      'at night',
      { scenarios, gatewayConditions: [{ calendar: { mode: 'out-of-hours' }, signal: 'free', scenario: 'bot' }] },
      [],
    ],
    ['never', { scenarios }, []],
    [
      'into one that is off',
      { scenarios, queues: [open, { ...night, enabled: false }] },
      ['scenarios[0].steps[1]: sends chats to "late", which is switched off: visitors are told that it is closed'],
    ],
  ])('B11 a scenario that starts %s', (_, change, warnings) => {
    expect(paths(change)).toEqual(warnings);
  });

  const overflow = { afterS: 60, queue: 'late' };
  it.each<[string, object, object, string[]]>([
    [
      'closed while one waits',
      { overflow },
      {},
      ['queues[0].overflow: "late" is never open while a chat waits in "orders": no chat overflows into it'],
    ],
    ['that opens before the wait ends', { overflow, timeOutS: 3600 }, {}, []],
    ['that is open always', { overflow }, { calendar: undefined }, []],
    ['out of one that is open always', { overflow, calendar: undefined }, {}, []],
    [
      'that is switched off',
      { overflow },
      { enabled: false },
      ['queues[0].overflow: "late" is switched off: no chat overflows into it'],
    ],
    ['out of one that is switched off', { overflow, enabled: false }, {}, []],
    [
      'that ends the wait at once',
      { overflow },
      { calendar: undefined, timeOutS: 60 },
      [
        'queues[0].overflow: "late" ends a wait after 60 s (timeOutS), and a chat that overflows has waited 60 s, so it ends at once',
      ],
    ],
    ['that ends it later', { overflow }, { calendar: undefined, timeOutS: 61 }, []],
    [
      'after the wait has ended',
      { overflow, timeOutS: 59 },
      { calendar: undefined },
      ['queues[0].overflow: "orders" ends a wait after 59 s (timeOutS): no chat overflows after 60 s'],
    ],
  ])('B8 B11 overflow into a queue %s', (_, from, to, warnings) => {
    const queues = [
      { ...open, ...from },
      { ...night, ...to },
    ];
    // Without undefined members.
    expect(paths(JSON.parse(JSON.stringify({ queues })))).toEqual(warnings);
  });

  it('B11 a thousand rows and twenty calendars are looked through before the test is given up', () => {
    const many = Array.from({ length: 20 }, (_, n) => ({ id: `c${n}`, zone, week: week(`0${n % 9}:00`, '18:00') }));
    const rows = Array.from({ length: 1000 }, (_, n) => ({
      queue: 'late',
      external: `x${n}`,
      from: `${10 + (n % 10)}:${10 + (n % 50)}`,
      to: '23:00',
    }));
    expect(paths({ calendars: [...calendars, ...many], queueConditions: rows }).length).toBeGreaterThan(0);
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
    ['https://shop.example/en', /without a path/],
    ['ana@shop.example', /without a path or user/],
    ['shop.*', /\*\.shop\.example/],
    ['', /a host such as/],
    ['.shop.example', /a host such as/],
    ['shop example', /a host such as/],
  ])('A2 %s is refused with what to write', (written, expected) => {
    expect(readHost(written)).toEqual({ expected: expect.stringMatching(expected) });
  });
});
