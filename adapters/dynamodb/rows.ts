/** The content of the rows, without their keys: writing and reading. */
import * as z from 'zod/mini';
import type { Agent, ListedAgent } from '../../core/agent/agent.ts';
import { Phone, silent } from '../../core/agent/phone.ts';
import { kept, MAX_QUEUES } from '../../core/bounds.ts';
import { MAX_LANES, Standing } from '../../core/configuration/standings.ts';
import { AgentId, CommandId, ConnectionId, InteractionId, LaneId, QueueId } from '../../core/ids.ts';
import { Author, Commit, InteractionEvent } from '../../core/interaction/events.ts';
import { AgentRef, Contact, Terms, Timestamp, WhyAside } from '../../core/interaction/facts.ts';
import { placeUses } from '../../core/interaction/holdings.ts';
import { kindNames } from '../../core/interaction/kinds.ts';
import { Mark } from '../../core/interaction/marks.ts';
import { isMeasured, Measures } from '../../core/interaction/measures.ts';
import { Excerpt, Interaction, SHAPE } from '../../core/interaction/state.ts';
import { figureNames, type Tally } from '../../core/interaction/tally.ts';
import { isFollowed } from '../../core/interaction/timers.ts';
import { Requirement } from '../../core/routing/requirement.ts';
import { Stay } from '../../core/routing/wait.ts';
import { Culture, Languages, Skills, slug } from '../../core/words.ts';
import {
  asListed,
  type InboxEntry,
  type Line,
  type MachineKey,
  type ReadyEntry,
  type RosterAgent,
  type RosterPlace,
  type SampledLine,
  type WaitingEntry,
} from '../stores.ts';
import { flag, json, N, number, set, text, texts } from './attributes.ts';
import { samplesOf, socketsOf } from './keys.ts';

/** By name, for the test that adds up their maximum sizes. */
export const rowSchemas = new Map<string, z.core.$ZodType>();
export function row<Shape extends z.core.$ZodShape>(name: string, shape: Shape): z.ZodMiniObject<Shape> {
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
  /** Set only if the commit has consequences or something must be counted after it. The stream's filters check them. */
  follow: z.exactOptional(flag),
  measured: z.exactOptional(flag),
  ttl: z.exactOptional(number),
});

export const commitRow = (commit: Commit, keepDays: number) =>
  z.encode(CommitRow, {
    ...{ ...commit, ...keptFor(keepDays, commit.at) },
    ...(isFollowed(commit) ? { follow: true } : {}),
    ...(isMeasured(commit) ? { measured: true } : {}),
  });

const KeptCommit = z.extend(CommitRow, { events: json(z.array(z.unknown())) });

/** A row's time to live is in seconds. DynamoDB may take days to delete an expired row. */
const inSeconds = (ms: number): number => Math.ceil(ms / 1000);
const DAY_MS = 24 * 60 * 60 * 1000;
const keptFor = (keepDays: number, at: number): { ttl?: number } =>
  keepDays === 0 ? {} : { ttl: inSeconds(at + keepDays * DAY_MS) };

/** Skips events of a later release, so that the others can be shown. */
export function readCommit(row: unknown): Commit {
  const { seq, at, id, by, events: all } = KeptCommit.parse(row);
  const events = all.flatMap((event) => InteractionEvent.safeParse(event).data ?? []);
  return { seq, at, id, by, events, ...(events.length < all.length ? { unread: true } : {}) };
}

const HeadRow = row('head', { seq: number, shape: number, state: json(Interaction), ttl: z.exactOptional(number) });
const HeadShape = z.object({ shape: z.optional(number) });

/** `at`: the time of its newest commit; it expires with that one. */
export const headRow = (state: Interaction, at: number) =>
  z.encode(HeadRow, { seq: state.seq, shape: SHAPE, state, ...keptFor(state.place.terms.keepDays, at) });
/** Undefined if another release wrote it in another shape. */
export const readHead = (row: unknown): Interaction | undefined =>
  HeadShape.parse(row).shape === SHAPE ? HeadRow.parse(row).state : undefined;

const MarkRow = row('mark', { got: number, read: number, at: time, ttl: z.exactOptional(number) });

export const markRow = (mark: Mark, keepDays: number) => z.encode(MarkRow, { ...mark, ...keptFor(keepDays, mark.at) });
export const readMark = (row: unknown): Mark => Mark.parse(MarkRow.parse(row));

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

