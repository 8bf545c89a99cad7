/** What is always true of the contact centre (architecture, "Who makes sure"), computed from the logs. */
import { expect } from 'vitest';
import { entryOf, inboxEntryOf } from '../../adapters/stores.ts';
import { type Agent, used } from '../../core/agent/agent.ts';
import { isOnCall } from '../../core/agent/phone.ts';
import { modeAt } from '../../core/calendar/calendar.ts';
import { isOfAgent, partsOfLane } from '../../core/configuration/lanes.ts';
import { AgentId, type InteractionId, QueueId } from '../../core/ids.ts';
import { talkedMs } from '../../core/interaction/clocks.ts';
import type { InteractionEvent } from '../../core/interaction/events.ts';
import {
  askedBy,
  type Interaction,
  isIn,
  isOver,
  isPresent,
  isToBePlaced,
  laneOf,
  ownerOf,
  rungBy,
  seatedGuests,
  slotOf,
  standsInLine,
} from '../../core/interaction/state.ts';
import { RINGING } from '../../functions/desk/ring.ts';
import { agentIds, capacity, hours, LIMITS, oversees, queueIds } from './centre.ts';
import { readsTo, whomToRing } from './clients.ts';
import { expectFilesInTime, expectOnlyCleanKept } from './files.ts';
import { expectNothingOverdue, expectRules, isLookedAtSoon, offMs, passing } from './rules.ts';
import { seated } from './seats.ts';
import { isOutdated, isSame, newestTexts, readBy } from './sight.ts';
import { chatsOf, type Entry, held, type World, type Written } from './world.ts';

/** After every commit: nobody has more than they may, and whoever has waited for longest comes first. */
export function expectAtOnce(written: Written): void {
  const { commit, seats } = written.entry;
  for (const agent of seated(seats))
    if (held(written, agent).length > (capacity[agent] ?? 0)) throw new Error(`${agent} is over capacity`);
  if (written.isAlone) for (const event of commit.events) if (event.type === 'offered') expectFirst(written, event);
}

/** Those of the same lane. Others may be faster while several look at once, and what failed is repaired by a timer. */
function expectFirst(
  { logs, entry: { chat, commit }, looksSoon }: Written,
  { agents: [agent], reserves }: Extract<InteractionEvent, { type: 'offered' }>,
): void {
  if (!reserves || !agent) return;
  const earlier = chatsOf({ logs }).filter(
    (other) =>
      other.id !== chat.id &&
      standsInLine(other) &&
      !other.place.preferred &&
      laneOf(other) === laneOf(chat) &&
      isBefore(other, chat) &&
      passing(logs.get(other.id) ?? [], commit.at) !== agent.id &&
      !looksSoon(other.id),
  );
  expect(
    earlier.map(({ id }) => id),
    `before ${chat.id}, which ${agent.id} gets`,
  ).toEqual([]);
}

/** B5: what is more urgent, then what is older. */
const isBefore = (a: Interaction, b: Interaction): boolean =>
  a.place.priority === b.place.priority
    ? a.place.since < b.place.since || (a.place.since === b.place.since && a.id < b.id)
    : a.place.priority > b.place.priority;

/** The log that a copy was last compared with. */
const compared = new WeakMap<object, Entry[]>();

