/** What every store must do, as a function of an implementation. `open` returns empty stores. */
import { describe, expect, test } from 'vitest';
import { newMachineKey } from '../../adapters/machine-key.ts';
import type { Appended, MeasuredBy, WaitingEntry } from '../../adapters/stores.ts';
import { type Agent, type AgentProfile, givenToday, type ListedAgent } from '../../core/agent/agent.ts';
import { type CallState, heard, silent } from '../../core/agent/phone.ts';
import { laneId, laneOfAgent } from '../../core/configuration/lanes.ts';
import { Configuration } from '../../core/configuration/schema.ts';
import { MAX_LANES, type Standing } from '../../core/configuration/standings.ts';
import type { KnownContact } from '../../core/contacts/contact.ts';
import { MatchKey } from '../../core/contacts/match.ts';
import {
  AgentId,
  CallId,
  CommandId,
  ConnectionId,
  ContactId,
  GatewayId,
  InteractionId,
  OfferId,
  QueueId,
} from '../../core/ids.ts';
import type { Commit, InteractionEvent } from '../../core/interaction/events.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import type { Measures } from '../../core/interaction/measures.ts';
import { type Interaction, type Unstarted, unstarted } from '../../core/interaction/state.ts';
import type { Counted, Figures } from '../../core/interaction/tally.ts';
import type { Requirement } from '../../core/routing/requirement.ts';
import type { StrategyName } from '../../core/routing/strategies.ts';
import { NEWEST_STAYS } from '../../core/routing/wait.ts';
import { at, terms } from '../support/chats.ts';
import type { Stores } from '../support/memory-store.ts';

export const orders = QueueId.parse('orders');
export const returns = QueueId.parse('returns');
export const laneOf = (queueId: QueueId, requires: Requirement = {}) => laneId({ queueId, requires });
/** Skilled enough, then anyone with the skill, then anyone. */
export const skilled: Requirement = { skill: 'refunds', proficiency: 60 };
const lessSkilled: Requirement = { skill: 'refunds' };

export const chatNamed = (n: number) => InteractionId.parse(`chat-${String(n).padStart(3, '0')}`);
const first = chatNamed(1);
const shop = GatewayId.parse('shop');

/** In the queue's lane without requirements, unless `requires` says otherwise. */
export function standsIn(
  queueId: QueueId,
  { requires = {}, ...more }: Partial<Standing> & { requires?: Requirement } = {},
): Standing {
  const plain = { strategy: 'longest-idle', place: 0, penalty: 0, rank: 0, most: 0 } as const;
  return { lane: laneOf(queueId, requires), queueId, ...plain, ...more };
}

export const ines: AgentProfile = {
  id: AgentId.parse('ines'),
  name: 'Inés Carrasco',
  capacity: 2,
  queues: [orders, returns],
  standings: [standsIn(orders)],
  skills: {},
  languages: {},
  zone: 'UTC',
  version: 1,
};
const tomas: AgentProfile = { ...ines, id: AgentId.parse('tomas'), name: 'Tomás Ferreira', queues: [orders] };
const refOf = ({ id, name }: AgentProfile) => ({ id, name });

const isCalled = (state: CallState) => ({ state, callId: CallId.parse('call-1') });

const console1 = ConnectionId.parse('console-1');
const console2 = ConnectionId.parse('console-2');

export const configurationNamed = (name: string, agents: { id: string; name: string; email: string }[] = []) =>
  Configuration.parse({ websites: [], queues: [{ id: orders, name }], agents });

// ---- events, in short form
// ---------------------------------------------------------------------------------------------------

const commandId = (name: string) => CommandId.parse(name.padEnd(16, '-'));
const offerId = OfferId.parse('offer-1');

interface Arrival {
  queueId?: QueueId;
  priority?: number;
  since?: number;
  name?: string;
  requires?: Requirement;
  /** Waits for this agent only. */
  preferred?: AgentProfile;
  /** The most chats of the queue that one agent has at once. */
  agentCapacity?: number;
  zone?: string;
}

/** Comes in, and is not in a line yet. */
export const comesIn = ({ queueId = orders, name = 'Marta Solís', agentCapacity = 0, zone = 'UTC' }: Arrival = {}) => [
  {
    ...{ type: 'started' as const, kind: 'chat' as const, contact: { name } },
    origin: { gatewayId: GatewayId.parse('casa-alba'), configVersion: 1 },
    facts: { culture: 'es', tags: [], variables: {} },
    ...{ queueId, terms: { ...terms, agentCapacity, zone } },
  },
];
/** Waits, for the first time or in another lane than before. */
export const waits = (
  { queueId = orders, priority = 0, since = 0, requires = {}, preferred }: Arrival = {},
  because: 'arrived' | 'relaxed' | 'not-preferred' | 'overflowed' = 'arrived',
): InteractionEvent[] => [
  {
    ...{ type: 'queued', because, queueId, priority, since: at(since), waitedFrom: at(since), requires, reviewAt: [] },
    ...(preferred ? { preferred: { agent: refOf(preferred), until: at(since + 30) } } : {}),
  },
];
/** Comes in and waits. */
export const arrives = (arrival: Arrival = {}): InteractionEvent[] => [...comesIn(arrival), ...waits(arrival)];
export const says = (name: string): InteractionEvent[] => [
  { type: 'message', id: commandId(name), from: 'visitor', text: `${name}: ¿dónde está mi pedido? 📦` },
];
export const isOffered = (agent: AgentProfile): InteractionEvent[] => [
  { type: 'offered', agents: [refOf(agent)], reserves: true, offerId, expiresAt: at(20), considered: [] },
];
export const rings = (agent: AgentProfile): InteractionEvent[] => [
  { type: 'offered', agents: [refOf(agent)], reserves: false, offerId, expiresAt: at(20), considered: [] },
];
export const isRejected = (agent: AgentProfile): InteractionEvent[] => [
  { type: 'offer-rejected', agentId: agent.id, offerId },
];
export const isAccepted = (agent: AgentProfile): InteractionEvent[] => [
  { type: 'accepted', agent: refOf(agent), how: 'offer' },
];
const joins = (agent: AgentProfile): InteractionEvent[] => [{ type: 'joined', agent: refOf(agent) }];
const proposedTo = (agent: AgentProfile): InteractionEvent[] => [
  { type: 'proposed', agent: refOf(agent), offerId, expiresAt: at(20), as: 'owner', by: refOf(ines) },
];
export const isTaken = (agent: AgentProfile): InteractionEvent[] => [
  { type: 'accepted', agent: refOf(agent), how: 'take' },
];
export const ends: InteractionEvent[] = [{ type: 'ended', by: 'agent', outcome: 'completed', wrapUpUntil: at(900) }];
export const isAbandoned: InteractionEvent[] = [{ type: 'ended', by: 'visitor', outcome: 'abandoned' }];
export const isFinished: InteractionEvent[] = [{ type: 'finished', by: 'agent', disposition: 'solved' }];

/** Loads and appends once. */
export async function append(
  { chats }: Stores,
  interactionId: InteractionId,
  events: InteractionEvent[],
  { now = at(10), name = '' } = {},
): Promise<Appended['is']> {
  const { chat } = await chats.load(interactionId);
  const commit: Commit = {
    seq: chat.seq + 1,
    at: now,
    id: commandId(name || `c-${chat.seq + 1}`),
    by: 'system' as const,
    events,
  };
  return appendTo({ chats }, chat, commit, now);
}

/** What follows from the loaded state. */
const appendTo = async (
  { chats }: Pick<Stores, 'chats'>,
  before: Interaction | Unstarted,
  commit: Commit,
  now: number,
) => (await chats.append([{ before, commit, after: evolve(before, commit) }], now)).is;

/** Appends one commit for each list of events; a refusal is a mistake in the test. */
export async function given(
  stores: Stores,
  interactionId: InteractionId,
  ...commits: InteractionEvent[][]
): Promise<void> {
  for (const events of commits) expect(await append(stores, interactionId, events)).toBe('appended');
}

async function givenAvailable({ agents }: Stores, profile: AgentProfile, now = at(0)): Promise<void> {
  await agents.connect(profile, ConnectionId.parse(`desk-of-${profile.id}`), at(60), now);
  await agents.setStatus(profile.id, 'available', undefined, now);
}

/** Appends as functions do: loads again after a conflict. */
async function insist(
  stores: Stores,
  interactionId: InteractionId,
  events: InteractionEvent[],
  name: string,
): Promise<Appended['is']> {
  for (;;) {
    const appended = await append(stores, interactionId, events, { name });
    if (appended !== 'conflict') return appended;
  }
}

/** Connections and reservations are sets without an order, and each store counts an agent's revisions in its own way. */
export function tidy<A extends ListedAgent>(agent: A | undefined) {
  if (!agent) return undefined;
  const { revision: _, ...rest } = agent;
  return {
    ...{ ...rest, connections: agent.connections.toSorted() },
    reservations: agent.reservations.toSorted((a, b) => a.interactionId.localeCompare(b.interactionId)),
  };
}

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
const logOf = ({ chats }: Stores, interactionId: InteractionId) => chats.range(interactionId, 0, 1000);
const lineOf = async ({ queues }: Stores, lane = laneOf(orders)) =>
  (await queues.waiting(lane, 100)).map(({ interactionId }) => interactionId);
const placesOf = async ({ agents }: Stores, profile: AgentProfile) =>
  ((await agents.get(profile.id))?.reservations ?? []).map(({ interactionId }) => interactionId).sort();
/** In a queue with the strategy `longest-idle`: who is listed, and since when they have been idle, in seconds. */
const listed = async ({ queues }: Stores, lane = laneOf(orders)) =>
  (await queues.ready(lane, 100)).map(({ agentId, order }) => `${agentId} ${idleSince(order)}`);
