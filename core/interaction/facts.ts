/** The parts of an interaction, in the terms that its log, its state and the wire share. */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';
import { Zone } from '../calendar/schema.ts';
import { mailboxOf } from '../email.ts';
import { FileTerms } from '../files/terms.ts';
import { AgentId, ContactId, GatewayId } from '../ids.ts';
import { OwnTexts } from '../messages.ts';
import { Relaxation, Relaxations } from '../routing/requirement.ts';
import { StrategyName } from '../routing/strategies.ts';
import {
  Culture,
  Dispositions,
  Email,
  label,
  line,
  Phone,
  slug,
  Tags,
  Text,
  TrackingId,
  VisitorName,
} from '../words.ts';

/** Of an e-mail. Mail programs show some 70. */
export const MAX_SUBJECT_CHARS = 150;

/** Milliseconds since 1970 (UTC). */
export const Timestamp = z.int().check(z.nonnegative());

export const Side = z.enum(['visitor', 'agent']);
export type Side = z.infer<typeof Side>;

/** For whom an event's view is made. A supervisor who watches sees everything that agents see. */
export type Viewer = Side | 'supervisor';

/** Each role includes the one before it. */
export const Role = z.enum(['agent', 'supervisor', 'admin']);
export type Role = z.infer<typeof Role>;

/** Who the visitor says they are: claims, which nobody has verified. Already checked on input. */
export const Contact = z.object({
  /** Of the contact that these claims lead to (C3). */
  id: z.exactOptional(ContactId),
  name: kept(z.string(), VisitorName),
  email: z.optional(kept(z.string(), Email)),
  /** Digits, and a `+` before them if it was given. */
  phone: z.exactOptional(kept(z.string(), Phone)),
  /** When they agreed that answers follow them by e-mail (D11). */
  consents: z.exactOptional(z.object({ continuity: z.exactOptional(Timestamp) })),
});
export type Contact = z.infer<typeof Contact>;

/** For either side: a visitor must not learn whether an address is known here, and agents ask for the contact itself. */
export const SaidContact = z.omit(Contact, { id: true });
export const saidBy = ({ id: _, ...said }: Contact): z.infer<typeof SaidContact> => said;

/** The agent as recorded in the log: the name stays readable after the agent has left the company. */
export const AgentRef = z.object({ id: AgentId, name: kept(z.string(), label) });
export type AgentRef = z.infer<typeof AgentRef>;

export const KeptCulture = kept(z.string(), Culture);
export const KeptTags = kept(z.array(z.string()), Tags);

const Limit = z.int().check(z.nonnegative());

/** The queue's settings when the interaction reached it. A later publish does not change them for an open interaction. */
export const Terms = z.object({
  queueName: kept(z.string(), label),
  strategy: StrategyName,
  /** How long an agent has to answer an offer, in seconds. */
  offerS: z.int().check(z.positive()),
  /** How long wrap-up may take, in seconds. */
  wrapUpS: z.int().check(z.positive()),
  /** How long the visitor may be away before the chat ends automatically, in seconds (D3). */
  autoFinishS: z.int().check(z.positive()),
  /** How long a parked chat in which the visitor wrote waits for its holder, in seconds; 0 = until it is resumed (D5). */
  parkedReplyS: Limit,
  /** A chat in which no agent answers for this long ends, in seconds; 0 = no limit (D4). */
  unattendedS: Limit,
  /** A conversation that takes longer is reported to its agent, in seconds; 0 = no limit (D1). */
  chatTimeS: Limit,
  /** By how much wrap-up can be extended, in seconds, and how often (D6). */
  wrapUpExtendS: z.int().check(z.positive()),
  wrapUpExtensions: Limit,
  /** A chat that closed less than this ago continues when its tracking id comes back, in seconds; 0 = never (A14). */
  momentumS: Limit,
  /** A visitor who leaves the line sooner counts as `short-abandoned`, in seconds (D1, D10). */
  dropoutS: Limit,
  /** The most messages that one person may send within ten seconds. */
  maxMessagesPer10S: z.int().check(z.positive()),
  /** How long an author may change or take back a message, in seconds; 0 = never. */
  editWithinS: Limit,
  /** Its visitors are asked how a conversation was (F1). */
  feedback: z.exactOptional(z.literal(true)),
  /** The tenant's time zone, for days. */
  zone: kept(z.string(), Zone),
  /** Most chats of the queue that one agent has at once; 0 = as many as the agent may have (B6). */
  agentCapacity: Limit,
  /** The most chats in line; 0 = no limit (B8). */
  maxChats: Limit,
  /** A longer wait ends the chat, in seconds; 0 = no limit (D2). */
  timeOutS: Limit,
  /** When the chat moves to another queue, in seconds; 0 = never (B8). */
  overflowS: Limit,
  relax: kept(z.array(Relaxation), Relaxations),
  preferredForS: z.int().check(z.positive()),
  /** Wait that counts as answered in time, in seconds (D1). */
  serviceLevelS: z.int().check(z.positive()),
  /** How many days its data is kept; 0 = forever (G6). */
  keepDays: Limit,
  /** Answers follow a visitor who left by e-mail: after how long, and how long the chat then stays open, in seconds (D11). */
  continuity: z.exactOptional(z.object({ afterS: z.int().check(z.positive()), openS: z.int().check(z.positive()) })),
  dispositions: kept(z.array(z.object({ code: z.string(), label: z.string() })), Dispositions),
  /** In the chat's culture (C6). */
  messages: OwnTexts,
});
export type Terms = z.infer<typeof Terms>;