/** After every round, whatever is still owed or under way. */
export async function expectTruths(world: World): Promise<void> {
  const { stores, logs, broken, checked } = world;
  if (broken.length > 0) throw broken[0];
  // What has not changed was already checked.
  const changed = [...logs].filter(([id, log]) => checked.get(id) !== log.length);
  for (const [interactionId, log] of changed) {
    const misplaced = log.findIndex(({ commit }, index) => commit.seq !== index + 1);
    expect(misplaced, 'out of order').toBe(-1);
    const { chat } = await stores.chats.load(interactionId);
    expectSame(chat, log.at(-1)?.chat, 'the fold of its log');
    const events = log.flatMap(({ commit }) => commit.events);
    const count = (type: string) => events.filter((event) => event.type === type).length;
    const ends = count('reopened') + (chat.stage && isOver(chat) ? 1 : 0);
    expect(count('ended'), 'ends once for each time it was open').toBe(ends);
    const asked = events.filter((event) => event.type === 'ended' && event.asks !== undefined).length;
    expect(count('transcribed') + count('transcript-failed'), 'e-mailed more often than asked for').toBeLessThanOrEqual(
      count('transcript-requested'),
    );
    expect(count('rated'), 'rated more often than asked').toBeLessThanOrEqual(asked);
    const last = events.findLast((event) => event.type === 'ended');
    if (chat.stage && isOver(chat)) expect(chat.stage, 'its outcome').toHaveProperty('outcome', last?.outcome);
  }
  expect(await stores.chats.countOpen(), 'counted as open').toBe(chatsOf(world).filter(slotOf).length);
  for (const [interactionId, log] of changed) {
    const from = checked.get(interactionId) ?? 0;
    expectInTime(log, from);
    expectTalkCounted(log, world.foyer.now());
    expectOverseen(world, log, from);
    expectRules(world, log, from);
    expectAcknowledged(world, interactionId, log);
    checked.set(interactionId, log.length);
  }
  for (const { text } of world.foyer.mails) if (/notes|whispers/.test(text)) throw new Error(`An e-mail says: ${text}`);
  expectOneContactEach(world);
  expectOnlyCleanKept(world);
  await expectPlaces(world);
  await expectKept(world);
  await expectReservations(world);
  expectCopies(world);
}

/** C3: whoever comes again is the same contact, whatever failed meanwhile, and nobody else is. */
function expectOneContactEach(world: World): void {
  const ids = new Map<string | undefined, string | undefined>();
  for (const { contact } of chatsOf(world)) {
    // Whoever wants a call says no address.
    if (contact.email === undefined) continue;
    const known = ids.get(contact.email) ?? contact.id;
    if (!known || contact.id !== known) throw new Error(`${contact.email} is ${contact.id} and ${known}`);
    ids.set(contact.email, known);
  }
  if (new Set(ids.values()).size < ids.size) throw new Error('Two people are one contact');
}

/** An expectation that names the difference takes long even if there is none. */
function expectSame(has: unknown, should: unknown, what: string): void {
  if (!isSame(has, should)) expect(has, what).toEqual(should);
}

/** A timer that comes late, twice, or for something that has changed since ends nothing early. */
function expectInTime(log: Entry[], from: number): void {
  for (let index = Math.max(1, from); index < log.length; index++) {
    const [before, { commit, since }] = [(log[index - 1] as Entry).chat, log[index] as Entry];
    for (const event of commit.events) {
      // Somebody who asked another may change their mind.
      if (event.type === 'offer-expired' && !before.offers[0]?.by)
        expect(commit.at).toBeGreaterThanOrEqual(before.offers[0]?.expiresAt ?? 0);
      if (event.type === 'finished' && event.by === 'system') {
        expect(before.parked, 'a parked wrap-up stands still').toBeUndefined();
        expect(wrappedUpMs(log.slice(0, index), commit.at), 'wrap-up').toBeGreaterThanOrEqual(
          mayWrapUpMs(before) - offMs(log),
        );
      }
      if (event.type === 'ended' && event.outcome === 'unattended') {
        expect(before.parked, 'nobody is expected to answer in a parked chat').toBeUndefined();
        expect(commit.at).toBeGreaterThanOrEqual((before.talk.unanswered ?? Infinity) + LIMITS.unattendedS * 1000);
      }
      if (event.type === 'queued' && event.because === 'unresumed')
        expect(commit.at).toBeGreaterThanOrEqual(repliesDue(log.slice(0, index)));
      if (event.type === 'mail-requested')
        expect(declined(log.slice(0, index)), 'an e-mail that its visitor did not want').toBe(false);
      if (event.type === 'mail-requested')
        expect(commit.at, 'as planned').toBeGreaterThanOrEqual(before.visitor.away?.mail?.dueAt ?? Infinity);
      if (event.type === 'chat-time-passed')
        expect(talkedMs(before, commit.at)).toBeGreaterThanOrEqual(event.limitS * 1000);
      if (event.type === 'ended' && event.outcome === 'auto-finished')
        expect(commit.at, 'the visitor was away').toBeGreaterThanOrEqual(before.visitor.away?.endsAt ?? since + 1e9);
    }
  }
}

