/** A clock that tests turn, sockets that tests speak through, and storage that outlives a console. */

import type { Clock } from '../../../console/live/clock.ts';
import type { OpenSocket, SocketEvents } from '../../../console/live/connection.ts';
import { createLive, type Drafts, type Live } from '../../../console/live/live.ts';
import type { KeyValueStorage } from '../../../console/live/sending.ts';
import { AgentId, InteractionId } from '../../../core/ids.ts';
import { AgentFrame } from '../../../protocol/agent.ts';

export interface FakeClock extends Clock {
  /** Runs what becomes due on the way, in order. */
  turn(ms: number): void;
}

export function fakeClock(start = 1_000_000): FakeClock {
  let now = start;
  const due = new Set<{ at: number; run: () => void }>();
  return {
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      due.add(timer);
      return () => due.delete(timer);
    },
    turn: (ms) => {
      const end = now + ms;
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        due.delete(next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
}

export function fakeStorage(): KeyValueStorage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** The wrap-up fields as filled in by someone. */
interface FakeDrafts extends Drafts {
  write(interactionId: string, draft: { disposition?: string; note?: string }): void;
}

function fakeDrafts(): FakeDrafts {
  const written = new Map<string, { disposition?: string; note?: string }>();
  return {
    write: (interactionId, draft) => void written.set(interactionId, draft),
    wrapUp: (interactionId) => ({ disposition: '', note: '', ...written.get(interactionId) }),
    inWrapUp: () => [...written.keys()].map((interactionId) => InteractionId.parse(interactionId)),
    forget: (interactionId) => void written.delete(interactionId),
  };
}

export interface FakeLine {
  address: string;
  sent: AgentFrame[];
  open(): void;
  close(): void;
  closed: boolean;
  push(push: unknown): void;
  raw(text: string): void;
  take(): AgentFrame[];
}

/** Every socket that was opened, newest last. */
function fakeNetwork(): { lines: FakeLine[]; openSocket: OpenSocket } {
  const lines: FakeLine[] = [];
  const openSocket: OpenSocket = (address: string, events: SocketEvents) => {
    const line: FakeLine = {
      address,
      sent: [],
      closed: false,
      open: events.opened,
      close: events.closed,
      push: (push) => events.text(JSON.stringify(push)),
      raw: events.text,
      take: () => line.sent.splice(0),
    };
    lines.push(line);
    return {
      send: (text) => void line.sent.push(AgentFrame.parse(JSON.parse(text))),
      close: () => {
        line.closed = true;
      },
    };
  };
  return { lines, openSocket };
}

export const terms = {
  ...{ queueName: 'Returns', strategy: 'longest-idle', offerS: 20, wrapUpS: 120, autoFinishS: 120 },
  ...{
    maxMessagesPer10S: 10,
    editWithinS: 300,
    parkedReplyS: 60,
    unattendedS: 0,
    chatTimeS: 0,
    wrapUpExtendS: 60,
    wrapUpExtensions: 3,
    momentumS: 0,
    dropoutS: 5,
    zone: 'Europe/Madrid',
    agentCapacity: 0,
    maxChats: 0,
    timeOutS: 0,
    overflowS: 0,
  },
  ...{
    relax: [],
    preferredForS: 20,
    serviceLevelS: 60,
    keepDays: 0,
    dispositions: [{ code: 'solved', label: 'Solved' }],
  },
};
export const ines = { id: 'ines', name: 'Inés Carrasco' };
export const joana = { id: 'joana', name: 'Joana Prates' };
export const mateo = { id: 'mateo', name: 'Mateo Ruiz' };

/** A log, event by event, each in its own commit unless grouped. */
export function log(...commits: (object | object[])[]) {
  return commits.map((events, index) => ({
    seq: index + 1,
    prev: index,
    at: 1_000_000 + index * 1000,
    events: Array.isArray(events) ? events : [events],
  }));
}

export const started = {
  ...{ type: 'started', kind: 'chat', contact: { name: 'Marta Solís' }, terms },
  facts: { culture: 'es-ES', tags: ['club-alba'], variables: {} },
};
export const queued = {
  ...{ type: 'queued', because: 'arrived', queueId: 'returns', priority: 100, since: 1_000_000 },
  ...{ requires: {}, reviewAt: [], waitedFrom: 1_000_000, terms },
};
/** `why` of each candidate, in list order. */
export const considering = (...why: string[]) =>
  why.map((reason, place) => ({ agentId: `agent-${place}`, why: reason }));
export const offered = {
  ...{ type: 'offered', agents: [ines], offerId: 'offer-1', expiresAt: 1_022_000, reserves: true },
  considered: considering('chosen'),
};
export const rung = (...agents: object[]) => ({
  ...{ ...offered, agents, reserves: false },
});

const facts = {
  ...{ at: 1_000_000, local: '2026-11-18T10:36', gateway: 'casa-alba', queue: 'returns', culture: 'es-ES' },
  ...{ tags: ['club-alba'], calendar: 'office', calendars: { office: 'in-hours' } },
};
export const screened = (over: object = {}) => ({
  type: 'screened',
  receipt: {
    ...{ table: 'gateway', version: 47, failed: '', row: null, signal: 'free' },
    facts: { ...facts, trackingOpen: false, requests: {} },
    ...over,
  },
});
export const routed = (over: object = {}) => ({
  type: 'routed',
  receipt: {
    ...{ table: 'queue', version: 47, failed: 'c', row: 1, queueId: 'returns', priority: 100 },
    facts: { ...facts, lists: [], variables: {} },
    ...over,
  },
});
export const accepted = { type: 'accepted', agent: ines, how: 'offer' };
export const says = (
  from: 'visitor' | 'agent',
  text: string,
  id = `message-${text}-0000000000`.replaceAll(/[^\w-]/g, '-'),
) => ({
  type: 'message',
  id,
  from,
  text,
});
export const ended = { type: 'ended', by: 'visitor', outcome: 'completed', wrapUpUntil: 1_200_000 };

export const welcome = (over: object = {}) => ({
  t: 'welcome',
  status: 'available',
  since: 1_000_000,
  chats: [],
  lines: [],
  now: 1_000_000,
  ...over,
});

/** A console on a fake network. `connect` opens the newest socket and sends welcome. */
export function startConsole(
  given: { clock?: FakeClock; storage?: KeyValueStorage; drafts?: FakeDrafts; address?: () => Promise<string> } = {},
) {
  const clock = given.clock ?? fakeClock();
  const storage = given.storage ?? fakeStorage();
  const drafts = given.drafts ?? fakeDrafts();
  const network = fakeNetwork();
  const numbers = { tickets: 0, ids: 0 };
  const live: Live = createLive({
    me: AgentId.parse(ines.id),
    address: given.address ?? (async () => `wss://foyer/?token=${++numbers.tickets}`),
    openSocket: network.openSocket,
    clock,
    random: () => 1,
    storage,
    drafts,
    newId: () => `command-${String(++numbers.ids).padStart(12, '0')}`,
    isVisible: () => true,
  });
  live.start();
  const line = () => {
    const newest = network.lines.at(-1);
    if (!newest) throw new Error('No socket was opened');
    return newest;
  };
  return {
    live,
    clock,
    storage,
    drafts,
    lines: network.lines,
    line,
    connect: async (over: object = {}) => {
      await flush();
      line().open();
      line().push(welcome(over));
    },
    /** What was sent since the last call, except the first frame. */
    sent: () =>
      line()
        .take()
        .filter(({ t }) => t !== 'hello'),
    chat: () => [...live.state().chats.values()][0],
  };
}

/** Lets the callbacks of settled promises run. */
export const flush = () => new Promise<void>((done) => setImmediate(done));
