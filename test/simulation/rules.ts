/** What each event of a log needs, and what must not be left undone: computed from what came before it, without asking the rules. */
import { expect } from 'vitest';
import type { Commit, InteractionEvent } from '../../core/interaction/events.ts';
import { type Interaction, isIn, isOver, standsInLine } from '../../core/interaction/state.ts';
import { LIMITS, oversees, type Version } from './centre.ts';
import type { Seats } from './seats.ts';
import { chatsOf, type Entry, type World } from './world.ts';

type Of<T extends InteractionEvent['type']> = Extract<InteractionEvent, { type: T }>;

interface Before {
  chat: Interaction;
  /** Of this chat, without the commit. */
  log: Entry[];
  commit: Commit;
  /** Whether any version allows it by which an agent's row could have been written. */
  may(allows: (version: Version) => boolean): boolean;
}

const AWAY_MS = 10_000;
const PASSED_MS = 10_000;
const EXTENSIONS = 3;
/** Of queues that say nothing else. */
const DROPOUT_MS = 5000;
/** Where a conversation must be to end so. */
const onlyIn = [
  ['handled', ['unattended']],
  ['waiting', ['timed-out', 'unmanaged', 'rejected']],
] as const satisfies [Interaction['stage']['is'], string[]][];

const rules: { [T in InteractionEvent['type']]?: (event: Of<T>, before: Before) => void } = {
  accepted({ agent: { id }, how }, { chat, may }) {
    if (how !== 'take') return;
    expect(
      chat.offers.filter(({ reserves }) => reserves),
      'taken while somebody is asked',
    ).toEqual([]);
    expect(
      may((version) => isMember(id, version) && oversees(id, chat.place.queueId, version)),
      'sees what they take',
    ).toBe(true);
    expectSkill(id, chat.place);
  },
  offered({ agents }, { chat, log, commit }) {
    const asked = chat.offers.flatMap(({ to }) => to.map(({ id }) => id));
    const comes = commit.events.find((event) => event.type === 'queued');
    const passed = comes ? undefined : passing(log, commit.at);
    for (const { id } of agents) {
      expectSkill(id, comes ?? chat.place);
      if (!asked.includes(id)) expect(id, 'asked again at once').not.toBe(passed);
    }
  },
  'file-checked'({ upload }, { log }) {
    const about = log.flatMap(({ commit: { events } }) =>
      events.filter((event) => (event.type === 'file' || event.type === 'file-checked') && event.upload === upload),
    );
    // Sent again after its verdict, it has another.
    expect(about.at(-1)?.type, 'one verdict for each file').toBe('file');
  },
  'letter-sent': ({ request }, { log }) => expectNoLetter(request, log),
  'letter-failed': ({ request }, { log }) => expectNoLetter(request, log),
  ended({ by, outcome }, { chat, log, commit }) {
    // A supervisor closes what nobody has.
    if (commit.events.some(({ type }) => type === 'settled')) {
      expect(chat.aside, 'closed by a supervisor').toBeDefined();
      expect(outcome, 'outcome').toBe('completed');
      return;
    }
    if (commit.by.startsWith('agent ')) expect(`agent ${ownerIn(chat)}`, 'ended by').toBe(commit.by);
    const { stage, place } = chat;
    const isShort = stage.is === 'waiting' && commit.at - place.waitedFrom < DROPOUT_MS;
    const leaves = isShort ? 'short-abandoned' : 'abandoned';
    // Nobody answered the last call.
    const isMissed = commit.events.some((event) => event.type === 'called' && !event.reached);
    if (isMissed) expect(outcome, 'nobody answered').toBe('abandoned');
    // They have left a message instead.
    else if (by === 'visitor' && outcome === 'offline')
      expect(['arriving', 'waiting'], 'left a message').toContain(stage.is);
    else if (by !== 'system') expect(outcome, 'outcome').toBe(stage.is === 'handled' ? 'completed' : leaves);
    const [one] = onlyIn.find(([, outcomes]) => outcomes.some((each) => each === outcome)) ?? [];
    if (one) expect(stage.is, outcome).toBe(one);
    if (outcome === 'unattended')
      expect(silentMs(log, commit.at), 'the agent is silent').toBeGreaterThanOrEqual(
        LIMITS.unattendedS * 1000 - offMs(log),
      );
    if (outcome === 'auto-finished') expect(chat.visitor.away?.mail, 'a mail is planned').toBeUndefined();
  },
  /** It keeps its age and its urgency, wherever it goes on to wait. */
  queued({ because, since, priority }, { chat: { place } }) {
    if (because === 'arrived') return;
    expect(since, `since when it waits, ${because}`).toBe(place.since);
    if (because !== 'republished' && because !== 'reopened')
      expect(priority, `priority, ${because}`).toBe(place.priority);
  },
  noted: (_, { log }) =>
    expect(times(log, 'noted'), 'notes of what Foyer finished').toBeLessThan(times(log, 'finished', 'system')),
  extended({ type }, { log }) {
    const since = log.slice(log.findLastIndex(({ commit }) => commit.events.some((event) => event.type === 'ended')));
    expect(times(since, type), 'extended').toBeLessThan(EXTENSIONS);
  },
  resumed: ({ by }, { chat }) => (by === 'call' ? expect(chat.parked?.by, 'parked by').toBe('call') : undefined),
  'visitor-left': (_, { chat, commit }) =>
    expect(commit.at, 'left').toBeGreaterThanOrEqual((chat.visitor.away?.since ?? Infinity) + AWAY_MS),
  'mail-planned'(_, { chat: { visitor, contact } }) {
    expect(visitor.away?.mail, 'planned before').toBeUndefined();
    expect(contact.consents?.continuity, 'agreed to e-mails').toBeDefined();
  },
  'transcript-requested'(_, { chat }) {
    expect(chat.talk.ms > 0 || chat.talk.from !== undefined, 'an agent has had it').toBe(true);
    expect(chat.visitor.readsFrom, 'asked for by whoever gave the address').toBe(0);
  },
  'chat-time-passed': (_, { chat }) => expect(chat.talk.isLong, 'said before').toBeFalsy(),
  whispered({ by }, { chat: { people } }) {
    const as = people.find(({ agent }) => agent.id === by.id)?.as;
    expect(['monitor', 'guest'], `${by.id} watches`).toContain(as);
  },
  unmonitored: ({ agent }, before) => expectTimeOver(agent.id, before),
  left: ({ agent }, before) => expectTimeOver(agent.id, before),
  reopened({ isOtherReader }, { log, commit }) {
    if (!isOtherReader) return;
    const ended = log.findLast(({ commit: { events } }) => events.some(({ type }) => type === 'ended'));
    expect(commit.at - (ended?.commit.at ?? 0), 'since the end').toBeLessThan(LIMITS.momentumS * 1000);
  },
};