/** Worked on since the conversation ended, without parked time. */
function wrappedUpMs(log: Entry[], now: number): number {
  return log.reduce((sum, { commit, chat }, index) => {
    const isRunning = isIn(chat, 'wrap-up') && !chat.parked;
    return isIn(chat, 'wrap-up') ? sum + (isRunning ? (log[index + 1]?.commit.at ?? now) - commit.at : 0) : 0;
  }, 0);
}

const mayWrapUpMs = ({ stage }: Interaction): number =>
  (LIMITS.wrapUpS + (stage.is === 'wrap-up' ? stage.extended * LIMITS.wrapUpExtendS : 0)) * 1000;

/** In a parked chat, from the visitor's first message that nobody has answered. */
function repliesDue(log: Entry[]): number {
  const asked = log.findLast(({ commit }) => commit.events.some(({ type }) => type === 'reply-due'));
  return (asked?.commit.at ?? Infinity) + LIMITS.parkedReplyS * 1000;
}

const declined = (log: Entry[]): boolean =>
  log.at(-1)?.chat.contact.consents === undefined &&
  log.some(({ commit }) => commit.events.some(({ type }) => type === 'mail-declined'));

/** Nobody's work but that on an open conversation which is not parked is talk. */
function expectTalkCounted(log: Entry[], now: number): void {
  const isTalk = (entry: Entry | undefined) => entry && isIn(entry.chat, 'handled') && !entry.chat.parked;
  const talked = log.reduce((sum, entry, index) => {
    if (!isTalk(entry) || isTalk(log[index - 1])) return sum;
    const until = log.slice(index).find((later) => !isTalk(later))?.commit.at ?? now;
    // By another clock it may have ended before it began.
    return sum + Math.max(0, until - entry.commit.at);
  }, 0);
  const chat = log.at(-1)?.chat;
  if (chat) expect(talkedMs(chat, now), 'talk').toBe(talked);
}

const unasked = (event: InteractionEvent) =>
  event.type === 'whispered' || event.type === 'settled'
    ? event.by
    : event.type === 'monitored' ||
        (event.type === 'joined' && event.until !== undefined) ||
        (event.type === 'accepted' && event.how === 'take-over')
      ? event.agent
      : undefined;

/**
 * Whoever watches, whispers, joins or takes over unasked is signed in as a supervisor, and may see the queue by a configuration
 * that a call of that round could have read.
 */
function expectOverseen({ published, byOverseers }: World, log: Entry[], from: number): void {
  for (let index = from; index < log.length; index++) {
    const { commit, since, at } = log[index] as Entry;
    const queueId = log[index - 1]?.chat.place.queueId ?? '';
    for (const event of commit.events) {
      const id = unasked(event)?.id;
      // Whoever watched and lost their last socket watches on for a moment.
      if (id === undefined || commit.by === 'system') continue;
      expect(byOverseers, `${id} oversees`).toContain(commit.id);
      const may = published.some(
        ({ from, until, version }) => from <= at && until >= since && oversees(id, queueId, version),
      );
      expect(may, `${id} sees ${queueId}`).toBe(true);
    }
  }
}

/** A waiting chat is in exactly one list, with its current data; any other is in none. */
async function expectPlaces(world: World): Promise<void> {
  const rows = await Promise.all(
    queueIds.map((queueId) => world.stores.queues.waitingIn(QueueId.parse(queueId), 1000)),
  );
  const byId = <Row extends { interactionId: string }>(all: Row[]) =>
    all.toSorted((a, b) => (a.interactionId < b.interactionId ? -1 : 1));
  expectSame(byId(rows.flat()), byId(chatsOf(world).flatMap((chat) => entryOf(chat) ?? [])), 'the waiting lists');
}

/** What was acknowledged is kept, and nothing is kept twice; what nobody has looked at is in the inbox, and nothing else. */
async function expectKept(world: World): Promise<void> {
  const messages = chatsOf(world).filter(({ kind }) => kind !== 'chat');
  for (const [name, isAcknowledged] of world.left) {
    const found = messages.filter(({ contact }) => contact.name === name).length;
    if (found > 1 || (isAcknowledged && found === 0)) throw new Error(`${name} is kept ${found} times`);
  }
  for (const { id, forwarding, files } of messages)
    if (forwarding?.is === 'held' && files.unchecked.length === 0)
      throw new Error(`the e-mail of ${id} waits for nothing`);
  const inbox = await world.stores.inbox.list(10_000);
  const should = chatsOf(world).flatMap((chat) => inboxEntryOf(chat) ?? []);
  const byId = <Row extends { interactionId: string }>(all: Row[]) =>
    all.toSorted((a, b) => (a.interactionId < b.interactionId ? -1 : 1));
  expectSame(byId(inbox), byId(should), 'the inbox');
}

