/** The wallboard, as one viewer sees it, from what was read for it. */
import { createHash } from 'node:crypto';
import type { RosterAgent, RosterPlace, SampledLine } from '../../adapters/stores.ts';
import { SAMPLE_MS, SAMPLES } from '../../adapters/stores.ts';
import { fitting } from '../../core/bounds.ts';
import { overseenQueues } from '../../core/configuration/lanes.ts';
import type { Configuration, Queue } from '../../core/configuration/schema.ts';
import type { AgentId, QueueId } from '../../core/ids.ts';
import { hoursOf } from '../../core/interaction/placement.ts';
import { QUARTER_MS, sumOf, type Tally } from '../../core/interaction/tally.ts';
import { type Alarm, stands } from '../../core/thresholds.ts';
import {
  AGENTS_BYTES,
  type Board,
  type BoardAgent,
  type BoardPlace,
  type BoardQueue,
  QUARTERS_BYTES,
  QUEUES_BYTES,
  type Quarters,
} from '../../protocol/board.ts';

/** A heartbeat notes an unanswered message every 30 s. If none has for longer, it has been answered. */
const NOTED_MS = 45_000;

export interface Read {
  lines: SampledLine[];
  agents: RosterAgent[];
  places: RosterPlace[];
  /** Of the period. */
  tallies: Tally[];
  open: number;
  alarms: Alarm[];
}

/** B13: what a supervisor sees here they may also watch. */
export function queuesSeen(configuration: Configuration, agentId: AgentId): Queue[] {
  const seen = overseenQueues(configuration, agentId);
  return seen === 'all' ? configuration.queues : configuration.queues.filter(({ id }) => seen.includes(id));
}

/** `queueId`: of the agents only those who serve it. */
export function boardOf(
  configuration: Configuration,
  queues: Queue[],
  read: Read,
  now: number,
  queueId?: QueueId,
): Board {
  const agents = agentsOf(configuration, queues, read, now);
  const rows = queues.map((queue) => queueOf(configuration, queue, agents, read, now));
  const listed = queueId === undefined ? agents : agents.filter((agent) => agent.queues.includes(queueId));
  const shownQueues = fittingFirst(rows, QUEUES_BYTES, ({ id, passed }) => id === queueId || passed.length > 0);
  const shownAgents = fittingFirst(listed, AGENTS_BYTES, needsSomebody);
  const working = agents.filter(({ status }) => status === 'available');
  return {
    ...{ queues: shownQueues, moreQueues: rows.length - shownQueues.length },
    ...{ agents: shownAgents, moreAgents: listed.length - shownAgents.length },
    totals: {
      ...{ signedIn: agents.length, ready: agents.filter(isReady).length },
      capacity: working.reduce((sum, { capacity }) => sum + capacity, 0),
      used: working.reduce((sum, agent) => sum + usedBy(agent), 0),
      ...{ open: configuration.maxChats > 0 ? read.open : 0, maxChats: configuration.maxChats },
    },
  };
}

/** As many as fit into a frame, the important ones first; in the given order. */
function fittingFirst<Row>(rows: Row[], maxBytes: number, isImportant: (row: Row) => boolean): Row[] {
  const { true: first = [], false: others = [] } = Object.groupBy(rows, (row) => `${isImportant(row)}` as const);
  const shown = new Set(fitting([...first, ...others], maxBytes));
  return rows.filter((row) => shown.has(row));
}

/** Their chats are about to go back to the line, or a visitor waits for their answer. */
const needsSomebody = ({ lostAt, places }: BoardAgent): boolean =>
  lostAt !== undefined || places.some(({ chat }) => chat?.unansweredSince !== undefined);

function queueOf(
  configuration: Configuration,
  { id, name, serviceLevelS, thresholds: limits, members }: Queue,
  agents: BoardAgent[],
  { lines, places, tallies, alarms }: Read,
  now: number,
): BoardQueue {
  const line = lines.find(({ queueId }) => queueId === id);
  const serving = new Set<AgentId>(members.map(({ agent }) => agent));
  const here = agents.filter((agent) => serving.has(agent.id));
  const { takes, opensAt } = hoursOf(configuration, id, now);
  return {
    ...{ id, name, waiting: line?.total ?? 0 },
    ...(line?.oldestSince === undefined ? {} : { oldestSince: line.oldestSince }),
    samples: line ? sampledUntil(line, now) : [],
    figures: sumOf(tallies.filter(({ queueId }) => queueId === id).map(({ figures }) => figures)),
    active: places.filter(({ queueId, is }) => queueId === id && (is === 'active' || is === 'parked')).length,
    ...{
      passed: alarms.filter((each) => each.queueId === id && stands(each, now)).map((each) => each.threshold),
      limits,
    },
    ...{ signedIn: here.length, ready: here.filter(isReady).length },
    ...{ isOpen: takes, ...(opensAt === undefined ? {} : { opensAt }), serviceLevelS },
  };
}

