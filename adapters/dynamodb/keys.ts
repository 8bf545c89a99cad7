/**
 * The single table: every key, and every expression that guards or changes a row, has its name here and nowhere else.
 *
 * | pk              | sk                                      | what                                                      |
 * | --------------- | --------------------------------------- | --------------------------------------------------------- |
 * | `CHAT#<chat>`   | `C#00000012`                            | commit 12 of the chat's log                               |
 * |                 | `HEAD`                                  | snapshot; sorts after every commit: first when backwards  |
 * | `LANE#<queue>`  | `WAIT#<1000 - priority>#<since>#<chat>` | a waiting chat, in order of priority, then age            |
 * |                 | `READY#<order>#<agent>`                 | an agent with a free place, in the strategy's order       |
 * | `AGENT#<agent>` | `STATE`                                 | the agent, with a named place for each chat               |
 * | `QUEUE#<queue>` | `WATCH#<agent>#<connection>`            | a console that sees the queue                             |
 * | `CONFIG`        | `CURRENT`                               | the version of the configuration that counts              |
 * |                 | `V#00000003#<digest>#00`                | a part of version 3                                       |
 * | `KEY`           | `TOKEN`                                 | the key that signs tokens                                 |
 */
import { type AgentId, ChatId, type ConnectionId, type QueueId } from '../../core/ids.ts';
import type { WaitingEntry } from '../stores.ts';
import { S } from './attributes.ts';

const key = (pk: string, sk: string) => ({ pk: S(pk), sk: S(sk) });

/** Rows of one partition: all, those whose sort key begins so, or those between two, ends included. */
export type Rows = { pk: string } | { pk: string; prefix: string } | { pk: string; from: string; to: string };

/** Numbers sort as text only at one width. */
const padded = (width: number, value: number) => String(value).padStart(width, '0');
const seqText = (seq: number) => padded(8, seq);
const timeText = (at: number) => padded(15, at);

// ---- chats -----------------------------------------------------------------------------------------------------------------

const chatPk = (chatId: ChatId) => `CHAT#${chatId}`;
const commitSk = (seq: number) => `C#${seqText(seq)}`;
const LAST_COMMIT = 'C#99999999';
const HEAD = 'HEAD';

export const commitKey = (chatId: ChatId, seq: number) => key(chatPk(chatId), commitSk(seq));
export const headKey = (chatId: ChatId) => key(chatPk(chatId), HEAD);
export const isHead = (row: { sk?: { S?: string | undefined } }) => row.sk?.S === HEAD;

export const rowsOfChat = (chatId: ChatId): Rows => ({ pk: chatPk(chatId) });
export const commitsOf = (chatId: ChatId): Rows => ({ pk: chatPk(chatId), prefix: 'C#' });
export const commitsAfter = (chatId: ChatId, after: number): Rows => ({
  ...{ pk: chatPk(chatId), from: commitSk(after + 1), to: LAST_COMMIT },
});
export const commitsBetween = (chatId: ChatId, first: number, last: number): Rows => ({
  ...{ pk: chatPk(chatId), from: commitSk(first), to: commitSk(last) },
});

// ---- queues ----------------------------------------------------------------------------------------------------------------

/** Where a chat stands in line. */
export type Place = Pick<WaitingEntry, 'chatId' | 'queueId' | 'priority' | 'since'>;

const MAX_PRIORITY = 1000;
const lanePk = (queueId: QueueId) => `LANE#${queueId}`;
const waitingSk = ({ chatId, priority, since }: Place) =>
  `WAIT#${padded(4, MAX_PRIORITY - priority)}#${timeText(since)}#${chatId}`;

export const waitingKey = (place: Place) => key(lanePk(place.queueId), waitingSk(place));
export const waitingIn = (queueId: QueueId): Rows => ({ pk: lanePk(queueId), prefix: 'WAIT#' });
export const waitingUpTo = (place: Place): Rows => ({
  ...{ pk: lanePk(place.queueId), from: 'WAIT#', to: waitingSk(place) },
});

export const readyKey = (queueId: QueueId, since: number, agentId: AgentId) =>
  key(lanePk(queueId), `READY#${timeText(since)}#${agentId}`);
export const readyIn = (queueId: QueueId): Rows => ({ pk: lanePk(queueId), prefix: 'READY#' });