/** Named reservations and the chats that hold them agree, and ready rows match the agent's row. */
async function expectReservations(world: World): Promise<void> {
  for (const name of agentIds) {
    const row = await world.stores.agents.get(AgentId.parse(name));
    // Someone who is no longer an agent may still be named by a wrap-up, until its time is over.
    if (!row) continue;
    const reserved = row.reservations.map(({ interactionId }) => interactionId);
    const holding = held(world, name).map(({ id }) => id);
    expectSame(reserved.toSorted(), holding.toSorted(), `reserved by ${name}`);
    for (const { lane } of row.standings) {
      const ready = await world.stores.queues.ready(lane, 100);
      const order = ready.find(({ agentId }) => agentId === name)?.order;
      expectSame(order, row.listed[lane], `${name} in ${lane}`);
    }
  }
}

interface Copy {
  position: number;
  commits: { seq: number; at: number; events: object[] }[];
}

/** A client's copy of a log up to its position is what it may see of it: nothing missing, nothing twice, in order. */
function expectCopies({ visitors, consoles, logs }: World): void {
  for (const visitor of visitors) {
    const { interactionId, pages, readsFrom } = visitor;
    const log = (interactionId && logs.get(interactionId)) ?? [];
    const to = readsTo({ logs }, visitor);
    const theirs = () => log.filter(({ commit: { seq } }) => seq > readsFrom && seq <= to);
    for (const { socket, log: copy } of pages) expectCopy('visitor', socket, copy, log, theirs);
  }
  for (const { name, role, logs: copies } of consoles) {
    for (const [interactionId, copy] of copies) {
      const log = logs.get(interactionId) ?? [];
      if (!expectCopy('agent', `${name} of ${interactionId}`, copy, log, () => log)) continue;
      const own = new Set(log.flatMap(({ commit: { by, seq } }) => (by === `agent ${name}` ? [seq] : [])));
      // Whoever signs in as an agent has no supervisor's right to go on reading, but hears again what came of their own commands.
      const may =
        log.some((entry) => names(entry, name, role !== 'agent')) ||
        (role === 'agent' ? copy.commits.every(({ seq }) => own.has(seq)) : own.size > 0);
      expect(may, `${name} may see ${interactionId}`).toBe(true);
    }
  }
}

/** Returns whether it had to be looked at. A page that was there when a text was written has it until it hears of the newer one. */
function expectCopy(
  side: 'visitor' | 'agent',
  whose: string,
  copy: Copy,
  log: Entry[],
  readable: () => readonly Entry[],
): boolean {
  if (compared.get(copy) === log) return false;
  compared.set(copy, log);
  const newest = side === 'visitor' ? newestTexts(log) : new Map<number, number>();
  const asIs = (seq: number, events: readonly object[]) =>
    events.map((event) => (isOutdated(newest, seq, event) ? { ...event, text: '' } : event));
  const upTo = <T extends { seq: number; events: object[] }>(commits: T[]) =>
    commits
      .filter(({ seq, events }) => seq <= copy.position && events.length > 0)
      .map(({ seq, events, ...commit }) => ({ ...commit, seq, events: asIs(seq, events) }));
  const has = upTo(copy.commits.map(({ seq, at, events }) => ({ seq, at, events: events.filter(isNoWatching) })));
  const should = upTo(
    readable().map(({ commit }) => ({ seq: commit.seq, at: commit.at, events: readBy(side, commit) })),
  );
  expectSame(has, should, whose);
  return true;
}

/** Whoever watches sees who else does, and nobody else sees it. */
const isNoWatching = (event: object): boolean =>
  !('type' in event && (event.type === 'monitored' || event.type === 'unmonitored'));

/** It was offered to the agent, was theirs, or they watched. A supervisor who hands it over sees that commit. */
const names = ({ commit }: Entry, agent: string, isOverseer: boolean): boolean =>
  commit.events.some((event) =>
    event.type === 'offered'
      ? event.agents.some(({ id }) => id === agent)
      : (['accepted', 'proposed', 'joined'].includes(event.type) || (isOverseer && event.type === 'monitored')) &&
        'agent' in event &&
        event.agent?.id === agent,
  );

