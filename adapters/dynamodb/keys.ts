/**
 * The single table: every key, and every expression that guards or changes a row, has its name here and nowhere else.
 *
 * | pk                   | sk                                       | what                                                          |
 * | -------------------- | ---------------------------------------- | ------------------------------------------------------------- |
 * | `INTERACTION#<chat>` | `C#00000012`                             | commit 12 of the chat's log                                   |
 * |                      | `HEAD`                                   | snapshot; sorts after every commit, so it is first in reverse |
 * | `MARKS#<chat>`       | `agent`, `visitor`                       | how far this side has got in what the other wrote             |
 * | `LANE#<queue>`       | `WAIT#<lane>#<1000 - p.>#<since>#<chat>` | a waiting chat, by lane, priority, then age                   |
 * |                      | `READY#<lane>#<order>#<agent>`           | an agent with a free place, in the strategy's order           |
 * |                      | `STAY#<lane>#<newest first>#<chat>`      | a finished stay in the lane's line                            |
 * | `INBOX`              | `<since>#<chat>`                         | what a supervisor must look at                                |
 * | `AGENT#<agent>`      | `STATE`                                  | the agent, with a named place for each chat                   |
 * | `QUEUE#<queue>`      | `WATCH#<agent>#<connection>`             | a console that sees the queue                                 |
 * | `LINES`              | `<queue>`                                | how many chats wait in the queue, and since when              |
 * | `DONE#<by what>`     | `<start>#<chat>`                         | measures of a closed chat, by day, queue, agent and so on     |
 * | `TALLY#<UTC day>`    | `<quarter of an hour>#<queue>`           | what happened in the queue in it, for the wallboard           |
 * | `COUNTED#<chat>`     | `<commit>`                               | a commit that the tallies include                             |
 * | `ROSTER#<part>`      | `AGENT#<agent>`                          | an agent's status, for the wallboard                          |
 * |                      | `PLACE#<agent>#<chat>`                   | a place of the agent's capacity, and what it is used for      |
 * | `RATE#<key>`         | `<time>#<request>`                       | a request, for as long as conditions count it                 |
 * |                      | `ADMITTED`                               | the chats that an address started recently                    |
 * | `TRACK#<site>`       | `<tracking id>`                          | the chat of an external tracking id                           |
 * | `CONTACT#<contact>`  | `FILE`                                   | a contact, or which one it was merged into                    |
 * | `KEY#<digest>`       | `CONTACT`                                | the contact that is known by this e-mail address or the like  |
 * | `OPEN`               | `<counter>`                              | the number of the tenant's open chats, by counter             |
 * | `CONFIG`             | `CURRENT`                                | the version of the configuration in force                     |
 * |                      | `V#00000003`, `V#00000003#<digest>#00`   | version 3, and a part of it                                   |
 * | `KEYS`               | `<id>`                                   | a program's key, hashed                                       |
 * | `TICKET#<id>`        | `USED`                                   | a used socket ticket                                          |
 * | `SECRETS`            | `CURRENT`                                | the keys that sign tokens, and the one that hashes addresses  |
 */
import { createHash } from 'node:crypto';
import { MAX_SEQ } from '../../core/bounds.ts';
import { partsOfLane } from '../../core/configuration/lanes.ts';
import type { MatchKey } from '../../core/contacts/match.ts';
import {
  type AgentId,
  ConnectionId,
  type ContactId,
  type GatewayId,
  InteractionId,
  type LaneId,
  type QueueId,
} from '../../core/ids.ts';
import { Side } from '../../core/interaction/facts.ts';
import type { Measures } from '../../core/interaction/measures.ts';
import type { Tally } from '../../core/interaction/tally.ts';
import type { Place } from '../../core/routing/place.ts';
import type { Alarm } from '../../core/thresholds.ts';
import { type MeasuredBy, SAMPLE_MS, SAMPLES } from '../stores.ts';
import { S } from './attributes.ts';

const key = (pk: string, sk: string) => ({ pk: S(pk), sk: S(sk) });

/** Rows of one partition: all of them, those whose sort key has a prefix, or those in an inclusive range. */
export type Rows = { pk: string } | { pk: string; prefix: string } | { pk: string; from: string; to: string };

