/** What every store must do, as a function of an implementation. `open` answers empty stores. */
import { describe, expect, test } from 'vitest';
import type { Agent, AgentProfile, Appended } from '../../adapters/stores.ts';
import type { ChatEvent, Commit } from '../../core/chat/events.ts';
import { evolve } from '../../core/chat/evolve.ts';
import { newChat } from '../../core/chat/state.ts';
import { type Configuration, Queue } from '../../core/configuration/schema.ts';
import { AgentId, ChatId, CommandId, ConnectionId, OfferId, QueueId, WebsiteId } from '../../core/ids.ts';
import { at, terms } from '../support/chats.ts';
import type { Stores } from '../support/memory-store.ts';

export const orders = QueueId.parse('orders');
export const returns = QueueId.parse('returns');

export const chatNamed = (n: number) => ChatId.parse(`chat-${String(n).padStart(3, '0')}`);
const first = chatNamed(1);

export const ines: AgentProfile = {
  id: AgentId.parse('ines'),
  name: 'Inés Carrasco',
  capacity: 2,
  queues: [orders, returns],
  offeringQueues: [orders],
};
const tomas: AgentProfile = { ...ines, id: AgentId.parse('tomas'), name: 'Tomás Ferreira', queues: [orders] };
const refOf = ({ id, name }: AgentProfile) => ({ id, name });

const console1 = ConnectionId.parse('console-1');
const console2 = ConnectionId.parse('console-2');

export const configurationNamed = (name: string, agents: Configuration['agents'] = []): Configuration => ({
  websites: [],
  queues: [Queue.parse({ id: orders, name })],
  agents,
});

// ---- events, as short as they are told ---------------------------------------------------------------------------------------

const commandId = (name: string) => CommandId.parse(name.padEnd(16, '-'));
const offerId = OfferId.parse('offer-1');

/** Comes in and waits. */
export const arrives = ({ queueId = orders, priority = 0, since = 0, name = 'Marta Solís' } = {}): ChatEvent[] => [
  {
    type: 'started',
    websiteId: WebsiteId.parse('casa-alba'),
    configVersion: 1,
    visitor: { name },
    culture: 'es',
    terms,
    queueId,
    priority,
  },
  { type: 'queued', queueId, priority, since: at(since) },
];
export const says = (name: string): ChatEvent[] => [
  { type: 'message', id: commandId(name), from: 'visitor', text: `${name}: ¿dónde está mi pedido? 📦` },
];
export const isOffered = (agent: AgentProfile): ChatEvent[] => [
  { type: 'offered', agent: refOf(agent), offerId, expiresAt: at(20) },
];
export const isRejected = (agent: AgentProfile): ChatEvent[] => [
  { type: 'offer-rejected', agentId: agent.id, offerId },
];
export const isAccepted = (agent: AgentProfile): ChatEvent[] => [
  { type: 'accepted', agent: refOf(agent), how: 'offer' },
];
export const isTaken = (agent: AgentProfile): ChatEvent[] => [{ type: 'accepted', agent: refOf(agent), how: 'take' }];
export const ends: ChatEvent[] = [{ type: 'ended', by: 'agent', outcome: 'completed', wrapUpUntil: at(900) }];
export const isAbandoned: ChatEvent[] = [{ type: 'ended', by: 'visitor', outcome: 'abandoned' }];
export const isFinished: ChatEvent[] = [{ type: 'finished', by: 'agent', disposition: 'solved' }];

/** Loads and appends once. */
export async function append(
  { chats }: Stores,
  chatId: ChatId,
  events: ChatEvent[],
  { now = at(10), name = '' } = {},
): Promise<Appended> {
  const { chat } = await chats.load(chatId);
  const commit: Commit = { seq: chat.seq + 1, at: now, id: commandId(name || `c-${chat.seq + 1}`), events };
  return chats.append(chat, commit, evolve(chat, commit), now);
}

/** Appends one commit per list of events; a refused one is a mistake of the test. */
export async function given(stores: Stores, chatId: ChatId, ...commits: ChatEvent[][]): Promise<void> {
  for (const events of commits) expect(await append(stores, chatId, events)).toBe('appended');
}

async function givenAvailable({ agents }: Stores, profile: AgentProfile, now = at(0)): Promise<void> {
  await agents.connect(profile, ConnectionId.parse(`desk-of-${profile.id}`), at(60), now);
  await agents.setStatus(profile.id, 'available', undefined, now);
}

