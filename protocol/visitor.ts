/** The visitor side: the messages between the widget and Foyer, over HTTP to start and then over the socket. */
import * as z from 'zod/mini';
import { COMMIT_BYTES, kept, MAX_SLOTS, within } from '../core/bounds.ts';
import { leftKinds } from '../core/configuration/left-kinds.ts';
import { FileName } from '../core/files/name.ts';
import { FileBytes, FilesTaken, MAX_ATTACHED } from '../core/files/terms.ts';
import { SeenForm } from '../core/forms/seen.ts';
import { CommandId, InteractionId } from '../core/ids.ts';
import { type SeenBy, seenBy } from '../core/interaction/events.ts';
import { AgentRef, Timestamp } from '../core/interaction/facts.ts';
import { Mark, Marks, Reached } from '../core/interaction/marks.ts';
import { FilledText } from '../core/messages.ts';
import { Signal } from '../core/routing/rows.ts';
import {
  Culture,
  GivenVariables,
  label,
  MAX_MESSAGE_CHARS,
  slug,
  Tags,
  Text,
  TrackingId,
  VariableName,
} from '../core/words.ts';

import { FileLinkAnswer, fileLinkFields, UploadAnswer, uploadFields } from './files.ts';
import { framesOf, Position } from './frames.ts';

export { MAX_MESSAGE_CHARS } from '../core/words.ts';

/** Commits in one frame: many small ones (`functions/desk/range.ts`) or a single large one. */
export const RANGE_BYTES = COMMIT_BYTES.seen + 200;
/** A socket address can have 4,096 characters. */
export const TOKEN_BYTES = 3000;
export const URL_BYTES = 1000;

// ---- HTTP: GET /v1/websites/{token}, POST /v1/chats, POST /v1/chats/token -------------------------------------------------

/**
 * Answer of `GET /v1/websites/{token}?culture=es-MX&tag=vip&tag=returning&tracking=ID`: what the widget shows before a chat
 * exists. `culture`, `tag` and `tracking` are what the page says about the visitor, for the gateway conditions (B1). With
 * `kind=offline` (`form`, `message`) it has the form for that: the visitor would rather leave a message, or the page has the app.
 */
export const WebsiteAnswer = z.object({
  /** Whether a chat may start now. `busy` and `closed` say why not; with `hidden` nothing is shown. */
  signal: Signal,
  /** With `closed`: when it opens again, if known. */
  opensAt: z.optional(Timestamp),
  /** With `busy` and `closed`: the tenant's own words, in the visitor's culture (C6). */
  says: z.optional(FilledText),
  name: kept(z.string(), label),
  /** What its visitors may send in a chat (E4). */
  files: z.exactOptional(FilesTaken),
  /** `#rrggbb` */
  colour: z.string().check(z.maxLength(7)),
  culture: kept(z.string(), Culture),
  /** Conversations can be e-mailed to the address that is given in them (F4). */
  transcript: z.optional(z.literal(true)),
  /** What is asked before a chat (C1), or instead of one (C4) if none may start; in the visitor's culture. */
  form: SeenForm,
  /** With `kind=callback`: when calls can begin. */
  slots: z.optional(z.array(Timestamp).check(z.maxLength(MAX_SLOTS))),
});
export type WebsiteAnswer = z.infer<typeof WebsiteAnswer>;

/** What was typed, whether a box is ticked, or the values of the boxes that are. */
const GivenAnswer = z.union([
  z.string().check(z.maxLength(MAX_MESSAGE_CHARS)),
  z.boolean(),
  z.array(z.string().check(z.maxLength(120))).check(z.maxLength(50)),
]);
const GivenAnswers = z.record(VariableName, GivenAnswer).check(within(32_000, 'answers'));

const GivenFile = z.object({ of: VariableName, name: FileName, bytes: FileBytes });

/** Body of `POST /v1/chats`. Sent again with the same `id`, it returns the same chat. The id is the visitor's secret. */
export const StartBody = z.object({
  website: z.string().check(z.minLength(1), z.maxLength(64)),
  id: CommandId,
  /** Of the form that the website shows, by name. */
  answers: GivenAnswers,
  culture: Culture,
  /** At most 2,000 bytes of JSON. */
  tags: z._default(Tags, []),
  /** What the page says of its visitor, by name (B3); at most 8,000 bytes of JSON. */
  variables: z._default(GivenVariables, {}),
  trackingId: z.optional(TrackingId),
  /**
   * What is attached (C1): the element that it answers, its name and its size in bytes. What is not there yet is answered with
   * `UploadsAnswer`; the same body is sent again when it is.
   */
  files: z._default(z.array(GivenFile).check(z.maxLength(MAX_ATTACHED)), []),
  /** The token of a chat that ended because someone was silent: the same chat continues, if it still can (D8). */
  continues: z.optional(z.string().check(z.maxLength(TOKEN_BYTES))),
});
export type StartBody = z.input<typeof StartBody>;

/**
 * Body of `POST /v1/left`, which is answered with `{}` once it is kept: what a visitor leaves instead of a chat (C4), or by an app
 * of the page (A5, A6, A7). `continues`: the token of the chat that it is left instead of, which ends. `at`: when they want to be called,
 * one of the website's `slots`.
 */
export const LeftBody = z.extend(StartBody, {
  kind: z._default(z.enum(leftKinds), 'offline'),
  at: z.optional(Timestamp),
});

