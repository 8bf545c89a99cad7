/** The lanes of an agent, according to the configuration. */
import * as z from 'zod/mini';
import { LaneId, QueueId } from '../ids.ts';
import { StrategyName, strategies } from '../routing/strategies.ts';
import { type Lane, laneId, laneOfAgent, lanesOf, unmet } from './lanes.ts';
import type { Configuration } from './schema.ts';

/** For one agent, because the rows in ready lists are moved in one transaction, which is limited to a hundred. */
export const MAX_LANES = 45;

/** Where an agent is listed when ready, and what decides the order; stored with the agent. */
export const Standing = z.object({
  lane: LaneId,
  queueId: QueueId,
  strategy: StrategyName,
  /** Place in the queue's list of members, from 0. */
  place: z.int(),
  penalty: z.int(),
  /** In a lane with a language the more proficient come first: 100 − proficiency; otherwise 0. */
  rank: z.int(),
  /** The most chats of the queue at once; 0 = limited only by the agent's capacity. */
  most: z.int(),
});
export type Standing = z.infer<typeof Standing>;

type AgentEntry = Configuration['agents'][number];

/** Includes queues that offer to nobody only if a condition counts who is available. */
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
