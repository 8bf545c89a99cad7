/**
 * A lane is a queue plus what is required of the agent. It has two sorted lists: waiting chats, by priority then age, and ready
 * agents, in the strategy's order. The configuration determines which lanes are possible, so an agent is listed in all that
 * fit, and a chat looks into one.
 */

import { type AgentId, LaneId, QueueId } from '../ids.ts';
import { type Requirement, relaxed, requirementOf } from '../routing/requirement.ts';
import type { Configuration, Queue } from './schema.ts';

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

/** Chats of a queue that wait for one agent only. No agent is listed as ready here: the agent is asked by name. */
export const laneOfAgent = (queueId: QueueId, agentId: AgentId): LaneId => LaneId.parse(`${queueId}@${agentId}`);

export const isOfAgent = (lane: LaneId): boolean => lane.includes('@');

/** `orders|returns>60|es` is `|returns>60|es` of `orders`. */
export function partsOfLane(lane: LaneId): { queueId: QueueId; rest: string } {
  const end = lane.search(/[|@]/);
  const at = end < 0 ? lane.length : end;
  return { queueId: QueueId.parse(lane.slice(0, at)), rest: lane.slice(at) };
}

/** Every lane of a queue that a chat can get into. The one without requirements always exists. */
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

/** A requirement, and what remains of it after each step of relaxing. */
const stepsFrom = (first: Requirement, { relax }: Queue): Requirement[] => [
  first,
  ...relax.map((_, step) => relax.slice(0, step + 1).reduce(relaxed, first)),
];

/** Whether agents of this configuration can be in the lane. A lane that waits for an agent by name ends by its own rule. */
export function hasLane(configuration: Configuration, lane: LaneId): boolean {
  const queue = configuration.queues.find(({ id }) => id === partsOfLane(lane).queueId);
  return (
    queue !== undefined && (isOfAgent(lane) || lanesOf(configuration, queue).some((each) => laneId(each) === lane))
  );
}

export type Unmet = 'lacks-skill' | 'not-proficient' | 'lacks-language';

/** Why an agent may not have a chat with these requirements; undefined if they may. */
export function unmet(
  { skills, languages }: Pick<AgentEntry, 'skills' | 'languages'>,
  { skill, proficiency = 1, language }: Requirement,
): Unmet | undefined {
  // A skill may be called `constructor`, which every object has.
  if (skill !== undefined && !Object.hasOwn(skills, skill)) return 'lacks-skill';
  if (skill !== undefined && (skills[skill] ?? 0) < proficiency) return 'not-proficient';
  if (language !== undefined && !Object.hasOwn(languages, language)) return 'lacks-language';
  return undefined;
}

/** B13: who sees a queue, according to the agent's profile; without one, its members. */
export function seeing(profiles: Configuration['profiles'], { id, members }: Queue): (agent: AgentEntry) => boolean {
  const own = new Set(members.map(({ agent }) => agent));
  const seenBy = new Map(profiles.map(({ id: profile, queues }) => [profile, queues === 'all' || queues.includes(id)]));
  return (agent) => (agent.profile === undefined ? undefined : seenBy.get(agent.profile)) ?? own.has(agent.id);
}

/**
 * B13: what a supervisor sees: the queues of their profile, or all without one. An agent whom the configuration no longer has
 * sees nothing until they sign in again, as whoever they are then.
 */
export function overseenQueues({ agents, profiles }: Configuration, id: AgentId): 'all' | QueueId[] {
  const agent = agents.find((each) => each.id === id);
  if (!agent) return isNoAgent(id) ? 'all' : [];
  return profiles.find((profile) => profile.id === agent.profile)?.queues ?? 'all';
}

/** People who are signed in without being agents have an id with a colon (`functions/agent/signed-in.ts`); no agent has. */
const isNoAgent = (id: AgentId): boolean => id.includes(':');

export const visibleQueues = ({ queues, profiles }: Configuration, agent: AgentEntry): QueueId[] =>
  queues.filter((queue) => seeing(profiles, queue)(agent)).map(({ id }) => id);
