/** The ids of the protocol by name: the console imports from protocol/ and no further. */
import { type AgentFrame, type ConsoleSession, WaitingRow } from '../../protocol/agent.ts';

export const InteractionId = WaitingRow.shape.interactionId;
export type InteractionId = WaitingRow['interactionId'];
export type QueueId = WaitingRow['queueId'];
export type AgentId = ConsoleSession['person']['id'];

type Accept = Extract<AgentFrame, { t: 'accept' }>;
export type CommandId = Accept['id'];
export type OfferId = Accept['offerId'];
