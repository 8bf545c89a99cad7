/**
 * The chats that wait in the agent's queues. Foyer sends the count and the longest wait for every queue. Rows come page by
 * page, and only while someone looks at them, because a queue may be longer than anyone reads.
 */
import { byPlace } from '../../core/routing/place.ts';
import { AgentFrame, type AgentPush, type ConsoleSession, type Line, type WaitingRow } from '../../protocol/agent.ts';
import type { Clock } from './clock.ts';
import type { InteractionId } from './ids.ts';

export type Queue = ConsoleSession['queues'][number];
type QueueId = Queue['id'];

export interface WaitingLine extends Line {
  /** The head of the queue, in the order of service. */
  rows: readonly WaitingRow[];
  /** Nothing is behind the last row. */
  isWhole: boolean;
}

export type Lines = ReadonlyMap<QueueId, WaitingLine>;

/** How many rows to have in advance, so that more arrive before the reader reaches the end. */
const KEPT_AHEAD = 20;
/** How long the rows of a whole queue may differ from its total, because news of one batch arrives one by one. */
const SETTLES_MS = 2000;
/** An answer that has not arrived by then is lost. */
const PATIENCE_MS = 10_000;

export interface WaitingListDeps {
  clock: Clock;
  newId(): string;
  /** False if the connection is not open. */
  send(frame: AgentFrame): boolean;
  changed(lines: Lines): void;
}

export function createWaitingList({ clock, newId, send, changed }: WaitingListDeps) {
  let lines: Lines = new Map();
  let readers = 0;
  /** What was requested, and what has happened to places since: the answer may be older than that. */
  const asked = new Map<QueueId, { id: string; fromStart: boolean; since: Map<string, WaitingRow | undefined> }>();
  const doubted = new Set<QueueId>();

  function put(line: WaitingLine): void {
    lines = new Map(lines).set(line.queueId, latest(line));
    changed(lines);
  }

  /** An older count may arrive later. */
  function latest<L extends Line>(told: L): L {
    const known = lines.get(told.queueId);
    if (!known || known.countedAt <= told.countedAt) return told;
    const { oldestSince: _, ...others } = told;
    const { total, oldestSince, countedAt } = known;
    return { ...others, total, countedAt, ...(oldestSince === undefined ? {} : { oldestSince }) } as L;
  }

  function welcomed(told: readonly Line[]): void {
    asked.clear();
    doubted.clear();
    const before = lines;
    lines = new Map(
      told.map(latest).map((line) => {
        // Rows on the screen stay until there are better ones.
        const rows = readers > 0 && line.total > 0 ? (before.get(line.queueId)?.rows ?? []) : [];
        return [line.queueId, { ...line, rows, isWhole: line.total === 0 }];
      }),
    );
    changed(lines);
    if (readers > 0) for (const { queueId, isWhole } of lines.values()) if (!isWhole) ask(queueId);
  }

  /** Requests what a reader will want to see next. */
  function fill(): void {
    if (readers === 0) return;
    for (const { queueId, rows, isWhole } of lines.values()) {
      if (!isWhole && rows.length < KEPT_AHEAD) ask(queueId, rows.at(-1));
    }
  }

  function ask(queueId: QueueId, last?: WaitingRow): void {
    if (asked.has(queueId)) return;
    const after = last && { interactionId: last.interactionId, priority: last.priority, since: last.since };
    const frame = AgentFrame.parse({ t: 'line', id: newId(), queueId, ...(after ? { after } : {}) });
    if (frame.t !== 'line' || !send(frame)) return;
    asked.set(queueId, { id: frame.id, fromStart: !last, since: new Map() });
    clock.after(PATIENCE_MS, () => {
      if (isAsked(frame.id) && asked.delete(queueId) && readers > 0) ask(queueId, last);
    });
  }

  function receive({ t: _, id, rows, more, ...line }: Extract<AgentPush, { t: 'line' }>): void {
    const asking = asked.get(line.queueId);
    if (asking?.id !== id) return;
    asked.delete(line.queueId);
    const known = asking.fromStart ? [] : (lines.get(line.queueId)?.rows ?? []);
    const last = rows.at(-1);
    const arrived = rows.filter((row) => !asking.since.has(placeOf(row)));
    const since = [...asking.since.values()].filter((row) => row !== undefined);
    const seen = since.filter((row) => !more || (last && byPlace(row, last) <= 0));
    put({ ...line, rows: merged(known, [...arrived, ...seen]), isWhole: !more });
    fill();
  }

  function hear({ t: _, stand, removed, ...line }: Extract<AgentPush, { t: 'waiting' }>): void {
    const known = lines.get(line.queueId);
    if (!known) return;
    const since = asked.get(line.queueId)?.since;
    for (const place of removed) since?.set(placeOf(place), undefined);
    for (const row of stand) since?.set(placeOf(row), row);
    const left = new Set(removed.map(placeOf));
    const stays = known.rows.filter((row) => !left.has(placeOf(row)));
    // Rows behind the last one are unknown: a chat there arrives with its page.
    const last = known.rows.at(-1);
    const seen = stand.filter((row) => known.isWhole || (last && byPlace(row, last) <= 0));
    put({ ...line, rows: merged(stays, seen), isWhole: known.isWhole });
    doubt(line.queueId);
    fill();
  }

  /**
   * If a whole queue's rows do not match Foyer's count, news was lost. After a while request them again, but only once: if the
   * count is behind, its next update corrects it.
   */
  function doubt(queueId: QueueId): void {
    if (doubted.has(queueId) || !differs(queueId)) return;
    doubted.add(queueId);
    clock.after(SETTLES_MS, () => {
      if (doubted.delete(queueId) && readers > 0 && differs(queueId)) ask(queueId);
    });
  }

  function differs(queueId: QueueId): boolean {
    const line = lines.get(queueId);
    return line?.isWhole === true && line.rows.length !== line.total;
  }

  /** A refused request is repeated when the time is up. */
  const isAsked = (id: string): boolean => [...asked.values()].some((asking) => asking.id === id);

  /** Another agent has it. */
  function forget(interactionId: InteractionId): void {
    for (const line of lines.values()) {
      const rows = line.rows.filter((row) => row.interactionId !== interactionId);
      if (rows.length < line.rows.length) put({ ...line, rows });
    }
    fill();
  }

  /** Call when the rows are on screen. Returns a function to call when they no longer are. */
  function read(): () => void {
    readers += 1;
    for (const { queueId } of lines.values()) if (differs(queueId)) ask(queueId);
    fill();
    return () => {
      readers -= 1;
    };
  }

  return {
    welcomed,
    disconnected: () => asked.clear(),
    receive,
    hear,
    isAsked,
    forget,
    read,
    more: (queueId: QueueId) => ask(queueId, lines.get(queueId)?.rows.at(-1)),
  };
}

const placeOf = ({ interactionId, lane }: Pick<WaitingRow, 'interactionId' | 'lane'>): string =>
  `${lane} ${interactionId}`;

/** A chat is in the list once, at its latest place. */
function merged(rows: readonly WaitingRow[], others: readonly WaitingRow[]): readonly WaitingRow[] {
  const replaced = new Set(others.map(({ interactionId }) => interactionId));
  return [...rows.filter(({ interactionId }) => !replaced.has(interactionId)), ...others].sort(byPlace);
}
