/** For any calls in any order, the in-memory store, which the simulations trust, and DynamoDB return the same. */

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReadyEntry } from '../../adapters/stores.ts';
import type { AgentProfile } from '../../core/agent/agent.ts';
import { laneOfAgent } from '../../core/configuration/lanes.ts';
import { AgentId, CallId, CommandId, ConnectionId, type InteractionId } from '../../core/ids.ts';
import type { Commit, InteractionEvent } from '../../core/interaction/events.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import { type Interaction, reservedFor, type Unstarted } from '../../core/interaction/state.ts';
import { at as atSecond } from '../support/chats.ts';
import { startTestEngine, storesIn, type TestEngine } from '../support/dynamodb-engine.ts';
import { createMemoryStores, type Stores } from '../support/memory-store.ts';
import {
  arrives,
  chatNamed,
  comesIn,
  ends,
  ines,
  isAbandoned,
  isAccepted,
  isFinished,
  isOffered,
  isRejected,
  isTaken,
  laneOf,
  orders,
  returns,
  rings,
  says,
  skilled,
  standsIn,
  tidy,
  waits,
} from './store-contract.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

const interactionIds = [1, 2, 3, 4, 5].map(chatNamed);
const agents = ['ines', 'tomas'].map((id): AgentProfile => ({ ...ines, id: AgentId.parse(id) }));
const profiles = [
  {},
  { capacity: 1 },
  { queues: [orders] },
  { queues: [returns], standings: [standsIn(returns, { strategy: 'least-busy' })] },
  { standings: [standsIn(orders, { strategy: 'fewest-chats', most: 1 }), standsIn(orders, { requires: skilled })] },
  { capacity: 4, standings: [standsIn(orders, { most: 2, rank: 7 }), standsIn(returns, { strategy: 'random' })] },
  { capacity: 4, standings: [standsIn(orders, { requires: skilled, strategy: 'round-robin', place: 3 })] },
] satisfies Partial<AgentProfile>[];
const lanes = [orders, returns].flatMap((queueId) => [
  ...[laneOf(queueId), laneOf(queueId, skilled)],
  ...agents.map(({ id }) => laneOfAgent(queueId, id)),
]);

/** Half an hour for each step, so that midnight passes during the run. */
const at = (step: number) => atSecond(step * 1800);

/** What may happen next to a chat, with either agent. */
function nextFor(chat: Interaction | Unstarted, agent: AgentProfile, since: number): InteractionEvent[][] {
  if (!chat.stage)
    return [
      arrives({ queueId: orders, priority: since % 3, since, requires: skilled }),
      arrives({ queueId: orders, since, agentCapacity: 1 }),
      arrives({ queueId: returns, priority: since % 3, since }),
      comesIn({ agentCapacity: since % 3 }),
    ];
  const asked = reservedFor(chat);
  if (asked)
    return [isAccepted({ ...ines, ...asked }), isRejected({ ...ines, ...asked }), isAbandoned, says('offered')];
  switch (chat.stage.is) {
    case 'arriving':
      return [waits({ since, preferred: agent, requires: skilled }), waits({ since }), isAbandoned, says('arriving')];
    case 'waiting': {
      const { queueId, priority, requires } = chat.place;
      const place = { queueId, priority, requires, since: since % 5 };
      return [
        ...[isOffered(agent), isTaken(agent), isTaken(agent), isAbandoned, says('waiting'), rings(agent)],
        ...[waits(place, 'not-preferred'), waits({ ...place, requires: {} }, 'relaxed')],
        ...[waits({ ...place, queueId: returns }, 'overflowed'), waits({ ...place, preferred: agent }, 'overflowed')],
      ];
    }
    case 'handled':
      return [says('handled'), ends];
    case 'wrap-up':
      return [says('late'), isFinished];
    case 'ended':
      return [says('too-late')];
    default:
      return chat.stage satisfies never;
  }
}

// ---- possible calls
// ----------------------------------------------------------------------------------------------------------

const n = fc.nat(11);
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('load' as const), chat: n }) },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('append' as const), chat: n, agent: n, event: n, late: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('connect' as const), agent: n, version: n, socket: n }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disconnect' as const), agent: n, socket: n }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), agent: n, version: n }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), agent: n, version: n }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('status' as const), agent: n, status: n }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('renew' as const), agent: n }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('refresh' as const), agent: n }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('call' as const), agent: n, lasts: n }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One of the two is there from the beginning. */
const prelude: Step[] = [
  { do: 'connect', agent: 0, version: 1, socket: 0 },
  { do: 'status', agent: 0, status: 0 },
];

/** An agent who was removed and is one again: the console that stayed open watches the queues too. */
const comesBack: Step[] = [
  { do: 'connect', agent: 0, version: 2, socket: 0 },
  { do: 'remove', agent: 0, version: 4 },
  { do: 'connect', agent: 0, version: 4, socket: 1 },
];

interface World {
  stores: Stores;
  /** States as last loaded, so that writers may come late. */
  loaded: Map<InteractionId, Interaction | Unstarted>;
}

/** A version of the configuration makes one profile of an agent. */
const profileBy = (version: number, agent: number): AgentProfile => ({
  ...{ ...pick(agents, agent), ...pick(profiles, version), version },
});

