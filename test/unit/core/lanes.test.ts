import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../../core/configuration/check.ts';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { AgentId, QueueId } from '../../../core/ids.ts';
import {
  laneId,
  laneOfAgent,
  lanesOf,
  listingOf,
  partsOfLane,
  type Readiness,
  type Standing,
  standingsOf,
  unmet,
  visibleQueues,
} from '../../../core/routing/lanes.ts';
import { relaxed, requirementOf } from '../../../core/routing/requirement.ts';
import type { StrategyName } from '../../../core/routing/strategies.ts';

const orders = QueueId.parse('orders');

function configured(change: Partial<ConfigurationInput>) {
  const checked = checkConfiguration({
    websites: [],
    queues: [{ id: 'orders', name: 'Orders', strategy: 'longest-idle', members: [{ agent: 'ines' }] }],
    agents: [{ id: 'ines', name: 'Inés', email: 'ines@shop.example', skills: { returns: 60 }, languages: { es: 70 } }],
    ...change,
  });
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.configuration;
}

const idsOf = (change: Partial<ConfigurationInput>) => {
  const configuration = configured(change);
  const [queue] = configuration.queues;
  return queue ? lanesOf(configuration, queue).map(laneId) : [];
};

describe('lanes', () => {
  it('B5 a lane is named by its queue and what it asks for, and the name says the queue again', () => {
    const requires = { skill: 'returns', proficiency: 60, language: 'es' };
    expect(laneId({ queueId: orders, requires: {} })).toBe('orders');
    expect(laneId({ queueId: orders, requires })).toBe('orders|returns>60|es');
    expect(laneId({ queueId: orders, requires: { language: 'es' } })).toBe('orders||es');
    expect(partsOfLane(laneId({ queueId: orders, requires }))).toEqual({ queueId: 'orders', rest: '|returns>60|es' });
    const ofAgent = laneOfAgent(orders, AgentId.parse('ines'));
    expect(partsOfLane(ofAgent)).toEqual({ queueId: 'orders', rest: '@ines' });
  });

  it('B5 there is one for what rows ask, for each step of relaxing, and for what overflows', () => {
    expect(idsOf({})).toEqual(['orders']);
    expect(
      idsOf({
        queues: [
          {
            ...{ id: 'orders', name: 'Orders', members: [] },
            relax: [
              { afterS: 10, proficiency: 30 },
              { afterS: 20, drop: ['skill'] },
            ],
          },
          { id: 'advice', name: 'Advice', overflow: { afterS: 60, queue: 'orders' } },
        ],
        queueConditions: [
          { queue: 'orders', skill: 'returns', proficiency: 80, language: 'es' },
          { queue: 'advice', language: 'pt', external: 'x' },
        ],
      }),
    ).toEqual(['orders', 'orders|returns>80|es', 'orders|returns>30|es', 'orders||es', 'orders||pt']);
  });

  it('B5 steps of relaxing come in the order of time, however they are written', () => {
    const relax = [
      { afterS: 60, drop: ['language' as const] },
      { afterS: 30, drop: ['skill' as const] },
    ];
    const queueConditions = [{ queue: 'orders', skill: 'returns', language: 'es' }];
    expect(idsOf({ queues: [{ id: 'orders', name: 'Orders', relax }], queueConditions })).toEqual([
      ...['orders', 'orders|returns>1|es', 'orders||es'],
    ]);
  });

  it('B5 a requirement is only ever given up, never raised', () => {
    const proficiency = fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined });
    const some = fc.option(fc.constant('x'), { nil: undefined });
    const drop = fc.subarray(['skill', 'proficiency', 'language'] as const, { minLength: 1 });
    fc.assert(
      fc.property(
        some,
        proficiency,
        some,
        fc.option(proficiency),
        fc.option(drop),
        (skill, least, language, to, drops) => {
          const before = requirementOf({ skill, proficiency: least, language });
          const step = { afterS: 1, ...(to ? { proficiency: to } : {}), ...(drops ? { drop: drops } : {}) };
          const after = relaxed(before, step);
          expect(after).toEqual(requirementOf(after));
          expect(after.proficiency ?? 1).toBeLessThanOrEqual(before.proficiency ?? 1);
          for (const key of ['skill', 'language'] as const) expect([undefined, before[key]]).toContain(after[key]);
        },
      ),
    );
  });

  it.each([
    [{}, undefined],
    [{ skill: 'returns' }, undefined],
    [{ skill: 'returns', proficiency: 60 }, undefined],
    [{ skill: 'returns', proficiency: 61 }, 'not-proficient'],
    [{ skill: 'lamps' }, 'lacks-skill'],
    [{ language: 'pt' }, 'lacks-language'],
  ])('B2 who fits %j: %s', (requires, expected) => {
    const [agent] = configured({}).agents;
    if (!agent) throw new Error('no agent');
    expect(unmet(agent, requires)).toBe(expected);
  });

  it('B5 an agent stands in the lanes that fit, and is waited for by name where a row prefers them', () => {
    const configuration = configured({
      queueConditions: [
        { queue: 'orders', skill: 'returns', proficiency: 90, external: 'a' },
        { queue: 'orders', language: 'es', preferredAgent: 'ines' },
      ],
    });
    const [agent] = configuration.agents;
    expect(agent && standingsOf(configuration, agent)).toMatchObject([
      { lane: 'orders@ines' },
      { lane: 'orders', rank: 0 },
      { lane: 'orders||es', rank: 30 },
    ]);
  });

  it('B5 where nothing is offered an agent is listed only if a condition counts who is available', () => {
    const queues = [{ id: 'orders', name: 'Orders', strategy: 'pick' as const, members: [{ agent: 'ines' }] }];
    const lanes = (change: Partial<ConfigurationInput>) => {
      const configuration = configured({ queues, ...change });
      const [agent] = configuration.agents;
      return agent ? standingsOf(configuration, agent).map(({ lane }) => lane) : [];
    };
    expect(lanes({})).toEqual([]);
    expect(lanes({ gatewayConditions: [{ availableFewerThan: 1, signal: 'busy' }] })).toEqual(['orders']);
  });

  it('B13 sees the queues of the profile, or those whose member the agent is', () => {
    const queues = [
      { id: 'orders', name: 'Orders', members: [{ agent: 'ines' }] },
      { id: 'advice', name: 'Advice' },
    ];
    const sees = (profile: object[], named?: string) => {
      const [agent] = configured({}).agents;
      const configuration = configured({ queues, profiles: profile as never });
      return agent && visibleQueues(configuration, { ...agent, ...(named ? { profile: named as never } : {}) });
    };
    expect(sees([])).toEqual(['orders']);
    expect(sees([{ id: 'all', name: 'All', queues: 'all' }], 'all')).toEqual(['orders', 'advice']);
    expect(sees([{ id: 'one', name: 'One', queues: ['advice'] }], 'one')).toEqual(['advice']);
    expect(sees([{ id: 'none', name: 'None', queues: [] }], 'none')).toEqual([]);
  });
});