const InboxRow = row('inbox', {
  interactionId: z.pipe(text, InteractionId),
  queueId: z.pipe(text, QueueId),
  kind: z.pipe(text, z.enum(kindNames)),
  since: time,
  because: z.pipe(text, WhyAside),
  visitorName: z.pipe(text, Contact.shape.name),
  subject: z.pipe(text, Excerpt),
  culture: z.pipe(text, kept(z.string(), Culture)),
  mail: z.exactOptional(z.pipe(text, z.enum(['asked', 'sent', 'failed']))),
  mailAt: z.exactOptional(time),
  ttl: z.exactOptional(number),
});

/** Kept as long as the log that it belongs to: without that, there is nothing to look at. */
export const inboxRow = (entry: InboxEntry, keepDays: number) =>
  z.encode(InboxRow, { ...entry, ...keptFor(keepDays, entry.since) });
export function readInbox(row: unknown): InboxEntry {
  const { ttl: _, ...entry } = InboxRow.parse(row);
  return entry;
}

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
  agent: z.exactOptional(json(kept(Carried, UNIT_BYTES))),
});
const CarriedText = json(Carried);
/** The agent is parsed lazily, because usually only one of the rows read is claimed. */
const UnreadReady = z.extend(ReadyRow, { agent: z.exactOptional(text) });

/** With its key. Includes the agent if that costs nothing extra. */
export function readyRow(key: Record<string, { S: string }>, entry: ReadyEntry & { agent: ListedAgent }) {
  const { agent, ...bare } = entry;
  const row = { ...key, ...z.encode(ReadyRow, { ...bare, agent: Carried.parse(agent) }) };
  return bytesOf(row) <= UNIT_BYTES ? row : { ...key, ...z.encode(ReadyRow, bare) };
}

/** Counted as DynamoDB does: names and texts. */
const bytesOf = (row: Record<string, { S?: string }>): number =>
  Object.entries(row).reduce((sum, [name, { S = '' }]) => sum + name.length + Buffer.byteLength(S), 0);

export function readReady(row: unknown): ReadyEntry {
  const { agent, ...entry } = UnreadReady.parse(row);
  if (!agent) return entry;
  const { agentId: id, name } = entry;
  return {
    ...entry,
    get agent() {
      return asListed({ ...CarriedText.parse({ S: agent }), id, name });
    },
  };
}

const LineRow = row('line', {
  queueId: z.pipe(text, QueueId),
  total: number,
  oldestSince: z.exactOptional(time),
  countedAt: time,
});

export const readLine = (row: unknown): Line => {
  const { queueId: _, ...line } = LineRow.parse(row);
  return line;
};
export const readSampledLine = (row: Record<string, { S?: string | undefined }>): SampledLine => ({
  ...LineRow.parse(row),
  samples: samplesOf(row),
});

const StayRow = row('stay', { from: time, until: time, found: flag, ttl: number });
/** Long enough for a lane that is busy only on some days. */
const STAY_DAYS = 30;

export const stayRow = (stay: Stay) => z.encode(StayRow, { ...stay, ttl: inSeconds(stay.until + STAY_DAYS * DAY_MS) });
export const readStay = (row: unknown): Stay => Stay.parse(StayRow.parse(row));

const WatchRow = row('watch', { agentId: z.pipe(text, AgentId), connectionId: z.pipe(text, ConnectionId) });
export type Watch = z.infer<typeof WatchRow>;

export const watchRow = (watch: Watch) => z.encode(WatchRow, watch);
export const readWatch = (row: unknown): Watch => WatchRow.parse(row);

// ---- measures --------------------------------------------------------------------------------------------------------------

const MeasuresRow = row('measures', { seq: number, measures: json(Measures), ttl: z.exactOptional(number) });

export const measuresRow = (measures: Measures) =>
  z.encode(MeasuresRow, { seq: measures.seq, measures, ...keptFor(measures.keepDays, measures.closedAt) });
export const readMeasures = (row: unknown): Measures => MeasuresRow.parse(row).measures;

// ---- the wallboard ---------------------------------------------------------------------------------------------------------

/** The wallboard shows a week; a month helps who asks what happened. */
const TALLY_DAYS = 40;
const TallyRow = row('tally', {
  queueId: z.pipe(text, QueueId),
  quarter: time,
  ...(Object.fromEntries(figureNames.map((name) => [name, z.exactOptional(number)])) as Record<
    (typeof figureNames)[number],
    z.ZodMiniExactOptional<typeof number>
  >),
  ttl: number,
});