/** Numbers in text sort correctly only at equal width. */
const padded = (width: number, value: number) => String(value).padStart(width, '0');
const seqText = (seq: number) => padded(8, seq);
const timeText = (at: number) => padded(15, at);

// ---- chats -----------------------------------------------------------------------------------------------------------------

const chatPk = (interactionId: InteractionId) => `INTERACTION#${interactionId}`;
const commitSk = (seq: number) => `C#${seqText(seq)}`;
const HEAD = 'HEAD';

export const commitKey = (interactionId: InteractionId, seq: number) => key(chatPk(interactionId), commitSk(seq));
export const headKey = (interactionId: InteractionId) => key(chatPk(interactionId), HEAD);
export const isHead = (row: { sk?: { S?: string | undefined } }) => row.sk?.S === HEAD;

export const rowsOfChat = (interactionId: InteractionId): Rows => ({ pk: chatPk(interactionId) });
export const commitsOf = (interactionId: InteractionId): Rows => ({ pk: chatPk(interactionId), prefix: 'C#' });
export const commitsAfter = (interactionId: InteractionId, after: number): Rows => ({
  ...{ pk: chatPk(interactionId), from: commitSk(after + 1), to: commitSk(MAX_SEQ) },
});
export const commitsBetween = (interactionId: InteractionId, first: number, last: number): Rows => ({
  ...{ pk: chatPk(interactionId), from: commitSk(first), to: commitSk(last) },
});

/** Not among the chat's rows, of which a load reads the newest. */
const marksPk = (interactionId: InteractionId) => `MARKS#${interactionId}`;
export const markKey = (interactionId: InteractionId, side: Side) => key(marksPk(interactionId), side);
export const marksOf = (interactionId: InteractionId): Rows => ({ pk: marksPk(interactionId) });
export const sideOfMark = ({ sk }: { sk?: { S?: string | undefined } }): Side => Side.parse(sk?.S);

// ---- the tenant's limit of open chats ---------------------------------------------------------------------------------------

export const openKey = (counter: number) => key('OPEN', padded(2, counter));
export const openCounters: Rows = { pk: 'OPEN' };

// ---- queues ----------------------------------------------------------------------------------------------------------------

/** A chat's place in line. */
type PlaceInLane = Place & { lane: LaneId };

const MAX_PRIORITY = 1000;
const lanePk = (queueId: QueueId) => `LANE#${queueId}`;
/** All lanes of a queue are in one partition, so that they can be read together. */
const inLane = (lane: LaneId, list: 'WAIT' | 'READY' | 'STAY') => {
  const { queueId, rest } = partsOfLane(lane);
  return { pk: lanePk(queueId), prefix: `${list}#${rest}#` };
};
const priorityText = ({ priority }: Place) => padded(4, MAX_PRIORITY - priority);
const placeText = (place: Place) => `${priorityText(place)}#${timeText(place.since)}#${place.interactionId}`;

export const waitingKey = (place: PlaceInLane) => {
  const { pk, prefix } = inLane(place.lane, 'WAIT');
  return key(pk, prefix + placeText(place));
};
export const waitingIn = (lane: LaneId): Rows => inLane(lane, 'WAIT');
export const waitingInQueue = (queueId: QueueId): Rows => ({ pk: lanePk(queueId), prefix: 'WAIT#' });
export const waitingUpTo = (place: PlaceInLane): Rows => {
  const { pk, prefix } = inLane(place.lane, 'WAIT');
  return { pk, from: prefix, to: prefix + placeText(place) };
};

/** The rows after this place in its lane. `!` sorts before every character of an id. */
export const waitingBehind = (place: PlaceInLane): Rows => {
  const { pk, prefix } = inLane(place.lane, 'WAIT');
  return { pk, from: `${prefix}${placeText(place)}!`, to: `${prefix}~` };
};
/** The rows in the lane with lower priority, and all lanes that sort after it. */
export const waitingBeyond = (place: PlaceInLane): Rows => {
  const { pk, prefix } = inLane(place.lane, 'WAIT');
  return { pk, from: `${prefix}${priorityText(place)}#~`, to: 'WAIT#~~' };
};
/** All together, because a wallboard reads them every other second. */
export const lineKey = (queueId: QueueId) => key('LINES', queueId);
export const allLines: Rows = { pk: 'LINES' };

