/**
 * The wallboard while someone looks at it: it asks every other second, and not while the page is hidden, so that nobody pays for
 * a board that nobody sees. Past quarters of an hour are requested once, and the newest again when one begins.
 */
import type { QueueId } from '../../core/ids.ts';
import type { AgentFrame, AgentPush } from '../../protocol/agent.ts';
import type { Board, Period, Quarters } from '../../protocol/board.ts';
import type { Clock } from './clock.ts';

/** `closely`: the board is on the screen. `loosely`: only the number of its alarms is. */
const ASK_EVERY_MS = { closely: 2_000, loosely: 30_000 };
export type Closeness = keyof typeof ASK_EVERY_MS;

/** An answer that takes longer is lost: ask again. */
const PATIENCE_MS = 10_000;
const QUARTER_MS = 15 * 60_000;
const DAY_MS = 96 * QUARTER_MS;
/** What happened in the newest quarters is still being counted. */
const STILL_COUNTED_MS = 2 * QUARTER_MS;

export type QuarterFigures = Quarters['queues'][number]['quarters'][number];

export interface BoardState {
  period: Period;
  /** Only its agents are asked for. */
  queueId?: QueueId;
  /** Undefined until the first answer for this period. */
  board?: Board;
  /** When Foyer last confirmed it, on Foyer's clock. */
  at: number;
  /** By queue, then by the beginning of the quarter. The first number is meaningless here. */
  quarters: ReadonlyMap<string, ReadonlyMap<number, QuarterFigures>>;
  /** Why Foyer refuses to show it. */
  refused?: string;
}

export const noBoard: BoardState = { period: 'today', at: 0, quarters: new Map() };

interface Deps {
  clock: Clock;
  newId(): string;
  /** False if not connected. */
  send(frame: Extract<AgentFrame, { t: 'board' | 'quarters' }>): boolean;
  /** The current time on Foyer's clock. */
  now(): number;
  /** Whether anyone can see the page. */
  isVisible(): boolean;
  changed(state: BoardState): void;
}

type Answer<T extends AgentPush['t']> = Extract<AgentPush, { t: T }>;

export function createBoard(deps: Deps) {
  let state = noBoard;
  const watching: Closeness[] = [];
  let cancel = () => {};
  let digest: string | undefined;
  let asked: { id: string; at: number } | undefined;
  /** Up to which quarter the past is known, and the request for more. */
  let history: { until: number; asked?: string; askedAt: number } = { until: 0, askedAt: 0 };

  function set(change: Partial<BoardState>): void {
    state = { ...state, ...change };
    deps.changed(state);
  }

  function tick(): void {
    cancel();
    if (watching.length === 0) return;
    const isClose = watching.includes('closely');
    cancel = deps.clock.after(ASK_EVERY_MS[isClose ? 'closely' : 'loosely'], tick);
    if (!deps.isVisible()) return;
    const isWaiting = asked && deps.clock.now() - asked.at < PATIENCE_MS;
    if (!isWaiting) ask();
    if (isClose) askHistory();
  }

  function ask(): void {
    const id = deps.newId() as Answer<'board'>['id'];
    const { period, queueId } = state;
    const only = queueId === undefined ? {} : { queueId };
    const frame = { t: 'board' as const, id, period, ...only, ...(digest === undefined ? {} : { known: digest }) };
    asked = deps.send(frame) ? { id, at: deps.clock.now() } : undefined;
  }

  function askHistory(skip = 0): void {
    const running = quarterAt(deps.now());
    const isKnown = history.until === running && skip === 0;
    const isWaiting = history.asked !== undefined && deps.clock.now() - history.askedAt < PATIENCE_MS && skip === 0;
    if (isKnown || isWaiting) return;
    const id = deps.newId() as Answer<'quarters'>['id'];
    const from = Math.max(history.until - STILL_COUNTED_MS, running - DAY_MS + QUARTER_MS, 0);
    if (deps.send({ t: 'quarters', id, from, ...(skip > 0 ? { skip } : {}) }))
      history = { ...history, asked: id, askedAt: deps.clock.now() };
  }

  function receiveQuarters({ id, quarters: { from, queues, more } }: Answer<'quarters'>, skipped: number): void {
    if (id !== history.asked) return;
    const all = new Map(state.quarters);
    for (const queue of queues) {
      const oldest = quarterAt(deps.now()) - DAY_MS;
      const known = [...(all.get(queue.id) ?? [])].filter(([quarter]) => oldest < quarter && quarter < from);
      all.set(
        queue.id,
        new Map([...known, ...queue.quarters.map((each) => [from + each[0] * QUARTER_MS, each] as const)]),
      );
    }
    set({ quarters: all });
    if (more > 0 && queues.length > 0) askHistory(skipped + queues.length);
    else history = { until: quarterAt(deps.now()), askedAt: 0 };
  }

  let received = 0;
  return {
    /** Returns a function to call when the board is no longer on the screen. */
    watch(how: Closeness): () => void {
      watching.push(how);
      tick();
      return () => {
        watching.splice(watching.indexOf(how), 1);
        if (watching.length === 0) cancel();
      };
    },
    show(period: Period): void {
      if (period === state.period) return;
      digest = undefined;
      const { board: _, ...rest } = state;
      state = rest;
      set({ period });
      asked = undefined;
      tick();
    },
    /** Of the agents only those of this queue, or everyone. What is shown stays until the answer comes. */
    showAgentsOf(queueId: QueueId | undefined): void {
      if (queueId === state.queueId) return;
      digest = undefined;
      const { queueId: _, ...rest } = state;
      state = rest;
      set(queueId === undefined ? {} : { queueId });
      asked = undefined;
      tick();
    },
    receive(push: Answer<'board' | 'quarters'>): void {
      if (push.t === 'quarters') {
        receiveQuarters(push, received);
        received = push.quarters.more > 0 ? received + push.quarters.queues.length : 0;
        return;
      }
      if (push.id !== asked?.id) return;
      asked = undefined;
      digest = push.digest;
      const { refused: _, ...rest } = state;
      state = rest;
      set({ at: push.now, ...(push.board ? { board: push.board } : {}) });
    },
    /** True if it was this that was refused. */
    refused(id: string, code: string): boolean {
      if (id !== asked?.id && id !== history.asked) return false;
      asked = undefined;
      history = { until: history.until, askedAt: history.askedAt };
      if (code === 'supervisors_only') set({ refused: code });
      return true;
    },
    /** Whatever was asked before is lost. */
    connected: tick,
    disconnected(): void {
      asked = undefined;
      history = { until: history.until, askedAt: 0 };
      received = 0;
    },
  };
}

const quarterAt = (at: number): number => Math.floor(at / QUARTER_MS) * QUARTER_MS;
