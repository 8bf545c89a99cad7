/**
 * A lane is a queue plus what is required of the agent. Each has two sorted lists: chats that wait, by priority then age, and
 * agents who are ready, in the strategy's order. Which lanes there can be follows from the configuration, so that an agent
 * stands in all that fit and a chat looks into one.
 */
import * as z from 'zod/mini';
import type { Configuration, Queue } from '../configuration/schema.ts';
import { type AgentId, LaneId, QueueId } from '../ids.ts';
import { type Requirement, relaxed, requirementOf } from './requirement.ts';
import { type Candidate, StrategyName, strategies } from './strategies.ts';

export interface Lane {
  queueId: QueueId;
  requires: Requirement;
}

type AgentEntry = Configuration['agents'][number];

/** `orders`, `orders|returns>60|es`: the queue, then skill and language. */
export function laneId({ queueId, requires: { skill, proficiency = 1, language } }: Lane): LaneId {
  if (skill === undefined && language === undefined) return LaneId.parse(queueId);
  return LaneId.parse(`${queueId}|${skill === undefined ? '' : `${skill}>${proficiency}`}|${language ?? ''}`);
}

/** Chats of a queue that wait for one agent alone. Nobody is listed as ready here: the agent is asked for by name. */
export const laneOfAgent = (queueId: QueueId, agentId: AgentId): LaneId => LaneId.parse(`${queueId}@${agentId}`);

export const isOfAgent = (lane: LaneId): boolean => lane.includes('@');

/** `orders|returns>60|es` is `|returns>60|es` of `orders`. */
export function partsOfLane(lane: LaneId): { queueId: QueueId; rest: string } {
  const end = lane.search(/[|@]/);
  const at = end < 0 ? lane.length : end;
  return { queueId: QueueId.parse(lane.slice(0, at)), rest: lane.slice(at) };
}

/** Every lane of a queue in which a chat can come to stand. The one without requirements is always there. */
export function lanesOf(configuration: Configuration, queue: Queue): Lane[] {
  const arriving = [{}, ...routedTo(configuration, queue.id)];
  const overflowing = configuration.queues
    .filter(({ id, overflow }) => id !== queue.id && overflow?.queue === queue.id)
    .flatMap((from) => [{}, ...routedTo(configuration, from.id)].flatMap((first) => stepsFrom(first, from)));
  const reached = [...arriving, ...overflowing].flatMap((first) => stepsFrom(first, queue));
  const lanes = reached.map((requires) => ({ queueId: queue.id, requires }));
  return [...new Map(lanes.map((lane) => [laneId(lane), lane])).values()];
}

const routedTo = ({ queueConditions }: Configuration, queueId: QueueId): Requirement[] =>
  queueConditions.filter(({ queue }) => queue === queueId).map(requirementOf);

/** A requirement and what is left of it after each step of relaxing. */
const stepsFrom = (first: Requirement, { relax }: Queue): Requirement[] => [
  first,
  ...relax.map((_, step) => relax.slice(0, step + 1).reduce(relaxed, first)),
];

/** Whether agents of this configuration can stand in the lane; one that waits for an agent by name has an end of its own. */
export function hasLane(configuration: Configuration, lane: LaneId): boolean {
  const queue = configuration.queues.find(({ id }) => id === partsOfLane(lane).queueId);
  return (
    queue !== undefined && (isOfAgent(lane) || lanesOf(configuration, queue).some((each) => laneId(each) === lane))
  );
}

export type Unmet = 'lacks-skill' | 'not-proficient' | 'lacks-language';

/** Why an agent may not have a chat that asks for so much; undefined where nothing stands against it. */
export function unmet(
  { skills, languages }: Pick<AgentEntry, 'skills' | 'languages'>,
  { skill, proficiency = 1, language }: Requirement,
): Unmet | undefined {
  if (skill !== undefined && skills[skill] === undefined) return 'lacks-skill';
  if (skill !== undefined && (skills[skill] ?? 0) < proficiency) return 'not-proficient';
  if (language !== undefined && languages[language] === undefined) return 'lacks-language';
  return undefined;
}

/** Of an agent: the rows in ready lists are moved in one transaction, which takes a hundred. */
export const MAX_LANES = 45;