/** One outcome for each e-mail. */
function expectNoLetter(request: number, log: Entry[]): void {
  const told = log.flatMap(({ commit }) =>
    commit.events.filter(
      (event) => (event.type === 'letter-sent' || event.type === 'letter-failed') && event.request === request,
    ),
  );
  expect(told, `what became of ${request} is known`).toEqual([]);
}

/** By how much the sum of its times may be off: each was taken by one clock and ended by another. */
export const offMs = (log: Entry[]): number =>
  log.length * 2 * log.reduce((most, { skewMs }) => Math.max(most, Math.abs(skewMs)), 0);

/** Since somebody got the conversation, or the visitor's first message after an agent's last, without parked time. */
function silentMs(log: Entry[], now: number): number {
  const owner = log.at(-1)?.seats.owner;
  const got = log.findLastIndex(({ seats }, index) => seats.owner === owner && log[index - 1]?.seats.owner !== owner);
  const writes = (from: 'visitor' | 'agent') => (entry: Entry, index: number) =>
    index > got && entry.commit.events.some((event) => isGiven(event) && event.from === from);
  const answered = log.findLastIndex(writes('agent'));
  const begins =
    answered < 0 ? got : log.findIndex((entry, index) => index > answered && writes('visitor')(entry, index));
  if (begins < 0) return 0;
  return log.reduce((sum, { commit, chat }, index) => {
    if (index < begins || chat.parked) return sum;
    return sum + (log[index + 1]?.commit.at ?? now) - commit.at;
  }, 0);
}

/** A file answers as a text does. */
const isGiven = (event: InteractionEvent): event is Of<'message'> | Of<'file'> =>
  event.type === 'message' || event.type === 'file';

const isMember = (id: string, version: Version): boolean => id !== 'tomas' || version.tomas;

const ownerIn = ({ people }: Interaction): string | undefined => people.find(({ as }) => as === 'owner')?.agent.id;

/** Only Inés knows about refunds. */
function expectSkill(agent: string, { requires }: Pick<Interaction['place'], 'requires'>): void {
  if (requires.skill !== undefined) expect(agent, `has the skill ${requires.skill}`).toBe('ines');
}

/** Whoever has just passed on it, let it expire, or given it back to the line: others are asked first (B7). */
export function passing(log: Entry[], now: number): string | undefined {
  for (const [back, { commit, chat }] of log.toReversed().entries()) {
    const before = log.at(-back - 2)?.seats;
    for (const event of commit.events.toReversed()) {
      const passed = passedBy(event, before, chat);
      if (passed !== 'as before') return now - commit.at < PASSED_MS ? passed : undefined;
    }
  }
  return undefined;
}

