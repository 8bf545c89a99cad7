/** What arrives on the socket, read at the boundary. */
import type { Side } from '../../../core/chat/events.ts';
import type { CommandId } from '../../../core/ids.ts';
import type { VisitorCommit, VisitorEvent, VisitorPush } from '../../../protocol/visitor.ts';
import { either, type Guard, isCount, isFlag, isObject, isText, listOf, maybe, object, oneOf, parse } from './guard.ts';

type Event<T extends VisitorEvent['type']> = Extract<VisitorEvent, { type: T }>;
type Push<T extends VisitorPush['t']> = Extract<VisitorPush, { t: T }>;

/** What the widget shows. Events of a newer Foyer that it does not know pass by without harm. */
export type SeenEvent = Event<'queued'> | Event<'accepted'> | Event<'message'> | Pick<Event<'ended'>, 'type' | 'by'>;

export interface SeenCommit extends Omit<VisitorCommit, 'events'> {
  events: SeenEvent[];
}

export type Frame =
  | { t: 'range'; seq: number; more: boolean; commits: SeenCommit[] }
  | { t: 'ack'; id: CommandId; commit: SeenCommit }
  | { t: 'commit'; commit: SeenCommit }
  | Push<'refused'>
  | Push<'pong'>
  | Push<'position'>
  /** API Gateway's own words when a function did not answer: `{ "message": "Internal server error", … }`, without our `t`. */
  | { t: 'failed' };

const isEvent: Guard<SeenEvent> = either(
  either(
    object<Event<'queued'>>({ type: oneOf('queued'), queue: isText }),
    object<Event<'accepted'>>({ type: oneOf('accepted'), agent: object<{ name: string }>({ name: isText }) }),
  ),
  either(
    object<Event<'message'>>({
      type: oneOf('message'),
      id: isText<CommandId>,
      from: oneOf<Side>('visitor', 'agent'),
      text: isText,
    }),
    object<Pick<Event<'ended'>, 'type' | 'by'>>({ type: oneOf('ended'), by: oneOf('visitor', 'agent', 'system') }),
  ),
);

interface RawCommit extends Omit<SeenCommit, 'events'> {
  events: Record<string, unknown>[];
}
const isCommit = object<RawCommit>({ seq: isCount, prev: isCount, at: isCount, events: listOf(isObject) });

const isRange = object<Omit<Push<'range'>, 'commits'> & { commits: RawCommit[] }>({
  t: oneOf('range'),
  seq: isCount,
  more: isFlag,
  commits: listOf(isCommit),
});
const isAck = object<{ t: 'ack'; id: CommandId; commit: RawCommit }>({
  t: oneOf('ack'),
  id: isText<CommandId>,
  commit: isCommit,
});
const isPushedCommit = object<{ t: 'commit'; commit: RawCommit }>({ t: oneOf('commit'), commit: isCommit });
const isRefused = object<{ t: 'refused'; id: string | undefined; code: string; message: string }>({
  t: oneOf('refused'),
  id: maybe(isText),
  code: isText,
  message: isText,
});
const isPong = object<Push<'pong'>>({ t: oneOf('pong'), seq: isCount });
const isPosition = object<Push<'position'>>({ t: oneOf('position'), position: isCount });

/** Nothing for what is no frame of ours: it is passed over, and whoever waits for an answer asks again. */
export function readFrame(raw: string): Frame | undefined {
  const value = parse(raw, isObject);
  if (!value) return undefined;
  if (isRange(value)) return { ...value, commits: value.commits.map(known) };
  if (isAck(value)) return { ...value, commit: known(value.commit) };
  if (isPushedCommit(value)) return { ...value, commit: known(value.commit) };
  if (isRefused(value)) {
    const { id, ...refusal } = value;
    return id === undefined ? refusal : { ...refusal, id };
  }
  if (isPong(value) || isPosition(value)) return value;
  return !('t' in value) && isText(value.message) ? { t: 'failed' } : undefined;
}

const known = (commit: RawCommit): SeenCommit => ({ ...commit, events: commit.events.filter(isEvent) });