/** Where an agent stands when ready, and what decides in which order; kept with the agent. */
export const Standing = z.object({
  lane: LaneId,
  queueId: QueueId,
  strategy: StrategyName,
  /** Place in the queue's list of members, from 0. */
  place: z.int(),
  penalty: z.int(),
  /** In a lane that asks for a language the more proficient come first: 100 − proficiency; 0 elsewhere. */
  rank: z.int(),
  /** Most chats of the queue at once; 0 = as many as the agent may have. */
  most: z.int(),
});
export type Standing = z.infer<typeof Standing>;

/** What of an agent decides where they stand now. */
export interface Readiness extends Pick<Candidate, 'readySince' | 'givenAt' | 'today' | 'capacity'> {
  id: AgentId;
  /** Available, and with a lease that runs. */
  isThere: boolean;
  standings: readonly Standing[];
  reservations: readonly { queueId: QueueId }[];
}

/** The order in each lane's ready list where the agent is to be found; empty for one who can have no chat now. */
export function listingOf(agent: Readiness): Record<string, string> {
  const { reservations, capacity } = agent;
  if (!agent.isThere || reservations.length >= capacity) return {};
  const candidate = { ...agent, used: reservations.length, draw: drawOf(`${agent.id} ${agent.givenAt}`) };
  return Object.fromEntries(
    agent.standings
      .filter(({ lane, queueId, most }) => !isOfAgent(lane) && hasPlace(reservations, queueId, most))
      .map((standing) => [standing.lane, orderIn(standing, candidate)]),
  );
}

/** Whether one more chat of this queue is within the queue's own limit. */
export const hasPlace = (reservations: Readiness['reservations'], queueId: QueueId, most: number): boolean =>
  most === 0 || reservations.filter((held) => held.queueId === queueId).length < most;

function orderIn({ strategy, rank, place, penalty }: Standing, agent: Omit<Candidate, 'place' | 'penalty'>): string {
  return orderText([rank, ...strategies[strategy].order({ ...agent, place, penalty })]);
}

/** Numbers sort as text only at one width. */
export const orderText = (numbers: number[]): string => numbers.map((n) => String(n).padStart(15, '0')).join('.');

/** From 0 up to but without 1, spread evenly: FNV-1a of the text. */
function drawOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

/** The lanes of an agent. Those of queues that offer to nobody only where a condition counts who is available. */
export function standingsOf(configuration: Configuration, agent: AgentEntry): Standing[] {
  const counts = configuration.gatewayConditions.some(({ availableFewerThan }) => availableFewerThan !== undefined);
  return configuration.queues.flatMap((queue) => {
    const place = queue.members.findIndex((member) => member.agent === agent.id);
    const member = queue.members[place];
    if (!member || (strategies[queue.strategy].offersTo === 'nobody' && !counts)) return [];
    const { id: queueId, strategy, agentCapacity: most } = queue;
    const standing = { queueId, strategy, place, penalty: member.penalty, most };
    const isPreferred = configuration.queueConditions.some((row) => row.preferredAgent === agent.id);
    return [
      ...(isPreferred ? [{ ...standing, lane: laneOfAgent(queueId, agent.id), rank: 0 }] : []),
      ...lanesOf(configuration, queue)
        .filter(({ requires }) => unmet(agent, requires) === undefined)
        .map((lane) => ({ ...standing, lane: laneId(lane), rank: rankIn(lane, agent) })),
    ];
  });
}

const rankIn = ({ requires: { language } }: Lane, { languages }: AgentEntry): number =>
  language === undefined ? 0 : 100 - (languages[language] ?? 0);

/** B13: who sees a queue: by the agent's profile; without one its members. */
export function seeing(profiles: Configuration['profiles'], { id, members }: Queue): (agent: AgentEntry) => boolean {
  const own = new Set(members.map(({ agent }) => agent));
  const seenBy = new Map(profiles.map(({ id: profile, queues }) => [profile, queues === 'all' || queues.includes(id)]));
  return (agent) => (agent.profile === undefined ? undefined : seenBy.get(agent.profile)) ?? own.has(agent.id);
}

export const visibleQueues = ({ queues, profiles }: Configuration, agent: AgentEntry): QueueId[] =>
  queues.filter((queue) => seeing(profiles, queue)(agent)).map(({ id }) => id);