function expectAcknowledged({ acknowledged }: World, interactionId: InteractionId, log: Entry[]): void {
  for (const { id, seq, isMessage } of acknowledged.get(interactionId) ?? []) {
    const there = log.filter(({ commit }) => commit.id === id).map(({ commit }) => commit.seq);
    expectSame(there, [seq], `${id} is in the log once, under the number that was said`);
    const messages = log.flatMap(({ commit }) =>
      commit.events.filter((each) => each.type === 'message' && each.id === id),
    );
    if (messages.length !== (isMessage ? 1 : 0)) expect(messages, `messages ${id}`).toHaveLength(isMessage ? 1 : 0);
  }
}

/** When everything that was owed and due has happened. */
export async function expectQuiet(world: World): Promise<void> {
  await expectNobodyUnnoticed(world);
  expect(
    chatsOf(world)
      .filter(isToBePlaced)
      .map(({ id }) => id),
    'out of the automated conversation, and in no queue',
  ).toEqual([]);
  expectFairWaits(world);
  expectFilesInTime(world);
  expectNothingOverdue(world);
  for (const { people, id, visitor } of chatsOf(world).filter((chat) => !isOver(chat))) {
    expect(
      people.filter((person) => !isPresent(person, world.foyer.now())),
      `gone from ${id}`,
    ).toEqual([]);
    expect(visitor.away?.mail?.dueAt ?? Infinity, `mail of ${id}`).toBeGreaterThan(world.foyer.now());
  }
  await expectNobodyRungInWrapUp(world);
  await expectGuestsInterrupted(world, await agentsOf(world));
  const callId = `quiet-${world.foyer.newId()}`;
  expectWhomToRing(world, callId, await whomToRing(world, callId), await agentsOf(world));
  for (const { interactionId, pages } of world.visitors) {
    const newest = (interactionId && world.logs.get(interactionId)?.length) ?? 0;
    for (const { socket, log, isOpen } of pages) if (isOpen) expect(log.position, socket).toBe(newest);
  }
  const agents = await agentsOf(world);
  await expectLongestIdleFirst(world, agents);
  for (const { name, isOpen, logs } of world.consoles) {
    // Who is no longer an agent follows nothing, and a wrap-up of theirs ends by itself.
    if (!isOpen || !agents.some(({ id }) => id === name)) continue;
    for (const { id } of held(world, name)) {
      const newest = world.logs.get(id)?.findLast(({ commit }) => readBy('agent', commit).length > 0)?.commit.seq;
      expect(logs.get(id)?.position, `${name} of ${id}`).toBeGreaterThanOrEqual(newest ?? 0);
    }
  }
}

const agentsOf = async ({ stores }: World): Promise<Agent[]> =>
  (await Promise.all(agentIds.map((id) => stores.agents.get(AgentId.parse(id))))).flatMap((agent) => agent ?? []);

/** B12: asked for alone. */
async function expectNobodyRungInWrapUp(world: World): Promise<void> {
  for (const name of agentIds) {
    if (!held(world, name).some((chat) => isIn(chat, 'wrap-up') && !chat.parked)) continue;
    const others = agentIds.filter((id) => id !== name);
    const { agent } = await whomToRing(world, `alone-${world.foyer.newId()}`, undefined, others);
    expect(agent, `${name} is in wrap-up`).toBeNull();
  }
}

/** B12: what its owner has parked goes on for a guest. */
async function expectGuestsInterrupted(world: World, agents: Agent[]): Promise<void> {
  const now = world.foyer.now();
  for (const agent of agents) {
    const chats = held(world, agent.id);
    const [parked] = chats.filter((chat) => chat.parked && seatedGuests(chat).some(({ id }) => id === agent.id));
    const isRingable = isThere(agent, now) && (agent.phone.held?.until ?? 0) <= now;
    if (!parked || !isRingable || chats.some((chat) => isIn(chat, 'wrap-up') && !chat.parked)) continue;
    const others = agentIds.filter((id) => id !== agent.id);
    const { agent: rung } = await whomToRing(world, `guest-${world.foyer.newId()}`, undefined, others);
    expect(rung?.interrupts, `${agent.id} is a guest`).toContain(parked.id);
  }
}

