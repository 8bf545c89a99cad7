/** Agents at work: may they have one more, how does that change them, and where are they listed when ready. */
import { describe, expect, it } from 'vitest';
import { type Agent, mayReserve, type Place, used } from '../../../core/agent/agent.ts';
import { moved } from '../../../core/agent/moves.ts';
import { type Phone, silent } from '../../../core/agent/phone.ts';
import { listingOf, type Readiness } from '../../../core/agent/ready.ts';
import { checkConfiguration } from '../../../core/configuration/check.ts';
import { laneId, laneOfAgent } from '../../../core/configuration/lanes.ts';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { type Standing, standingsOf } from '../../../core/configuration/standings.ts';
import { AgentId, CallId, InteractionId, QueueId } from '../../../core/ids.ts';
import type { StrategyName } from '../../../core/routing/strategies.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const [orders, advice] = ['orders', 'advice'].map((id) => QueueId.parse(id)) as [QueueId, QueueId];
const interaction = (n: number) => InteractionId.parse(`interaction-${n}`);
const held = (count: number, queueId = orders, weight = 1) =>
  Array.from({ length: count }, (_, n) => ({ interactionId: interaction(n), queueId, weight }));
const ringing = (until: number): Phone => ({
  ...{ ...silent, state: 'ringing', turn: 1 },
  calls: [{ callId: CallId.parse('call-1'), state: 'ringing', until }],
});
const today = (count: number) => ({ day: '2026-01-05', count });

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

describe('lanes of an agent', () => {
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
});

describe('one more', () => {
  const ines: Agent = {
    ...{ id: AgentId.parse('ines'), name: 'Inés', status: 'available', leaseUntil: NOW + 1, capacity: 5 },
    ...{ standings: [], reservations: [], readySince: 1, givenAt: 0, given: { day: '', count: 0 }, listed: {} },
    statusSince: 1,
    ...{ phone: silent, connections: [], zone: 'UTC', revision: 7, queues: [], skills: {}, languages: {}, version: 1 },
  };
  const place: Place = { interactionId: interaction(9), queueId: orders, weight: 1, why: 'offer', most: 0 };
  const asked = (change: Partial<Agent>, of: Partial<Place> = {}) =>
    mayReserve({ ...ines, ...change }, { ...place, ...of }, NOW);

  it.each<[Partial<Agent>, Partial<Place>, ReturnType<typeof mayReserve>]>([
    [{}, {}, undefined],
    [{ reservations: held(2, orders, 2) }, {}, undefined],
    [{ reservations: held(2, orders, 2) }, { weight: 2 }, 'agent_full'],
    [{ reservations: held(5) }, {}, 'agent_full'],
    [{ reservations: held(2) }, { most: 2 }, 'agent_full'],
    [{ reservations: held(2, advice) }, { most: 2 }, undefined],
    [{ status: 'paused' }, {}, 'agent_away'],
    [{ status: 'paused' }, { why: 'take' }, undefined],
    [{ status: 'offline' }, { why: 'take' }, 'agent_away'],
    [{ leaseUntil: NOW }, { why: 'take' }, 'agent_away'],
    [{ phone: ringing(NOW + 1) }, {}, 'agent_away'],
    [{ phone: ringing(NOW + 1) }, { why: 'take' }, undefined],
    [{ phone: ringing(NOW) }, {}, undefined],
  ])('B6 B12 D7 D8 agent %j, place %j: %s', (change, of, expected) => {
    expect(asked(change, of)).toBe(expected);
  });

  it('B5 counts as given, on its day', () => {
    const after = moved({ ...ines, given: today(3) }, { released: [], reserved: [place] }, NOW);
    expect(after).toMatchObject({ given: today(4), givenAt: NOW, readySince: NOW, revision: 8 });
    const yesterday = { ...ines, given: { day: '2026-01-04', count: 3 } };
    expect(moved(yesterday, { released: [], reserved: [place] }, NOW)).toMatchObject({ given: today(1) });
  });

  it('B6 has room once another was let go, both in one step', () => {
    const full = { ...ines, capacity: 1, reservations: held(1) };
    expect(moved(full, { released: [], reserved: [place] }, NOW)).toBe('agent_full');
    const after = moved(full, { released: [interaction(0)], reserved: [place] }, NOW);
    expect(after).toMatchObject({ reservations: [{ interactionId: place.interactionId }] });
    expect(typeof after === 'object' && used(after)).toBe(1);
  });

  it('B5 stands in the lists again when one was let go, and where they stood when one was given and more fit', () => {
    const standings = [
      { lane: laneId({ queueId: orders, requires: {} }), queueId: orders, strategy: 'longest-idle' as const },
    ].map((standing) => ({ ...standing, place: 0, penalty: 0, rank: 0, most: 0 }));
    const listedAfter = (change: Partial<Agent>, released: InteractionId[], reserved: Place[]) => {
      const after = moved({ ...ines, standings, ...change }, { released, reserved }, NOW);
      return typeof after === 'string' ? after : Object.keys(after.listed);
    };
    expect(listedAfter({ capacity: 1, reservations: held(1) }, [interaction(0)], [])).toEqual(['orders']);
    expect(listedAfter({ listed: { orders: '1' } }, [], [place])).toEqual(['orders']);
    expect(listedAfter({ listed: { orders: '1' }, capacity: 1 }, [], [place])).toEqual([]);
    // An agent whose lines are still being searched is listed afterwards.
    expect(listedAfter({}, [], [place])).toEqual([]);
  });
});