async function run(world: World, step: Step, second: number): Promise<unknown> {
  const { agents: store } = world.stores;
  switch (step.do) {
    case 'load':
      return load(world, step.chat);
    case 'append': {
      const before = (step.late && world.loaded.get(pick(interactionIds, step.chat))) || (await load(world, step.chat));
      const events = pick(nextFor(before, pick(agents, step.agent), second), step.event);
      const id = CommandId.parse(`command-${String(second).padStart(10, '0')}`);
      const commit: Commit = { seq: before.seq + 1, at: at(second), id, by: 'system', events };
      const appended = await world.stores.chats.append([{ before, commit, after: evolve(before, commit) }], at(second));
      return appended.is === 'appended' ? { ...appended, agents: appended.agents.map(tidy) } : appended.is;
    }
    case 'connect': {
      const agent = await store.connect(
        profileBy(step.version, step.agent),
        socket(step.socket),
        at(second + 40),
        at(second),
      );
      return agent === 'outdated' ? agent : tidy(agent);
    }
    case 'change':
      return tidy(await store.change(profileBy(step.version, step.agent)));
    case 'remove':
      return tidy(await store.remove(pick(agents, step.agent).id, step.version));
    case 'disconnect':
      return store.disconnect(pick(agents, step.agent).id, socket(step.socket));
    case 'status': {
      const status = pick(['available', 'available', 'paused', 'offline'] as const, step.status);
      const reason = status === 'paused' ? 'lunch' : undefined;
      return tidy(await store.setStatus(pick(agents, step.agent).id, status, reason, at(second)));
    }
    case 'renew':
      return tidy(await store.renewLease(pick(agents, step.agent).id, at(second + 40)));
    case 'refresh':
      return tidy(await store.refreshReady(pick(agents, step.agent).id, at(second)));
    case 'call': {
      const callId = CallId.parse(`call-${second}`);
      const call = { callId, state: 'in-call' as const, until: at(second + (step.lasts % 3)) };
      const changed = await store.changePhone(pick(agents, step.agent).id, ({ phone, reservations }) =>
        reservations.length > 1 ? undefined : { ...phone, calls: [call], state: 'in-call', turn: phone.turn + 1 },
      );
      return changed && { ...changed, agent: tidy(changed.agent) };
    }
    default:
      return step satisfies never;
  }
}

async function load({ stores, loaded }: World, n: number): Promise<Interaction | Unstarted> {
  const interactionId = pick(interactionIds, n);
  const { chat } = await stores.chats.load(interactionId);
  loaded.set(interactionId, chat);
  return chat;
}

const socket = (n: number) => ConnectionId.parse(`console-${n % 3}`);

function pick<T>(from: readonly T[], n: number): T {
  const picked = from[n % from.length];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

/** What both stores carry about the agent. */
const carried = ({ agent, ...entry }: ReadyEntry) => ({ ...entry, reservations: tidy(agent)?.reservations });

/** The in-memory store may have an undefined reason where a row has none. */
const orNothing = (agent: ReturnType<typeof tidy>) => agent && { ...agent, reason: agent.reason };

async function everything({ chats, agents: agentStore, queues }: Stores) {
  return {
    chats: await Promise.all(interactionIds.map((interactionId) => chats.load(interactionId, 0))),
    ranges: await Promise.all(interactionIds.map((interactionId) => chats.range(interactionId, 2, 5))),
    newest: await Promise.all(interactionIds.map((interactionId) => chats.newest(interactionId))),
    agents: (await Promise.all(agents.map(({ id }) => agentStore.get(id)))).map(tidy).map(orNothing),
    lines: await Promise.all(lanes.map((lane) => queues.waiting(lane, 10))),
    ready: await Promise.all(lanes.map(async (lane) => (await queues.ready(lane, 10)).map(carried))),
    onwards: await Promise.all(
      lanes.map(async (lane) => (await queues.ready(lane, 10, '000000000000000.000000500000000')).map(carried)),
    ),
    together: await queues.waitingInLanes(lanes, 3),
    counts: await Promise.all([orders, returns].map((queueId) => queues.countWaiting(queueId, 3))),
    waiting: await Promise.all(
      [orders, returns].map(async (queueId) =>
        (await queues.waitingIn(queueId, 10)).sort((a, b) => a.interactionId.localeCompare(b.interactionId)),
      ),
    ),
    places: await Promise.all(lanes.map((lane) => queues.position(lane, 1, at(9), chatNamed(2)))),
    watchers: await Promise.all(
      [orders, returns].map(async (queueId) =>
        (await queues.watchers(queueId))
          .map(({ agentId, connections }) => ({ agentId, connections: connections.toSorted() }))
          .sort((a, b) => a.agentId.localeCompare(b.agentId)),
      ),
    ),
  };
}

test('B6 memory and DynamoDB answer the same, whatever happens', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const memory: World = { stores: createMemoryStores(), loaded: new Map() };
      const dynamodb: World = { stores: storesIn(await engine.createTable()), loaded: new Map() };
      for (const [second, step] of [...prelude, ...steps].entries()) {
        expect(await run(dynamodb, step, second)).toEqual(await run(memory, step, second));
      }
      expect(await everything(dynamodb.stores)).toEqual(await everything(memory.stores));
    }),
    { numRuns: 40, examples: [[comesBack]] },
  );
});
