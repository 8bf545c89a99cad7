/** The content of the rows, without their keys: writing and reading. */
import * as z from 'zod/mini';
import type { Agent, ListedAgent } from '../../core/agent/agent.ts';
import { MAX_LANES, Standing } from '../../core/agent/standings.ts';
import { kept, MAX_QUEUES } from '../../core/bounds.ts';
import { AgentId, CommandId, ConnectionId, InteractionId, LaneId, QueueId } from '../../core/ids.ts';
import { Author, Commit, InteractionEvent } from '../../core/interaction/events.ts';
import { AgentRef, Contact, Terms, Timestamp } from '../../core/interaction/facts.ts';
import { isFollowed } from '../../core/interaction/followed.ts';
import { Excerpt, Interaction, SHAPE } from '../../core/interaction/state.ts';
import { Requirement } from '../../core/routing/requirement.ts';
import { Flow } from '../../core/routing/wait.ts';
import { Culture, Languages, label, Skills } from '../../core/words.ts';
import { asListed, type Line, type ReadyEntry, type WaitingEntry } from '../stores.ts';
import { flag, json, N, number, set, text, texts } from './attributes.ts';
import { socketsOf } from './keys.ts';

/** By name, for the test that adds up their maximum sizes. */
export const rowSchemas = new Map<string, z.core.$ZodType>();
function row<Shape extends z.core.$ZodShape>(name: string, shape: Shape): z.ZodMiniObject<Shape> {
  const schema = z.object(shape);
  rowSchemas.set(name, schema);
  return schema;
}

const time = z.pipe(number, Timestamp);
const queueIds = z.pipe(texts, kept(z.array(QueueId), z.array(QueueId).check(z.maxLength(MAX_QUEUES))));

// ---- commits and snapshots -------------------------------------------------------------------------------------------------

const CommitRow = row('commit', {
  seq: number,
  at: time,
  id: z.pipe(text, CommandId),
  by: z.pipe(text, Author),
  events: json(Commit.shape.events),
  /** Only if the commit has consequences: the stream's filter looks at it. */
  follow: z.exactOptional(flag),
});

export const commitRow = (commit: Commit) =>
  z.encode(CommitRow, { ...commit, ...(isFollowed(commit) ? { follow: true } : {}) });

const KeptCommit = z.extend(CommitRow, { events: json(z.array(z.unknown())) });

/** Skips events of a later release, so that the others can be shown. */
export function readCommit(row: unknown): Commit {
  const { seq, at, id, by, events: all } = KeptCommit.parse(row);
  const events = all.flatMap((event) => InteractionEvent.safeParse(event).data ?? []);
  return { seq, at, id, by, events, ...(events.length < all.length ? { unread: true } : {}) };
}

const HeadRow = row('head', { seq: number, shape: number, state: json(Interaction) });
const HeadShape = z.object({ shape: z.optional(number) });

export const headRow = (state: Interaction) => z.encode(HeadRow, { seq: state.seq, shape: SHAPE, state });
/** Undefined if another release wrote it in another shape. */
export const readHead = (row: unknown): Interaction | undefined =>
  HeadShape.parse(row).shape === SHAPE ? HeadRow.parse(row).state : undefined;

const OpenRow = row('open', { open: number });
export const readOpen = (row: unknown): number => OpenRow.parse(row).open;

// ---- queues ----------------------------------------------------------------------------------------------------------------

const WaitingRow = row('waiting', {
  interactionId: z.pipe(text, InteractionId),
  queueId: z.pipe(text, QueueId),
  lane: z.pipe(text, LaneId),
  priority: number,
  since: time,
  visitorName: z.pipe(text, Contact.shape.name),
  subject: z.pipe(text, Excerpt),
  latest: z.pipe(text, Excerpt),
  culture: z.pipe(text, kept(z.string(), Culture)),
  requires: json(Requirement),
});

export const waitingRow = (entry: WaitingEntry) => z.encode(WaitingRow, entry);
export const readWaiting = (row: unknown): WaitingEntry => WaitingRow.parse(row);

/** Three numbers of at most 15 digits (`orderText`). */
const ORDER_BYTES = 60;

/** The most chats that an agent may have at once. */
const Reservation = z.object({ interactionId: InteractionId, queueId: QueueId, weight: z.int() });
const Reservations = kept(z.array(Reservation), 50 * 350);
const Given = z.object({ day: kept(z.string(), 10), count: z.int() });
/** A lane is named by two ids of at most 128 characters. */
const Listed = kept(z.record(z.string(), z.string()), MAX_LANES * (300 + ORDER_BYTES));

/** What changes with an agent's places. */
export const placesOf = ({ reservations, given, listed }: Pick<ListedAgent, 'reservations' | 'given' | 'listed'>) => ({
  reservations: z.encode(json(Reservations), reservations),
  given: z.encode(json(Given), given),
  listed: z.encode(json(Listed), listed),
});

/** The part of an agent that a ready row carries. It does not include the lease, so whoever claims the agent must check that. */
const Carried = z.object({
  capacity: z.int(),
  standings: z.array(Standing),
  reservations: z.array(Reservation),
  readySince: Timestamp,
  givenAt: Timestamp,
  given: Given,
  listed: z.record(z.string(), z.string()),
  connections: z.array(ConnectionId),
  zone: z.string(),
  revision: z.int(),
});

