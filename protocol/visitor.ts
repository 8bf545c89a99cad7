/** The visitor's side: what the widget and Foyer say to each other, over HTTP to start and over the socket from then on. */
import * as z from 'zod/mini';
import { COMMIT_BYTES, kept } from '../core/bounds.ts';
import { CommandId, InteractionId } from '../core/ids.ts';
import { type SeenBy, seenBy } from '../core/interaction/events.ts';
import { Timestamp } from '../core/interaction/facts.ts';
import { Signal } from '../core/routing/rows.ts';
import { Culture, Email, GivenVariables, label, slug, Tags, Text, TrackingId, VisitorName } from '../core/words.ts';

import { framesOf, Position } from './frames.ts';

export { MAX_MESSAGE_CHARS } from '../core/words.ts';

/** Commits of one frame: many small ones (`functions/desk/range.ts`) or a single large one. */
export const RANGE_BYTES = COMMIT_BYTES.seen + 200;
/** An address holds 4,096 characters. */
export const TOKEN_BYTES = 3000;
export const URL_BYTES = 1000;

// ---- HTTP: GET /v1/websites/{token}, POST /v1/chats, POST /v1/chats/token -------------------------------------------------

/**
 * Answer of `GET /v1/websites/{token}?culture=es-MX&tag=vip&tag=returning&tracking=ID`: what the widget shows before a chat exists.
 * `culture`, `tag` and `tracking` are what the page says of the visitor; the gateway conditions look at them (B1).
 */
export const WebsiteAnswer = z.object({
  /** Whether a chat may begin now: `busy` and `closed` say why not, `hidden` shows nothing at all. */
  signal: Signal,
  /** With `closed`: when it opens again; left out where that is not known. */
  opensAt: z.optional(Timestamp),
  name: kept(z.string(), label),
  /** `#rrggbb` */
  colour: z.string().check(z.maxLength(7)),
  culture: kept(z.string(), Culture),
  /** Name is always asked for; the e-mail address by the queue's setting (C2). */
  email: z.enum(['required', 'optional', 'hidden']),
});
export type WebsiteAnswer = z.infer<typeof WebsiteAnswer>;

/** Body of `POST /v1/chats`. Sent again with the same `id`, it answers the same chat. The id is the visitor's secret. */
export const StartBody = z.object({
  website: z.string().check(z.minLength(1), z.maxLength(64)),
  id: CommandId,
  visitor: z.object({ name: VisitorName, email: z.optional(Email) }),
  culture: Culture,
  /** At most 2,000 bytes of JSON. */
  tags: z._default(Tags, []),
  /** Answers of the form and fields of the page, by name (B3); at most 8,000 bytes of JSON. */
  variables: z._default(GivenVariables, {}),
  trackingId: z.optional(TrackingId),
  /** A first message, if the form asks for one. */
  text: z.optional(Text),
});
export type StartBody = z.input<typeof StartBody>;

/**
 * Answer of `POST /v1/chats`, and of `POST /v1/chats/token`, which has no body: the old token (it may have expired less than a day
 * ago) goes in `Authorization: Bearer`.
 */
export const SessionAnswer = z.object({
  interactionId: InteractionId,
  /** Opens the socket: `new WebSocket(socketUrl + '?token=' + token)`. */
  token: kept(z.string(), TOKEN_BYTES),
  /** When the token stops opening sockets. A socket that is open stays open. */
  expiresAt: Timestamp,
  socketUrl: kept(z.string(), URL_BYTES),
});
export type SessionAnswer = z.infer<typeof SessionAnswer>;

// ---- socket: from the widget -----------------------------------------------------------------------------------------------

/** Beside the frames that bring a command: those of `core/interaction/topics` that a visitor may ask for. */
export const VisitorFrame = framesOf(
  'visitor',
  [
    /** First frame on every connection: this connection is the visitor's from now on; answers `range`. */
    z.object({ t: z.literal('resume'), id: CommandId, after: Position }),
    /** Answers `pong` with the log's newest number; a client that is behind asks `resume`. */
    z.object({ t: z.literal('ping') }),
  ],
  {},
);
export type VisitorFrame = z.infer<typeof VisitorFrame>;

// ---- socket: to the widget -------------------------------------------------------------------------------------------------

/** What a visitor may see of the chat's events. */
export const VisitorEvent = seenBy('visitor');
export type VisitorEvent = SeenBy<'visitor'>;

/**
 * `seq`: the commit's number. `prev`: the number of the commit before it that this side can see: a client whose position is
 * smaller than `prev` has missed something and asks for the range; one whose position is `seq` or more has it already.
 */
const commitOf = <E extends z.core.$ZodType>(event: E) =>
  z.object({ seq: Position, prev: Position, at: Timestamp, events: kept(z.array(event), COMMIT_BYTES.seen) });

export const VisitorCommit = commitOf(VisitorEvent);
export type VisitorCommit = z.infer<typeof VisitorCommit>;

export const Refused = z.object({
  t: z.literal('refused'),
  /** The refused command, where the frame had one. */
  id: z.optional(z.string().check(z.maxLength(64), z.regex(/^[!-~]+$/))),
  code: kept(z.string(), slug),
  /** The sentence of `errors.ts`, and which field was meant. */
  message: kept(z.string(), 1000),
});

export const VisitorPush = z.discriminatedUnion('t', [
  /** Answer to `resume`: everything after the asked position. With `more`, ask again from `seq`. Replaces the position by `seq`. */
  z.object({
    t: z.literal('range'),
    seq: Position,
    more: z.boolean(),
    commits: kept(z.array(VisitorCommit), RANGE_BYTES),
  }),
  /** The command is saved. For a repeated command `commit` is the first one's. */
  z.object({ t: z.literal('ack'), id: CommandId, commit: VisitorCommit }),
  Refused,
  z.object({ t: z.literal('commit'), commit: VisitorCommit }),
  z.object({ t: z.literal('pong'), seq: Position }),
  /** 1 = next. 0 = not waiting. `wait`: for how long more, in s, where enough is known to say (B14). */
  z.object({
    t: z.literal('position'),
    position: z.int().check(z.nonnegative()),
    wait: z.optional(z.object({ fromS: z.int(), toS: z.int() })),
  }),
]);
export type VisitorPush = z.infer<typeof VisitorPush>;