/** Appends as functions do: loads again after a conflict. */
async function insist(stores: Stores, chatId: ChatId, events: ChatEvent[], name: string): Promise<Appended> {
  for (;;) {
    const appended = await append(stores, chatId, events, { name });
    if (appended !== 'conflict') return appended;
  }
}

/** Connections and reservations are sets: they have no order. */
export const tidy = (agent: Agent | undefined) =>
  agent && { ...agent, connections: agent.connections.toSorted(), reservations: agent.reservations.toSorted() };

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
const logOf = ({ chats }: Stores, chatId: ChatId) => chats.range(chatId, 0, 1000);
const lineOf = async ({ queues }: Stores, queueId = orders) =>
  (await queues.waiting(queueId, 100)).map(({ chatId }) => chatId);
const placesOf = async ({ agents }: Stores, profile: AgentProfile) =>
  [...((await agents.get(profile.id))?.reservations ?? [])].sort();

export function storeContract(open: () => Promise<Stores>): void {
  describe('a log', () => {
    test('F2 of a chat that nobody began is new and empty', async () => {
      const { chats } = await open();
      expect(await chats.load(first)).toEqual({ chat: newChat(first), tail: [] });
      expect(await chats.range(first, 0, 10)).toEqual([]);
      expect(await chats.newest(first)).toBe(0);
    });

    test('F2 folds to the same state at every length', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      const middle = upTo(30).map((n) => says(`m-${n}`));
      let folded = newChat(first);
      for (const events of [arrives(), isOffered(ines), isAccepted(ines), ...middle, ends, isFinished]) {
        await given(stores, first, events);
        const { chat, tail } = await stores.chats.load(first);
        const newest = tail.at(-1);
        if (!newest) throw new Error('an appended commit is missing');
        folded = evolve(folded, newest);
        expect(chat).toEqual(folded);
      }
    });

    test('F2 has one commit for a number: the second writer is told to load again', async () => {
      const stores = await open();
      await given(stores, first, arrives());
      const { chat } = await stores.chats.load(first);
      const both = ['a', 'b'].map((name) => ({ seq: 2, at: at(11), id: commandId(name), events: says(name) }));
      const answers = await Promise.all(
        both.map((commit) => stores.chats.append(chat, commit, evolve(chat, commit), at(11))),
      );
      expect(answers.sort()).toEqual(['appended', 'conflict']);
      expect((await logOf(stores, first)).map(({ seq }) => seq)).toEqual([1, 2]);
    });

    test('F2 of many writers at once has every commit once, without a gap', async () => {
      const stores = await open();
      await given(stores, first, arrives());
      const names = upTo(20).map((n) => `writer-${n}`);
      await Promise.all(names.map((name) => insist(stores, first, says(name), name)));
      const log = await logOf(stores, first);
      expect(log.map(({ seq }) => seq)).toEqual(upTo(21));
      expect(
        log
          .slice(1)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(names.map(commandId).sort());
      expect((await stores.chats.load(first)).chat).toEqual(log.reduce(evolve, newChat(first)));
    });

    test('F2 is loaded with all after a position, however far back it lies', async () => {
      const stores = await open();
      await given(stores, first, arrives(), ...upTo(49).map((n) => says(`m-${n}`)));
      for (const after of [0, 3, 20, 41, 48, 50, 99]) {
        const { chat, tail } = await stores.chats.load(first, after);
        expect(chat.seq).toBe(50);
        expect(tail.map(({ seq }) => seq).filter((seq) => seq > after)).toEqual(upTo(50).filter((seq) => seq > after));
      }
    });

    test('F2 is read by range', async () => {
      const stores = await open();
      await given(stores, first, arrives(), ...upTo(29).map((n) => says(`m-${n}`)));
      const numbers = async (after: number, limit: number) =>
        (await stores.chats.range(first, after, limit)).map(({ seq }) => seq);
      expect(await numbers(0, 3)).toEqual([1, 2, 3]);
      expect(await numbers(9, 3)).toEqual([10, 11, 12]);
      expect(await numbers(28, 10)).toEqual([29, 30]);
      expect(await numbers(30, 10)).toEqual([]);
      expect(await stores.chats.newest(first)).toBe(30);
      expect((await stores.chats.range(first, 1, 1))[0]).toEqual({
        ...{ seq: 2, at: at(10), id: commandId('c-2'), events: says('m-1') },
      });
    });

    test('F5 is no other chat’s', async () => {
      const stores = await open();
      await given(stores, chatNamed(1), arrives(), says('mine'));
      await given(stores, ChatId.parse(`${chatNamed(1)}#C`), arrives(), says('yours'));
      expect(await logOf(stores, chatNamed(1))).toHaveLength(2);
      expect((await stores.chats.load(chatNamed(1))).tail.flatMap(({ events }) => events)).not.toContainEqual(
        says('yours')[0],
      );
    });
  });

  describe('a line', () => {
    test('B8 stands by priority, then age', async () => {
      const stores = await open();
      await given(stores, chatNamed(1), arrives({ since: 3 }));
      await given(stores, chatNamed(2), arrives({ since: 1 }));
      await given(stores, chatNamed(3), arrives({ since: 9, priority: 1000 }));
      await given(stores, chatNamed(4), arrives({ since: 8, priority: 20 }));
      await given(stores, chatNamed(5), arrives({ since: 1 }));
      await given(stores, chatNamed(6), arrives({ queueId: returns }));
      expect(await lineOf(stores)).toEqual([3, 4, 2, 5, 1].map(chatNamed));
      expect(await lineOf(stores, returns)).toEqual([chatNamed(6)]);
      expect(await stores.queues.waiting(orders, 1)).toEqual([
        {
          chatId: chatNamed(3),
          queueId: orders,
          priority: 1000,
          since: at(9),
          visitorName: 'Marta Solís',
          subject: '',
          culture: 'es',
        },
      ]);
    });

    test('B14 tells a place in it', async () => {
      const stores = await open();
      await given(stores, chatNamed(1), arrives({ since: 1 }));
      await given(stores, chatNamed(2), arrives({ since: 1 }));
      await given(stores, chatNamed(3), arrives({ since: 2, priority: 5 }));
      const position = (n: number, since: number, priority = 0) =>
        stores.queues.position(orders, priority, at(since), chatNamed(n));
      expect(await position(3, 2, 5)).toBe(1);
      expect(await position(1, 1)).toBe(2);
      expect(await position(2, 1)).toBe(3);
      // One who is not there any more, or not yet, is told the place that would be theirs.
      expect(await position(9, 7)).toBe(4);
      expect(await stores.queues.position(returns, 0, at(1), chatNamed(1))).toBe(1);
    });

    test('B14 is counted to a hundred at most', async () => {
      const stores = await open();
      await Promise.all(upTo(105).map((n) => given(stores, chatNamed(n), arrives({ since: n }))));
      expect(await stores.queues.position(orders, 0, at(99), chatNamed(99))).toBe(99);
      expect(await stores.queues.position(orders, 0, at(100), chatNamed(100))).toBe(100);
      expect(await stores.queues.position(orders, 0, at(105), chatNamed(105))).toBe(100);
    });

    test('B7 is left by an offer, and found again at the old place when it is rejected', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      await given(stores, chatNamed(1), arrives({ since: 1 }));
      await given(stores, chatNamed(2), arrives({ since: 2 }));
      await given(stores, chatNamed(1), isOffered(ines));
      expect(await lineOf(stores)).toEqual([chatNamed(2)]);
      await given(stores, chatNamed(1), isRejected(ines));
      expect(await lineOf(stores)).toEqual([1, 2].map(chatNamed));
      expect(await placesOf(stores, ines)).toEqual([]);
    });

    test('D10 is left by a chat that ends', async () => {
      const stores = await open();
      await given(stores, first, arrives(), isAbandoned);
      expect(await lineOf(stores)).toEqual([]);
    });
  });

  describe('a place of an agent', () => {
    test('B6 is held from offer to end of wrap-up', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      await given(stores, first, arrives());
      for (const events of [isOffered(ines), isAccepted(ines), says('hello'), ends]) {
        await given(stores, first, events);
        expect(await placesOf(stores, ines)).toEqual([first]);
      }
      expect(await append(stores, first, isFinished, { now: at(50) })).toBe('appended');
      expect(await placesOf(stores, ines)).toEqual([]);
      expect((await stores.agents.get(ines.id))?.readySince).toBe(at(50));
    });

    test('B6 is never given beyond the capacity, under fifty claims at once', async () => {
      const stores = await open();
      await givenAvailable(stores, { ...ines, capacity: 5 });
      const chats = upTo(50).map(chatNamed);
      await Promise.all(chats.map((chatId) => given(stores, chatId, arrives())));
      const answers = await Promise.all(chats.map((chatId) => insist(stores, chatId, isTaken(ines), 'take')));
      expect(answers.filter((answer) => answer === 'appended')).toHaveLength(5);
      expect(answers.filter((answer) => answer === 'agent_full')).toHaveLength(45);
      const won = chats.filter((_, index) => answers[index] === 'appended');
      expect(await placesOf(stores, ines)).toEqual(won);
      expect(await lineOf(stores)).toEqual(chats.filter((chatId) => !won.includes(chatId)));
    });

    test('B5 is one agent’s when several want the chat at once', async () => {
      const stores = await open();
      const agents = upTo(8).map((n) => ({ ...ines, id: AgentId.parse(`agent-${n}`) }));
      for (const agent of agents) await givenAvailable(stores, agent);
      await given(stores, first, arrives());
      const { chat } = await stores.chats.load(first);
      const answers = await Promise.all(
        agents.map((agent) => {
          const commit = { seq: 2, at: at(10), id: commandId(agent.id), events: isTaken(agent) };
          return stores.chats.append(chat, commit, evolve(chat, commit), at(10));
        }),
      );
      expect(answers.sort()).toEqual(['appended', ...Array(7).fill('conflict')]);
      const places = await Promise.all(agents.map((agent) => placesOf(stores, agent)));
      expect(places.flat()).toEqual([first]);
    });

    test.each([
      { who: 'available', status: 'available', offer: 'appended', take: 'appended' },
      { who: 'paused', status: 'paused', offer: 'agent_away', take: 'appended' },
      { who: 'offline', status: 'offline', offer: 'agent_away', take: 'agent_away' },
    ] as const)('D8 of an agent who is $who: offer $offer, take $take', async ({ status, offer, take }) => {
      const stores = await open();
      await givenAvailable(stores, ines);
      await stores.agents.setStatus(ines.id, status, undefined, at(1));
      await given(stores, chatNamed(1), arrives());
      await given(stores, chatNamed(2), arrives());
      expect(await append(stores, chatNamed(1), isOffered(ines))).toBe(offer);
      expect(await append(stores, chatNamed(2), isTaken(ines))).toBe(take);
    });

    test('D7 is not to be had when the lease has run out, nor of an agent who was never there', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      await given(stores, first, arrives());
      expect(await append(stores, first, isTaken(ines), { now: at(60) })).toBe('agent_away');
      expect(await append(stores, first, isTaken(tomas), { now: at(10) })).toBe('agent_away');
      await stores.agents.renewLease(ines.id, at(90));
      expect(await append(stores, first, isTaken(ines), { now: at(60) })).toBe('appended');
    });

    test('B6 that is not to be had changes nothing', async () => {
      const stores = await open();
      await givenAvailable(stores, { ...ines, capacity: 1 });
      await given(stores, chatNamed(1), arrives({ since: 1 }), isTaken(ines));
      await given(stores, chatNamed(2), arrives({ since: 2 }));
      const before = await stores.agents.get(ines.id);
      expect(await append(stores, chatNamed(2), isTaken(ines), { now: at(30) })).toBe('agent_full');
      expect(await stores.agents.get(ines.id)).toEqual(before);
      expect(await lineOf(stores)).toEqual([chatNamed(2)]);
      expect((await stores.chats.load(chatNamed(2))).chat.status).toBe('waiting');
      expect(await logOf(stores, chatNamed(2))).toHaveLength(1);
    });

    test('B6 of a writer who comes late is a conflict, even when the agent is full', async () => {
      const stores = await open();
      await givenAvailable(stores, { ...ines, capacity: 1 });
      await given(stores, first, arrives());
      const { chat } = await stores.chats.load(first);
      await given(stores, first, isTaken(ines));
      const late = { seq: 2, at: at(11), id: commandId('late'), events: isTaken(ines) };
      expect(await stores.chats.append(chat, late, evolve(chat, late), at(11))).toBe('conflict');
    });
  });

  describe('an agent', () => {
    test('E1 is known from the first connection on: offline, with the profile of the newest', async () => {
      const { agents } = await open();
      expect(await agents.get(ines.id)).toBeUndefined();
      const connected = await agents.connect(ines, console1, at(60), at(0));
      expect(connected).toEqual({
        ...ines,
        ...{ status: 'offline', connections: [console1], reservations: [], leaseUntil: at(60), readySince: at(0) },
      });
      await agents.setStatus(ines.id, 'paused', 'lunch', at(1));
      const again = tidy(await agents.connect({ ...ines, capacity: 9 }, console2, at(70), at(5)));
      expect(again).toMatchObject({
        status: 'paused',
        reason: 'lunch',
        capacity: 9,
        leaseUntil: at(70),
        readySince: at(0),
      });
      expect(again?.connections).toEqual([console1, console2]);
      expect(tidy(await agents.get(ines.id))).toEqual(again);
    });

    test('D8 keeps a reason only for as long as it holds, and an idle time from when they became available', async () => {
      const { agents } = await open();
      await agents.connect(ines, console1, at(60), at(0));
      expect(await agents.setStatus(ines.id, 'available', undefined, at(5))).toMatchObject({ readySince: at(5) });
      expect(await agents.setStatus(ines.id, 'available', undefined, at(8))).toMatchObject({ readySince: at(5) });
      expect(await agents.setStatus(ines.id, 'paused', 'lunch', at(9))).toMatchObject({
        reason: 'lunch',
        readySince: at(5),
      });
      const back = await agents.setStatus(ines.id, 'available', undefined, at(12));
      expect(back?.readySince).toBe(at(12));
      expect(back?.reason).toBeUndefined();
    });

    test('D7 who is unknown has no lease, no status and no place in a list', async () => {
      const { agents } = await open();
      expect(await agents.renewLease(ines.id, at(60))).toBeUndefined();
      expect(await agents.setStatus(ines.id, 'available', undefined, at(0))).toBeUndefined();
      expect(await agents.refreshReady(ines.id, at(0))).toBeUndefined();
      await agents.disconnect(ines.id, console1);
      expect(await agents.get(ines.id)).toBeUndefined();
    });

    test('E2 watches their queues with every console, until it closes', async () => {
      const { agents, queues } = await open();
      const watching = async (queueId: QueueId) =>
        (await queues.watchers(queueId))
          .map(({ agentId, connections }) => `${agentId}: ${connections.toSorted().join(' ')}`)
          .sort();
      await agents.connect(ines, console1, at(60), at(0));
      await agents.connect(ines, console2, at(60), at(0));
      await agents.connect(tomas, ConnectionId.parse('console-3'), at(60), at(0));
      expect(await watching(orders)).toEqual(['ines: console-1 console-2', 'tomas: console-3']);
      expect(await watching(returns)).toEqual(['ines: console-1 console-2']);
      await agents.disconnect(ines.id, console1);
      await agents.disconnect(ines.id, console1);
      expect(await watching(returns)).toEqual(['ines: console-2']);
      await agents.disconnect(ines.id, console2);
      expect(await watching(orders)).toEqual(['tomas: console-3']);
      expect((await agents.get(ines.id))?.leaseUntil).toBe(at(60));
    });

    test('B13 no longer watches a queue that was taken from the profile', async () => {
      const { agents, queues } = await open();
      await agents.connect(ines, console1, at(60), at(0));
      await agents.connect({ ...ines, queues: [orders] }, console2, at(60), at(0));
      expect(await queues.watchers(returns)).toEqual([]);
    });
  });

  describe('a ready list', () => {
    const listed = async ({ queues }: Stores, queueId = orders) =>
      (await queues.ready(queueId, 100)).map(({ agentId, since }) => `${agentId} ${since - at(0)}`);

    test('B5 stands by the time since which agents are idle', async () => {
      const stores = await open();
      await givenAvailable(stores, ines, at(7));
      await givenAvailable(stores, tomas, at(3));
      expect(await listed(stores)).toEqual([]);
      for (const { id } of [ines, tomas]) await stores.agents.refreshReady(id, at(10));
      expect(await listed(stores)).toEqual(['tomas 3000', 'ines 7000']);
      expect(await stores.queues.ready(orders, 1)).toEqual([
        { agentId: tomas.id, name: tomas.name, queueId: orders, since: at(3) },
      ]);
    });

    test('B5 follows the agent: moved by a chat, left when full, away or without a lease', async () => {
      const stores = await open();
      const { agents } = stores;
      const refreshed = async (second: number) => {
        const agent = tidy(await agents.refreshReady(ines.id, at(second)));
        expect(tidy(await agents.get(ines.id))).toEqual(agent);
        const since = agent?.listedSince;
        expect(await listed(stores)).toEqual(since === undefined ? [] : [`ines ${since - at(0)}`]);
        return since === undefined ? 'not listed' : (since - at(0)) / 1000;
      };
      await agents.connect(ines, console1, at(60), at(0));
      expect(await refreshed(1)).toBe('not listed');
      await agents.setStatus(ines.id, 'available', undefined, at(2));
      expect(await refreshed(3)).toBe(2);
      await given(stores, chatNamed(1), arrives(), isTaken(ines));
      expect(await refreshed(11)).toBe(10);
      await given(stores, chatNamed(2), arrives(), isTaken(ines));
      expect(await refreshed(12)).toBe('not listed');
      await given(stores, chatNamed(2), ends, isFinished);
      expect(await refreshed(13)).toBe(10);
      await agents.setStatus(ines.id, 'paused', undefined, at(14));
      expect(await refreshed(15)).toBe('not listed');
      await agents.setStatus(ines.id, 'available', undefined, at(16));
      expect(await refreshed(17)).toBe(16);
      expect(await refreshed(60)).toBe('not listed');
      await agents.renewLease(ines.id, at(120));
      expect(await refreshed(61)).toBe(16);
    });

    test('B5 is that of the queues that offer now, not of those that did', async () => {
      const stores = await open();
      await givenAvailable(stores, { ...ines, offeringQueues: [orders, returns] });
      await stores.agents.refreshReady(ines.id, at(1));
      expect([await listed(stores, orders), await listed(stores, returns)]).toEqual([['ines 0'], ['ines 0']]);
      await stores.agents.connect({ ...ines, offeringQueues: [returns] }, console2, at(60), at(2));
      await stores.agents.refreshReady(ines.id, at(2));
      expect([await listed(stores, orders), await listed(stores, returns)]).toEqual([[], ['ines 0']]);
    });

    test('B5 has just the row that the agent knows of, whatever happens at once', async () => {
      const stores = await open();
      const { agents } = stores;
      await givenAvailable(stores, { ...ines, capacity: 3 });
      const chats = upTo(12).map(chatNamed);
      await Promise.all(chats.map((chatId) => given(stores, chatId, arrives())));
      await Promise.all([
        ...chats.map(async (chatId, index) => {
          await insist(stores, chatId, isOffered(ines), 'offer');
          await agents.refreshReady(ines.id, at(10 + index));
        }),
        ...upTo(6).map(async (n) => {
          await agents.setStatus(ines.id, n % 2 ? 'paused' : 'available', undefined, at(n));
          await agents.refreshReady(ines.id, at(n));
        }),
      ]);
      const agent = await agents.refreshReady(ines.id, at(30));
      const since = agent?.listedSince;
      expect(await listed(stores)).toEqual(since === undefined ? [] : [`ines ${since - at(0)}`]);
      expect(since !== undefined).toBe(agent?.status === 'available' && agent.reservations.length < 3);
    });
  });

  describe('the configuration', () => {
    test('G2 is versioned: the newest publish counts', async () => {
      const { configurations } = await open();
      expect(await configurations.current()).toBeUndefined();
      expect(await configurations.publish(configurationNamed('Orders'), at(0))).toBe(1);
      expect(await configurations.current()).toEqual({ version: 1, configuration: configurationNamed('Orders') });
      expect(await configurations.publish(configurationNamed('Pedidos'), at(1))).toBe(2);
      expect(await configurations.current()).toEqual({ version: 2, configuration: configurationNamed('Pedidos') });
    });

    test('G2 of several who publish at once has a version each, whole', async () => {
      const { configurations } = await open();
      const versions = await Promise.all(
        upTo(5).map(async (n) => ({
          n,
          version: await configurations.publish(configurationNamed(`Orders ${n}`), at(n)),
        })),
      );
      expect(versions.map(({ version }) => version).sort()).toEqual(upTo(5));
      const last = versions.find(({ version }) => version === 5);
      expect(await configurations.current()).toEqual({
        version: 5,
        configuration: configurationNamed(`Orders ${last?.n}`),
      });
    });
  });

  test('A2 the key that signs tokens is one key of 32 bytes', async () => {
    const { signingKey } = await open();
    const [one, two] = await Promise.all([signingKey(), signingKey()]);
    expect(one).toHaveLength(32);
    expect(two).toEqual(one);
  });
}
