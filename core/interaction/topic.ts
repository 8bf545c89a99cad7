/**
 * A topic consists of rows of events and rows of commands. An event's row determines its schema, who sees it and how, how it
 * folds, and which timers it sets. A command's row determines who may send it over the wire, with which fields, and its rule.
 * To add one, nothing else has to change except the screens that show it.
 */
import type * as z from 'zod/mini';
import type { AgentId, ConnectionId, QueueId } from '../ids.ts';
import type { Commit, InteractionEvent } from './events.ts';
import type { AgentRef, Role, Side } from './facts.ts';
import type { Overflow } from './placement.ts';
import type { Interaction, Reader } from './state.ts';

export type Fields = z.core.$ZodShape;
/** Without fields zod infers that there can be none, not even those it is combined with. */
export type Of<F extends Fields> = keyof F extends never ? unknown : z.output<z.ZodMiniObject<F>>;

// ---- events ----------------------------------------------------------------------------------------------------------------

/** What a timer leads to: the command of this name, or for `find-agent` another look at who is ready. */
export const timerNames = [
  'expire-offer',
  'find-agent',
  'expire-wrap-up',
  'return-parked',
  'unattended',
  'chat-time',
  'tell-away',
  'auto-finish',
  'send-mail',
  'review',
  'lapse',
  'unchecked',
  'call-due',
] as const;
type TimerName = (typeof timerNames)[number];

/** `closes`: the line closes for everyone in it, with one timer, however many ask for it. `dueAt`: ms. */
type DueTimer = { dueAt: number } & ({ brings: TimerName } | { closes: QueueId });

/** An event as one side sees it; undefined if that side does not see it at all. */
interface View<Event> {
  type: string;
  fields: Fields;
  of(event: Event): object | undefined;
}

/** `whole`: as it is in the log. A side that is not listed does not see it. */
interface EventRow<Event> {
  visitor?: 'whole' | View<Event>;
  agent?: 'whole' | View<Event>;
  /** Who watches: sees what agents see unless this says more. */
  supervisor?: 'whole' | View<Event>;
  /** Without this the state does not change. */
  fold?(interaction: Interaction, event: Event, at: number): Interaction;
  timers?(event: Event, at: number): DueTimer[];
  /** Whether there is something to count after it (`measures.ts`). */
  measured?(event: Event): boolean;
}

export const event = <F extends Fields, const Row extends EventRow<Of<F>>>(fields: F, row: Row) => ({ fields, ...row });

export const view = <const Type extends string, V extends Fields, Event>(
  type: Type,
  fields: V,
  of: (event: Event) => Of<V> | undefined,
) => ({ type, fields, of });

/** A row as seen by code that folds over all of them. */
export type AnyEventRow = { fields: Fields } & EventRow<never>;

// ---- commands --------------------------------------------------------------------------------------------------------------

export type Refusal =
  | 'chat_unknown'
  | 'chat_not_yours'
  | 'queue_not_yours'
  | 'requirement_unmet'
  | 'chat_taken'
  | 'chat_ended'
  | 'chat_not_open'
  | 'offer_over'
  | 'rate_limited'
  | 'message_not_yours'
  | 'message_final'
  | 'not_supervisor'
  | 'target_unknown'
  | 'target_in_chat'
  | 'target_lacks_queue'
  | 'queue_unknown'
  | 'queue_closed'
  | 'transfer_under_way'
  | 'chat_crowded'
  | 'disposition_unknown'
  | 'no_conversation'
  | 'not_aside'
  | 'mail_under_way'
  | 'wrap_up_extended'
  | 'files_refused'
  | 'file_type_refused'
  | 'file_too_large'
  | 'files_too_many'
  | 'upload_unknown'
  | 'feedback_given'
  | 'transcript_refused';

/** The events that a command causes, none if there is nothing left to do; or why not. */
export type Decision = { events: InteractionEvent[] } | { refused: Refusal };

export const nothing: Decision = { events: [] };
export const happens = (...events: InteractionEvent[]): Decision => ({ events });
export const refuse = (refused: Refusal): Decision => ({ refused });

/** What the configuration lets an agent do. */
interface Rights {
  name: string;
  /** The queues that the agent sees (B13). */
  queues: QueueId[];
  skills: Record<string, number>;
  languages: Record<string, number>;
}

/** What the configuration in force lets a supervisor see (B13). `name`: as others read it. */
interface Oversight {
  name: string;
  queues: 'all' | QueueId[];
}

/**
 * Who sends a command, as established by the connection, never by a message. Without a role: an agent. `rights`, `oversight`:
 * only for commands that need them, and only of those who have them.
 */
export type Actor = Reader | { side: 'agent'; agentId: AgentId; role?: Role; rights?: Rights; oversight?: Oversight };

/** Whom or what a command names, as it is now: an agent and the queues that they see, or a queue and whether it takes chats. */
export type Target = { agent: AgentRef; queues: QueueId[] } | { queue: Overflow };

/** What a command must be told that its frame does not say. */
export type Need = 'rights' | 'oversight' | 'target' | 'original';

export interface AskedCommand {
  actor: Actor;
  /** The socket that the command arrived on. */
  connectionId?: ConnectionId | undefined;
  /** The commit that it is about (`of`), for commands that need it; undefined if there is none with that number. */
  original?: Commit | undefined;
  /** For commands that need it; undefined if it does not exist. */
  target?: Target | undefined;
}

interface Asking<From extends Side, F extends Fields, Looks extends boolean> {
  from: readonly From[];
  fields: F;
  /** The frame says how far its sender has looked for the command, because the state alone would not refuse a repetition. */
  looksBack?: Looks;
  needs?: readonly Need[];
}

/** A command that arrives over a socket. */
export const asked = <const From extends Side, F extends Fields, const Looks extends boolean = false>(
  asks: Asking<From, F, Looks>,
  decide: (interaction: Interaction, command: AskedCommand & Of<F>, now: number) => Decision,
) => ({ asks, decide });

/** One of Foyer's own commands, or one that does not arrive over a socket. */
export const own = <Command extends object>(
  decide: (interaction: Interaction, command: Command, now: number) => Decision,
) => ({ decide });