export const watchKey = (queueId: QueueId, agentId: AgentId, connectionId: ConnectionId) =>
  key(`QUEUE#${queueId}`, `WATCH#${agentId}#${connectionId}`);
export const watchersOf = (queueId: QueueId): Rows => ({ pk: `QUEUE#${queueId}`, prefix: 'WATCH#' });

// ---- agents, configuration, signing key ------------------------------------------------------------------------------------

export const agentKey = (agentId: AgentId) => key(`AGENT#${agentId}`, 'STATE');

/** Parts carry the digest of their content, so that two who publish the same number at once never mix theirs. */
const partsPrefix = (version: number, digest: string) => `V#${seqText(version)}#${digest}#`;

export const currentKey = key('CONFIG', 'CURRENT');
export const partKey = (version: number, digest: string, part: number) =>
  key('CONFIG', partsPrefix(version, digest) + padded(2, part));
export const partsOf = (version: number, digest: string): Rows => ({
  ...{ pk: 'CONFIG', prefix: partsPrefix(version, digest) },
});

export const tokenKey = key('KEY', 'TOKEN');

// ---- expressions: `#name` stands for the attribute of that name, since many names are reserved words -------------------------

export const whole = '#pk = :pk';
export const beginning = '#pk = :pk AND begins_with(#sk, :prefix)';
export const between = '#pk = :pk AND #sk BETWEEN :from AND :to';

export const isNew = 'attribute_not_exists(#pk)';
export const exists = 'attribute_exists(#pk)';
export const isNewOrOlder = 'attribute_not_exists(#pk) OR #seq < :seq';
export const isVersion = '#version = :version';

/** The agent's row is still the one that was read: every change counts its revision up. */
export const isRevision = '#revision = :revision';

/** A place of an agent may be had: the lease runs, one is free, and none is held for this chat (`:now`, `#chat`). */
const placeIsFree =
  'attribute_not_exists(#reservations.#chat) AND size(#reservations) < #capacity AND #leaseUntil > :now';
export const mayReserve = {
  offer: { condition: `${placeIsFree} AND #status = :status`, status: 'available' },
  take: { condition: `${placeIsFree} AND #status <> :status`, status: 'offline' },
} as const;
export const reserves = 'SET #reservations.#chat = :place, #readySince = :now ADD #revision :one';
export const releases = 'REMOVE #reservations.#chat SET #readySince = :now ADD #revision :one';

export const connects = `SET ${[
  ...['#agentId = :agentId', '#name = :name', '#capacity = :capacity'],
  ...['#queues = :queues', '#offeringQueues = :offeringQueues', '#leaseUntil = :leaseUntil'],
  ...['#status = if_not_exists(#status, :offline)', '#reservations = if_not_exists(#reservations, :none)'],
  '#readySince = if_not_exists(#readySince, :now)',
].join(', ')} ADD #connections :connection, #revision :one`;
export const disconnects = 'DELETE #connections :connection ADD #revision :one';
export const renewsLease = 'SET #leaseUntil = :leaseUntil ADD #revision :one';
/** A reason is set or removed; `:now` is given where the agent becomes available. */
export const setsStatus = ({ reason, now }: { reason?: unknown; now?: unknown }) =>
  `SET #status = :status${reason ? ', #reason = :reason' : ''}${now ? ', #readySince = :now' : ''}` +
  `${reason ? '' : ' REMOVE #reason'} ADD #revision :one`;
export const lists = 'SET #listedSince = :since, #listedIn = :queues ADD #revision :one';
export const unlists = 'REMOVE #listedSince, #listedIn ADD #revision :one';

// ---- what a key is of, for the stream --------------------------------------------------------------------------------------

type Keys = { pk?: { S?: string }; sk?: { S?: string } };

export const isWaiting = ({ pk, sk }: Keys): boolean =>
  Boolean(pk?.S?.startsWith('LANE#') && sk?.S?.startsWith('WAIT#'));

/** Undefined for what is no commit. */
export const chatOfCommit = ({ pk, sk }: Keys): ChatId | undefined =>
  pk?.S?.startsWith('CHAT#') && sk?.S?.startsWith('C#') ? ChatId.parse(pk.S.slice('CHAT#'.length)) : undefined;