/** B12: a free agent first; one with a conversation only if nobody else can be had; nobody in wrap-up. */
function expectWhomToRing(
  world: World,
  callId: string,
  { agent }: { agent: { id: string; why: string; interrupts: string[] } | null },
  agents: Agent[],
): void {
  const now = world.foyer.now();
  const ringable = agents
    .filter(
      (each) => (isThere(each, now) && (each.phone.held?.until ?? 0) <= now) || each.phone.held?.callId === callId,
    )
    .map(({ id }) => {
      const chats = held(world, id);
      const talks = chats.filter(
        (chat) =>
          isIn(chat, 'handled') &&
          [ownerOf(chat), ...seatedGuests(chat)].some((agent) => agent?.id === id) &&
          !(chat.parked && ownerOf(chat)?.id === id),
      );
      const isWrappingUp = chats.some((chat) => isIn(chat, 'wrap-up') && !chat.parked);
      return { id, isFree: chats.length === 0, isWrappingUp, interrupts: talks.map((chat) => chat.id) };
    });
  const chosen = ringable.find(({ id }) => id === agent?.id);
  if (!agent) {
    expect(
      ringable.filter(({ isWrappingUp }) => !isWrappingUp),
      'could be rung',
    ).toEqual([]);
    return;
  }
  expect(chosen, 'rung').toMatchObject({ isWrappingUp: false });
  expect(agent.interrupts.toSorted()).toEqual(chosen?.interrupts.toSorted());
  if (ringable.some(({ isFree }) => isFree)) expect(agent.why).toBe('free');
  if (agent.interrupts.length > 0)
    expect(
      ringable.filter(({ interrupts, isWrappingUp }) => interrupts.length === 0 && !isWrappingUp),
      'need not be interrupted',
    ).toEqual([]);
}

const isThere = ({ status, leaseUntil, phone }: Agent, now: number): boolean =>
  status === 'available' && leaseUntil > now && !isOnCall(phone, now);

/** By their strategies (`centre.ts`). */
const offersTo: Record<string, 'one' | 'all' | 'nobody'> = { orders: 'one', returns: 'all', advice: 'nobody' };

/** B5: of those who are ready where one is asked, whoever has had nothing to do for longest comes first. */
async function expectLongestIdleFirst({ stores }: World, agents: Agent[]): Promise<void> {
  for (const lane of new Set(agents.flatMap(({ standings }) => standings.map((standing) => standing.lane)))) {
    if (offersTo[partsOfLane(lane).queueId] !== 'one') continue;
    const idle = (await stores.queues.ready(lane, 100)).map(({ agentId }) => {
      const { readySince = 0, phone } = agents.find(({ id }) => id === agentId) ?? {};
      return Math.max(readySince, phone?.since ?? 0);
    });
    expect(idle, `since when agents are idle in ${lane}`).toEqual(idle.toSorted((a, b) => a - b));
  }
}

/** Nobody waits while someone is ready who could have them, and everyone who is ready is listed. */
async function expectNobodyUnnoticed(world: World): Promise<void> {
  const now = world.foyer.now();
  const chats = chatsOf(world);
  for (const name of agentIds) {
    const agent = await world.stores.agents.get(AgentId.parse(name));
    if (!agent) continue;
    expect(used(agent)).toBeLessThanOrEqual(agent.capacity);
    expect(agent.version, `${name} by the newest version`).toBe(world.published.length);
    // Of whoever vanished the lease may be over by another clock. A console that is open asks to be listed again.
    const isHere = world.consoles.some((console) => console.name === name && console.isOpen);
    const isSure = isHere || agent.leaseUntil > now + world.skewS * 1000;
    const isReady = isSure && isThere(agent, now) && held(world, name).length < (capacity[name] ?? 0);
    const lanes = agent.standings.map(({ lane }) => lane).filter((lane) => !isOfAgent(lane));
    expect(Object.keys(agent.listed), `${name} is found`).toEqual(expect.arrayContaining(isReady ? lanes : []));
    if (agent.status === 'offline' || agent.leaseUntil <= now)
      expect(
        [
          ...held(world, name).filter((chat) => !isOver(chat)),
          ...chats.filter((chat) => rungBy(chat).includes(agent.id)),
        ],
        `${name} has left`,
      ).toEqual([]);
    if (isOnCall(agent.phone, now))
      expect(
        chats.filter((chat) => askedBy(chat).some(({ id }) => id === name)),
        `${name} is on a call`,
      ).toEqual([]);
    else
      expect(
        held(world, name).filter((chat) => chat.parked?.by === 'call' && ownerOf(chat)?.id === name),
        `${name} is on no call`,
      ).toEqual([]);
    if (!isReady) continue;
    const could = chats.filter(
      (chat) =>
        standsInLine(chat) &&
        offersTo[chat.place.queueId] !== 'nobody' &&
        mayRing(chat, chats) &&
        agent.standings.some(({ lane }) => lane === laneOf(chat)) &&
        passing(world.logs.get(chat.id) ?? [], now) !== name &&
        !rungBy(chat).includes(agent.id) &&
        !isLookedAtSoon(world, chat),
    );
    expect(
      could.map(({ id }) => id),
      `wait while ${name} is ready`,
    ).toEqual([]);
  }
}

