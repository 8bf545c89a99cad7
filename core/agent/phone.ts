/**
 * B12: an agent's calls, as the phone system reports them. Reports can be late, repeated, reordered and contradictory; the rules
 * for that are here. What follows from a call is done by `functions/agent/voice.ts`.
 */
import * as z from 'zod/mini';
import { CallId } from '../ids.ts';

/** In ms. */
const Time = z.int().check(z.nonnegative());

export const CallState = z.enum(['ringing', 'in-call', 'idle']);
export type CallState = z.infer<typeof CallState>;

/** What the phone system says about one call. `at`: by its own clock, in ms; compared only with other reports of the same call. */
export interface Report {
  state: CallState;
  callId: CallId;
  at?: number | undefined;
}

/**
 * How long a report holds. The phone system repeats it while the call lasts (`REPEAT_S`), so a phone system that fails keeps
 * nobody on a call for longer than this, and two repeats may get lost. A call that ended is remembered as long, so that an
 * earlier report of it that comes late does not start it again.
 */
export const CALL_HOLDS_MS = 3 * 60_000;
export const REPEAT_S = 60;

/** Calls that are remembered for one agent. Phones have two lines or four; with more the oldest reports are forgotten. */
export const MAX_CALLS = 8;

const Call = z.object({ callId: CallId, state: CallState, at: z.exactOptional(Time), until: Time });
type Call = z.infer<typeof Call>;

export const Phone = z.object({
  calls: z.array(Call).check(z.maxLength(MAX_CALLS)),
  /** The state as of the latest report, and since when. It may have run out meanwhile (`stateOf`). */
  state: CallState,
  since: Time,
  /** Counts the changes of `state`. */
  turn: Time,
  /** The last change from which everything that follows has been done. */
  settled: Time,
  /** About to be rung for this call (`HOLD_MS`). */
  held: z.exactOptional(z.object({ callId: CallId, until: Time })),
});
export type Phone = z.infer<typeof Phone>;

export const silent: Phone = { calls: [], state: 'idle', since: 0, turn: 0, settled: 0 };

/** An agent on two calls is in a call until both are over. */
export function stateOf({ calls }: Pick<Phone, 'calls'>, now: number): CallState {
  const states = calls.filter(({ until }) => until > now).map(({ state }) => state);
  return states.includes('in-call') ? 'in-call' : states.includes('ringing') ? 'ringing' : 'idle';
}

export const isOnCall = (phone: Pick<Phone, 'calls'>, now: number): boolean => stateOf(phone, now) !== 'idle';

/**
 * The phone after a report, or after time has passed. `isLate`: it was overtaken by what was reported before, and changes nothing.
 */
export function heard(phone: Phone, report: Report | undefined, now: number): { phone: Phone; isLate: boolean } {
  const known = phone.calls.filter(({ until }) => until > now);
  const before = known.find(({ callId }) => callId === report?.callId);
  const isLate = report !== undefined && before !== undefined && isOvertaken(before, report);
  const others = known.filter((call) => call !== before);
  const calls = report && !isLate ? [callOf(report, now), ...others].sort(byWeight).slice(0, MAX_CALLS) : known;
  const state = stateOf({ calls }, now);
  // A report that has run out may have got the agent chats before anyone noticed.
  const isSame = state === phone.state && state === stateOf(phone, now);
  const changed = isSame ? {} : { state, since: now, turn: phone.turn + 1 };
  return { phone: { ...heldFor(phone, report), calls, ...changed }, isLate };
}

/** A report of the call that the agent was held for ends that. */
function heldFor(phone: Phone, report: Report | undefined): Phone {
  if (!report || phone.held?.callId !== report.callId) return phone;
  const { held: _, ...rest } = phone;
  return rest;
}

const callOf = ({ state, callId, at }: Report, now: number): Call => ({
  ...{ callId, state, until: now + CALL_HOLDS_MS },
  ...(at === undefined ? {} : { at }),
});

/** A call rings, is taken, and ends. Of two reports without a time, or of the same time, the one that goes back is late. */
function isOvertaken(before: Call, report: Report): boolean {
  if (before.at !== undefined && report.at !== undefined && before.at !== report.at) return report.at < before.at;
  return stages.indexOf(report.state) < stages.indexOf(before.state);
}
const stages: readonly CallState[] = ['ringing', 'in-call', 'idle'];

/** Calls that go on come before those that ended, and newer reports before older ones. */
const byWeight = (a: Call, b: Call): number =>
  Number(a.state === 'idle') - Number(b.state === 'idle') || b.until - a.until;
