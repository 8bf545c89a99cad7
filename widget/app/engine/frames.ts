/** Parses what arrives on the socket. */

import type { CommandId } from '../../../core/ids.ts';
import type { EndedBy, Outcome, Side } from '../../../core/interaction/facts.ts';
import type { Mark, Marks } from '../../../core/interaction/marks.ts';
import type { Said } from '../../../core/scenario/schema.ts';
import type { VisitorCommit, VisitorEvent, VisitorPush } from '../../../protocol/visitor.ts';
import { isCount, isFlag, isObject, isText, listOf, maybe, object, parse, union } from './guard.ts';

type Push<T extends VisitorPush['t']> = Extract<VisitorPush, { t: T }>;

type Because = Extract<VisitorEvent, { type: 'queued' }>['because'];

/**
 * What the widget shows. A page may be older than the Foyer that it talks to, so it ignores unknown events, and a value may not
 * be one of those that its type lists.
 */
export type SeenEvent =
  | Exclude<VisitorEvent, { type: 'started' | 'queued' | 'revised' | 'file' }>
  | { type: 'queued'; because: Because }
  | Pick<Extract<VisitorEvent, { type: 'file' }>, 'type' | 'id' | 'upload' | 'from' | 'name' | 'bytes'>
  /** Without a text, the message was taken back. */
  | Pick<Extract<VisitorEvent, { type: 'revised' }>, 'type' | 'of' | 'text'>;

export interface SeenCommit extends Omit<VisitorCommit, 'events'> {
  events: SeenEvent[];
}

type Commits<C> =
  | ({ commits: C[] } & Omit<Push<'range'>, 'commits'>)
  | { t: 'ack'; id: CommandId; commit: C }
  | { t: 'commit'; commit: C };
type Others = Push<'upload'> | Push<'file-link'> | Push<'refused'> | Push<'pong'> | Push<'position'> | Push<'presence'>;

export type Frame =
  | Commits<SeenCommit>
  | Others
  /** What API Gateway sends when a function did not answer: `{ "message": "Internal server error", … }`, without our `t`. */
  | { t: 'failed' };

const named = { agent: object({ name: isText }) };
const isEvent = union<'type', SeenEvent>('type', {
  queued: object({ because: isText<Because> }),
  accepted: object(named),
  joined: object(named),
  left: object(named),
  message: object({
    id: isText<CommandId>,
    from: isText<Side>,
    agent: maybe(object({ name: isText })),
    text: isText,
  }),
  revised: object({ of: isCount, text: isText }),
  // Read by the chunk for files alone, which looks at what is there.
  file: isObject as never,
  'file-checked': isObject as never,
  said: object({ asks: isFlag, lines: listOf(object<Said>({ text: isText, options: maybe(listOf(isText)) })) }),
  ended: object({ by: isText<EndedBy>, outcome: isText<Outcome>, says: maybe(isText), asks: maybe(isText) }),
});

interface RawCommit extends Omit<SeenCommit, 'events'> {
  events: Record<string, unknown>[];
}
const commit = object<RawCommit>({ seq: isCount, prev: isCount, at: isCount, events: listOf(isObject) });

const mark = maybe(object<Mark>({ got: isCount, read: isCount, at: isCount }));

const marks = object<Marks>({ visitor: mark, agent: mark });

const isFrame = union<'t', Commits<RawCommit> | Others>('t', {
  range: object({ seq: isCount, more: isFlag, commits: listOf(commit), marks: maybe(marks) }),
  ack: object({ id: isText<CommandId>, commit }),
  commit: object({ commit }),
  refused: object({ id: maybe(isText), code: isText, message: isText }),
  upload: isObject as never,
  'file-link': isObject as never,
  pong: object({ seq: isCount }),
  presence: object({ name: maybe(isText), typing: isFlag, mark }),
  position: object({ position: isCount, wait: maybe(object({ fromS: isCount, toS: isCount })) }),
});

/** Undefined for anything else, which is ignored; whoever waits for an answer asks again. */
export function readFrame(raw: string): Frame | undefined {
  const value = parse(raw, isObject);
  if (isFrame(value)) {
    if ('commits' in value) return { ...value, commits: value.commits.map(known) };
    if ('commit' in value) return { ...value, commit: known(value.commit) };
    return value;
  }
  return value && !('t' in value) && isText(value.message) ? { t: 'failed' } : undefined;
}

const known = (commit: RawCommit): SeenCommit => ({ ...commit, events: commit.events.filter(isEvent) });