/** How a line was at the end of each three minutes of the last hour: a ring of attributes, each with the number of its time. */
const sampleName = (number: number) => `sample ${number % SAMPLES}`;
export const sampleOf = (at: number, total: number) => {
  const number = Math.floor(at / SAMPLE_MS);
  return { name: sampleName(number), text: `${number} ${total}` };
};
/** Oldest first: when the three minutes ended, in ms, and how many waited then. */
export const samplesOf = (row: Record<string, { S?: string | undefined }>): { at: number; total: number }[] =>
  Array.from({ length: SAMPLES }, (_, n) => row[sampleName(n)]?.S?.split(' ').map(Number) ?? [])
    .flatMap(([number, total]) =>
      number === undefined || total === undefined ? [] : [{ at: (number + 1) * SAMPLE_MS, total }],
    )
    .sort((a, b) => a.at - b.at);

export const readyKey = (lane: LaneId, order: string, agentId: AgentId) => {
  const { pk, prefix } = inLane(lane, 'READY');
  return key(pk, `${prefix}${order}#${agentId}`);
};
export const readyIn = (lane: LaneId): Rows => inLane(lane, 'READY');
/** `~` sorts after every order. */
export const readyFrom = (lane: LaneId, order: string): Rows => {
  const { pk, prefix } = inLane(lane, 'READY');
  return { pk, from: prefix + order, to: `${prefix}~` };
};

const LAST_TIME = 999_999_999_999_999;
/** Newest first. */
export const stayKey = (lane: LaneId, until: number, interactionId: InteractionId) => {
  const { pk, prefix } = inLane(lane, 'STAY');
  return key(pk, `${prefix}${timeText(LAST_TIME - until)}#${interactionId}`);
};
export const staysIn = (lane: LaneId): Rows => inLane(lane, 'STAY');

// ---- the supervisors' inbox -------------------------------------------------------------------------------------------------

const INBOX = 'INBOX';
type InInbox = { since: number; interactionId: InteractionId };
const inboxSk = ({ since, interactionId }: InInbox) => `${timeText(since)}#${interactionId}`;
export const inboxKey = (entry: InInbox) => key(INBOX, inboxSk(entry));
export const inbox: Rows = { pk: INBOX };
/** `!` sorts before every character of an id. */
export const inboxAfter = (entry: InInbox): Rows => ({ pk: INBOX, from: `${inboxSk(entry)}!`, to: '~' });

// ---- measures --------------------------------------------------------------------------------------------------------------

const donePk = (by: MeasuredBy): string => {
  if ('day' in by) return `DONE#DAY#${by.day}`;
  if ('gatewayId' in by) return `DONE#GATEWAY#${by.gatewayId}`;
  if ('queueId' in by) return `DONE#QUEUE#${by.queueId}`;
  if ('agentId' in by) return `DONE#AGENT#${by.agentId}`;
  return `DONE#CONTACT#${by.contactId}`;
};
type Measured = Pick<Measures, 'interactionId' | 'startedAt' | 'day' | 'gatewayId' | 'queues' | 'agents' | 'contact'>;
/** Everything that the measures are stored under. None of it ever changes, so writing them again writes the same rows. */
export const doneKeys = ({ interactionId, startedAt, day, gatewayId, queues, agents, contact }: Measured) =>
  [
    ...[{ day }, { gatewayId }, ...queues, ...agents],
    ...(contact.id === undefined ? [] : [{ contactId: contact.id }]),
  ].map((by) => key(donePk(by), `${timeText(startedAt)}#${interactionId}`));
export const allDoneBy = (by: MeasuredBy): Rows => ({ pk: donePk(by) });
export const doneBy = (by: MeasuredBy, from: number, to: number): Rows => ({
  ...{ pk: donePk(by), from: timeText(from), to: `${timeText(to)}#~` },
});

// ---- contacts --------------------------------------------------------------------------------------------------------------