describe('who stands where', () => {
  const standing = (strategy: StrategyName, change: Partial<Standing> = {}): Standing => ({
    ...{ lane: laneId({ queueId: orders, requires: {} }), queueId: orders },
    ...{ strategy, place: 0, penalty: 0, rank: 0, most: 0 },
    ...change,
  });
  const agent = (change: Partial<Readiness> = {}): Readiness => ({
    ...{ id: AgentId.parse('ines'), status: 'available', leaseUntil: NOW + 1, capacity: 4, reservations: [] },
    ...{ phone: silent, readySince: 1000, givenAt: 0, given: { day: '', count: 0 }, zone: 'UTC', standings: [] },
    ...change,
  });
  const order = (strategy: StrategyName, change: Partial<Readiness>, of: Partial<Standing> = {}) =>
    listingOf(agent({ ...change, standings: [standing(strategy, of)] }), NOW).orders ?? '';

  it.each<[StrategyName, Partial<Readiness>, Partial<Readiness>]>([
    ['longest-idle', { readySince: 1000 }, { readySince: 1001 }],
    ['longest-idle', { readySince: 1000 }, { readySince: 1, phone: { ...silent, since: 1001 } }],
    ['pick', { readySince: 9 }, { readySince: 10 }],
    ['ring-all', { readySince: 9 }, { readySince: 10 }],
    ['least-busy', { reservations: held(1), capacity: 4 }, { reservations: held(1), capacity: 2 }],
    ['least-busy', { reservations: [], readySince: 1 }, { reservations: [], readySince: 2 }],
    ['round-robin', { givenAt: 0 }, { givenAt: 1 }],
    ['fewest-chats', { given: today(2), readySince: 9 }, { given: today(10), readySince: 1 }],
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
    expect(orderOf({ reservations: held(1, advice) }, { most: 1 })).toBe(true);
    expect(orderOf({ status: 'paused' })).toBe(false);
    expect(orderOf({ leaseUntil: NOW })).toBe(false);
    expect(orderOf({ phone: ringing(NOW + 1) })).toBe(false);
    expect(orderOf({ phone: ringing(NOW) })).toBe(true);
    expect(orderOf({}, { lane: laneOfAgent(orders, AgentId.parse('ines')) })).toBe(false);
  });
});
