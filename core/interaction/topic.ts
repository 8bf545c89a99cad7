/**
 * What a topic is made of: rows of events and rows of commands. From an event's row follow its schema, who sees it and as what, how it
 * folds, and which timers it sets; from a command's row who may send it over the wire, with which fields, and its rule. Nothing else
 * has to be touched to add one, but for the screens that show it.
 */
import type * as z from 'zod/mini';
import type { AgentId, ConnectionId, QueueId } from '../ids.ts';
import type { InteractionEvent } from './events.ts';
import type { Side } from './facts.ts';
import type { Interaction } from './state.ts';

export type Fields = z.core.$ZodShape;
/** Without fields zod says that there can be none, also none of what these are joined with. */
export type Of<F extends Fields> = keyof F extends never ? unknown : z.output<z.ZodMiniObject<F>>;

// ---- events ----------------------------------------------------------------------------------------------------------------

/** What a timer brings: the command of this name, and for `find-agent` another look at who is ready. */
export const timerNames = [
  'expire-offer',
  'find-agent',
  'expire-wrap-up',
  'tell-away',
  'auto-finish',
  'review',
] as const;
type TimerName = (typeof timerNames)[number];

/** `closes`: the hour strikes for everybody in that line, with one timer, however many ask for it. `dueAt`: ms. */
type DueTimer = { dueAt: number } & ({ brings: TimerName } | { closes: QueueId });

/** An event as one side sees it; undefined where that side does not see it at all. */
interface View<Event> {
  type: string;
  fields: Fields;
  of(event: Event): object | undefined;
}

/** `whole`: as it stands in the log. A side that is not named does not see it. */
interface EventRow<Event> {
  visitor?: 'whole' | View<Event>;
  agent?: 'whole' | View<Event>;
  /** Where nothing is written here, the state stays as it is. */
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

/** A row as what folds over all of them sees it. */
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
  | 'disposition_unknown';

/** The events that a command causes, none where there is nothing left to do; or why not. */
export type Decision = { events: InteractionEvent[] } | { refused: Refusal };

export const nothing: Decision = { events: [] };
export const happens = (...events: InteractionEvent[]): Decision => ({ events });
export const refuse = (refused: Refusal): Decision => ({ refused });

/** What the configuration lets an agent do. */
interface Rights {
  name: string;
  /** Those that the agent sees (B13). */
  queues: QueueId[];
  skills: Record<string, number>;
  languages: Record<string, number>;
}

/** Who asks, as the connection established it, never as a message says. `rights`: only for commands that need them. */
export type Actor = { side: 'visitor' } | { side: 'agent'; agentId: AgentId; rights?: Rights };

export interface AskedCommand {
  actor: Actor;
  /** The socket on which it was asked. */
  connectionId?: ConnectionId | undefined;
}

interface Asking<From extends Side, F extends Fields, Looks extends boolean> {
  from: readonly From[];
  fields: F;
  /** The frame says how far its sender has looked for the command, since the state alone would not refuse to do it twice. */
  looksBack?: Looks;
  /** The actor comes with their rights. */
  needs?: 'rights';
}

/** A command that comes over a socket. */
export const asked = <const From extends Side, F extends Fields, const Looks extends boolean = false>(
  asks: Asking<From, F, Looks>,
  decide: (interaction: Interaction, command: AskedCommand & Of<F>, now: number) => Decision,
) => ({ asks, decide });

/** A command of Foyer's own, or one that does not come over a socket. */
export const own = <Command extends object>(
  decide: (interaction: Interaction, command: Command, now: number) => Decision,
) => ({ decide });