export const contactKey = (contactId: ContactId) => key(`CONTACT#${contactId}`, 'FILE');
/** A digest, because a value can be longer than a key in bytes, and a key is in logs and metrics of AWS. */
export const matchKey = (match: MatchKey) =>
  key(`KEY#${createHash('sha256').update(match).digest('base64url')}`, 'CONTACT');

// ---- the wallboard ---------------------------------------------------------------------------------------------------------

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const tallyPk = (quarter: number) => `TALLY#${dayOf(quarter)}`;
export const tallyKey = ({ queueId, quarter }: Pick<Tally, 'queueId' | 'quarter'>) =>
  key(tallyPk(quarter), `${timeText(quarter)}#${queueId}`);
/** Of one UTC day: the one on which `from` falls. */
export const talliesBetween = (from: number, to: number): Rows => ({
  ...{ pk: tallyPk(from), from: timeText(from), to: `${timeText(to)}#~` },
});
export const countedKey = (interactionId: InteractionId, seq: number) => key(`COUNTED#${interactionId}`, seqText(seq));

/** A row moves with each assignment, and one partition writes 1,000 units a second: about 200 assignments. */
const ROSTER_PARTS = 8;
const partOf = (agentId: AgentId) => [...agentId].reduce((sum, char) => sum + char.charCodeAt(0), 0) % ROSTER_PARTS;
const rosterPk = (part: number) => `ROSTER#${part}`;
export const rosterAgentKey = (agentId: AgentId) => key(rosterPk(partOf(agentId)), `AGENT#${agentId}`);
export const rosterPlaceKey = (agentId: AgentId, interactionId: InteractionId) =>
  key(rosterPk(partOf(agentId)), `PLACE#${agentId}#${interactionId}`);
export const rosterParts: Rows[] = Array.from({ length: ROSTER_PARTS }, (_, part) => ({ pk: rosterPk(part) }));
export const isRosterAgent = ({ sk }: Keys): boolean => Boolean(sk?.S?.startsWith('AGENT#'));

export const watchKey = (queueId: QueueId, agentId: AgentId, connectionId: ConnectionId) =>
  key(`QUEUE#${queueId}`, `WATCH#${agentId}#${connectionId}`);
export const watchersOf = (queueId: QueueId): Rows => ({ pk: `QUEUE#${queueId}`, prefix: 'WATCH#' });

// ---- thresholds ------------------------------------------------------------------------------------------------------------

const ALARM = 'ALARM';
const LOOK = 'LOOK';
const OVERSEERS = 'OVERSEERS';
export const alarmKey = ({ queueId, threshold }: Pick<Alarm, 'queueId' | 'threshold'>) =>
  key(ALARM, `${queueId}#${threshold}`);
export const alarmsOf = (queueId: QueueId): Rows => ({ pk: ALARM, prefix: `${queueId}#` });
export const alarms: Rows = { pk: ALARM };
export const lookKey = (queueId: QueueId) => key(LOOK, queueId);
export const overseerKey = (connectionId: ConnectionId) => key(OVERSEERS, connectionId);
export const overseers: Rows = { pk: OVERSEERS };

// ---- visits ----------------------------------------------------------------------------------------------------------------

export const requestKey = (counted: string, at: number, id: string) => key(`RATE#${counted}`, `${timeText(at)}#${id}`);
type RequestRow = { sk?: { S?: string | undefined } };
/** `after`: the last known row. `!` sorts before every character of an id. */
export const requestsSince = (counted: string, since: number, after?: RequestRow): Rows => ({
  ...{ pk: `RATE#${counted}`, from: after ? `${after.sk?.S}!` : timeText(since), to: '~' },
});
export const requestIdOf = ({ sk }: RequestRow): string => sk?.S?.slice(sk.S.indexOf('#') + 1) ?? '';
export const admittedKey = (counted: string) => key(`RATE#${counted}`, 'ADMITTED');
export const trackKey = (gatewayId: GatewayId, trackingId: string) => key(`TRACK#${gatewayId}`, trackingId);

// ---- agents, configuration, signing key ------------------------------------------------------------------------------------

export const agentKey = (agentId: AgentId) => key(`AGENT#${agentId}`, 'STATE');

