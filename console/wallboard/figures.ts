/** What the wallboard's numbers say: ratios, limits that were passed, and what needs somebody (docs/wallboard.md). */
import type { BoardAgent, BoardPlace, BoardQueue, Period, Threshold } from '../../protocol/board.ts';
import type { QuarterFigures } from '../live/board.ts';
import { type Urgency, urgency } from '../live/urgency.ts';

type Figures = BoardQueue['figures'];

/** Missing figures are 0. */
export function summed(queues: readonly Pick<BoardQueue, 'figures'>[]): Figures {
  const sum: Record<string, number> = {};
  for (const { figures } of queues)
    for (const [name, value] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + (value ?? 0);
  return sum;
}

/** Shares from 0 to 1; undefined while there is nothing to divide by. */
const share = (part: number, whole: number): number | undefined => (whole > 0 ? part / whole : undefined);

export const serviceLevel = ({ answered = 0, inTime = 0, droppedOut = 0 }: Figures) =>
  share(inTime, answered + droppedOut);
export const dropout = ({ answered = 0, droppedOut = 0 }: Figures) => share(droppedOut, answered + droppedOut);
/** In ms. */
export const handleTime = ({ handlings = 0, handledMs = 0, wrapUpMs = 0 }: Figures) =>
  share(handledMs + wrapUpMs, handlings);

/** In US dollars. */
export const cost = ({ costMicroUsd = 0 }: Figures) => costMicroUsd / 1e6;
export const costOf1000 = ({ costMicroUsd = 0, closed = 0 }: Figures) => share(costMicroUsd / 1e3, closed);

/** The last quarters of an hour up to now, oldest first, over these queues. */
export function pastQuarters(
  quarters: ReadonlyMap<string, ReadonlyMap<number, QuarterFigures>>,
  queues: readonly string[],
  now: number,
  most: number,
): { at: number; figures: Figures }[] {
  const newest = Math.floor(now / QUARTER_MS) * QUARTER_MS;
  return Array.from({ length: most }, (_, n) => newest - (most - 1 - n) * QUARTER_MS).map((at) => ({
    at,
    figures: summed(queues.flatMap((id) => figuresOf(quarters.get(id)?.get(at)))),
  }));
}
export const QUARTER_MS = 15 * 60_000;

function figuresOf(quarter: QuarterFigures | undefined): { figures: Figures }[] {
  if (!quarter) return [];
  const [, answered, inTime, droppedOut, handlings, handledMs] = quarter;
  return [{ figures: { answered, inTime, droppedOut, handlings, handledMs } }];
}

/** How many waited in these queues, oldest first. All series end now. */
export function waitingSamples(queues: readonly BoardQueue[]): number[] {
  const longest = Math.max(0, ...queues.map(({ samples }) => samples.length));
  return Array.from({ length: longest }, (_, n) =>
    queues.reduce((sum, { samples }) => sum + (samples[samples.length - longest + n] ?? 0), 0),
  );
}

// ---- limits ------------------------------------------------------------------------------------------------------------------

export const longestWait = ({ oldestSince }: BoardQueue, now: number): number | undefined =>
  oldestSince === undefined ? undefined : Math.max(0, now - oldestSince);

/** The configured limit, or else the wait that counts as answered in time. In seconds. */
export const waitLimitS = ({ limits, serviceLevelS }: BoardQueue): number => limits.longestWaitS ?? serviceLevelS;

export const waitLook = (queue: BoardQueue, now: number): Urgency =>
  urgency(longestWait(queue, now) ?? 0, waitLimitS(queue));

/** Whether a figure that is shown has passed its limit. Most thresholds are of the day, so they say nothing of another period. */
export const isPast = ({ passed }: BoardQueue, threshold: Threshold, period: Period): boolean =>
  passed.includes(threshold) && (threshold === 'waiting' || period === 'today');

/** What is compared with the limits, in their units; without the day's while another period is shown. */
export function comparedOf({ waiting, figures }: BoardQueue, period: Period): Partial<Record<Threshold, number>> {
  const [level, dropped, handle] = [serviceLevel(figures), dropout(figures), handleTime(figures)];
  return {
    waiting,
    ...(period === 'today' && level !== undefined ? { serviceLevelPercent: level * 100 } : {}),
    ...(period === 'today' && dropped !== undefined ? { dropoutPercent: dropped * 100 } : {}),
    ...(period === 'today' && handle !== undefined ? { handleTimeS: handle / 1000 } : {}),
  };
}

// ---- agents ------------------------------------------------------------------------------------------------------------------

export const placesUsed = ({ places }: BoardAgent): number => places.reduce((sum, { weight }) => sum + weight, 0);

export type AgentState = { is: 'lost' | 'call' | 'paused' | 'wrap-up' | 'full' | 'ready'; since: number };

/** What an agent does, in one word: what keeps them from getting a chat comes first. `lost`: `since` is when chats go back. */
export function stateOf(agent: BoardAgent): AgentState {
  const { status, since, lostAt, callSince, capacity, places } = agent;
  if (lostAt !== undefined) return { is: 'lost', since: lostAt };
  if (callSince !== undefined) return { is: 'call', since: callSince };
  if (status !== 'available') return { is: 'paused', since };
  const latest = Math.max(since, ...places.map((place) => place.since));
  if (placesUsed(agent) >= capacity) return { is: 'full', since: latest };
  const wrapUps = places.filter(({ is }) => is === 'wrap-up');
  if (wrapUps.length > 0) return { is: 'wrap-up', since: Math.min(...wrapUps.map((place) => place.since)) };
  return { is: 'ready', since: latest };
}

export type Chat = NonNullable<BoardPlace['chat']>;

export const chatsOf = ({ places }: BoardAgent): Chat[] => places.flatMap(({ chat }) => chat ?? []);

/** Conversations that go on, in which a supervisor can do something. */
export const talksOf = ({ places }: BoardAgent): Chat[] =>
  places.flatMap(({ is, chat }) => (chat && (is === 'active' || is === 'parked') ? [chat] : []));

/** The chat whose visitor has waited longest for an answer. */
export const unansweredOf = (agent: BoardAgent): (Chat & { unansweredSince: number }) | undefined =>
  chatsOf(agent)
    .flatMap(({ unansweredSince, ...chat }) => (unansweredSince === undefined ? [] : { ...chat, unansweredSince }))
    .sort((a, b) => a.unansweredSince - b.unansweredSince)[0];

/** An answer that takes longer needs somebody. */
export const UNANSWERED_S = 180;

// ---- what needs somebody -----------------------------------------------------------------------------------------------------

export type Need =
  /** The oldest chat has waited beyond the limit. `free`: members who could take it; `paused`: who could if they came back. */
  | { is: 'waiting'; queue: BoardQueue; since: number; free: BoardAgent[]; paused: BoardAgent[] }
  /** Another threshold of the queue is passed. */
  | { is: 'threshold'; queue: BoardQueue; threshold: Threshold }
  | { is: 'unanswered'; agent: BoardAgent; chat: Chat; since: number }
  | { is: 'lost'; agent: BoardAgent; chats: number; until: number };

/** The most urgent first. */
export function needsOf(queues: readonly BoardQueue[], agents: readonly BoardAgent[], now: number): Need[] {
  const shown = new Set(queues.map(({ id }) => id));
  return [
    ...queues.flatMap((queue): Need[] => {
      if (waitLook(queue, now) !== 'late' || queue.oldestSince === undefined) return [];
      const members = agents.filter((agent) => agent.queues.includes(queue.id));
      return [
        {
          ...{ is: 'waiting', queue, since: queue.oldestSince + waitLimitS(queue) * 1000 },
          free: members.filter((agent) => stateOf(agent).is === 'ready'),
          paused: members.filter((agent) => stateOf(agent).is === 'paused'),
        },
      ];
    }),
    ...queues.flatMap((queue): Need[] =>
      queue.passed
        .filter((threshold) => threshold !== 'longestWaitS')
        .map((threshold) => ({ is: 'threshold', queue, threshold })),
    ),
    ...agents.flatMap((agent): Need[] => {
      const chat = unansweredOf(agent);
      const isLate = chat && shown.has(chat.queueId) && now - chat.unansweredSince > UNANSWERED_S * 1000;
      return isLate ? [{ is: 'unanswered', agent, chat, since: chat.unansweredSince }] : [];
    }),
    ...agents.flatMap((agent): Need[] => {
      const chats = chatsOf(agent).filter(({ queueId }) => shown.has(queueId)).length;
      return agent.lostAt !== undefined && chats > 0 ? [{ is: 'lost', agent, chats, until: agent.lostAt }] : [];
    }),
  ];
}