/** Up to this size a row costs one write unit. */
const UNIT_BYTES = 1024;

const ReadyRow = row('ready', {
  agentId: z.pipe(text, AgentId),
  name: z.pipe(text, AgentRef.shape.name),
  lane: z.pipe(text, LaneId),
  order: z.pipe(text, kept(z.string(), ORDER_BYTES)),
  agent: z.exactOptional(z.pipe(text, kept(z.string(), UNIT_BYTES))),
});
const CarriedText = json(Carried);

/** With its key. Includes the agent if that costs nothing extra. */
export function readyRow(key: Record<string, { S: string }>, entry: ReadyEntry & { agent: ListedAgent }) {
  const { agent, ...bare } = entry;
  const row = { ...key, ...z.encode(ReadyRow, { ...bare, agent: JSON.stringify(Carried.parse(agent)) }) };
  return bytesOf(row) <= UNIT_BYTES ? row : { ...key, ...z.encode(ReadyRow, bare) };
}

/** Counted as DynamoDB does: names and texts. */
const bytesOf = (row: Record<string, { S?: string }>): number =>
  Object.entries(row).reduce((sum, [name, { S = '' }]) => sum + name.length + Buffer.byteLength(S), 0);

export function readReady(row: unknown): ReadyEntry {
  const { agent, ...entry } = ReadyRow.parse(row);
  if (!agent) return entry;
  const { agentId: id, name } = entry;
  return {
    ...entry,
    // Parsed lazily, because usually only one of the rows read is claimed.
    get agent() {
      return asListed({ ...CarriedText.parse({ S: agent }), id, name });
    },
  };
}

const LineRow = row('line', { total: number, oldestSince: z.exactOptional(time), countedAt: time });

export const lineRow = (line: Line) => z.encode(LineRow, line);
export const readLine = (row: unknown): Line => LineRow.parse(row);

const FlowRow = row('flow', { flow: json(Flow) });

export const flowRow = (flow: Flow) => z.encode(FlowRow, { flow });
export const readFlow = (row: unknown): Flow => FlowRow.parse(row).flow;

const WatchRow = row('watch', { agentId: z.pipe(text, AgentId), connectionId: z.pipe(text, ConnectionId) });
export type Watch = z.infer<typeof WatchRow>;

export const watchRow = (watch: Watch) => z.encode(WatchRow, watch);
export const readWatch = (row: unknown): Watch => WatchRow.parse(row);

// ---- configuration -----------------------------------------------------------------------------------------------------------

export const PointerRow = row('pointer', {
  version: number,
  digest: z.pipe(text, kept(z.string(), 20)),
  publishedAt: number,
  format: number,
});
export type Pointer = z.infer<typeof PointerRow>;
/** A row without a format has the first one (`core/configuration/format.ts`). */
export const readPointer = (row: unknown): Pointer => PointerRow.parse({ format: N(1), ...Object(row) });

// ---- visits and secrets -----------------------------------------------------------------------------------------------------

export const TrackRow = row('track', { interactionId: z.pipe(text, InteractionId), ttl: number });

/** Rotations within the day in which a replaced key is still accepted. */
const MAX_SIGNERS = 50;
/** `until`: how long tokens signed with a replaced key are still accepted, in ms. */
const Signer = z.object({ id: z.string(), secret: z.string(), until: z.exactOptional(z.number()) });
const Signers = kept(z.array(Signer), MAX_SIGNERS * 150);
export const SecretsRow = row('secrets', { signers: json(Signers), addresses: z.pipe(text, kept(z.string(), 50)) });

// ---- agents ----------------------------------------------------------------------------------------------------------------

const Profile = z.object({
  standings: kept(z.array(Standing), z.array(Standing).check(z.maxLength(MAX_LANES))),
  skills: kept(z.record(z.string(), z.number()), Skills),
  languages: kept(z.record(z.string(), z.number()), Languages),
  zone: Terms.shape.zone,
});
const ProfileText = json(Profile);
export const profileText = (profile: z.infer<typeof Profile>) => z.encode(ProfileText, Profile.parse(profile));

const AgentRow = row('agent', {
  agentId: z.pipe(text, AgentId),
  name: z.pipe(text, AgentRef.shape.name),
  status: z.pipe(text, z.enum(['available', 'paused', 'offline'])),
  reason: z.optional(z.pipe(text, kept(z.string(), label))),
  capacity: number,
  queues: queueIds,
  /** Queues that may have watch rows: the current ones, and earlier ones until their rows are deleted. */
  watched: z._default(z.pipe(set, kept(z.array(QueueId), z.array(QueueId).check(z.maxLength(2 * MAX_QUEUES)))), []),
  profile: ProfileText,
  reservations: json(Reservations),
  leaseUntil: time,
  readySince: time,
  givenAt: time,
  given: json(Given),
  listed: json(Listed),
  revision: number,
  removed: z._default(flag, false),
  version: number,
});

export interface StoredAgent {
  agent: Agent;
  /** No longer an agent. The row remains for places of chats in wrap-up. */
  removed: boolean;
  watched: QueueId[];
}

export function readAgent(row: Record<string, unknown> | undefined): StoredAgent {
  const { agentId, profile, removed, watched, ...agent } = AgentRow.parse(row);
  const connections = socketsOf(row as Record<string, { N?: string }>);
  return { agent: { id: agentId, ...agent, ...profile, connections }, removed, watched };
}