const idleSince = (order: string) => (Number(order.split('.').at(-1)) - at(0)) / 1000;

export function storeContract(open: () => Promise<Stores>): void {
  describe('a log', () => {
    test('F2 of a chat that nobody began is new and empty', async () => {
      const { chats } = await open();
      expect(await chats.load(first)).toEqual({ chat: unstarted(first), tail: [] });
      expect(await chats.range(first, 0, 10)).toEqual([]);
      expect(await chats.newest(first)).toBe(0);
    });

    test('E4 marks are kept for each side, and neither number goes back, in whatever order they arrive', async () => {
      const stores = await open();
      await given(stores, first, comesIn(), says('m-1'), says('m-2'));
      const { chat } = await stores.chats.load(first);
      if (!chat.stage) throw new Error('not started');
      const mark = (side: 'visitor' | 'agent', got: number, read: number) =>
        stores.chats.mark(chat, side, { got, read, at: at(got + read) });
      expect(await stores.chats.marks(first)).toEqual({});
      expect(await mark('agent', 0, 0)).toBe(false);
      expect(await mark('agent', 2, 1)).toBe(true);
      for (const [got, read] of [
        [2, 1],
        [1, 1],
        [3, 0],
        [1, 2],
      ] as const)
        expect(await mark('agent', got, read)).toBe(false);
      expect(await mark('agent', 2, 2)).toBe(true);
      expect(await mark('visitor', 3, 0)).toBe(true);
      expect(await stores.chats.marks(first)).toEqual({
        agent: { got: 2, read: 2, at: at(4) },
        visitor: { got: 3, read: 0, at: at(3) },
      });
      expect(await stores.chats.marks(chatNamed(2))).toEqual({});
      const raced = await Promise.all([4, 5, 6, 7].map((n) => mark('visitor', n, n)));
      expect(raced).toContain(true);
      expect((await stores.chats.marks(first)).visitor).toMatchObject({ got: 7, read: 7 });
    });

    test('F2 folds to the same state at every length', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      const middle = upTo(30).map((n) => says(`m-${n}`));
      let folded: Interaction | Unstarted = unstarted(first);
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
      const both = ['a', 'b'].map((name) => ({
        seq: 2,
        at: at(11),
        id: commandId(name),
        by: 'system' as const,
        events: says(name),
      }));
      const answers = await Promise.all(both.map((commit) => appendTo(stores, chat, commit, at(11))));
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
      expect((await stores.chats.load(first)).chat).toEqual(log.reduce(evolve, unstarted(first)));
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
        ...{ seq: 2, at: at(10), id: commandId('c-2'), by: 'system' as const, events: says('m-1') },
      });
    });

    test('F5 is no other chat’s', async () => {
      const stores = await open();
      await given(stores, chatNamed(1), arrives(), says('mine'));
      await given(stores, InteractionId.parse(`${chatNamed(1)}#C`), arrives(), says('yours'));
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
      expect(await lineOf(stores, laneOf(returns))).toEqual([chatNamed(6)]);
      expect(await stores.queues.waiting(laneOf(orders), 1)).toEqual([
        {
          interactionId: chatNamed(3),
          queueId: orders,
          lane: laneOf(orders),
          priority: 1000,
          since: at(9),
          visitorName: 'Marta Solís',
          subject: '',
          latest: '',
          culture: 'es',
          requires: {},
        },
      ]);
    });

    test('B14 tells a place in it', async () => {
      const stores = await open();
      await given(stores, chatNamed(1), arrives({ since: 1 }));
      await given(stores, chatNamed(2), arrives({ since: 1 }));
      await given(stores, chatNamed(3), arrives({ since: 2, priority: 5 }));
      const position = (n: number, since: number, priority = 0) =>
        stores.queues.position(laneOf(orders), priority, at(since), chatNamed(n));
      expect(await position(3, 2, 5)).toBe(1);
      expect(await position(1, 1)).toBe(2);
      expect(await position(2, 1)).toBe(3);
      // A chat that has left or has not arrived yet gets the place that would be its own.
      expect(await position(9, 7)).toBe(4);
      expect(await stores.queues.position(laneOf(returns), 0, at(1), chatNamed(1))).toBe(1);
    });

    test('B14 is counted to a hundred at most', async () => {
      const stores = await open();
      await Promise.all(upTo(105).map((n) => given(stores, chatNamed(n), arrives({ since: n }))));
      expect(await stores.queues.position(laneOf(orders), 0, at(99), chatNamed(99))).toBe(99);
      expect(await stores.queues.position(laneOf(orders), 0, at(100), chatNamed(100))).toBe(100);
      expect(await stores.queues.position(laneOf(orders), 0, at(105), chatNamed(105))).toBe(100);
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

  describe('a lane', () => {
    const lanes = [laneOf(orders), laneOf(orders, lessSkilled), laneOf(orders, skilled), laneOfAgent(orders, ines.id)];
    /** Who waits in each lane. */
    const linesOf = (stores: Stores) => Promise.all(lanes.map((lane) => lineOf(stores, lane)));

    test('B5 holds those who ask for the same, and the queue all of them', async () => {
      const stores = await open();
      await given(stores, chatNamed(1), arrives({ since: 1 }));
      await given(stores, chatNamed(2), arrives({ since: 2, requires: lessSkilled }));
      await given(stores, chatNamed(3), arrives({ since: 3, requires: skilled }));
      await given(stores, chatNamed(4), arrives({ since: 4, requires: skilled, priority: 9 }));
      await given(stores, chatNamed(5), arrives({ since: 5, requires: skilled, preferred: ines }));
      await given(stores, chatNamed(6), arrives({ queueId: returns, requires: skilled }));
      expect(await linesOf(stores)).toEqual([[1], [2], [4, 3], [5]].map((line) => line.map(chatNamed)));
      const all = await stores.queues.waitingIn(orders, 100);
      expect(all.map(({ interactionId }) => interactionId)).toEqual([4, 1, 2, 3, 5].map(chatNamed));
      expect(all.find(({ interactionId }) => interactionId === chatNamed(5))).toMatchObject({
        ...{ queueId: orders, lane: laneOfAgent(orders, ines.id), requires: skilled },
      });
      expect((await stores.queues.waitingIn(orders, 2)).map(({ interactionId }) => interactionId)).toEqual(
        [4, 1].map(chatNamed),
      );
    });

    test('E2 is read page by page, in the order of service over all lanes', async () => {
      const stores = await open();
      const asked = [{}, lessSkilled, skilled];
      const all = upTo(130).map((n) => ({ n, priority: n % 4 === 0 ? 9 : 0, since: 1000 - n }));
      for (const { n, ...place } of all)
        await given(stores, chatNamed(n), arrives({ ...place, requires: asked[n % 3] ?? {} }));
      await given(stores, chatNamed(200), arrives({ queueId: returns }));
      const pages: InteractionId[][] = [];
      let last: WaitingEntry | undefined;
      do {
        const page: WaitingEntry[] = await stores.queues.waitingIn(orders, 40, last);
        last = page.at(-1);
        pages.push(page.map(({ interactionId }) => interactionId));
      } while (last);
      all.sort((a, b) => b.priority - a.priority || a.since - b.since);
      expect(pages.map((page) => page.length)).toEqual([40, 40, 40, 10, 0]);
      expect(pages.flat()).toEqual(all.map(({ n }) => chatNamed(n)));
    });

    test.each([3, 130])('E2 is counted, and since when the oldest of %i waits', async (most) => {
      const stores = await open();
      expect(await stores.queues.line(orders)).toEqual({ total: 0, countedAt: 0 });
      for (const n of upTo(most)) {
        const place = { priority: n, since: 1000 - n, requires: n % 2 ? skilled : {} };
        await given(stores, chatNamed(n), arrives(place));
      }
      const counted = { total: most, oldestSince: at(1000 - most), countedAt: at(5) };
      expect(await stores.queues.recount(orders, at(5))).toEqual(counted);
      await given(stores, chatNamed(most), isAbandoned);
      expect(await stores.queues.line(orders)).toEqual(counted);
      const then = { total: most - 1, oldestSince: at(1001 - most), countedAt: at(6) };
      expect(await stores.queues.recount(orders, at(6))).toEqual(then);
      expect(await stores.queues.line(orders)).toEqual(then);
      expect(await stores.queues.recount(returns, at(6))).toEqual({ total: 0, countedAt: at(6) });
    });

    test('E2 a count that comes late does not replace a later one', async () => {
      const stores = await open();
      await given(stores, first, arrives());
      const later = await stores.queues.recount(orders, at(7));
      await given(stores, first, isAbandoned);
      await stores.queues.recount(orders, at(6));
      expect(await stores.queues.line(orders)).toEqual(later);
    });

    test('E2 shows the first words and the newest, and nothing of a chat that left', async () => {
      const stores = await open();
      await given(stores, first, arrives());
      const shown = async () =>
        (await stores.queues.waitingIn(orders, 9)).map(({ subject, latest }) => [subject, latest]);
      expect(await shown()).toEqual([['', '']]);
      await given(stores, first, says('a'));
      expect(await shown()).toEqual([['a: ¿dónde está mi pedido? 📦', '']]);
      await given(stores, first, says('b'));
      await given(stores, first, says('c'));
      expect(await shown()).toEqual([['a: ¿dónde está mi pedido? 📦', 'c: ¿dónde está mi pedido? 📦']]);
      await given(stores, first, isAbandoned);
      expect(await shown()).toEqual([]);
    });

    test('B8 counts with all others of its queue, up to a limit', async () => {
      const stores = await open();
      for (const n of upTo(7)) await given(stores, chatNamed(n), arrives({ requires: n % 2 ? skilled : {} }));
      await given(stores, chatNamed(8), arrives({ queueId: returns }));
      expect(await stores.queues.countWaiting(orders, 100)).toBe(7);
      expect(await stores.queues.countWaiting(orders, 7)).toBe(7);
      expect(await stores.queues.countWaiting(orders, 3)).toBe(3);
      expect(await stores.queues.countWaiting(QueueId.parse('order'), 100)).toBe(0);
    });

    test('B14 tells places of its own', async () => {
      const stores = await open();
      await given(stores, chatNamed(1), arrives({ since: 1 }));
      await given(stores, chatNamed(2), arrives({ since: 2, requires: lessSkilled }));
      await given(stores, chatNamed(3), arrives({ since: 3, requires: skilled }));
      await given(stores, chatNamed(4), arrives({ since: 4, requires: skilled }));
      const position = (requires: Requirement) =>
        stores.queues.position(laneOf(orders, requires), 0, at(9), chatNamed(9));
      expect(await Promise.all([{}, lessSkilled, skilled].map(position))).toEqual([2, 2, 3]);
    });

    test('B5 is changed when the chat asks for less: it is in one of them, at the place that it had', async () => {
      const stores = await open();
      const asked = { since: 5, priority: 3 };
      await given(stores, chatNamed(1), arrives({ ...asked, requires: skilled, preferred: ines }));
      await given(stores, chatNamed(2), arrives({ since: 4, priority: 3 }));
      await given(stores, chatNamed(3), arrives({ since: 6, priority: 3 }));
      const others = [2, 3].map(chatNamed);
      expect(await linesOf(stores)).toEqual([others, [], [], [chatNamed(1)]]);
      await given(stores, chatNamed(1), waits({ ...asked, requires: skilled }, 'not-preferred'));
      expect(await linesOf(stores)).toEqual([others, [], [chatNamed(1)], []]);
      await given(stores, chatNamed(1), waits({ ...asked, requires: lessSkilled }, 'relaxed'));
      expect(await linesOf(stores)).toEqual([others, [chatNamed(1)], [], []]);
      await given(stores, chatNamed(1), waits(asked, 'relaxed'));
      expect(await linesOf(stores)).toEqual([[2, 1, 3].map(chatNamed), [], [], []]);
      expect(await stores.queues.countWaiting(orders, 10)).toBe(3);
    });

    test('B8 is changed for one of another queue when a chat has waited too long', async () => {
      const stores = await open();
      await given(stores, first, arrives({ since: 5, requires: skilled }));
      await given(stores, first, waits({ queueId: returns, since: 5, requires: skilled }, 'overflowed'));
      expect(await linesOf(stores)).toEqual([[], [], [], []]);
      expect(await lineOf(stores, laneOf(returns, skilled))).toEqual([first]);
    });

    test('B5 is left once, when it is changed and the chat is taken at the same moment', async () => {
      const stores = await open();
      await givenAvailable(stores, { ...ines, capacity: 12 });
      for (const interactionId of upTo(12).map(chatNamed)) {
        await given(stores, interactionId, arrives({ requires: skilled }));
        const { chat } = await stores.chats.load(interactionId);
        const answers = await Promise.all(
          [waits({}, 'relaxed'), isTaken(ines)].map((events, n) => {
            const commit: Commit = { seq: 2, at: at(10), id: commandId(`writer-${n}`), by: 'system', events };
            return appendTo(stores, chat, commit, at(10));
          }),
        );
        expect(answers.toSorted()).toEqual(['appended', 'conflict']);
        const isStillThere = answers[0] === 'appended';
        expect((await linesOf(stores)).flat().includes(interactionId)).toBe(isStillThere);
        expect((await placesOf(stores, ines)).includes(interactionId)).toBe(!isStillThere);
      }
    });

    test('B14 returns the newest finished stays of a lane, and a repeated one once', async () => {
      const { queues } = await open();
      const stay = (from: number, until: number) => ({ from: at(from), until: at(until), found: until % 2 === 0 });
      for (const n of upTo(NEWEST_STAYS + 3)) await queues.noteStay(laneOf(orders), chatNamed(n), stay(n, n + 9));
      await queues.noteStay(laneOf(orders), chatNamed(NEWEST_STAYS), stay(NEWEST_STAYS, NEWEST_STAYS + 9));
      await queues.noteStay(laneOf(orders, skilled), first, stay(1, 30));
      const newest = upTo(NEWEST_STAYS).map((n) => stay(NEWEST_STAYS + 4 - n, NEWEST_STAYS + 13 - n));
      expect(await queues.stays(laneOf(orders))).toEqual(newest);
      expect(await queues.stays(laneOf(orders, skilled))).toEqual([stay(1, 30)]);
      expect(await queues.stays(laneOf(orders, lessSkilled))).toEqual([]);
      expect(await queues.stays(laneOf(returns))).toEqual([]);
    });
  });

  describe('measures of a closed interaction', () => {
    const none = { in: 0, out: 0 };
    const [marta, jon] = [ContactId.parse('marta'), ContactId.parse('jon')];
    const done = (n: number, more: Partial<Measures> = {}): Measures => ({
      ...{
        interactionId: chatNamed(n),
        seq: 9,
        kind: 'chat',
        gatewayId: shop,
        configVersion: 1,
        culture: 'es',
        tags: [],
        subject: 'My lamp',
      },
      ...{ contact: { id: marta, name: 'Marta', email: 'Marta@correo.example' }, startedAt: at(n), day: '2026-01-05' },
      ...{ endedAt: at(n + 60), closedAt: at(n + 90), outcome: 'completed', endedBy: 'visitor' },
      ...{ arrivingMs: 0, waitedMs: 5000, handledMs: 55_000, wrapUpMs: 30_000, parkedMs: 0, closedMs: 0, inTime: true },
      ...{
        messages: { visitor: 3, agent: 2 },
        offers: { made: 1, rejected: 0, expired: 0 },
        returns: 0,
        costMicroUsd: 290,
        keepDays: 0,
      },
      transfers: 0,
      queues: [{ queueId: orders, waitedMs: 5000, transfers: none }],
      agents: [
        {
          ...{ agentId: ines.id, handledMs: 55_000, wrapUpMs: 30_000, parkedMs: 0, joinedMs: 0, messages: 2 },
          transfers: none,
        },
      ],
      ...more,
    });
    const ways: MeasuredBy[] = [
      ...[{ day: '2026-01-05' }, { gatewayId: shop }, { queueId: orders }, { agentId: ines.id }],
      { contactId: marta },
    ];

    test('D10 are found by day, gateway, queue, agent and contact, oldest first, within a period', async () => {
      const { measures } = await open();
      for (const n of [3, 1, 2]) await measures.note(done(n));
      for (const by of ways) {
        expect(await measures.find(by, 0, at(1000), 10)).toEqual([done(1), done(2), done(3)]);
        expect(await measures.find(by, at(2), at(2), 10)).toEqual([done(2)]);
        expect(await measures.find(by, 0, at(1000), 2)).toEqual([done(1), done(2)]);
        expect(await measures.newest(by, 2)).toEqual([done(3), done(2)]);
      }
      expect(await measures.find({ queueId: returns }, 0, at(1000), 10)).toEqual([]);
      expect(await measures.find({ contactId: jon }, 0, at(1000), 10)).toEqual([]);
    });

    test('D10 exist once, however often they are written, in their latest version', async () => {
      const { measures } = await open();
      const later = done(1, { seq: 11, disposition: 'solved' });
      await Promise.all([measures.note(later), measures.note(done(1)), measures.note(later)]);
      await measures.note(done(1));
      for (const by of ways) expect(await measures.find(by, 0, at(1000), 10)).toEqual([later]);
    });

    test('D10 are found under each queue and agent of the interaction, and of nobody known under no contact', async () => {
      const { measures } = await open();
      const queues = [orders, returns].map((queueId) => ({ queueId, waitedMs: 1, transfers: none }));
      const { contact: _, ...rest } = done(1, { queues });
      const nameless = { ...rest, contact: { name: 'Marta' } };
      await measures.note(nameless);
      for (const queueId of [orders, returns])
        expect(await measures.find({ queueId }, 0, at(1000), 10)).toEqual([nameless]);
      expect(await measures.find({ contactId: marta }, 0, at(1000), 10)).toEqual([]);
    });
  });

  describe('the supervisors’ inbox', () => {
    const isLeft = (name: string): InteractionEvent[] => [
      ...comesIn({ name }).map((event) => ({ ...event, kind: 'offline' as const })),
      { type: 'message-left', because: 'closed', answers: [], subject: `${name}: hello` },
      { type: 'forward-requested', to: 'help@shop.example', as: 'forward' },
    ];
    const idOf = (name: string) => InteractionId.parse(name);

    test('C4 an item comes and goes with its commit, and shows what became of its e-mail', async () => {
      const stores = await open();
      const { inbox } = stores;
      for (const [name, second] of [
        ['b', 2],
        ['a', 2],
        ['c', 1],
      ] as const)
        await append(stores, idOf(name), isLeft(name), { now: at(second) });
      const found = await inbox.list(10);
      expect(found.map(({ visitorName }) => visitorName)).toEqual(['c', 'a', 'b']);
      expect(found[1]).toEqual({
        ...{ interactionId: 'a', queueId: orders, kind: 'offline', since: at(2), because: 'closed' },
        ...{ visitorName: 'a', subject: 'a: hello', culture: 'es', mail: 'asked', mailAt: at(2) },
      });
      await append(stores, idOf('a'), [{ type: 'forwarded', request: 1 }], { now: at(3) });
      await append(stores, idOf('c'), waits(), { now: at(4) });
      expect((await inbox.list(10)).map(({ interactionId, mail }) => [interactionId, mail])).toEqual([
        ['a', 'sent'],
        ['b', 'asked'],
      ]);
    });

    test('C4 is read in pages, oldest first', async () => {
      const stores = await open();
      const { inbox } = stores;
      for (const name of ['a', 'b', 'c']) await append(stores, idOf(name), isLeft(name), { now: at(1) });
      const [first, second] = await inbox.list(2);
      expect([first?.interactionId, second?.interactionId]).toEqual(['a', 'b']);
      expect((await inbox.list(2, second)).map(({ interactionId }) => interactionId)).toEqual(['c']);
    });
  });

  describe('thresholds', () => {
    const alarm = (queue: string, when: number, is: 'passed' | 'back' = 'passed') => ({
      ...{ queueId: QueueId.parse(queue), threshold: 'waiting' as const, is, at: at(when) },
      ...{ figure: 6, limit: 5 },
    });

    test('D1 the latest of each is kept, in whatever order they come', async () => {
      const { alarms } = await open();
      for (const each of [
        alarm('orders', 2),
        alarm('orders', 1, 'back'),
        alarm('orders', 2, 'back'),
        alarm('advice', 1),
      ])
        await alarms.note(each);
      const until = { ...alarm('orders', 5), threshold: 'serviceLevelPercent' as const, figure: 62.5, until: at(9) };
      await alarms.note(until);
      const inOrder = (found: { threshold: string }[]) => found.sort((a, b) => (a.threshold < b.threshold ? -1 : 1));
      expect(inOrder(await alarms.ofQueue(QueueId.parse('orders')))).toEqual([until, alarm('orders', 2)]);
      expect(await alarms.ofQueue(QueueId.parse('order'))).toEqual([]);
      expect(await alarms.all()).toHaveLength(3);
    });

    test('D1 consoles of supervisors come and go', async () => {
      const { alarms } = await open();
      const overseer = (n: number) => ({
        ...{ agentId: AgentId.parse('eva'), connectionId: ConnectionId.parse(`desk-${n}`), until: at(n) },
      });
      for (const n of [1, 2, 1]) await alarms.oversee(overseer(n));
      await alarms.leave(overseer(2).connectionId);
      await alarms.leave(overseer(3).connectionId);
      expect(await alarms.overseers()).toEqual([overseer(1)]);
    });
  });

  describe('the tallies', () => {
    const quarter = at(0);
    const counts = (n: number, seq: number, queueId: QueueId, figures: Figures, when = quarter): Counted => ({
      ...{ interactionId: chatNamed(n), seq, tallies: [{ queueId, quarter: when, figures }] },
    });

    test('E9 contain each commit once, however often, in whatever order and company it is given', async () => {
      const { tallies } = await open();
      const one = counts(1, 4, orders, { arrived: 1, answered: 1, answeredAfterMs: 5000 });
      const two = counts(1, 7, orders, { handlings: 1, 'timed-out': 2 });
      const three = counts(2, 4, orders, { arrived: 1, 'timed-out': -1 });
      await tallies.add([two, two]);
      await Promise.all([tallies.add([one, three]), tallies.add([three, two]), tallies.add([one])]);
      await tallies.add([three, one, two]);
      await tallies.add([]);
      expect(await tallies.find(quarter, quarter)).toEqual([
        {
          ...{ queueId: orders, quarter },
          figures: { arrived: 2, answered: 1, answeredAfterMs: 5000, handlings: 1, 'timed-out': 1 },
        },
      ]);
    });

    test('E9 of many commits at once, more than one transaction can write', async () => {
      const { tallies } = await open();
      const queues = upTo(30).map((n) => QueueId.parse(`queue-${String(n).padStart(2, '0')}`));
      const all = queues.flatMap((queueId, q) => upTo(5).map((n) => counts(q * 10 + n, n, queueId, { arrived: n })));
      await Promise.all([tallies.add(all), tallies.add(all.toReversed())]);
      const found = await tallies.find(quarter, quarter);
      expect(found).toEqual(queues.map((queueId) => ({ queueId, quarter, figures: { arrived: 15 } })));
    });

    test('E9 are found by quarter, over midnight too', async () => {
      const { tallies } = await open();
      const days = [-30, -1, 0, 23, 24, 47].map((hours) => at(0) + hours * 3_600_000);
      for (const [n, when] of days.entries()) await tallies.add([counts(n, 1, orders, { arrived: n + 1 }, when)]);
      await tallies.add([counts(50, 1, returns, { arrived: 9 }, days[2])]);
      const found = async (from = 0, to = 0) =>
        (await tallies.find(from, to)).map(({ quarter: when, figures }) => [days.indexOf(when), figures.arrived]);
      expect(await found(days[1], days[4])).toEqual([
        [1, 2],
        [2, 3],
        [2, 9],
        [3, 4],
        [4, 5],
      ]);
      expect(await found((days[2] ?? 0) + 1, (days[3] ?? 0) - 1)).toEqual([]);
    });
  });

  describe('the roster', () => {
    const placesOf = async ({ roster }: Stores) =>
      (await roster.read()).places.map(({ agentId, interactionId, is }) => `${agentId} ${interactionId} ${is}`).sort();

    test('E9 shows each place as long as it is held, and what it is used for', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      await given(stores, first, arrives({ name: 'Marta' }));
      expect(await placesOf(stores)).toEqual([]);
      await given(stores, first, isOffered(ines));
      expect(await placesOf(stores)).toEqual(['ines chat-001 offered']);
      await given(stores, first, isAccepted(ines), says('Marta'));
      expect(await placesOf(stores)).toEqual(['ines chat-001 active']);
      await given(stores, first, ends);
      const { places } = await stores.roster.read();
      expect(places).toEqual([
        {
          ...{ agentId: ines.id, interactionId: first, queueId: orders, weight: 1, is: 'wrap-up' },
          ...{ visitorName: 'Marta', since: at(10) },
        },
      ]);
      await given(stores, first, isFinished);
      expect(await placesOf(stores)).toEqual([]);
    });

    test('E9 shows nothing of an offer that was passed on, nor of one that could not be made', async () => {
      const stores = await open();
      await givenAvailable(stores, tomas);
      await given(stores, first, arrives(), isOffered(tomas), isRejected(tomas));
      expect(await append(stores, first, isOffered(ines))).toBe('agent_away');
      await given(stores, chatNamed(2), arrives(), rings(tomas));
      expect(await placesOf(stores)).toEqual([]);
    });

    test('E9 shows a message that nobody has answered, while the place is held', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      await given(stores, first, arrives(), isTaken(ines), says('Marta'));
      await stores.roster.noteUnanswered(ines.id, first, at(10), at(50));
      await stores.roster.noteUnanswered(tomas.id, first, at(10), at(50));
      expect((await stores.roster.read()).places).toMatchObject([
        { agentId: ines.id, unanswered: { since: at(10), seenAt: at(50) } },
      ]);
      await given(stores, first, ends, isFinished);
      await stores.roster.noteUnanswered(ines.id, first, at(10), at(80));
      expect(await placesOf(stores)).toEqual([]);
    });

    test('E9 shows who is signed in, since when with this status and reason, and whether a console is open', async () => {
      const stores = await open();
      const { agents } = stores;
      const shown = async () => (await stores.roster.read()).agents;
      await agents.connect(ines, console1, at(90), at(0));
      expect(await shown()).toEqual([
        { agentId: ines.id, status: 'offline', since: at(0), connected: true, leaseUntil: at(90) },
      ]);
      await agents.setStatus(ines.id, 'paused', 'Lunch', at(5));
      await agents.setStatus(ines.id, 'paused', 'Lunch', at(6));
      expect(await shown()).toMatchObject([{ status: 'paused', reason: 'Lunch', since: at(5) }]);
      await agents.changePhone(ines.id, ({ phone }) => ({ ...phone, state: 'in-call', since: at(6) }));
      expect(await shown()).toMatchObject([{ status: 'paused', callSince: at(6) }]);
      await agents.changePhone(ines.id, ({ phone }) => ({ ...phone, state: 'idle', since: at(7) }));
      await agents.setStatus(ines.id, 'available', undefined, at(7));
      await agents.connect(ines, console2, at(100), at(10));
      await agents.disconnect(ines.id, console1);
      expect(await shown()).toEqual([
        { agentId: ines.id, status: 'available', since: at(7), connected: true, leaseUntil: at(100) },
      ]);
      await agents.disconnect(ines.id, console2);
      expect(await shown()).toMatchObject([{ connected: false, since: at(7) }]);
      // A day later: the status is from yesterday, but they have not had it all night.
      await agents.connect(ines, console1, at(90_000), at(86_400));
      expect(await shown()).toMatchObject([{ status: 'available', connected: true, since: at(86_400) }]);
    });
  });

  describe('all lines', () => {
    test('E9 are read together, with how long they were in the last hour', async () => {
      const { queues, ...stores } = await open();
      expect(await queues.lines()).toEqual([]);
      await given({ ...stores, queues }, first, arrives());
      await queues.recount(orders, at(10));
      await given({ ...stores, queues }, chatNamed(2), arrives({ since: 1 }));
      await queues.recount(orders, at(200));
      await queues.recount(returns, at(200));
      await queues.recount(orders, at(3700));
      const [one, two] = (await queues.lines()).sort((a, b) => a.queueId.localeCompare(b.queueId));
      expect(one).toEqual({
        ...{ queueId: orders, total: 2, oldestSince: at(0), countedAt: at(3700) },
        samples: [
          { at: at(360), total: 2 },
          { at: at(3780), total: 2 },
        ],
      });
      expect(two).toMatchObject({ queueId: returns, total: 0, samples: [{ at: at(360), total: 0 }] });
      expect(two).not.toHaveProperty('oldestSince');
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
      await Promise.all(chats.map((interactionId) => given(stores, interactionId, arrives())));
      const answers = await Promise.all(
        chats.map((interactionId) => insist(stores, interactionId, isTaken(ines), 'take')),
      );
      expect(answers.filter((answer) => answer === 'appended')).toHaveLength(5);
      expect(answers.filter((answer) => answer === 'agent_full')).toHaveLength(45);
      const won = chats.filter((_, index) => answers[index] === 'appended');
      expect(await placesOf(stores, ines)).toEqual(won);
      expect(await lineOf(stores)).toEqual(chats.filter((interactionId) => !won.includes(interactionId)));
    });

    test('B6 of one queue is never given beyond what that allows, under claims for two queues at once', async () => {
      const stores = await open();
      await givenAvailable(stores, { ...ines, capacity: 6 });
      const ofOrders = upTo(14).map(chatNamed);
      const ofReturns = upTo(14).map((n) => chatNamed(100 + n));
      for (const interactionId of ofOrders) await given(stores, interactionId, arrives({ agentCapacity: 2 }));
      for (const interactionId of ofReturns)
        await given(stores, interactionId, arrives({ queueId: returns, agentCapacity: 3 }));
      const claims = [...ofOrders, ...ofReturns].map((interactionId) =>
        insist(stores, interactionId, isTaken(ines), 'take'),
      );
      const answers = await Promise.all(claims);
      const wonOf = (chats: InteractionId[], from: number) => chats.filter((_, n) => answers[from + n] === 'appended');
      expect(wonOf(ofOrders, 0)).toHaveLength(2);
      expect(wonOf(ofReturns, 14)).toHaveLength(3);
      expect(answers.filter((answer) => answer === 'agent_full')).toHaveLength(23);
      expect(await placesOf(stores, ines)).toEqual([...wonOf(ofOrders, 0), ...wonOf(ofReturns, 14)]);
      // A place that is given back can be taken again, but only by a chat of that queue.
      const [one] = wonOf(ofOrders, 0);
      if (!one) throw new Error('nobody won');
      await given(stores, one, ends, isFinished);
      expect(
        await insist(stores, ofReturns.find((id) => !wonOf(ofReturns, 14).includes(id)) ?? first, isTaken(ines), 'x'),
      ).toBe('agent_full');
      expect(
        await insist(stores, ofOrders.find((id) => !wonOf(ofOrders, 0).includes(id)) ?? first, isTaken(ines), 'x'),
      ).toBe('appended');
    });

    test('B6 of one queue does not fill up with what an agent has of others', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      await given(stores, chatNamed(1), arrives({ queueId: returns }), isTaken(ines));
      await given(stores, chatNamed(2), arrives({ agentCapacity: 1 }), isTaken(ines));
      await given(stores, chatNamed(3), arrives({ agentCapacity: 1 }));
      expect(await append(stores, chatNamed(3), isTaken(ines))).toBe('agent_full');
      expect((await stores.agents.get(ines.id))?.reservations).toHaveLength(2);
      expect((await stores.agents.get(ines.id))?.reservations).toEqual(
        expect.arrayContaining([
          { interactionId: chatNamed(1), queueId: returns, weight: 1 },
          { interactionId: chatNamed(2), queueId: orders, weight: 1 },
        ]),
      );
    });

    test('B5 counts for the day on which it was given, in the tenant’s zone', async () => {
      const stores = await open();
      const zone = 'Europe/Madrid';
      const profile = { ...ines, capacity: 9, zone, standings: [standsIn(orders, { strategy: 'fewest-chats' })] };
      await stores.agents.connect(profile, console1, at(200_000), at(0));
      await stores.agents.setStatus(ines.id, 'available', undefined, at(0));
      // 00:00 in Madrid is 23:00 UTC; the story begins at 09:00 UTC.
      const midnight = 14 * 3600;
      for (const [n, second] of [midnight - 9, midnight - 1, midnight, midnight + 1, midnight + 2].entries()) {
        await given(stores, chatNamed(n), arrives({ zone }));
        expect(await append(stores, chatNamed(n), isTaken(profile), { now: at(second) })).toBe('appended');
        const agent = await stores.agents.get(ines.id);
        expect(agent).toMatchObject({
          given: { day: n < 2 ? '2026-01-05' : '2026-01-06', count: n < 2 ? n + 1 : n - 1 },
          givenAt: at(second),
        });
      }
      const today = async (second: number) => {
        const agent = await stores.agents.refreshReady(ines.id, at(second));
        const [row] = await stores.queues.ready(laneOf(orders), 1);
        expect(Number(row?.order.split('.')[1])).toBe(agent && givenToday(agent, at(second)));
        return agent && givenToday(agent, at(second));
      };
      expect(await today(midnight + 3)).toBe(3);
      expect(await today(midnight + 86_400)).toBe(0);
      await stores.agents.connect(profile, console2, at(200_000), at(midnight + 86_401));
      expect(await today(midnight + 86_402)).toBe(0);
    });

    test('B5 is one agent’s when several want the chat at once', async () => {
      const stores = await open();
      const agents = upTo(8).map((n) => ({ ...ines, id: AgentId.parse(`agent-${n}`) }));
      for (const agent of agents) await givenAvailable(stores, agent);
      await given(stores, first, arrives());
      const { chat } = await stores.chats.load(first);
      const answers = await Promise.all(
        agents.map((agent) => {
          const commit = { seq: 2, at: at(10), id: commandId(agent.id), by: 'system' as const, events: isTaken(agent) };
          return appendTo(stores, chat, commit, at(10));
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
      expect((await stores.chats.load(chatNamed(2))).chat.stage?.is).toBe('waiting');
      expect(await logOf(stores, chatNamed(2))).toHaveLength(1);
    });

    test('B6 of a writer who comes late is a conflict, even when the agent is full', async () => {
      const stores = await open();
      await givenAvailable(stores, { ...ines, capacity: 1 });
      await given(stores, first, arrives());
      const { chat } = await stores.chats.load(first);
      await given(stores, first, isTaken(ines));
      const late = { seq: 2, at: at(11), id: commandId('late'), by: 'system' as const, events: isTaken(ines) };
      expect(await appendTo(stores, chat, late, at(11))).toBe('conflict');
    });

    test('B6 of a command that comes twice is a conflict the second time, even when the queue allows no more', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      await given(stores, first, arrives({ agentCapacity: 1 }));
      const { chat } = await stores.chats.load(first);
      const take = { seq: 2, at: at(11), id: commandId('take'), by: 'system' as const, events: isTaken(ines) };
      expect(await appendTo(stores, chat, take, at(11))).toBe('appended');
      expect(await appendTo(stores, chat, take, at(11))).toBe('conflict');
    });
  });

  describe('a transaction', () => {
    const starting = (interactionId: InteractionId) => {
      const before = unstarted(interactionId);
      const commit = { seq: 1, at: at(1), id: commandId('start'), by: 'visitor' as const, events: arrives() };
      return { before, commit, after: evolve(before, commit) };
    };

    test('F2 has a hundred rows at most, as many as fifty chats that come write, or changes nothing', async () => {
      const stores = await open();
      const chats = upTo(51).map((n) => starting(chatNamed(n)));
      await expect(stores.chats.append(chats, at(1))).rejects.toThrow();
      expect(await lineOf(stores)).toEqual([]);
      expect(await stores.chats.append(chats.slice(0, 50), at(1))).toEqual({ is: 'appended', agents: [] });
      expect(await lineOf(stores)).toHaveLength(50);
    });

    test('F2 writes no row twice, or changes nothing', async () => {
      const stores = await open();
      await expect(stores.chats.append([starting(first), starting(first)], at(1))).rejects.toThrow();
      expect(await logOf(stores, first)).toEqual([]);
    });

    test('D9 B6 of a conference of five with all the lanes that agents may have fits: all get their places back', async () => {
      const stores = await open();
      const lanes = upTo(MAX_LANES).map((n) => standsIn(orders, { requires: { skill: 's', proficiency: n } }));
      const five = upTo(5).map((n) => ({ ...ines, id: AgentId.parse(`agent-${n}`), capacity: 2, standings: lanes }));
      for (const profile of five) await givenAvailable(stores, profile);
      const [owner = ines, asked = ines, ...guests] = five;
      await given(stores, first, arrives(), isTaken(owner), ...guests.map((guest) => joins(guest)), proposedTo(asked));
      for (const { id } of five) await stores.agents.refreshReady(id, at(11));
      const frees = [asked, ...guests].map(({ id }) => id);
      await given(stores, first, [{ type: 'ended', by: 'system', outcome: 'unattended', frees }]);
      for (const profile of five) {
        expect(await placesOf(stores, profile)).toEqual([]);
        expect((await stores.roster.read()).places).toEqual([]);
        await stores.agents.refreshReady(profile.id, at(12), true);
      }
      for (const { lane } of lanes) expect(await stores.queues.ready(lane, 10)).toHaveLength(5);
    });
  });

  describe('an agent', () => {
    test('E1 is known from the first connection on: offline, with the profile of the newest', async () => {
      const { agents } = await open();
      expect(await agents.get(ines.id)).toBeUndefined();
      const connected = await agents.connect(ines, console1, at(60), at(0));
      expect(connected).toEqual({
        ...ines,
        ...{ phone: silent },
        ...{ status: 'offline', statusSince: at(0), connections: [console1], reservations: [] },
        ...{ leaseUntil: at(60), readySince: at(0) },
        ...{ givenAt: 0, given: { day: '', count: 0 }, listed: {}, revision: expect.any(Number) },
      });
      await agents.setStatus(ines.id, 'paused', 'lunch', at(1));
      const again = tidy((await agents.connect({ ...ines, capacity: 9 }, console2, at(70), at(5))) as Agent);
      expect(again).toMatchObject({
        status: 'paused',
        reason: 'lunch',
        capacity: 9,
        leaseUntil: at(70),
        readySince: at(0),
      });
      expect(again?.connections).toEqual([console1, console2]);
      expect(tidy(await agents.get(ines.id))).toEqual(again);
      expect(await agents.connect(ines, console1, at(80), at(6))).toMatchObject({ connections: [console2, console1] });
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

    test('B12 on a call is in no ready list and gets no offer, and keeps what they had', async () => {
      const stores = await open();
      const { agents } = stores;
      await givenAvailable(stores, ines);
      await given(stores, first, arrives(), isOffered(ines));
      await agents.refreshReady(ines.id, at(1));
      const rings = await agents.changePhone(ines.id, ({ phone }) => heard(phone, isCalled('ringing'), at(2)).phone);
      expect(rings).toMatchObject({ isChanged: true, agent: { phone: { state: 'ringing', turn: 1 } } });
      expect(await agents.get(ines.id)).toEqual(rings?.agent);
      await agents.refreshReady(ines.id, at(2));
      expect(await stores.queues.ready(laneOf(orders), 10)).toEqual([]);
      await given(stores, chatNamed(2), arrives());
      expect(await append(stores, chatNamed(2), isOffered(ines))).toBe('agent_away');
      expect(await append(stores, chatNamed(2), isTaken(ines))).toBe('appended');
      await agents.changePhone(ines.id, ({ phone }) => heard(phone, isCalled('idle'), at(3)).phone);
      await given(stores, first, isRejected(ines));
      expect(await append(stores, first, isOffered(ines))).toBe('appended');
    });

    test('B12 a claim decided before the phone rang is decided again', async () => {
      const stores = await open();
      await givenAvailable(stores, ines);
      await stores.agents.refreshReady(ines.id, at(1));
      const [ready] = await stores.queues.ready(laneOf(orders), 1);
      await stores.agents.changePhone(ines.id, ({ phone }) => heard(phone, isCalled('in-call'), at(2)).phone);
      await given(stores, first, arrives());
      const { chat: before } = await stores.chats.load(first);
      const commit = {
        seq: before.seq + 1,
        at: at(10),
        id: commandId('c'),
        by: 'system' as const,
        events: isOffered(ines),
      };
      const known = ready?.agent ? [ready.agent] : [];
      expect(known).toHaveLength(1);
      const claimed = await stores.chats.append([{ before, commit, after: evolve(before, commit) }], at(10), known);
      expect(claimed.is).toBe('agent_away');
    });

    test('B12 of many changes of the phone at once none is lost', async () => {
      const { agents } = await open();
      await agents.connect(ines, console1, at(60), at(0));
      await Promise.all(
        Array.from({ length: 10 }, () =>
          agents.changePhone(ines.id, ({ phone }) => ({ ...phone, turn: phone.turn + 1 })),
        ),
      );
      expect((await agents.get(ines.id))?.phone.turn).toBe(10);
    });

    test('B12 without a change, or an agent, the phone stays as it is', async () => {
      const { agents } = await open();
      expect(await agents.changePhone(ines.id, ({ phone }) => phone)).toBeUndefined();
      const before = await agents.connect(ines, console1, at(60), at(0));
      expect(await agents.changePhone(ines.id, () => undefined)).toEqual({ agent: before, isChanged: false });
      await agents.remove(ines.id, 2);
      expect(await agents.changePhone(ines.id, ({ phone }) => phone)).toBeUndefined();
    });

    test('D8 has had a status since it changed, or its reason did, however often it is set', async () => {
      const { agents } = await open();
      await agents.connect(ines, console1, at(60), at(0));
      const since = async (status: 'available' | 'paused', reason: string | undefined, second: number) =>
        (await agents.setStatus(ines.id, status, reason, at(second)))?.statusSince;
      expect(await since('available', undefined, 5)).toBe(at(5));
      expect(await since('available', undefined, 7)).toBe(at(5));
      expect(await since('paused', 'lunch', 9)).toBe(at(9));
      expect(await since('paused', 'lunch', 11)).toBe(at(9));
      expect(await since('paused', 'break', 12)).toBe(at(12));
      expect(await since('paused', undefined, 15)).toBe(at(15));
      await agents.connect(ines, console2, at(90), at(20));
      expect((await agents.get(ines.id))?.statusSince).toBe(at(15));
    });

    test('D7 an unknown agent has no lease, no status and no place in a list', async () => {
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

    test('G2 has what a later version says, on every console, and keeps what the day brought', async () => {
      const { agents, queues } = await open();
      await agents.connect(ines, console1, at(60), at(0));
      await agents.setStatus(ines.id, 'available', undefined, at(5));
      const changed = await agents.change({ ...ines, capacity: 7, queues: [returns], version: 2 });
      expect(changed).toMatchObject({ capacity: 7, queues: [returns], status: 'available', connections: [console1] });
      expect(tidy(await agents.get(ines.id))).toEqual(tidy(changed));
      expect(await queues.watchers(orders)).toEqual([]);
      expect(await queues.watchers(returns)).toEqual([{ agentId: ines.id, connections: [console1] }]);
    });

    test('G2 an earlier version that comes late changes nothing', async () => {
      const { agents } = await open();
      expect(await agents.change(ines)).toBeUndefined();
      await agents.connect({ ...ines, version: 3 }, console1, at(60), at(0));
      const before = await agents.get(ines.id);
      expect(await agents.connect({ ...ines, version: 2, capacity: 9 }, console2, at(70), at(1))).toBe('outdated');
      expect(await agents.change({ ...ines, version: 2, capacity: 9 })).toBeUndefined();
      expect(await agents.remove(ines.id, 2)).toBeUndefined();
      expect(await agents.get(ines.id)).toEqual(before);
    });

    test('G2 a removed agent is unknown and gets no chat; their places are given back, and a later version can add them again', async () => {
      const stores = await open();
      const { agents } = stores;
      await givenAvailable(stores, ines);
      await given(stores, chatNamed(0), arrives(), isOffered(ines), isAccepted(ines), ends);
      await agents.refreshReady(ines.id, at(10));
      expect(await agents.remove(ines.id, 2)).toMatchObject({
        status: 'offline',
        reservations: [{ interactionId: chatNamed(0) }],
      });
      expect(await agents.remove(ines.id, 2)).toMatchObject({ reservations: [{ interactionId: chatNamed(0) }] });

      expect(await agents.get(ines.id)).toBeUndefined();
      expect(await agents.setStatus(ines.id, 'available', undefined, at(11))).toBeUndefined();
      expect(await agents.renewLease(ines.id, at(90))).toBeUndefined();
      await agents.refreshReady(ines.id, at(11));
      expect(await listed(stores)).toEqual([]);
      await given(stores, chatNamed(1), arrives());
      expect(await append(stores, chatNamed(1), isOffered(ines))).toBe('agent_away');
      expect(await append(stores, chatNamed(1), isTaken(ines))).toBe('agent_away');
      expect(await append(stores, chatNamed(0), [{ type: 'finished', by: 'system' }])).toBe('appended');

      await agents.connect({ ...ines, version: 3 }, console1, at(99), at(12));
      expect(await agents.get(ines.id)).toMatchObject({ reservations: [], status: 'offline' });
    });
  });

  describe('a ready list', () => {
    test('B5 stands by the time since which agents are idle', async () => {
      const stores = await open();
      await givenAvailable(stores, ines, at(7));
      await givenAvailable(stores, tomas, at(3));
      expect(await listed(stores)).toEqual([]);
      for (const { id } of [ines, tomas]) await stores.agents.refreshReady(id, at(10));
      expect(await listed(stores)).toEqual(['tomas 3', 'ines 7']);
      const agent = await stores.agents.get(tomas.id);
      expect(await stores.queues.ready(laneOf(orders), 1)).toMatchObject([
        { agentId: tomas.id, name: tomas.name, lane: laneOf(orders), order: agent?.listed[laneOf(orders)] },
      ]);
    });

    /**
     * Cai has used two of his four places, given at 10 and 15 s; Ana one of hers, given at 30 s; Bea was given one at 20 s,
     * which was over at 40 s.
     */
    const team = (strategy: StrategyName): AgentProfile[] =>
      [
        { id: 'ana', capacity: 4, place: 2, penalty: 0, rank: 40 },
        { id: 'bea', capacity: 2, place: 0, penalty: 20, rank: 60 },
        { id: 'cai', capacity: 4, place: 1, penalty: 10, rank: 5 },
      ].map(({ id, capacity, rank, ...more }) => ({
        ...{ ...ines, id: AgentId.parse(id), name: id, capacity },
        standings: [
          standsIn(orders, { strategy, ...more }),
          standsIn(orders, { strategy, ...more, rank, requires: { language: 'es' } }),
        ],
      }));
    async function givenTeam(stores: Stores, strategy: StrategyName) {
      const agents = team(strategy);
      const [ana, bea, cai] = agents;
      if (!ana || !bea || !cai) throw new Error('there are three');
      for (const agent of agents) await givenAvailable(stores, agent);
      const deeds = [
        [cai, 10],
        [cai, 15],
        [bea, 20],
        [ana, 30],
      ] as const;
      for (const [n, [agent, second]] of deeds.entries()) {
        await given(stores, chatNamed(n), arrives());
        expect(await append(stores, chatNamed(n), isTaken(agent), { now: at(second) })).toBe('appended');
      }
      await given(stores, chatNamed(2), ends);
      expect(await append(stores, chatNamed(2), isFinished, { now: at(40) })).toBe('appended');
      for (const { id } of agents) await stores.agents.refreshReady(id, at(41));
    }

    test.each([
      ['pick', ['cai', 'ana', 'bea']],
      ['ring-all', ['cai', 'ana', 'bea']],
      ['longest-idle', ['cai', 'ana', 'bea']],
      ['least-busy', ['bea', 'ana', 'cai']],
      ['round-robin', ['cai', 'bea', 'ana']],
      ['fewest-chats', ['ana', 'bea', 'cai']],
      ['linear', ['bea', 'cai', 'ana']],
      ['weighted', ['ana', 'cai', 'bea']],
    ] as const)(
      'B5 of %s stands in its order, in a lane with a language by proficiency first',
      async (strategy, order) => {
        const stores = await open();
        await givenTeam(stores, strategy);
        const names = async (lane: ReturnType<typeof laneOf>, limit = 10, from?: string) =>
          (await stores.queues.ready(lane, limit, from)).map(({ agentId }) => agentId);
        expect(await names(laneOf(orders))).toEqual(order);
        expect(await names(laneOf(orders, { language: 'es' }))).toEqual(['cai', 'ana', 'bea']);
        const rows = await stores.queues.ready(laneOf(orders), 10);
        expect(rows.map((row) => row.order)).toEqual(rows.map((row) => row.order).toSorted());
        // From an order on, including its holder, and from the head again.
        expect(await names(laneOf(orders), 10, rows[1]?.order)).toEqual(order.slice(1));
        expect(await names(laneOf(orders), 1, rows[1]?.order)).toEqual(order.slice(1, 2));
        expect(await names(laneOf(orders), 10, `${rows[2]?.order}~`)).toEqual([]);
        expect(await names(laneOf(orders), 2)).toEqual(order.slice(0, 2));
      },
    );

    test('B5 of random is drawn anew for an agent who was given a chat', async () => {
      const stores = await open();
      await givenTeam(stores, 'random');
      const rows = await stores.queues.ready(laneOf(orders), 10);
      expect(rows.map(({ agentId }) => agentId).toSorted()).toEqual(['ana', 'bea', 'cai']);
      expect(await stores.queues.ready(laneOf(orders), 10, rows[1]?.order)).toEqual(rows.slice(1));
      const orderOf = async (agent: string) =>
        (await stores.queues.ready(laneOf(orders), 10)).find(({ agentId }) => agentId === agent)?.order;
      const before = await orderOf('ana');
      const [ana] = team('random');
      if (!ana) throw new Error('there are three');
      await given(stores, chatNamed(9), arrives(), isTaken(ana));
      await stores.agents.refreshReady(ana.id, at(42));
      expect(await orderOf('ana')).not.toBe(before);
    });

    test('B5 follows the agent: moved by a chat, left when full, away or without a lease', async () => {
      const stores = await open();
      const { agents } = stores;
      const refreshed = async (second: number) => {
        const agent = tidy(await agents.refreshReady(ines.id, at(second)));
        expect(tidy(await agents.get(ines.id))).toEqual(agent);
        const order = agent?.listed[laneOf(orders)];
        expect(await listed(stores)).toEqual(order === undefined ? [] : [`ines ${idleSince(order)}`]);
        return order === undefined ? 'not listed' : idleSince(order);
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

    test('B5 is that of the lanes where the agent stands now, not of those where they did', async () => {
      const stores = await open();
      const lanes = [laneOf(orders), laneOf(orders, skilled), laneOf(returns)];
      const everywhere = () => Promise.all(lanes.map((lane) => listed(stores, lane)));
      const both = [standsIn(orders), standsIn(orders, { requires: skilled }), standsIn(returns)];
      await givenAvailable(stores, { ...ines, standings: both });
      await stores.agents.refreshReady(ines.id, at(1));
      expect(await everywhere()).toEqual([['ines 0'], ['ines 0'], ['ines 0']]);
      await stores.agents.connect({ ...ines, standings: [standsIn(returns)] }, console2, at(60), at(2));
      await stores.agents.refreshReady(ines.id, at(2));
      expect(await everywhere()).toEqual([[], [], ['ines 0']]);
    });

    test('B6 of a queue that allows no more is left, those of other queues are not', async () => {
      const stores = await open();
      const lanes = [laneOf(orders), laneOf(orders, skilled), laneOf(returns)];
      const everywhere = async () => {
        await stores.agents.refreshReady(ines.id, at(11));
        return Promise.all(lanes.map((lane) => listed(stores, lane)));
      };
      const standings = [
        standsIn(orders, { most: 1 }),
        standsIn(orders, { most: 1, requires: skilled }),
        standsIn(returns),
      ];
      await givenAvailable(stores, { ...ines, capacity: 3, standings });
      await given(stores, chatNamed(1), arrives({ requires: skilled, agentCapacity: 1 }), isTaken(ines));
      expect(await everywhere()).toEqual([[], [], ['ines 10']]);
      await given(stores, chatNamed(2), arrives({ queueId: returns }), isTaken(ines));
      await given(stores, chatNamed(1), ends, isFinished);
      expect(await everywhere()).toEqual([['ines 10'], ['ines 10'], ['ines 10']]);
    });

    test('B5 of those who wait for one agent alone has nobody', async () => {
      const stores = await open();
      const lane = laneOfAgent(orders, ines.id);
      await givenAvailable(stores, { ...ines, standings: [standsIn(orders), { ...standsIn(orders), lane }] });
      expect(Object.keys((await stores.agents.refreshReady(ines.id, at(1)))?.listed ?? {})).toEqual([laneOf(orders)]);
      expect(await stores.queues.ready(lane, 10)).toEqual([]);
    });

    test('B5 has just the rows that the agent knows of, whatever happens at once', async () => {
      const stores = await open();
      const { agents, queues } = stores;
      const lanes = [laneOf(orders), laneOf(orders, skilled), laneOf(returns)];
      const standings = [standsIn(orders), standsIn(orders, { requires: skilled }), standsIn(returns, { most: 2 })];
      await givenAvailable(stores, { ...ines, capacity: 3, standings });
      const chats = upTo(12).map(chatNamed);
      await Promise.all(chats.map((interactionId) => given(stores, interactionId, arrives())));
      await Promise.all([
        ...chats.map(async (interactionId, index) => {
          await insist(stores, interactionId, isOffered(ines), 'offer');
          await agents.refreshReady(ines.id, at(10 + index));
        }),
        ...upTo(6).map(async (n) => {
          await agents.setStatus(ines.id, n % 2 ? 'paused' : 'available', undefined, at(n));
          await agents.refreshReady(ines.id, at(n));
        }),
      ]);
      const agent = await agents.refreshReady(ines.id, at(30));
      const rows = (await Promise.all(lanes.map((lane) => queues.ready(lane, 10)))).flat();
      expect(Object.fromEntries(rows.map(({ lane, order }) => [lane, order]))).toEqual(agent?.listed);
      expect(rows).toHaveLength(Object.keys(agent?.listed ?? {}).length);
      const isFree = agent?.status === 'available' && agent.reservations.length < 3;
      expect(rows.length).toBe(isFree ? 3 : 0);
    });
  });

  describe('contacts', () => {
    const ids = ['first', 'second', 'third'].map((id) => ContactId.parse(id));
    const [first, second, third] = ids as [ContactId, ContactId, ContactId];
    const key = (value: string) => MatchKey.parse(`email ${value}`);
    const contact = (id: ContactId, ...keys: string[]): KnownContact => ({
      ...{ id, name: 'Marta', fields: {}, lists: [], keys: keys.map(key), merged: [], createdAt: at(1), revision: 1 },
    });

    test('C3 whoever comes again is the same contact, and of many at once all are', async () => {
      const { contacts } = await open();
      const found = await Promise.all(
        upTo(9).map((n) => contacts.matched(key('marta@a'), () => contact(ContactId.parse(`c-${n}`), 'marta@a'))),
      );
      expect(new Set(found).size).toBe(1);
      expect(await contacts.matched(key('marta@a'), () => contact(third, 'marta@a'))).toBe(found[0]);
      expect(await contacts.get(found[0] ?? third)).toMatchObject({ name: 'Marta', keys: ['email marta@a'] });
      expect(await contacts.matched(key('jon@a'), () => contact(third, 'jon@a'))).toBe(third);
      expect(await contacts.get(second)).toBeUndefined();
    });

    test('E5 a change moves by what it is found, never to what is another’s, and never over another change', async () => {
      const { contacts } = await open();
      await contacts.matched(key('marta@a'), () => contact(first, 'marta@a'));
      await contacts.matched(key('jon@a'), () => contact(second, 'jon@a'));
      const was = contact(first, 'marta@a');
      const moved = { ...contact(first, 'marta@b'), name: 'Marta Rius', revision: 2 };
      expect(await contacts.change({ ...moved, keys: [key('jon@a')] }, was)).toBe('taken');
      expect(await contacts.change(moved, was)).toBe('changed');
      expect(await contacts.change({ ...was, revision: 2 }, was)).toBe('conflict');
      expect(await contacts.get(first)).toEqual(moved);
      expect(await contacts.matched(key('marta@b'), () => contact(third, 'marta@b'))).toBe(first);
      expect(await contacts.matched(key('marta@a'), () => contact(third, 'marta@a'))).toBe(third);
    });

    test('E5 whoever was one of the merged contacts is the survivor', async () => {
      const { contacts } = await open();
      const all = [contact(first, 'a@a'), contact(second, 'b@a'), contact(third, 'd@a')] as const;
      await contacts.matched(key('a@a'), () => all[0]);
      await contacts.matched(key('b@a'), () => all[1]);
      await contacts.matched(key('d@a'), () => all[2]);
      const two = { ...contact(second, 'b@a', 'c@a'), revision: 2 };
      expect(await contacts.change(two, all[1])).toBe('changed');
      const merged = { ...contact(first, 'a@a', 'b@a', 'c@a'), merged: [second], revision: 2 };
      expect(await contacts.merge(merged, all[0], all[1])).toBe('conflict');
      expect(await contacts.merge(merged, all[0], two)).toBe('merged');
      expect(await contacts.merge(merged, all[0], two)).toBe('conflict');
      expect(await contacts.get(second)).toEqual(merged);
      expect(await contacts.matched(key('b@a'), () => contact(third))).toBe(first);
      expect(await contacts.change({ ...two, revision: 3 }, two)).toBe('conflict');
      const both = { ...contact(third, 'a@a', 'b@a', 'c@a', 'd@a'), merged: [first, second], revision: 2 };
      expect(await contacts.merge(both, all[2], merged)).toBe('merged');
      expect(await contacts.get(second)).toEqual(both);
      expect(await contacts.matched(key('c@a'), () => contact(second))).toBe(third);
    });
  });

  describe('visits', () => {
    test('A2 admits so many and no more, the same one again, and under each key for itself', async () => {
      const { visits } = await open();
      const admit = (id: string, key = 'starts/office') => visits.admit(key, id, 3, at(90));
      const first = await Promise.all(upTo(10).map((n) => admit(`chat-${n}`)));
      expect(first.filter((result) => result === 'admitted')).toHaveLength(3);
      expect(await Promise.all(upTo(10).map((n) => admit(`chat-${n}`)))).toEqual(first);
      expect(await admit('chat-1', 'starts/home')).toBe('admitted');
    });

    test('B1 are counted in a window that moves on, for each key by itself, up to a limit', async () => {
      const { visits } = await open();
      expect(await visits.requests('visitor/marta', at(0), 10)).toBe(0);
      for (const [n, second] of [0, 10, 20, 30].entries())
        await visits.note('visitor/marta', `r-${n}`, at(second), at(90));
      await visits.note('visitor/martas', 'r-9', at(20), at(90));
      const counted = await Promise.all([0, 1, 10, 11, 30, 31].map((s) => visits.requests('visitor/marta', at(s), 10)));
      expect(counted).toEqual([4, 3, 3, 2, 1, 0]);
      expect(await visits.requests('visitor/marta', at(0), 2)).toBe(2);
      expect(await visits.requests('visitor/martas', at(0), 10)).toBe(1);
    });

    test('B1 all count that come at the same moment', async () => {
      const { visits } = await open();
      await Promise.all(upTo(20).map((n) => visits.note('gateway/shop', `request-${n}`, at(5), at(90))));
      expect(await visits.requests('gateway/shop', at(5), 100)).toBe(20);
    });

    test('B1 a request that is sent again counts once, even a while later', async () => {
      const { visits } = await open();
      await visits.note('gateway/shop', 'request-1', at(5), at(90));
      await visits.note('gateway/shop', 'request-1', at(5), at(90));
      await visits.note('gateway/shop', 'request-1', at(7), at(92));
      await visits.note('gateway/shop', 'request-2', at(8), at(93));
      expect(await visits.requests('gateway/shop', at(0), 100)).toBe(2);
      expect(await visits.requests('gateway/shop', at(0), 2)).toBe(2);
    });

    test('B1 an external tracking id leads to the newest chat of its website', async () => {
      const { visits } = await open();
      const [shop, advice] = ['shop', 'advice'].map((id) => GatewayId.parse(id)) as [GatewayId, GatewayId];
      expect(await visits.chatOf(shop, 'order-7', at(5))).toBeUndefined();
      await visits.track(shop, 'order-7', chatNamed(1), at(900));
      await visits.track(advice, 'order-7', chatNamed(2), at(900));
      expect(await visits.chatOf(shop, 'order-7', at(5))).toBe(chatNamed(1));
      await visits.track(shop, 'order-7', chatNamed(3), at(900));
      expect(await visits.chatOf(shop, 'order-7', at(5))).toBe(chatNamed(3));
      expect(await visits.chatOf(advice, 'order-7', at(5))).toBe(chatNamed(2));
      expect(await visits.chatOf(advice, 'order-70', at(5))).toBeUndefined();
    });

    test('B1 an external tracking id leads nowhere when its time is over, though its row may be there for days', async () => {
      const { visits } = await open();
      await visits.track(GatewayId.parse('shop'), 'order-7', chatNamed(1), at(900));
      expect(await visits.chatOf(GatewayId.parse('shop'), 'order-7', at(899))).toBe(chatNamed(1));
      expect(await visits.chatOf(GatewayId.parse('shop'), 'order-7', at(901))).toBeUndefined();
    });
  });

  describe('keys of programs', () => {
    test('G9 are found until they are revoked, and listed by age', async () => {
      const { machineKeys } = await open();
      const [older, newer] = [newMachineKey('voice', at(1)).key, newMachineKey('voice', at(2)).key];
      for (const key of [newer, older]) await machineKeys.add(key);
      expect(await machineKeys.find(older.id)).toEqual(older);
      expect(await machineKeys.list()).toEqual([older, newer]);
      expect(await machineKeys.revoke(older.id)).toBe(true);
      expect(await machineKeys.revoke(older.id)).toBe(false);
      expect(await machineKeys.find(older.id)).toBeUndefined();
      expect(await machineKeys.list()).toEqual([newer]);
    });
  });

  describe('the configuration', () => {
    test('G2 is versioned: the newest publish counts', async () => {
      const { configurations } = await open();
      expect(await configurations.current()).toBeUndefined();
      expect(await configurations.newest()).toBe(0);
      expect(await configurations.publish(configurationNamed('Orders'), 0, at(0))).toEqual({ version: 1 });
      expect(await configurations.current()).toEqual({ version: 1, configuration: configurationNamed('Orders') });
      expect(await configurations.publish(configurationNamed('Pedidos'), 1, at(1))).toEqual({ version: 2 });
      expect(await configurations.newest()).toBe(2);
      expect(await configurations.current()).toEqual({ version: 2, configuration: configurationNamed('Pedidos') });
    });

    test('G2 is kept as it was, version by version', async () => {
      const { configurations } = await open();
      expect(await configurations.version(1)).toBeUndefined();
      for (const n of upTo(6)) await configurations.publish(configurationNamed(`Orders ${n}`), n - 1, at(n));
      for (const n of [6, 1, 3, 2, 5, 4, 1]) {
        expect(await configurations.version(n)).toEqual(configurationNamed(`Orders ${n}`));
      }
      expect(await configurations.version(7)).toBeUndefined();
      expect((await configurations.current())?.version).toBe(6);
    });

    test('G2 a draft that was made from an older version is refused, and changes nothing', async () => {
      const { configurations } = await open();
      for (const n of upTo(2)) await configurations.publish(configurationNamed(`Orders ${n}`), n - 1, at(n));
      for (const base of [0, 1, 3]) {
        const published = await configurations.publish(configurationNamed('Lost'), base, at(3));
        expect(published).toEqual({ code: 'stale_base', version: 2 });
      }
      expect(await configurations.current()).toEqual({ version: 2, configuration: configurationNamed('Orders 2') });
      expect(await configurations.version(3)).toBeUndefined();
    });

    test.each([0, 1])(
      'G2 of several simultaneous publishes on version %d exactly one succeeds, completely',
      async (base) => {
        const { configurations } = await open();
        for (const n of upTo(base)) await configurations.publish(configurationNamed(`Orders ${n}`), n - 1, at(n));
        const attempts = upTo(5).map((n) => configurationNamed(`Pedidos ${n}`));
        const answers = await Promise.all(attempts.map((draft) => configurations.publish(draft, base, at(9))));
        const version = base + 1;
        const won = answers.findIndex((answer) => !('code' in answer));
        expect(answers[won]).toEqual({ version });
        expect(answers.filter((_, index) => index !== won)).toEqual(Array(4).fill({ code: 'stale_base', version }));
        expect(await configurations.current()).toEqual({ version, configuration: attempts[won] });
      },
    );
  });

  describe('the keys that sign tokens', () => {
    test('A2 one key of 32 bytes signs, and checks what it signed', async () => {
      const { keys } = await open();
      const [one, two] = await Promise.all([keys.signer(at(0)), keys.signer(at(0))]);
      expect(one.secret).toHaveLength(32);
      expect(two).toEqual(one);
      expect(await keys.verifier(one.id, at(0))).toEqual(one.secret);
      expect(await keys.verifier('another', at(0))).toBeUndefined();
    });

    test('H6 after a rotation another one signs, and the old one checks until its time is over', async () => {
      const { keys } = await open();
      const first = await keys.signer(at(0));
      const second = await keys.rotate(at(10), 60_000);
      expect(await keys.signer(at(10))).toMatchObject({ id: second.id });
      expect(second.id).not.toBe(first.id);
      expect(await keys.verifier(first.id, at(69))).toEqual(first.secret);
      expect(await keys.verifier(first.id, at(70))).toBeUndefined();
      expect(await keys.verifier(second.id, at(70))).toEqual(second.secret);
    });

    test('H6 a second rotation ends nothing that the first one still accepts', async () => {
      const { keys } = await open();
      const first = await keys.signer(at(0));
      const second = await keys.rotate(at(10), 60_000);
      await keys.rotate(at(20), 60_000);
      expect(await keys.verifier(first.id, at(69))).toEqual(first.secret);
      expect(await keys.verifier(first.id, at(70))).toBeUndefined();
      expect(await keys.verifier(second.id, at(79))).toEqual(second.secret);
    });

    test('H6 after a rotation for a stolen key it checks nothing any more', async () => {
      const { keys } = await open();
      const stolen = await keys.signer(at(0));
      await keys.rotate(at(10), 0);
      expect(await keys.verifier(stolen.id, at(10))).toBeUndefined();
    });

    test('B1 addresses are hidden in the same way before and after a rotation, so that counts of them go on', async () => {
      const { keys } = await open();
      const before = await keys.hidesAddresses(at(0));
      expect(before).toHaveLength(32);
      await keys.rotate(at(10), 0);
      expect(await keys.hidesAddresses(at(1000))).toEqual(before);
    });
  });
}