export const tallyTtl = (quarter: number) => N(inSeconds(quarter + TALLY_DAYS * DAY_MS));
export function readTally(row: unknown): Tally {
  const { queueId, quarter, ttl: _, ...figures } = TallyRow.parse(row);
  return { queueId, quarter, figures };
}

/** Longer than a stream keeps what it could deliver again (a day), and than a batch is retried. */
const COUNTED_DAYS = 7;
const CountedRow = row('counted', { ttl: number });
/** `at`: the newest moment that it counts. */
export const countedRow = (at: number) => z.encode(CountedRow, { ttl: inSeconds(at + COUNTED_DAYS * DAY_MS) });

/** A console says hello at least every two hours, when its socket ends. */
const SIGNED_IN_MS = 3 * 3_600_000;
const RosterAgentRow = row('roster agent', {
  agentId: z.pipe(text, AgentId),
  status: z.pipe(text, z.enum(['available', 'paused', 'offline'])),
  reason: z.exactOptional(z.pipe(text, kept(z.string(), slug))),
  since: time,
  callSince: z.exactOptional(time),
  connected: flag,
  leaseUntil: time,
  revision: number,
  ttl: number,
});

export const rosterAgentRow = ({ id: agentId, status, reason, statusSince: since, ...agent }: Agent) =>
  z.encode(RosterAgentRow, {
    ...{ agentId, status, since, connected: agent.connections.length > 0, leaseUntil: agent.leaseUntil },
    ...(reason === undefined ? {} : { reason }),
    ...(agent.phone.state === 'idle' ? {} : { callSince: agent.phone.since }),
    ...{ revision: agent.revision, ttl: inSeconds(agent.leaseUntil + SIGNED_IN_MS) },
  });
export function readRosterAgent(row: unknown): RosterAgent {
  const { revision: _, ttl: __, ...agent } = RosterAgentRow.parse(row);
  return agent;
}

const RosterPlaceRow = row('roster place', {
  agentId: z.pipe(text, AgentId),
  interactionId: z.pipe(text, InteractionId),
  queueId: z.pipe(text, QueueId),
  weight: number,
  is: z.pipe(text, z.enum(placeUses)),
  visitorName: z.pipe(text, Contact.shape.name),
  since: time,
  seq: number,
  unansweredSince: z.exactOptional(time),
  unansweredAt: z.exactOptional(time),
});

export const rosterPlaceRow = (place: RosterPlace, seq: number) => z.encode(RosterPlaceRow, { ...place, seq });
export function readRosterPlace(row: unknown): RosterPlace {
  const { seq: _, unansweredSince: since, unansweredAt: seenAt, ...place } = RosterPlaceRow.parse(row);
  return since === undefined || seenAt === undefined ? place : { ...place, unanswered: { since, seenAt } };
}

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

const MachineKeyRow = row('machine key', {
  id: z.pipe(text, kept(z.string(), 20)),
  scope: z.pipe(text, z.enum(['voice'])),
  hash: z.pipe(text, kept(z.string(), 50)),
  createdAt: time,
});
export const machineKeyRow = (key: MachineKey) => z.encode(MachineKeyRow, key);
export const readMachineKey = (row: unknown): MachineKey => MachineKeyRow.parse(row);

// ---- agents ----------------------------------------------------------------------------------------------------------------

const Profile = z.object({
  standings: kept(z.array(Standing), z.array(Standing).check(z.maxLength(MAX_LANES))),
  skills: kept(z.record(z.string(), z.number()), Skills),
  languages: kept(z.record(z.string(), z.number()), Languages),
  zone: Terms.shape.zone,
});
const ProfileText = json(Profile);
export const profileText = (profile: z.infer<typeof Profile>) => z.encode(ProfileText, Profile.parse(profile));

const PhoneText = json(Phone);
export const phoneText = (phone: Phone) => z.encode(PhoneText, phone);

const AgentRow = row('agent', {
  agentId: z.pipe(text, AgentId),
  name: z.pipe(text, AgentRef.shape.name),
  status: z.pipe(text, z.enum(['available', 'paused', 'offline'])),
  reason: z.optional(z.pipe(text, kept(z.string(), slug))),
  statusSince: time,
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
  /** Absent until the first report. */
  phone: z._default(PhoneText, silent),
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
