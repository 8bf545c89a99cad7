/** Whatever is asked in whatever order: memory, which the simulations trust, and DynamoDB answer the same. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Agent, AgentProfile } from '../../adapters/stores.ts';
import type { ChatEvent, Commit } from '../../core/chat/events.ts';
import { evolve } from '../../core/chat/evolve.ts';
import type { Chat } from '../../core/chat/state.ts';
import { AgentId, CommandId, ConnectionId } from '../../core/ids.ts';
import { at } from '../support/chats.ts';
import { startTestEngine, storesIn, type TestEngine } from '../support/dynamodb-engine.ts';
import { createMemoryStores, type Stores } from '../support/memory-store.ts';
import {
  arrives,
  chatNamed,
  ends,
  ines,
  isAbandoned,
  isAccepted,
  isFinished,
  isOffered,
  isRejected,
  isTaken,
  orders,
  returns,
  says,
} from './store-contract.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

const chatIds = [1, 2, 3, 4].map(chatNamed);
const agents = ['ines', 'tomas'].map((id): AgentProfile => ({ ...ines, id: AgentId.parse(id) }));
const profiles = [
  {},
  { capacity: 1 },
  { queues: [orders] },
  { queues: [returns], offeringQueues: [returns] },
  { offeringQueues: [orders, returns] },
];

/** What may happen next to a chat, with one agent or the other. */
function nextFor(chat: Chat, agent: AgentProfile, since: number): ChatEvent[][] {
  switch (chat.status) {
    case 'new':
      return [orders, returns].map((queueId) => arrives({ queueId, priority: since % 3, since }));
    case 'waiting':
      return [isOffered(agent), isTaken(agent), isAbandoned, says('waiting')];
    case 'offered':
      return [
        isAccepted({ ...ines, ...chat.agent }),
        isRejected({ ...ines, ...chat.agent }),
        isAbandoned,
        says('offered'),
      ];
    case 'active':
      return [says('active'), ends];
    case 'wrap-up':
      return [says('late'), isFinished];
    case 'ended':
      return [says('too late')];
    default:
      return chat satisfies never;
  }
}

interface World {
  stores: Stores;
  /** States as they were loaded at some time: writers may be late. */
  loaded: Map<string, Chat>;
}
type Step = (world: World, second: number) => Promise<unknown>;

const pick = <T>(from: readonly T[], n: number): T => {
  const picked = from[n % from.length];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
};

const index = fc.nat(11);
const steps = fc.oneof(
  {
    weight: 3,
    arbitrary: index.map(
      (chat): Step =>
        (world) =>
          load(world, chat),
    ),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(index, index, index, fc.boolean()).map(
      ([chat, agent, event, fresh]): Step =>
        async (world, second) => {
          if (fresh) await load(world, chat);
          return append(world, chat, agent, event, second);
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(index, index, index).map(
      ([agent, profile, connection]): Step =>
        async ({ stores }, second) => {
          const connectionId = ConnectionId.parse(`console-${connection % 3}`);
          const connecting = { ...pick(agents, agent), ...pick(profiles, profile) };
          return tidy(await stores.agents.connect(connecting, connectionId, at(second + 40), at(second)));
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(index, index).map(
      ([agent, connection]): Step =>
        ({ stores }) =>
          stores.agents.disconnect(pick(agents, agent).id, ConnectionId.parse(`console-${connection % 3}`)),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(index, index).map(
      ([agent, status]): Step =>
        async ({ stores }, second) => {
          const becomes = pick(['available', 'available', 'paused', 'offline'] as const, status);
          const reason = becomes === 'paused' ? 'lunch' : undefined;
          return tidy(await stores.agents.setStatus(pick(agents, agent).id, becomes, reason, at(second)));
        },
    ),
  },
  {
    weight: 2,
    arbitrary: index.map(
      (agent): Step =>
        async ({ stores }, second) =>
          tidy(await stores.agents.renewLease(pick(agents, agent).id, at(second + 40))),
    ),
  },
  {
    weight: 4,
    arbitrary: index.map(
      (agent): Step =>
        async ({ stores }, second) =>
          tidy(await stores.agents.refreshReady(pick(agents, agent).id, at(second))),
    ),
  },
);

async function load({ stores, loaded }: World, n: number): Promise<Chat> {
  const chatId = pick(chatIds, n);
  const { chat } = await stores.chats.load(chatId);
  loaded.set(chatId, chat);
  return chat;
}

async function append(world: World, n: number, agent: number, event: number, second: number) {
  const before = world.loaded.get(pick(chatIds, n)) ?? (await load(world, n));
  const events = pick(nextFor(before, pick(agents, agent), second), event);
  const id = CommandId.parse(`command-${String(second).padStart(10, '0')}`);
  const commit: Commit = { seq: before.seq + 1, at: at(second), id, events };
  return world.stores.chats.append(before, commit, evolve(before, commit), at(second));
}

/** Sets have no order, and what is missing may be undefined. */
const tidy = (agent: Agent | undefined) =>
  agent && { ...agent, connections: agent.connections.toSorted(), reservations: agent.reservations.toSorted() };

async function everything({ chats, agents: agentStore, queues }: Stores) {
  return {
    chats: await Promise.all(chatIds.map((chatId) => chats.load(chatId, 0))),
    ranges: await Promise.all(chatIds.map((chatId) => chats.range(chatId, 2, 5))),
    newest: await Promise.all(chatIds.map((chatId) => chats.newest(chatId))),
    agents: (await Promise.all(agents.map(({ id }) => agentStore.get(id)))).map(tidy),
    lines: await Promise.all([orders, returns].map((queueId) => queues.waiting(queueId, 10))),
    ready: await Promise.all([orders, returns].map((queueId) => queues.ready(queueId, 10))),
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
    fc.asyncProperty(fc.array(steps, { maxLength: 60, size: 'max' }), async (sequence) => {
      const memory: World = { stores: createMemoryStores(), loaded: new Map() };
      const dynamodb: World = { stores: storesIn(await engine.createTable()), loaded: new Map() };
      for (const [second, step] of sequence.entries()) {
        const [expected, actual] = await Promise.all([step(memory, second), step(dynamodb, second)]);
        expect(actual).toEqual(expected);
      }
      expect(await everything(dynamodb.stores)).toEqual(await everything(memory.stores));
    }),
    { numRuns: 60 },
  );
});
