/**
 * The wallboard (E9). Its page asks and the function reads, so when nobody watches nothing is read, and whoever watches gets one
 * frame for each that they send, however many chats move. Why not pushed: docs/decisions/a-wallboard-asks.md.
 */
import type { AlarmStore, ChatStore, QueueStore, RosterStore, TallyStore } from '../../adapters/stores.ts';
import { instantsOf, localTime } from '../../core/calendar/calendar.ts';
import { QUARTER_MS, quarterOf, type Tally } from '../../core/interaction/tally.ts';
import type { AgentFrame, AgentPush } from '../../protocol/agent.ts';
import type { Board, Period } from '../../protocol/board.ts';
import type { Refused } from '../edge/stack.ts';
import type { ConfigurationStore } from '../wiring.ts';
import type { AgentWho } from './agent-who.ts';
import { boardOf, digestOf, quartersOf, queuesSeen } from './board-of.ts';

const HOUR_MS = 4 * QUARTER_MS;
const DAY_MS = 24 * HOUR_MS;

export interface BoardParts {
  configurations: ConfigurationStore;
  chats: Pick<ChatStore, 'countOpen'>;
  queues: Pick<QueueStore, 'lines'>;
  roster: Pick<RosterStore, 'read'>;
  tallies: Pick<TallyStore, 'find'>;
  alarms: Pick<AlarmStore, 'all'>;
  now: () => number;
}

/** Before the first configuration. */
const empty: Board = {
  ...{ queues: [], moreQueues: 0, agents: [], moreAgents: 0 },
  totals: { signedIn: 0, ready: 0, capacity: 0, used: 0, open: 0, maxChats: 0 },
};

interface From {
  who: AgentWho;
}

type Answer = Promise<AgentPush | Refused>;
type Frame<T extends AgentFrame['t']> = Extract<AgentFrame, { t: T }>;

export function createBoard({ configurations, chats, queues, roster, alarms, now, ...parts }: BoardParts) {
  const tallies = remembering(parts.tallies, now);

  async function board({ who }: From, { id, period, queueId, known }: Frame<'board'>): Answer {
    if (who.role === 'agent') return { refused: 'supervisors_only' };
    const configuration = (await configurations.current())?.configuration;
    const at = now();
    if (!configuration) return { t: 'board', id, now: at, digest: digestOf(empty), board: empty };
    const [lines, { agents, places }, counted, open, found] = await Promise.all([
      queues.lines(),
      roster.read(),
      tallies.between(beginOf(period, configuration.zone, at), at),
      configuration.maxChats > 0 ? chats.countOpen() : 0,
      alarms.all(),
    ]);
    const read = { lines, agents, places, tallies: counted, open, alarms: found };
    const shown = boardOf(configuration, queuesSeen(configuration, who.agentId), read, at, queueId);
    const digest = digestOf(shown);
    return { t: 'board', id, now: at, digest, ...(digest === known ? {} : { board: shown }) };
  }

  async function quarters({ who }: From, { id, from, skip = 0 }: Frame<'quarters'>): Answer {
    if (who.role === 'agent') return { refused: 'supervisors_only' };
    const configuration = (await configurations.current())?.configuration;
    const at = now();
    const begin = quarterOf(Math.min(at, Math.max(from, at - DAY_MS)));
    const seen = configuration ? queuesSeen(configuration, who.agentId).slice(skip) : [];
    const counted = await tallies.between(begin, at);
    return {
      t: 'quarters',
      id,
      now: at,
      quarters: quartersOf(
        seen.map((queue) => queue.id),
        counted,
        begin,
      ),
    };
  }

  return { board, quarters };
}

/** The first quarter of the period. A day begins when clocks show midnight, or skip it. */
export function beginOf(period: Period, zone: string, now: number): number {
  if (period === 'hour') return quarterOf(now - HOUR_MS);
  const today = Date.parse(localTime(zone, now).slice(0, 10));
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  const first = new Date(today - (period === 'week' ? sinceMonday * DAY_MS : 0)).toISOString().slice(0, 10);
  return quarterOf(instantsOf(zone, `${first}T00:00`)[0] ?? today);
}

/** Quarters older than this hardly change any more: a chat in them that goes on takes its outcome back. */
const SETTLED_MS = 75 * 60_000;
const REREAD_MS = 5 * 60_000;

/** A process reads settled quarters every few minutes, and only the others each time. */
function remembering({ find }: Pick<TallyStore, 'find'>, now: () => number) {
  const settled = new Map<number, { to: number; readAt: number; tallies: Promise<Tally[]> }>();

  function older(from: number, to: number): Promise<Tally[]> {
    const known = settled.get(from);
    if (known?.to === to && now() < known.readAt + REREAD_MS) return known.tallies;
    const tallies = find(from, to);
    tallies.catch(() => settled.delete(from));
    for (const [begin, { readAt }] of settled) if (now() >= readAt + REREAD_MS) settled.delete(begin);
    settled.set(from, { to, readAt: now(), tallies });
    return tallies;
  }

  return {
    async between(from: number, to: number): Promise<Tally[]> {
      const border = quarterOf(to - SETTLED_MS);
      const [old, fresh] = await Promise.all([
        from < border ? older(from, border - 1) : [],
        find(Math.max(from, border), to),
      ]);
      return [...old, ...fresh];
    },
  };
}