/** Of those that ring everybody, so many at once. */
function mayRing(chat: Interaction, all: Interaction[]): boolean {
  if (offersTo[chat.place.queueId] !== 'all') return true;
  return (
    all.filter((other) => standsInLine(other) && laneOf(other) === laneOf(chat) && isBefore(other, chat)).length <
    RINGING
  );
}

/** No wait ends before the visitor has waited that long, and nobody joins a line that is closed. */
function expectFairWaits(world: World): void {
  const now = world.foyer.now();
  const isOpen = (queueId: string, at: number) =>
    !world.isLimited || queueId !== 'advice' || modeAt(hours, at) === 'in-hours';
  /** According to any of the configurations, and at any of the times, that a call of that round could have read. */
  const took = (queueId: string, { since, at, skewMs }: Entry) =>
    [since, at, ...Array.from({ length: Math.floor((at - since) / 1000) }, (_, n) => since + n * 1000)].some((time) =>
      world.published.some(
        ({ from, until, version }) =>
          from <= at && until >= since && isOpen(queueId, time + skewMs) && version[queueId as 'orders'] !== false,
      ),
    );
  for (const log of world.logs.values()) {
    const chat = log.at(-1)?.chat;
    // What nobody waits for waits for its queue to open, too.
    if (chat?.kind !== 'chat') continue;
    const entered = log.flatMap((entry) =>
      entry.commit.events.flatMap((event) => (event.type === 'queued' ? [{ ...event, entry }] : [])),
    );
    for (const { because, queueId, entry } of entered)
      if (because === 'arrived' || because === 'overflowed' || because === 'transferred')
        expect([queueId, took(queueId, entry)]).toEqual([queueId, true]);
    const { timeOutS } = chat.place.terms;
    if (chat.stage.is === 'ended' && chat.stage.outcome === 'timed-out') {
      expect(timeOutS).toBeGreaterThan(0);
      expect(waitedMs(log, now)).toBeGreaterThanOrEqual(timeOutS * 1000 - offMs(log));
    }
    if (standsInLine(chat) && timeOutS > 0) {
      if (!isLookedAtSoon(world, chat)) expect(waitedMs(log, now)).toBeLessThan(timeOutS * 1000 + offMs(log));
    }
    // A chat that comes back from a conversation, or out of a queue that is gone, is kept for ten minutes.
    // By another clock the line was open.
    else if (standsInLine(chat) && !isOpen(chat.place.queueId, now) && offMs(log) === 0)
      expect(['returned', 'unresumed', 'republished'], JSON.stringify(entered)).toContain(entered.at(-1)?.because);
  }
}

/** How long it was in line or on offer, since it last came there for a reason of its own. */
function waitedMs(whole: Entry[], now: number): number {
  const log = whole.slice(whole.findLastIndex(({ commit }) => commit.events.some(beginsToWait)));
  return log.reduce((sum, { commit, chat }, index) => {
    const until = log[index + 1]?.commit.at ?? now;
    return sum + (isIn(chat, 'waiting') ? until - commit.at : 0);
  }, 0);
}

const beginsToWait = (event: InteractionEvent): boolean =>
  event.type === 'queued' && ['arrived', 'transferred', 'reopened'].includes(event.because);
