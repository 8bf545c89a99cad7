/**
 * B12: which agent to ring for a call. A free one first; one who is in the middle of a chat only if nobody else can be had; none
 * in wrap-up.
 */
import type { InteractionId } from '../ids.ts';
import { type Agent, idleSince } from './agent.ts';
import { isOnCall } from './phone.ts';

/** What an agent is doing with an interaction. Nobody works on a parked one, in wrap-up or not. */
export type Work = 'offered' | 'handling' | 'wrap-up' | 'parked';

export interface WorkItem {
  interactionId: InteractionId;
  is: Work;
}

/** In this order: `free` has no chat at all, `interrupts` has at least one in progress. */
export const whyRung = ['free', 'only-parked', 'only-offered', 'interrupts'] as const;
export type WhyRung = (typeof whyRung)[number];

/** Why an agent cannot be rung, as far as their own row shows. `held`: is about to be rung for another call. */
export type Unavailable = 'offline' | 'paused' | 'on-call' | 'held';

/**
 * How long the chosen agent is kept for the call: longer than a phone system needs to begin to ring and say so. No other call
 * gets the agent meanwhile; chats do, so a hold that is not used costs nobody a chat.
 */
export const HOLD_MS = 10_000;

export function unavailable(
  agent: Pick<Agent, 'status' | 'leaseUntil' | 'phone'> | undefined,
  callId: string,
  now: number,
): Unavailable | undefined {
  if (!agent || agent.status === 'offline' || agent.leaseUntil <= now) return 'offline';
  if (agent.status === 'paused') return 'paused';
  if (isOnCall(agent.phone, now)) return 'on-call';
  const { held } = agent.phone;
  return held && held.until > now && held.callId !== callId ? 'held' : undefined;
}

/** Undefined in wrap-up: then no call is given. */
export function rungAs(work: readonly WorkItem[]): WhyRung | undefined {
  const has = (is: Work) => work.some((item) => item.is === is);
  if (has('wrap-up')) return undefined;
  if (has('handling')) return 'interrupts';
  if (has('offered')) return 'only-offered';
  return has('parked') ? 'only-parked' : 'free';
}

export interface Ringable {
  agent: Pick<Agent, 'id' | 'readySince' | 'phone'>;
  why: WhyRung;
  work: readonly WorkItem[];
}

/** The best first: by why, then with the fewest chats to interrupt, then idle for longest. */
export const inRingingOrder = (ringable: readonly Ringable[]): Ringable[] =>
  ringable.toSorted(
    (a, b) =>
      whyRung.indexOf(a.why) - whyRung.indexOf(b.why) ||
      interrupted(a).length - interrupted(b).length ||
      idleSince(a.agent) - idleSince(b.agent) ||
      (a.agent.id < b.agent.id ? -1 : 1),
  );

/** The chats that park if the agent takes the call. */
export const interrupted = ({ work }: Pick<Ringable, 'work'>): InteractionId[] =>
  work.filter(({ is }) => is === 'handling').map(({ interactionId }) => interactionId);