/** A line that nothing happened to is as long as before. What nobody remembers is left out at the beginning. */
function sampledUntil({ samples, total }: SampledLine, now: number): number[] {
  const end = Math.floor(now / SAMPLE_MS) * SAMPLE_MS;
  const past = Array.from({ length: SAMPLES - 1 }, (_, n) => end - (SAMPLES - 2 - n) * SAMPLE_MS).flatMap(
    (at) => samples.findLast((sample) => sample.at <= at)?.total ?? [],
  );
  return [...past, total];
}

/** Everyone who is signed in and serves, or works for, a queue that the viewer sees; by name. */
function agentsOf(configuration: Configuration, queues: Queue[], { agents, places }: Read, now: number): BoardAgent[] {
  const entries = new Map(configuration.agents.map((agent) => [agent.id, agent]));
  const seen = new Set(queues.map(({ id }) => id));
  const served = servedBy(queues);
  const held = Map.groupBy(places, ({ agentId }) => agentId);
  return agents
    .filter(({ status, connected, leaseUntil }) => status !== 'offline' && (connected || leaseUntil > now))
    .flatMap(({ agentId: id, connected, leaseUntil, ...agent }): BoardAgent[] => {
      const entry = entries.get(id);
      const uses = held.get(id) ?? [];
      const serves = served.get(id) ?? [];
      if (!entry || (serves.length === 0 && !uses.some(({ queueId }) => seen.has(queueId)))) return [];
      const { name, capacity } = entry;
      return [
        {
          ...{ id, name, queues: serves, status: agent.status, since: agent.since, capacity },
          ...(agent.reason === undefined ? {} : { reason: agent.reason }),
          ...(agent.callSince === undefined ? {} : { callSince: agent.callSince }),
          ...(connected ? {} : { lostAt: leaseUntil }),
          places: uses.sort((a, b) => a.since - b.since).map((use) => placeOf(use, seen, now)),
        },
      ];
    })
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

function servedBy(queues: Queue[]): Map<AgentId, QueueId[]> {
  const served = new Map<AgentId, QueueId[]>();
  for (const { id, members } of queues)
    for (const { agent } of members) served.set(agent, [...(served.get(agent) ?? []), id]);
  return served;
}

function placeOf(
  { is, weight, since, unanswered, ...place }: RosterPlace,
  seen: Set<QueueId>,
  now: number,
): BoardPlace {
  const { interactionId, queueId, visitorName } = place;
  if (!seen.has(queueId)) return { is, weight, since };
  const waits = is === 'active' && unanswered !== undefined && now - unanswered.seenAt <= NOTED_MS;
  const unansweredSince = waits ? { unansweredSince: Math.max(unanswered.since, since) } : {};
  return { is, weight, since, chat: { interactionId, queueId, visitorName, ...unansweredSince } };
}

const usedBy = ({ places }: BoardAgent): number => places.reduce((sum, { weight }) => sum + weight, 0);

const isReady = (agent: BoardAgent): boolean =>
  agent.status === 'available' &&
  agent.lostAt === undefined &&
  agent.callSince === undefined &&
  usedBy(agent) < agent.capacity;

/** 22 characters. */
export const digestOf = (board: Board): string =>
  createHash('sha256').update(JSON.stringify(board)).digest('base64url').slice(0, 22);

/** @param queues in the configuration's order, without those that the viewer has already received */
export function quartersOf(queues: QueueId[], tallies: Tally[], from: number): Quarters {
  const byQueue = Map.groupBy(tallies, ({ queueId }) => queueId);
  const all = queues.map((id) => ({
    id,
    quarters: (byQueue.get(id) ?? [])
      .sort((a, b) => a.quarter - b.quarter)
      .map(({ quarter, figures }): Quarters['queues'][number]['quarters'][number] => {
        const { answered = 0, inTime = 0, droppedOut = 0, handlings = 0, handledMs = 0, wrapUpMs = 0 } = figures;
        return [(quarter - from) / QUARTER_MS, answered, inTime, droppedOut, handlings, handledMs + wrapUpMs];
      }),
  }));
  const shown = fitting(all, QUARTERS_BYTES);
  return { from, queues: shown, more: all.length - shown.length };
}
