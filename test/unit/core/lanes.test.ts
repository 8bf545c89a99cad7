import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../../core/configuration/check.ts';
import { laneId, laneOfAgent, lanesOf, partsOfLane, unmet, visibleQueues } from '../../../core/configuration/lanes.ts';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { AgentId, QueueId } from '../../../core/ids.ts';
import { relaxed, requirementOf } from '../../../core/routing/requirement.ts';

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
    [{ skill: 'constructor' }, 'lacks-skill'],
    [{ language: 'pt' }, 'lacks-language'],
  ])('B2 agents who fit %j: %s', (requires, expected) => {
    const [agent] = configured({}).agents;
    if (!agent) throw new Error('no agent');
    expect(unmet(agent, requires)).toBe(expected);
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