/** Parts have the digest of their content in the key, so that two concurrent publishes of the same number never mix. */
const partsPrefix = (version: number, digest: string) => `V#${seqText(version)}#${digest}#`;

export const currentKey = key('CONFIG', 'CURRENT');
/** The pointer as it was when this version was published. */
export const versionKey = (version: number) => key('CONFIG', `V#${seqText(version)}`);
export const partKey = (version: number, digest: string, part: number) =>
  key('CONFIG', partsPrefix(version, digest) + padded(2, part));
export const partsOf = (version: number, digest: string): Rows => ({
  ...{ pk: 'CONFIG', prefix: partsPrefix(version, digest) },
});

export const secretsKey = key('SECRETS', 'CURRENT');
export const machineKey = (id: string) => key('KEYS', id);
export const machineKeys: Rows = { pk: 'KEYS' };
export const ticketKey = (id: string) => key(`TICKET#${id}`, 'USED');

// ---- expressions: `#name` is the attribute of that name, because many names are reserved words
// -------------------------------

export const whole = '#pk = :pk';
export const between = '#pk = :pk AND #sk BETWEEN :from AND :to';

export const isNew = 'attribute_not_exists(#pk)';
export const exists = 'attribute_exists(#pk)';
/** The agent has connected before and was not removed. */
export const isAgent = `${exists} AND attribute_not_exists(#removed)`;
/** Not written by a later version of the configuration. */
export const isUpToDate = '(attribute_not_exists(#version) OR #version <= :version)';
/** Neither number goes back, and one goes on. */
export const isNewOrMovesOn =
  'attribute_not_exists(#pk) OR (#got < :got AND #read <= :read) OR (#got <= :got AND #read < :read)';
export const isNewOrOlder = 'attribute_not_exists(#pk) OR #seq < :seq';
/** The stored count is no later than this one. */
export const isNewOrEarlier = 'attribute_not_exists(#pk) OR #countedAt <= :countedAt';
/** The stored alarm is earlier. */
export const isNewOrBefore = 'attribute_not_exists(#pk) OR #at < :at';
/** The stored time has passed, or is later. */
export const isNewOrSooner = 'attribute_not_exists(#pk) OR #dueAt <= :now OR #dueAt > :dueAt';
export const isVersion = '#version = :version';
export const hasSameSigners = '#signers = :signers';

/** The attributes have the figures' names, in which a hyphen would be a minus here. */
export const tallies = (figures: number) =>
  'SET #queueId = :queueId, #quarter = :quarter, #ttl = :ttl ADD ' +
  Array.from({ length: figures }, (_, n) => `#f${n} :f${n}`).join(', ');

export const recounts = (hasOldest: boolean) =>
  `SET #queueId = :queueId, #total = :total, #countedAt = :countedAt, #sample = :sample${hasOldest ? ', #oldestSince = :oldestSince' : ' REMOVE #oldestSince'}`;

export const isNewOrRevised = 'attribute_not_exists(#pk) OR #revision < :revision';
/** The place is still held, and this is news. */
export const isHeldEarlier = `${exists} AND #seq < :seq`;
export const usesPlace =
  'SET #is = :is, #queueId = :queueId, #since = :since, #seq = :seq REMOVE #unansweredSince, #unansweredAt';
export const waitsUnanswered = 'SET #unansweredSince = :since, #unansweredAt = :now';

/** Already admitted, or there is room for one more. */
export const mayEnter = 'attribute_not_exists(#ids) OR contains(#ids, :id) OR size(#ids) < :most';
export const enters = 'ADD #ids :added SET #ttl = :ttl';

/** A counter of open chats is below its limit, and goes up or down by one. */
export const hasRoom = 'attribute_not_exists(#open) OR #open < :most';
export const counts = 'ADD #open :one';

/** The agent's row has not changed since it was read: every change except a renewed lease increments the revision. */
export const isRevision = '#revision = :revision';

/** The value still leads to this contact. */
export const leadsTo = '#contactId = :contactId';

