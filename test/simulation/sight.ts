/**
 * What each side may read of a log: a second statement of what the topics' events say of it, to check clients' copies by. Whoever
 * adds an event adds it here, if the visitor reads it or agents do not.
 */
import type { Commit, InteractionEvent } from '../../core/interaction/events.ts';

type Type = InteractionEvent['type'];
type Of<T extends Type> = Extract<InteractionEvent, { type: T }>;
type Reads = { [T in Type]?: (event: Of<T>) => object | undefined };

const nameOf = ({ agent }: { agent?: { name: string } | undefined }) => ({ agent: agent && { name: agent.name } });

/** Neither side learns to which contact it leads. */
const withoutId = ({ id: _, ...contact }: Of<'started'>['contact']) => contact;

/** For a visitor the chat stays where it is. */
const unnoticed: readonly string[] = ['relaxed', 'not-preferred', 'republished'];

/** Agents by name only, and nothing of what agents do among themselves. */
const byVisitor: Reads = {
  started: ({ type, contact, origin: { files } }) => ({ type, contact: withoutId(contact), files }),
  queued: ({ type, because, terms }) =>
    unnoticed.includes(because) ? undefined : { type, because, queue: terms?.queueName },
  said: ({ type, text }) => ({ type, asks: false, lines: [{ text }] }),
  stepped: ({ run, said }) => ({ type: 'said', asks: run.doing.is === 'asking', lines: said }),
  greeted: ({ id, text }) => ({ type: 'message', id, from: 'agent', text }),
  accepted: ({ type, ...event }) => ({ type, ...nameOf(event) }),
  joined: ({ type, ...event }) => ({ type, ...nameOf(event) }),
  left: ({ type, ...event }) => ({ type, ...nameOf(event) }),
  message: ({ type, id, from, text, ...event }) => ({ type, id, from, text, ...nameOf(event) }),
  file: ({ agent, ...event }) => ({ ...event, ...nameOf({ agent }) }),
  'file-checked': (event) => event,
  revised: ({ type, of, from, text, ...event }) => ({ type, of, from, text, ...nameOf(event) }),
  ended: ({ type, by, outcome, says, asks }) => ({ type, by, outcome, says, asks }),
};

/** Who watches is for supervisors, and sockets and timers are for nobody. */
const unseen: readonly Type[] = [
  ...([
    'uploading',
    'connected',
    'disconnected',
    'watched',
    'scripted',
    'overflow-closed',
    'monitored',
    'unmonitored',
  ] as const),
];

/** Without the tenant's texts, which say nothing to agents. */
const seen = <T extends { messages: unknown }>(terms: T | undefined) => terms && { ...terms, messages: undefined };

/** Where it is less than everything. */
const byAgent: Reads = {
  started: ({ type, kind, contact, facts, terms, origin: { files } }) => ({
    ...{ type, kind, contact: withoutId(contact), facts, terms: seen(terms), files },
  }),
  queued: ({ terms, ...event }) => ({ ...event, terms: seen(terms) }),
  ended: ({ frees: _, asks: __, ...event }) => event,
};

function read(side: 'visitor' | 'agent', event: InteractionEvent): object | undefined {
  const reads = (side === 'visitor' ? byVisitor : byAgent)[event.type] as
    | ((event: InteractionEvent) => object | undefined)
    | undefined;
  if (reads) return reads(event);
  return side === 'visitor' || unseen.includes(event.type) ? undefined : event;
}

const known = { visitor: new WeakMap<Commit, object[]>(), agent: new WeakMap<Commit, object[]>() };

export function readBy(side: 'visitor' | 'agent', commit: Commit): object[] {
  const before = known[side].get(commit);
  if (before) return before;
  const events = commit.events.flatMap((event) => read(side, event) ?? []);
  known[side].set(commit, events);
  return events;
}

/** Of each message that was changed or taken back, the number of the commit with its newest text. */
export const newestTexts = (log: readonly { commit: Commit }[]): Map<number, number> =>
  new Map(
    log.flatMap(({ commit: { seq, events } }) =>
      events.flatMap((event) => (event.type === 'revised' ? [[event.of, seq] as const] : [])),
    ),
  );

/** Whether a commit has a text of a message that has a newer one. */
export function isOutdated(newest: Map<number, number>, seq: number, event: object): boolean {
  const { type, of } = { type: '', of: seq, ...event };
  if (type !== 'message' && type !== 'revised') return false;
  return (newest.get(of) ?? 0) > seq;
}

/** As JSON says it: what is undefined is missing. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name in one) if (!isSame(one[name], other[name])) return false;
  for (const name in other) if (!(name in one) && other[name] !== undefined) return false;
  return true;
}