function passedBy(event: InteractionEvent, before: Seats | undefined, { stage, offers }: Interaction) {
  if (event.type === 'accepted') return undefined;
  if (event.type === 'offer-rejected' && stage.is === 'waiting') {
    if (event.because === undefined) return event.agentId;
    return offers.length > 0 ? 'as before' : undefined;
  }
  if (event.type === 'offer-expired' && stage.is === 'waiting') return before?.asked;
  if (event.type !== 'queued') return 'as before';
  const { because } = event;
  if ((because === 'unresumed' || because === 'transferred') && before?.owner !== undefined) return before.owner;
  return ['arrived', 'returned', 'reopened'].includes(because) ? undefined : 'as before';
}

function times(log: Entry[], type: InteractionEvent['type'], by?: string): number {
  const events = log.flatMap(({ commit }) => commit.events);
  return events.filter((event) => event.type === type && (by === undefined || ('by' in event && event.by === by)))
    .length;
}

/** A supervisor without a place goes when they want to, when their time is over, or to follow the chat as an agent. */
function expectTimeOver(agent: string, { chat, commit }: Before): void {
  const isFollowing = commit.events.some((event) => event.type === 'connected' && event.agentId === agent);
  if (commit.by !== 'system' || isFollowing) return;
  const { until } = chat.people.find((person) => person.agent.id === agent) ?? {};
  if (until !== undefined) expect(commit.at, `${agent} goes`).toBeGreaterThanOrEqual(until);
}

/** `from`: what comes before that was checked already. */
export function expectRules({ published }: World, log: Entry[], from: number): void {
  for (let index = from; index < log.length; index++) {
    const { commit, followed, at, chat: after } = log[index] as Entry;
    const { away, reach } = after.visitor;
    if (away && reach.ids.length > 0) expect(reach.ids, 'away, with a page open').toEqual([]);
    const chat = log[index - 1]?.chat;
    if (!chat) continue;
    const may = (allows: (version: Version) => boolean) =>
      published.slice(followed - 1).some(({ from, version }) => from <= at && allows(version));
    const before = { chat, log: log.slice(0, index), commit, may };
    for (const event of commit.events) {
      const rule = rules[event.type] as ((event: InteractionEvent, before: Before) => void) | undefined;
      rule?.(event, before);
    }
  }
}

/** When everything that was owed and due has happened. */
export function expectNothingOverdue(world: World): void {
  const now = world.foyer.now();
  const newest = world.published.at(-1)?.version;
  for (const chat of chatsOf(world)) {
    const { offers, stage, parked, place } = chat;
    const names = isOver(chat) ? [] : [...offers.flatMap(({ to }) => to.map(({ id }) => id)), ownerIn(chat)];
    if (!newest?.tomas) expect(names, 'no longer an agent').not.toContain('tomas');
    for (const { expiresAt } of offers) expect(expiresAt, 'an offer').toBeGreaterThan(now);
    if (stage.is === 'wrap-up' && !parked) expect(stage.deadline, 'a wrap-up').toBeGreaterThan(now);
    if (isIn(chat, 'handled') && parked)
      expect(asksSince(world.logs.get(chat.id) ?? [], parked.since), 'a question in a parked chat').toBeGreaterThan(
        now - LIMITS.parkedReplyS * 1000,
      );
    if (standsInLine(chat) && newest && !isLookedAtSoon(world, chat)) {
      expect(newest.returns || place.queueId !== 'returns', 'the queue exists').toBe(true);
      expect(newest.refunds || place.requires.skill === undefined, 'the lane exists').toBe(true);
    }
  }
}

/** Since when the visitor waits for an answer in a chat that was parked then. */
function asksSince(log: Entry[], parkedAt: number): number {
  const written = log.flatMap(({ commit: { at, events } }) =>
    events.flatMap((event) => (isGiven(event) ? [{ at, from: event.from }] : [])),
  );
  const answered = written.findLastIndex(({ from }) => from === 'agent');
  const [first] = written.slice(answered + 1);
  return first ? Math.max(first.at, parkedAt) : Infinity;
}

/** Whoever brought it to the line failed before they could look for an agent: a timer looks in their place. */
export function isLookedAtSoon({ logs, foyer, round }: World, { id }: Interaction): boolean {
  const last = logs.get(id)?.at(-1);
  const looks = foyer.armed.some((timer) => timer.kind === 'find-agent' && timer.interactionId === id);
  return looks && last !== undefined && round.failed.has(last.since);
}
