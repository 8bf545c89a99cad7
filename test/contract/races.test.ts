/**
 * Everyone at once on the real engine, each function with its own client. Whatever the order of their writes, no place is given
 * twice, no chat has two agents, and no chat waits for an agent who is ready. A seed decides who does what; the machine decides
 * the order in which it happens.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { type Agent, hasRoom } from '../../core/agent/agent.ts';
import { checkConfiguration } from '../../core/configuration/check.ts';
import { laneId, lanesOf, visibleQueues } from '../../core/configuration/lanes.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import { standingsOf } from '../../core/configuration/standings.ts';
import { type AgentId, CommandId, ConnectionId, InteractionId, OfferId } from '../../core/ids.ts';
import { agentsHeldBy } from '../../core/interaction/holdings.ts';
import { termsOf } from '../../core/interaction/placement.ts';
import {
  askedBy,
  type Interaction,
  isIn,
  laneOf,
  ownerOf,
  standsInLine,
  type Unstarted,
} from '../../core/interaction/state.ts';
import { mayBeOffered, OFFER_AGAIN_MS } from '../../core/interaction/topics/offers.ts';
import type { Requirement } from '../../core/routing/requirement.ts';
import type { StrategyName } from '../../core/routing/strategies.ts';
import { createDesk, type Desk } from '../../functions/desk/desk.ts';
import type { Execution } from '../../functions/desk/execute.ts';
import { at, placement, start, told } from '../support/chats.ts';
import { startTestEngine, storesIn, type TestEngine } from '../support/dynamodb-engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

const AGENTS = 20;
const CAPACITY = 2;
/** Functions that run at the same time. */
const DESKS = 8;
/** How many chats ring an agent who becomes free, for each lane: those due first. */
const RUNG_PER_LANE = 5;
/** In the second queue, an agent has at most one chat. */
const most: Record<string, number> = { orders: 0, returns: 1 };
const kinds: { queue: string; requires: Requirement }[] = [
  { queue: 'orders', requires: {} },
  { queue: 'orders', requires: { skill: 'refunds' } },
  { queue: 'orders', requires: { skill: 'refunds', proficiency: 60 } },
  { queue: 'returns', requires: {} },
  { queue: 'returns', requires: { skill: 'refunds' } },
];

function centre(strategy: StrategyName): Configuration {
  const names = Array.from({ length: AGENTS }, (_, n) => `agent-${String(n).padStart(2, '0')}`);
  const checked = checkConfiguration({
    websites: [{ id: 'shop', name: 'Shop', token: 'fw_offered0000', domains: ['shop.example'], queue: 'orders' }],
    queues: ['orders', 'returns'].map((id) => ({
      ...{ id, name: id, strategy, agentCapacity: most[id] ?? 0 },
      // Only the last four are in a single queue.
      members: names.slice(0, id === 'orders' ? AGENTS : AGENTS - 4).map((agent) => ({ agent })),
    })),
    agents: names.map((id, n) => ({
      ...{ id, name: id, email: `${id}@shop.example`, capacity: CAPACITY },
      skills: n % 4 === 0 ? {} : { refunds: n % 2 ? 40 : 80 },
    })),
    queueConditions: kinds.map(({ queue, requires }) => ({ queue, ...requires })),
  });
  if ('problems' in checked && checked.problems.length > 0) throw new Error(JSON.stringify(checked.problems));
  if (!('configuration' in checked)) throw new Error('no configuration');
  return checked.configuration;
}