describe('who stands where', () => {
  const standing = (strategy: StrategyName, change: Partial<Standing> = {}): Standing => ({
    ...{ lane: laneId({ queueId: orders, requires: {} }), queueId: orders },
    ...{ strategy, place: 0, penalty: 0, rank: 0, most: 0 },
    ...change,
  });
  const agent = (change: Partial<Readiness> = {}): Readiness => ({
    ...{ id: AgentId.parse('ines'), isThere: true, capacity: 4, reservations: [] },
    ...{ readySince: 1000, givenAt: 0, today: 0, standings: [] },
    ...change,
  });
  const held = (count: number) => Array.from({ length: count }, () => ({ queueId: orders }));
  const order = (strategy: StrategyName, change: Partial<Readiness>, of: Partial<Standing> = {}) =>
    listingOf(agent({ ...change, standings: [standing(strategy, of)] })).orders ?? '';

  it.each<[StrategyName, Partial<Readiness>, Partial<Readiness>]>([
    ['longest-idle', { readySince: 1000 }, { readySince: 1001 }],
    ['pick', { readySince: 9 }, { readySince: 10 }],
    ['ring-all', { readySince: 9 }, { readySince: 10 }],
    ['least-busy', { reservations: held(1), capacity: 4 }, { reservations: held(1), capacity: 2 }],
    ['least-busy', { reservations: [], readySince: 1 }, { reservations: [], readySince: 2 }],
    ['round-robin', { givenAt: 0 }, { givenAt: 1 }],
    ['fewest-chats', { today: 2, readySince: 9 }, { today: 10, readySince: 1 }],
  ])('B5 %s: the first of the two stands before the second', (strategy, first, second) => {
    expect(order(strategy, first) < order(strategy, second)).toBe(true);
  });

  it('B5 linear goes by the place among the members, weighted by the penalty, then by idleness', () => {
    expect(order('linear', {}, { place: 2 }) < order('linear', {}, { place: 10 })).toBe(true);
    expect(order('weighted', { readySince: 9 }, { penalty: 2 }) < order('weighted', {}, { penalty: 10 })).toBe(true);
    expect(order('weighted', { readySince: 9 }) < order('weighted', { readySince: 10 })).toBe(true);
  });

  it('B5 a language ranks before the strategy', () => {
    const late = order('longest-idle', { readySince: 9999 }, { rank: 10 });
    expect(late < order('longest-idle', { readySince: 1 }, { rank: 60 })).toBe(true);
  });

  it('B5 random stands elsewhere after each chat, and nowhere else in between', () => {
    const places = Array.from({ length: 200 }, (_, n) => Number(order('random', { givenAt: n }).split('.')[1]));
    expect(new Set(places).size).toBe(200);
    expect(order('random', { givenAt: 7 })).toBe(order('random', { givenAt: 7, readySince: 5 }));
    const low = places.filter((place) => place < 5e8).length;
    expect(low).toBeGreaterThan(60);
    expect(low).toBeLessThan(140);
  });

  it('B6 nowhere without a free place, of the agent or of the queue', () => {
    const orderOf = (change: Partial<Readiness>, of: Partial<Standing> = {}) =>
      order('longest-idle', change, of) !== '';
    expect(orderOf({ reservations: held(3) })).toBe(true);
    expect(orderOf({ reservations: held(4) })).toBe(false);
    expect(orderOf({ reservations: held(2) }, { most: 3 })).toBe(true);
    expect(orderOf({ reservations: held(2) }, { most: 2 })).toBe(false);
    expect(orderOf({ reservations: [{ queueId: QueueId.parse('advice') }] }, { most: 1 })).toBe(true);
    expect(orderOf({ isThere: false })).toBe(false);
    expect(orderOf({}, { lane: laneOfAgent(orders, AgentId.parse('ines')) })).toBe(false);
  });
});
