/**
 * Two commands at once that change several agents in one transaction: hand-overs, guests, supervisors (D9). Each race is run in
 * both orders, one command after the other, and then at once: what comes of it is what came of one of the two orders. On both stores, because only the engine really has several writers.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentId, InteractionId, LaneId, QueueId } from '../../core/ids.ts';
import { agentsHeldBy } from '../../core/interaction/holdings.ts';
import { ownerOf, standsInLine } from '../../core/interaction/state.ts';
import { startTestEngine, storesIn, type TestEngine } from '../support/dynamodb-engine.ts';
import { createFoyer } from '../support/foyer-in-memory.ts';
import { createMemoryStores, type Stores } from '../support/memory-store.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

const capacity: Record<string, number> = { ines: 2, tomas: 1, rui: 1, sara: 2 };
const agentIds = Object.keys(capacity).map((id) => AgentId.parse(id));
/** They have conversations of their own too. */
const supervisors = ['rui', 'sara'];

const agents = Object.entries(capacity).map(([id, most]) => ({
  ...{ id, name: id, email: `${id}@shop.example`, capacity: most },
}));
const members = agents.map(({ id }) => ({ agent: id }));
const queueIds = ['orders', 'advice'] as const;
const centre = {
  agents,
  queues: [
    // Whoever is free gets the next one without asking.
    { id: 'orders', name: 'Orders', strategy: 'longest-idle' as const, members: [{ agent: 'tomas' }] },
    { id: 'advice', name: 'Advice', strategy: 'pick' as const, members },
  ],
};

type Scene = Awaited<ReturnType<typeof openScene>>;

/** `a` and `b` are conversations of Inés, each with a visitor. */
async function openScene(stores: Stores) {
  const foyer = await createFoyer(centre, { stores });
  for (const { id } of agents) await foyer.signIn(id);
  const names = new Map<string, string>();

  async function visit(name: string, website = 'fw_picked00000') {
    const { interactionId } = await foyer.start(website, name);
    names.set(interactionId, name);
    foyer.advance(0.001);
    return interactionId;
  }
  const loaded = async (interactionId: string) => (await stores.chats.load(InteractionId.parse(interactionId))).chat;

  /** As its console sends it, once. */
  async function sends(agentId: string, interactionId: string, frame: object) {
    const chat = await loaded(interactionId);
    const offerId = (chat.stage && chat.offers[0]?.id) ?? 'none';
    return async () => {
      const said = { id: foyer.newId(), interactionId, after: chat.seq, offerId, disposition: 'solved', ...frame };
      const role = supervisors.includes(agentId) ? 'supervisor' : 'agent';
      const answer = await foyer.agent(agentId, `desk-${agentId}`, said as never, role);
      await expectRecorded(interactionId, said.id, answer.t === 'ack');
      return String(answer.code ?? answer.t);
    };
  }
  const does = async (agentId: string, interactionId: string, frame: object) =>
    expect(await (await sends(agentId, interactionId, frame))()).toBe('ack');

  /** Whoever is refused has left nothing in the log, and whoever is not is in it once. */
  async function expectRecorded(interactionId: string, id: string, isDone: boolean) {
    const log = await stores.chats.range(InteractionId.parse(interactionId), 0, 1000);
    expect(log.filter((commit) => commit.id === id).length, 'in the log').toBe(isDone ? 1 : 0);
  }

  const leaves = (agentId: string) => async () => {
    const status = { t: 'status', id: foyer.newId(), status: 'offline' };
    return (await foyer.agent(agentId, `desk-${agentId}`, status)).t as string;
  };
  const [a, b] = [await visit('Marta'), await visit('Jon')];
  for (const interactionId of [a, b]) await does('ines', interactionId, { t: 'take' });
  return { ...{ stores, foyer, names, loaded, visit, sends, does, leaves, a, b } };
}

/** Who has what, and who is asked, by the names of visitors. */
async function outcomeOf({ names, loaded, stores }: Scene) {
  const chats = await Promise.all(
    [...names].map(async ([interactionId, name]) => {
      const chat = await loaded(interactionId);
      if (!chat.stage) return [name, 'not started'];
      const people = chat.people.map(({ agent, as }) => `${agent.id} ${as}`).sort();
      const asked = chat.offers.flatMap(({ to, as }) => to.map(({ id }) => `${id} asked as ${as}`));
      return [name, [chat.stage.is, ...people, ...asked].join(', ')];
    }),
  );
  const statuses = await Promise.all(agentIds.map(async (id) => [id, (await stores.agents.get(id))?.status]));
  return Object.fromEntries([...chats, ...statuses]);
}