/** mulberry32: small, seeded, and good enough for choosing. */
function randomBy(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `obliging`: the share of offers that are accepted; `ending`: of chats that are ended when looked at. */
const moody = { leaving: 0.15, obliging: 0.75, ending: 0.75 };
const accepting = { leaving: 0, obliging: 1, ending: 0 };

type Centre = Awaited<ReturnType<typeof openCentre>>;

async function openCentre(strategy: StrategyName, seed: number) {
  const configuration = centre(strategy);
  const table = await engine.createTable();
  const stores = storesIn(table);
  const chance = randomBy(seed);
  let [now, ids] = [at(0), 0];
  const newId = () => `id-${String(++ids).padStart(20, '0')}`;
  /** Chats that an agent was told about. */
  const inboxes = new Map<string, Set<InteractionId>>();
  const clock = () => {
    now += 1;
    return now;
  };
  const desks = Array.from({ length: DESKS }, () =>
    createDesk({
      ...storesIn({ ...table, client: createDynamoClient() }),
      routing: {
        placeArriving: () => Promise.reject(new Error('no scenario runs')),
        placeAnew: async () => undefined,
        opensFor: async () => undefined,
        lanesNow: async () => () => true,
        keptIn: async () => undefined,
        overflowOf: async () => undefined,
      },
      connections: {
        async post(_side, connectionId, frame) {
          if (frame.t === 'chat')
            inboxes.set(connectionId, (inboxes.get(connectionId) ?? new Set()).add(frame.interactionId));
          return 'sent';
        },
      },
      now: clock,
      newId,
      chance,
    }),
  );
  const agents = configuration.agents.map((entry) => {
    const { id, name, capacity, skills, languages } = entry;
    const standings = standingsOf(configuration, entry);
    const queues = visibleQueues(configuration, entry);
    return { id, name, capacity, skills, languages, zone: configuration.zone, version: 1, queues, standings };
  });
  const chats: InteractionId[] = [];

  const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)] as T;

  /** The sender repeats a command until it is answered, each time to another function. */
  async function insist<T>(command: (desk: Desk) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await command(pick(desks));
      } catch (error) {
        if (tries === 20) throw error;
      }
    }
  }

  async function begin(kind = pick(kinds)): Promise<void> {
    const interactionId = InteractionId.parse(newId());
    chats.push(interactionId);
    const id = CommandId.parse(newId());
    const { queue: wanted, requires } = kind;
    const queue = configuration.queues.find((each) => each.id === wanted);
    if (!queue) throw new Error('no such queue');
    const terms = { ...termsOf(configuration, queue, 'es'), maxMessagesPer10S: 99 };
    const place = { ...placement, terms, queueId: queue.id, requires, priority: pick([0, 0, 5]) };
    const command = { ...start, terms, queueId: queue.id, next: { is: 'placed' as const, placement: place } };
    await insist((desk) => desk.run({ interactionId, id, command }));
  }

  const deskOf = (agentId: AgentId) => ConnectionId.parse(`desk-of-${agentId}`);

  async function setStatus(agentId: AgentId, status: Agent['status']): Promise<void> {
    await insist(async (desk) => {
      const agent = await stores.agents.setStatus(agentId, status, undefined, clock());
      if (agent && status === 'offline') await desk.returnChats(agent);
      await desk.agentMayBeFree(agentId);
    });
  }

  type Ask = Parameters<Desk['run']>[0]['command'];
  const run = (interactionId: InteractionId, command: Ask): Promise<Execution> => {
    const id = CommandId.parse(newId());
    return insist((desk) => desk.run({ interactionId, id, command }));
  };

  /** What an agent does with a chat that they have or were told about. */
  async function handle(
    agentId: AgentId,
    interactionId: InteractionId,
    { obliging, ending }: typeof moody,
  ): Promise<void> {
    const { chat } = await stores.chats.load(interactionId);
    const offerId = offerTo(agentId, chat);
    if (offerId !== undefined) {
      await run(
        interactionId,
        chance() < obliging
          ? { type: 'accept', actor: { side: 'agent', agentId }, offerId, connectionId: deskOf(agentId) }
          : { type: 'reject', actor: { side: 'agent', agentId }, offerId },
      );
    } else if (chance() < ending && chat.stage && ownerOf(chat)?.id === agentId) {
      if (chat.stage.is === 'handled') await run(interactionId, { type: 'end', actor: { side: 'agent', agentId } });
      await run(interactionId, { type: 'finish', actor: { side: 'agent', agentId }, disposition: 'solved' });
    }
  }

  async function work(agentId: AgentId, turns: number, manner = moody): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      if (chance() < manner.leaving) {
        await setStatus(agentId, pick(['paused', 'paused', 'offline']));
        if (chance() < 0.8) await setStatus(agentId, 'available');
      }
      const told = [...(inboxes.get(deskOf(agentId)) ?? [])];
      inboxes.delete(deskOf(agentId));
      const held = ((await stores.agents.get(agentId))?.reservations ?? []).map((each) => each.interactionId);
      for (const interactionId of new Set([...told, ...held])) await handle(agentId, interactionId, manner);
    }
  }

  /** The timers of chats that someone passed on; all others must have found their agent without one. */
  async function deliver(): Promise<void> {
    now += OFFER_AGAIN_MS;
    const passed = (await Promise.all(chats.map(loaded))).filter((chat) => isIn(chat, 'waiting') && chat.stage.passed);
    await Promise.all(passed.map(({ id }) => insist((desk) => desk.assign(id))));
  }

  const loaded = async (interactionId: InteractionId) => (await stores.chats.load(interactionId)).chat;

  async function open(): Promise<void> {
    for (const agent of agents) {
      await stores.agents.connect(agent, deskOf(agent.id), at(1_000_000), clock());
      await setStatus(agent.id, 'available');
    }
  }

  return {
    ...{ configuration, strategy, stores, agents, chats, chance, pick, run, begin, setStatus, work, deliver, open },
    ...{ loaded, deskOf, now: clock },
  };
}