/** Where answers may follow the visitor: they agreed, and SES can write to their address (D11). */
export const mailboxFor = ({ consents, email }: Contact): string | undefined =>
  consents?.continuity !== undefined && email !== undefined ? mailboxOf(email) : undefined;

/** For consoles: without the texts, which they see when they are said. */
export const SeenTerms = z.omit(Terms, { messages: true });
export const seenTerms = ({ messages: _, ...terms }: Terms): z.infer<typeof SeenTerms> => terms;

/** D10: every interaction ends in exactly one of these. */
export const Outcome = z.enum([
  'completed',
  'abandoned',
  'short-abandoned',
  'timed-out',
  'rejected',
  'out-of-time',
  'auto-finished',
  'unattended',
  'unmanaged',
  'offline',
]);
export type Outcome = z.infer<typeof Outcome>;

export const EndedBy = z.enum(['visitor', 'agent', 'system']);
export type EndedBy = z.infer<typeof EndedBy>;

/** The one agent that an interaction waits for, and until when it waits for nobody else. */
export const Preferred = z.object({ agent: AgentRef, until: Timestamp });

/** What overrides the rows: the queue is disabled (G7), or the tenant has reached its limit of chats (B8). */
export const Overruled = z.enum(['switched-off', 'tenant-full']);
export type Overruled = z.infer<typeof Overruled>;

/**
 * Which counter of the tenant's open chats includes it until its conversation is over (B8). The limit is split over several
 * counters, so that chats that start at once rarely wait for each other; `most` is this one's share.
 */
export const Slot = z.object({ counter: z.int(), most: z.int() });
export type Slot = z.infer<typeof Slot>;

/** Where an interaction comes from, and which configuration handles it. */
export const Origin = z.object({
  gatewayId: GatewayId,
  configVersion: z.int(),
  /** The page's own name for this conversation or person. */
  trackingId: z.exactOptional(kept(z.string(), TrackingId)),
  /** Missing: no files are sent in it. */
  files: z.exactOptional(FileTerms),
  /** The visitor may have it e-mailed to the address that they gave (F4). */
  transcript: z.exactOptional(z.literal(true)),
  /** Only if the tenant's chats are limited. */
  slot: z.exactOptional(Slot),
});
export type Origin = z.infer<typeof Origin>;

/** The most agents that one offer goes to: every commit that adds one lists them all. */
export const MAX_ASKED = 50;
export const Asked = kept(z.array(AgentRef), z.array(AgentRef).check(z.maxLength(MAX_ASKED)));

/** Why a supervisor has it: what kept the visitor from a chat, or that nobody took their chat in hours (C4, C5). */
export const WhyAside = z.enum(['closed', 'busy', 'chosen', 'unmanaged']);
export type WhyAside = z.infer<typeof WhyAside>;

/**
 * The e-mail with a message that was left (C4). `forward`: to people who read it. `new`: to an account in which it opens a
 * ticket of the visitor's, with that subject.
 */
export const Forward = z.object({
  to: kept(z.string(), Email),
  as: z.enum(['forward', 'new']),
  subject: z.exactOptional(kept(z.string(), line(MAX_SUBJECT_CHARS))),
});
export type Forward = z.infer<typeof Forward>;

/** What an agent writes when closing an interaction. */
export const closingWords = {
  disposition: z.optional(kept(z.string(), slug)),
  note: z.optional(kept(z.string(), Text)),
};