async function expectOrder({ names, loaded, stores }: Scene) {
  const chats = await Promise.all([...names.keys()].map(loaded));
  const held = chats.flatMap((chat) => agentsHeldBy(chat).map((agentId) => `${agentId} ${chat.id}`));
  const rows = await Promise.all(agentIds.map((id) => stores.agents.get(id)));
  const reserved = rows.flatMap((row) => row?.reservations.map(({ interactionId }) => `${row.id} ${interactionId}`));
  expect(reserved.sort(), 'places and chats agree').toEqual(held.sort());
  const shown = (await stores.roster.read()).places.map(({ agentId, interactionId }) => `${agentId} ${interactionId}`);
  expect(shown.sort(), 'wallboards and chats agree').toEqual(held.sort());
  for (const row of rows) expect(row?.reservations.length, row?.id).toBeLessThanOrEqual(capacity[row?.id ?? ''] ?? 0);
  const lines = await Promise.all(queueIds.map((id) => stores.queues.waitingIn(QueueId.parse(id), 100)));
  expect(
    lines
      .flat()
      .map(({ interactionId }) => interactionId)
      .sort(),
  ).toEqual(
    chats
      .filter(standsInLine)
      .map(({ id }) => id)
      .sort(),
  );
  for (const { id } of chats) {
    let owner: AgentId | undefined;
    for (const { events } of await stores.chats.range(id, 0, 1000))
      for (const event of events) {
        if (event.type === 'accepted') {
          expect(event.from?.id, `taken from whoever had ${id}`).toBe(owner);
          owner = event.agent.id;
        }
        if (event.type === 'queued') owner = undefined;
      }
    const chat = await loaded(id);
    expect(chat.stage && ownerOf(chat)?.id).toBe(owner);
  }
}

type Contender = () => Promise<string>;
type Race = (scene: Scene) => Promise<[Contender, Contender]>;

const asks = (agentId: string, as: 'transfer' | 'invite' = 'transfer') => ({ t: as, to: { agentId } });