const offerTo = (agentId: AgentId, chat: Interaction | Unstarted) =>
  chat.stage && chat.offers.find(({ to }) => to.some(({ id }) => id === agentId))?.id;

// ---- what must hold, whoever was first
// ---------------------------------------------------------------------------------------

async function expectOrder(centre: Centre) {
  const { stores, configuration, chats: interactionIds } = centre;
  const chats = await Promise.all(interactionIds.map(centre.loaded));
  const agents = await Promise.all(centre.agents.map(async ({ id }) => (await stores.agents.get(id)) as Agent));

  const held = chats.flatMap((chat) => {
    return agentsHeldBy(chat).map((agentId) => `${agentId} ${chat.id} ${chat.stage && chat.place.queueId}`);
  });
  const reserved = agents.flatMap((agent) =>
    agent.reservations.map(({ interactionId, queueId }) => `${agent.id} ${interactionId} ${queueId}`),
  );
  expect(reserved.sort(), 'places and chats agree').toEqual(held.sort());

  for (const { id, reservations } of agents) {
    expect(reservations.length, `chats of ${id}`).toBeLessThanOrEqual(CAPACITY);
    for (const { id: queueId, agentCapacity } of configuration.queues) {
      if (agentCapacity === 0) continue;
      const ofQueue = reservations.filter((each) => each.queueId === queueId);
      expect(ofQueue.length, `chats of ${id} in ${queueId}`).toBeLessThanOrEqual(agentCapacity);
    }
  }

  const lines = await Promise.all(configuration.queues.map(({ id }) => stores.queues.waitingIn(id, 1000)));
  const waiting = chats.filter(standsInLine);
  const standing = waiting.map((chat) => `${chat.id} ${laneOf(chat)}`);
  expect(
    lines
      .flat()
      .map(({ interactionId, lane }) => `${interactionId} ${lane}`)
      .sort(),
    'lines and chats agree',
  ).toEqual(standing.sort());

  await expectListed(centre, agents);
  await Promise.all(waiting.map((chat) => expectNobodyReadyFor(centre, chat, agents)));
}

/** A new agent can accept only after the chat came back in line, and only what was offered to them. */
async function expectOneAgentAtATime({ stores }: Centre, interactionId: InteractionId) {
  let owner: AgentId | undefined;
  for (const { events } of await stores.chats.range(interactionId, 0, 1000)) {
    for (const event of events) {
      if (event.type === 'accepted') {
        expect(owner, `owner of ${interactionId}`).toBeUndefined();
        owner = event.agent.id;
      }
      if (event.type === 'queued') owner = undefined;
    }
  }
}

/** Everyone is listed where their row says, and nowhere else. */
async function expectListed({ stores, configuration }: Centre, agents: Agent[]) {
  const lanes = configuration.queues.flatMap((queue) => lanesOf(configuration, queue).map(laneId));
  const rows = (await Promise.all(lanes.map((lane) => stores.queues.ready(lane, 1000)))).flat();
  const known = agents.flatMap(({ id, listed }) =>
    Object.entries(listed).map(([lane, order]) => `${id} ${lane} ${order}`),
  );
  expect(rows.map(({ agentId, lane, order }) => `${agentId} ${lane} ${order}`).sort()).toEqual(known.sort());
  for (const agent of agents) {
    const isFree = agent.status === 'available' && agent.reservations.length < agent.capacity;
    const fitting = agent.standings.filter((standing) => hasRoom(agent, { ...standing, weight: 1 }));
    expect(Object.keys(agent.listed).sort(), `lanes of ${agent.id}`).toEqual(
      isFree ? fitting.map(({ lane }) => lane as string).sort() : [],
    );
  }
}

async function expectNobodyReadyFor({ stores, strategy, now }: Centre, chat: Interaction, agents: Agent[]) {
  const ready = agents.filter(({ id, listed }) => laneOf(chat) in listed && mayBeOffered(chat, id, now()));
  const rung = askedBy(chat).map(({ id }) => id);
  if (strategy === 'ring-all') {
    const due = await stores.queues.waiting(laneOf(chat), RUNG_PER_LANE);
    if (!due.some(({ interactionId }) => interactionId === chat.id)) return;
  }
  expect(
    ready.map(({ id }) => id).filter((id) => !rung.includes(id)),
    `ready, yet not asked for ${chat.id} in ${laneOf(chat)}`,
  ).toEqual([]);
}

// ---- the races ---------------------------------------------------------------------------------------------------------------

const times = (n: number, happen: () => Promise<void>) => Array.from({ length: n }, happen);