/**
 * Answer of `POST /v1/chats` and of `POST /v1/chats/token`. The latter has no body: the old token, which may have expired less
 * than a day ago, goes in `Authorization: Bearer`.
 */
export const SessionAnswer = z.object({
  interactionId: InteractionId,
  /** Opens the socket: `new WebSocket(socketUrl + '?token=' + token)`. */
  token: kept(z.string(), TOKEN_BYTES),
  /** When the token can no longer open sockets. Open sockets stay open. */
  expiresAt: Timestamp,
  socketUrl: kept(z.string(), URL_BYTES),
});
export type SessionAnswer = z.infer<typeof SessionAnswer>;

/**
 * Answer of `POST /v1/chats` and `POST /v1/offline` while files are missing: where to PUT each, with which headers, by its place
 * in `files`. It works once, for 15 minutes. Nothing is kept yet.
 */
export const UploadsAnswer = z.object({
  uploads: z.array(z.object({ nth: z.int(), ...uploadFields })).check(z.maxLength(MAX_ATTACHED)),
});
export type UploadsAnswer = z.infer<typeof UploadsAnswer>;

/**
 * Answer of `POST /v1/chats/continue`, which has no body: the link's token, from an e-mail with an agent's answer, goes in
 * `Authorization: Bearer` (D11). What a widget needs to open the chat as if it had started it.
 */
export const ContinueAnswer = z.object({
  session: SessionAnswer,
  /** The website's. */
  token: z.string().check(z.maxLength(64)),
  website: WebsiteAnswer,
  culture: kept(z.string(), Culture),
});
export type ContinueAnswer = z.infer<typeof ContinueAnswer>;

/**
 * Body of `POST /v1/replies`, which is answered with `{}` once it is kept: somebody writes back by the link in an agent's e-mail (A6),
 * whose token goes in `Authorization: Bearer`.
 */
export const ReplyBody = z.object({ id: CommandId, text: Text });

// ---- socket: from the widget -----------------------------------------------------------------------------------------------

/** The frames besides those with a command from `core/interaction/topics` that a visitor may send. */
export const VisitorFrame = framesOf(
  'visitor',
  [
    /** First frame on every connection: it is the visitor's connection from now on; answered with `range`. */
    z.object({ t: z.literal('resume'), id: CommandId, after: Position }),
    /** Answered with `pong` and the log's newest number. A client that is behind sends `resume`. */
    z.object({ t: z.literal('ping') }),
    z.object(fileLinkFields),
    /** Not answered. `reached`: only if one of the numbers has changed. */
    z.object({ t: z.literal('presence'), typing: z.boolean(), reached: z.optional(Reached) }),
  ],
  {},
);
export type VisitorFrame = z.infer<typeof VisitorFrame>;

// ---- socket: to the widget -------------------------------------------------------------------------------------------------

/** What a visitor may see of the chat's events. */
export const VisitorEvent = seenBy('visitor');
export type VisitorEvent = SeenBy<'visitor'>;

/**
 * `seq`: the commit's number. `prev`: the number of the previous commit that this side can see. A client whose position is
 * below `prev` has missed something and requests the range; one whose position is at least `seq` already has it.
 */
const commitOf = <E extends z.core.$ZodType>(event: E) =>
  z.object({ seq: Position, prev: Position, at: Timestamp, events: kept(z.array(event), COMMIT_BYTES.seen) });

export const VisitorCommit = commitOf(VisitorEvent);
export type VisitorCommit = z.infer<typeof VisitorCommit>;

export const Refused = z.object({
  t: z.literal('refused'),
  /** The id of the refused command, if the frame had one. */
  id: z.optional(z.string().check(z.maxLength(64), z.regex(/^[!-~]+$/))),
  code: kept(z.string(), slug),
  /** The sentence from `errors.ts`, and which field it is about. */
  message: kept(z.string(), 1000),
});

export const VisitorPush = z.discriminatedUnion('t', [
  /** Answer to `resume`: everything after the given position. With `more`, ask again from `seq`. The new position is `seq`. */
  z.object({
    t: z.literal('range'),
    seq: Position,
    more: z.boolean(),
    commits: kept(z.array(VisitorCommit), RANGE_BYTES),
    marks: z.optional(Marks),
  }),
  /** The command is saved. For a repeated command, `commit` is the original one. */
  z.object({ t: z.literal('ack'), id: CommandId, commit: VisitorCommit }),
  Refused,
  UploadAnswer,
  FileLinkAnswer,
  z.object({ t: z.literal('commit'), commit: VisitorCommit }),
  z.object({ t: z.literal('pong'), seq: Position }),
  /** An agent types, which is over after fifteen seconds without another of these; or `mark` is now the agents' mark. */
  z.object({
    t: z.literal('presence'),
    name: z.optional(AgentRef.shape.name),
    typing: z.boolean(),
    mark: z.optional(Mark),
  }),
  /** 1 = next. 0 = not waiting. `wait`: the remaining time in seconds, if enough is known (B14). */
  z.object({
    t: z.literal('position'),
    position: z.int().check(z.nonnegative()),
    wait: z.optional(z.object({ fromS: z.int(), toS: z.int() })),
  }),
]);
export type VisitorPush = z.infer<typeof VisitorPush>;