/** The lease is still running, or is the same one that had expired; a renewal does not increment the revision. */
export const leaseRuns = '#leaseUntil > :now';
export const leaseIsOver = '#leaseUntil = :leaseUntil';
/** What changes when an agent gets or gives back places, including the lists. */
export const moves =
  'SET #reservations = :reservations, #readySince = :readySince, #givenAt = :givenAt, #given = :given, #listed = :listed, ' +
  '#revision = :next';

type Counts = Record<string, { N?: string | undefined }>;
const SOCKET = 'socket ';
/** One attribute each, so that consoles that come and go at once do not block each other. Its value is the connection time. */
export const socketOf = (connectionId: ConnectionId) => SOCKET + connectionId;
/** Oldest first. */
export const socketsOf = (row: Counts): ConnectionId[] =>
  Object.keys(row)
    .filter((name) => name.startsWith(SOCKET))
    .sort((a, b) => Number(row[a]?.N) - Number(row[b]?.N))
    .map((name) => ConnectionId.parse(name.slice(SOCKET.length)));

const profile = [
  ...['#name = :name', '#capacity = :capacity', '#queues = :queues', '#profile = :profile'],
  '#version = :version',
].join(', ');
/** Records every queue that may have rows for the agent. Nothing else knows about a row that a crash left behind. */
const watches = (queues: unknown[]) => (queues.length > 0 ? ', #watched :watched' : '');
/** `isBack`: signed out until now, so that a status from yesterday does not count since then. */
export const connects = (queues: unknown[], isBack: boolean) =>
  `SET ${[
    ...[profile, '#agentId = :agentId', '#leaseUntil = :leaseUntil', '#status = if_not_exists(#status, :offline)'],
    ...['#reservations = if_not_exists(#reservations, :none)', '#readySince = if_not_exists(#readySince, :now)'],
    ...['#givenAt = if_not_exists(#givenAt, :never)', '#given = if_not_exists(#given, :notYet)', '#socket = :now'],
    ...[
      '#listed = if_not_exists(#listed, :nowhere)',
      isBack ? '#statusSince = :now' : '#statusSince = if_not_exists(#statusSince, :now)',
    ],
  ].join(', ')} REMOVE #removed ADD #revision :one${watches(queues)}`;
export const changes = (queues: unknown[]) => `SET ${profile} ADD #revision :one${watches(queues)}`;
export const unwatches = 'DELETE #watched :over ADD #revision :one';
/** The row is kept for the places that chats in wrap-up still hold. */
export const removes = 'SET #removed = :yes, #status = :offline, #version = :version REMOVE #reason ADD #revision :one';
export const disconnects = 'REMOVE #socket ADD #revision :one';
export const renewsLease = 'SET #leaseUntil = :leaseUntil';
export const changesPhone = 'SET #phone = :phone, #revision = :next';
/** Sets or removes the reason. `:now` is given if the agent becomes available, `:since` if this is another status or reason. */
export const setsStatus = ({ reason, now, since }: { reason?: unknown; now?: unknown; since?: unknown }) =>
  `SET #status = :status${reason ? ', #reason = :reason' : ''}${now ? ', #readySince = :now' : ''}` +
  `${since ? ', #statusSince = :since' : ''}` +
  `${reason ? '' : ' REMOVE #reason'} ADD #revision :one`;

// ---- what a key belongs to, for the stream
// -----------------------------------------------------------------------------------

type Keys = { pk?: { S?: string }; sk?: { S?: string } };

export const isWaiting = ({ pk, sk }: Keys): boolean =>
  Boolean(pk?.S?.startsWith('LANE#') && sk?.S?.startsWith('WAIT#'));

export const isAlarm = ({ pk }: Keys): boolean => pk?.S === ALARM;
export const isLook = ({ pk }: Keys): boolean => pk?.S === LOOK;

export const isCurrent = ({ pk, sk }: Keys): boolean => pk?.S === currentKey.pk.S && sk?.S === currentKey.sk.S;

/** Undefined if it is not a commit. */
export const chatOfCommit = ({ pk, sk }: Keys): InteractionId | undefined =>
  pk?.S?.startsWith('INTERACTION#') && sk?.S?.startsWith('C#')
    ? InteractionId.parse(pk.S.slice('INTERACTION#'.length))
    : undefined;
