/** Branded ids: a `InteractionId` is a string that cannot be passed as an `AgentId`. Parse at a boundary, then trust. */
import * as z from 'zod/mini';

/** Printable ASCII, which every service and log accepts as it is. */
const id = z.string().check(z.minLength(1), z.maxLength(128), z.regex(/^[!-~]+$/));

export const InteractionId = id.brand<'InteractionId'>();
export type InteractionId = z.infer<typeof InteractionId>;

export const AgentId = id.brand<'AgentId'>();
export type AgentId = z.infer<typeof AgentId>;

export const QueueId = id.brand<'QueueId'>();
export type QueueId = z.infer<typeof QueueId>;

export const GatewayId = id.brand<'GatewayId'>();
export type GatewayId = z.infer<typeof GatewayId>;

export const CalendarId = id.brand<'CalendarId'>();
export type CalendarId = z.infer<typeof CalendarId>;

export const ScenarioId = id.brand<'ScenarioId'>();
export type ScenarioId = z.infer<typeof ScenarioId>;

export const FormId = id.brand<'FormId'>();
export type FormId = z.infer<typeof FormId>;

/** A person whom the tenant knows. */
export const ContactId = id.brand<'ContactId'>();
export type ContactId = z.infer<typeof ContactId>;

export const ContactFieldId = id.brand<'ContactFieldId'>();
export type ContactFieldId = z.infer<typeof ContactFieldId>;

/** A contact list (address book). */
export const ListId = id.brand<'ListId'>();
export type ListId = z.infer<typeof ListId>;

/** A queue visibility profile (B13). */
export const ProfileId = id.brand<'ProfileId'>();
export type ProfileId = z.infer<typeof ProfileId>;

/** A lane: a queue plus its requirements. Created by `core/configuration/lanes.ts`. */
export const LaneId = id.brand<'LaneId'>();
export type LaneId = z.infer<typeof LaneId>;

export const ConnectionId = id.brand<'ConnectionId'>();
export type ConnectionId = z.infer<typeof ConnectionId>;

/**
 * Identifies one offer of one chat to one agent, so that a late answer to an earlier offer is not taken for an answer to this
 * one.
 */
export const OfferId = id.brand<'OfferId'>();
export type OfferId = z.infer<typeof OfferId>;

/** A telephone call, as the tenant's phone system names it. */
export const CallId = id.brand<'CallId'>();
export type CallId = z.infer<typeof CallId>;

/**
 * Chosen by the sender of the command and kept when it is resent: the same id means the same command. At least 16 characters,
 * so that two senders never collide by chance.
 */
export const CommandId = z
  .string()
  .check(z.minLength(16), z.maxLength(64), z.regex(/^[\w-]+$/))
  .brand<'CommandId'>();
export type CommandId = z.infer<typeof CommandId>;