test.each([
  ['longest-idle', 150, 1],
  ['longest-idle', 45, 2],
  ['least-busy', 45, 3],
  ['ring-all', 24, 4],
] as const)('B5 B6 %s: %i chats and twenty agents at once, seed %i', async (strategy, total, seed) => {
  const centre = await openCentre(strategy, seed);
  const { agents, begin, work, setStatus, deliver, chats, chance, run } = centre;
  const settled = async () => {
    await deliver();
    await expectOrder(centre);
  };
  await centre.open();

  // Agents answer, refuse, end, pause and come back while chats arrive and visitors give up.
  await Promise.all(times(total / 3, () => begin()));
  const leave = async () => {
    await run(centre.pick(chats), { type: 'end', actor: { side: 'visitor', readsFrom: 0 } });
  };
  await Promise.all([
    ...agents.map(({ id }) => work(id, 4)),
    ...times(total / 3, () => begin()),
    ...times(total / 10, leave),
  ]);
  await settled();

  // Everyone leaves, the line grows, and all come back at the same moment.
  await Promise.all(agents.map(({ id }) => setStatus(id, 'offline')));
  await Promise.all(times(total / 3, () => begin()));
  await settled();
  await Promise.all(agents.map(({ id }) => setStatus(id, chance() < 0.9 ? 'available' : 'paused')));
  await settled();
  await Promise.all(chats.map((interactionId) => expectOneAgentAtATime(centre, interactionId)));
});

test('B5 ring-all: the first to accept gets the chat, and all others are refused', async () => {
  const centre = await openCentre('ring-all', 7);
  const { agents, begin, chats, loaded, run, deskOf, stores } = centre;
  await centre.open();
  await begin(kinds[0]);
  const [interactionId] = chats;
  if (!interactionId) throw new Error('nothing began');
  const chat = await loaded(interactionId);
  const rung = (chat.stage && chat.offers[0]) || { to: [], id: OfferId.parse('none') };
  expect(rung.to.length).toBeGreaterThan(5);
  const answers = await Promise.all(
    rung.to.map(({ id: agentId }) =>
      run(interactionId, {
        type: 'accept',
        actor: { side: 'agent', agentId },
        offerId: rung.id,
        connectionId: deskOf(agentId),
      }),
    ),
  );
  const outcomes = answers.map((answer) => (answer.result === 'refused' ? answer.refused : answer.result));
  expect(outcomes.toSorted()).toEqual(['committed', ...rung.to.slice(1).map(() => 'offer_over')]);
  const winner = rung.to[outcomes.indexOf('committed')]?.id;
  expect(told(await loaded(interactionId))).toMatchObject({ stage: 'handled', agent: { id: winner } });
  const holders = await Promise.all(agents.map(async ({ id }) => (await stores.agents.get(id))?.reservations.length));
  expect(holders.filter((places) => places === 1)).toHaveLength(1);
  await expectOrder(centre);
});

test('B5 ring-all: with more chats than can ring at once, all are accepted in the end without a timer', async () => {
  const centre = await openCentre('ring-all', 8);
  const { agents, begin, setStatus, work, chats, loaded } = centre;
  await centre.open();
  await Promise.all(agents.map(({ id }) => setStatus(id, 'paused')));
  await Promise.all(times(14, () => begin(kinds[0])));
  const back = agents.slice(0, 7);
  await Promise.all(back.map(({ id }) => setStatus(id, 'available')));
  for (let round = 0; round < 8; round++) await Promise.all(back.map(({ id }) => work(id, 1, accepting)));
  const left = (await Promise.all(chats.map(loaded))).filter((chat) => standsInLine(chat));
  expect(left.map(({ id }) => id)).toEqual([]);
  await expectOrder(centre);
});

test('B5 a chat that comes at the very moment when an agent gets free is offered to them', async () => {
  const centre = await openCentre('longest-idle', 9);
  const { agents, begin, setStatus, chats, loaded, run, stores, pick } = centre;
  await centre.open();
  await Promise.all(agents.map(({ id }) => setStatus(id, 'paused')));
  for (let round = 0; round < 40; round++) {
    const { id } = pick(agents);
    const wait = async (steps: number) => {
      for (let step = 0; step < steps; step++) await stores.agents.get(id);
    };
    await Promise.all([
      wait(round % 4).then(() => begin(kinds[0])),
      wait(round % 3).then(() => setStatus(id, 'available')),
    ]);
    const [interactionId] = chats.splice(0);
    if (!interactionId) throw new Error('nothing began');
    expect(told(await loaded(interactionId)).stage, `round ${round}`).toBe('offered');
    await run(interactionId, { type: 'end', actor: { side: 'visitor', readsFrom: 0 } });
    await setStatus(id, 'paused');
  }
});
