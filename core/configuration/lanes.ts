/**
 * A lane is a queue plus what is required of the agent. Each has two sorted lists: chats that wait, by priority then age, and
 * agents who are ready, in the strategy's order. Which lanes there can be follows from the configuration, so that an agent
 * stands in all that fit and a chat looks into one.
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

/** B13: who sees a queue: by the agent's profile; without one its members. */
export function seeing(profiles: Configuration['profiles'], { id, members }: Queue): (agent: AgentEntry) => boolean {
  const own = new Set(members.map(({ agent }) => agent));
  const seenBy = new Map(profiles.map(({ id: profile, queues }) => [profile, queues === 'all' || queues.includes(id)]));
  return (agent) => (agent.profile === undefined ? undefined : seenBy.get(agent.profile)) ?? own.has(agent.id);
}

export const visibleQueues = ({ queues, profiles }: Configuration, agent: AgentEntry): QueueId[] =>
  queues.filter((queue) => seeing(profiles, queue)(agent)).map(({ id }) => id);