const races: Record<string, Race> = {
  'a transfer, and its target signs out': async ({ sends, leaves, a }) => [
    await sends('ines', a, asks('tomas')),
    leaves('tomas'),
  ],
  'a transfer, and the last place of its target is offered a new chat': async ({ sends, visit, a }) => [
    await sends('ines', a, asks('tomas')),
    async () => (await visit('Ana', 'fw_offered0000')) && 'started',
  ],
  'an invitation, and its target takes a chat': async ({ sends, visit, a }) => [
    await sends('ines', a, asks('tomas', 'invite')),
    await sends('tomas', await visit('Ana'), { t: 'take' }),
  ],
  'two conversations for one who has one place': async ({ sends, a, b }) => [
    await sends('ines', a, asks('tomas')),
    await sends('ines', b, asks('tomas')),
  ],
  'two transfers of one conversation': async ({ sends, a }) => [
    await sends('ines', a, asks('tomas')),
    await sends('ines', a, asks('sara')),
  ],
  'a transfer and an invitation': async ({ sends, a }) => [
    await sends('ines', a, asks('tomas')),
    await sends('ines', a, asks('sara', 'invite')),
  ],
  'a transfer to an agent, and one to a queue': async ({ sends, a }) => [
    await sends('ines', a, asks('sara')),
    await sends('ines', a, { t: 'transfer', to: { queueId: 'orders' } }),
  ],
  'a transfer, and a supervisor takes over': async ({ sends, a }) => [
    await sends('ines', a, asks('tomas')),
    await sends('rui', a, { t: 'take-over' }),
  ],
  'a transfer is accepted, and its giver ends': async ({ sends, does, a }) => {
    await does('ines', a, asks('tomas'));
    return [await sends('tomas', a, { t: 'accept' }), await sends('ines', a, { t: 'end' })];
  },
  'a transfer is accepted, and its giver withdraws it': async ({ sends, does, a }) => {
    await does('ines', a, asks('tomas'));
    return [await sends('tomas', a, { t: 'accept' }), await sends('ines', a, { t: 'withdraw' })];
  },
  'a transfer is accepted, and its giver signs out': async ({ sends, does, leaves, a }) => {
    await does('ines', a, asks('tomas'));
    return [await sends('tomas', a, { t: 'accept' }), leaves('ines')];
  },
  'a transfer is accepted, and its target signs out': async ({ sends, does, leaves, a }) => {
    await does('ines', a, asks('tomas'));
    return [await sends('tomas', a, { t: 'accept' }), leaves('tomas')];
  },
  'a transfer is accepted, and a supervisor takes over': async ({ sends, does, a }) => {
    await does('ines', a, asks('tomas'));
    return [await sends('tomas', a, { t: 'accept' }), await sends('rui', a, { t: 'take-over' })];
  },
  'an invitation is accepted, and its owner ends': async ({ sends, does, a }) => {
    await does('ines', a, asks('tomas', 'invite'));
    return [await sends('tomas', a, { t: 'accept' }), await sends('ines', a, { t: 'end' })];
  },
  'a guest leaves, and the owner signs out': async ({ sends, does, leaves, a }) => {
    await does('ines', a, asks('tomas', 'invite'));
    await does('tomas', a, { t: 'accept' });
    return [await sends('tomas', a, { t: 'leave' }), leaves('ines')];
  },
  'a supervisor takes over, and its owner ends': async ({ sends, a }) => [
    await sends('rui', a, { t: 'take-over' }),
    await sends('ines', a, { t: 'end' }),
  ],
  'a supervisor takes over, and its owner finishes another': async ({ sends, does, a, b }) => {
    await does('ines', b, { t: 'end' });
    return [await sends('rui', a, { t: 'take-over' }), await sends('ines', b, { t: 'finish' })];
  },
  'two supervisors take over': async ({ sends, a }) => [
    await sends('rui', a, { t: 'take-over' }),
    await sends('sara', a, { t: 'take-over' }),
  ],
  'a supervisor with one place takes over two': async ({ sends, a, b }) => [
    await sends('rui', a, { t: 'take-over' }),
    await sends('rui', b, { t: 'take-over' }),
  ],
  'two hand a conversation to each other': async ({ sends, does, a, b }) => {
    await does('ines', a, asks('sara'));
    await does('sara', a, { t: 'accept' });
    await does('ines', b, asks('sara'));
    await does('sara', a, asks('ines'));
    return [await sends('sara', b, { t: 'accept' }), await sends('ines', a, { t: 'accept' })];
  },
  'two take over from each other, without a place left': async ({ sends, does, visit, a }) => {
    const other = await visit('Ana');
    await does('rui', a, { t: 'take-over' });
    await does('sara', other, { t: 'take' });
    await does('sara', await visit('Eva'), { t: 'take' });
    return [await sends('rui', other, { t: 'take-over' }), await sends('sara', a, { t: 'take-over' })];
  },
};

/** The first begins after so many requests, and the second after so many. */
const starts = [
  [0, 0],
  [0, 2],
  [2, 0],
] as const;

describe.each([
  ['in memory', async () => createMemoryStores()],
  ['in DynamoDB', async () => storesIn(await engine.createTable())],
] as const)('%s', (_, open) => {
  test.each(Object.entries(races))('D9 B6 %s: as if one had come after the other', async (_, race) => {
    async function run(stores: Stores, compete: (a: Contender, b: Contender) => Promise<[string, string]>) {
      const scene = await openScene(stores);
      const answers = await compete(...(await race(scene)));
      await expectOrder(scene);
      return { answers, ...(await outcomeOf(scene)) };
    }
    const orders = [
      await run(createMemoryStores(), async (a, b) => [await a(), await b()]),
      await run(createMemoryStores(), async (a, b) => [await b(), await a()].reverse() as [string, string]),
    ];
    for (const [earlier, later] of starts) {
      const stores = await open();
      const wait = async (requests: number) => {
        for (let n = 0; n < requests; n++) await stores.queues.ready(LaneId.parse('nobody'), 1);
      };
      const outcome = await run(stores, (a, b) => Promise.all([wait(earlier).then(a), wait(later).then(b)]));
      expect(orders, `starting at ${earlier} and ${later}`).toContainEqual(outcome);
    }
  });
});
