/**
 * What waiting leads to for a chat, and when. Its place in line depends on its age. Limits count the time that it waited, in
 * line or offered to someone; an interrupted conversation is not waiting.
 */
import { type Requirement, relaxed } from '../routing/requirement.ts';
import type { Place } from './state.ts';

export type Waiting = Pick<Place, 'terms' | 'waitedFrom' | 'closesAt' | 'preferred'>;

/** `alone`: until then it waits for its preferred agent only. */
interface Due {
  is: 'overflow' | 'time-out' | 'closing' | 'relaxing' | 'alone';
  at: number;
}

/** In chronological order; at the same time, what leads to an agent comes before what ends the wait. */
export function duesOf({ terms: { overflowS, timeOutS, relax }, waitedFrom, closesAt, preferred }: Waiting): Due[] {
  const after = (is: Due['is'], seconds: number): Due => ({ is, at: waitedFrom + seconds * 1000 });
  const dues: Due[] = [
    ...(overflowS > 0 ? [after('overflow', overflowS)] : []),
    ...relax.map(({ afterS }) => after('relaxing', afterS)),
    ...(preferred ? [{ is: 'alone' as const, at: preferred.until }] : []),
    ...(timeOutS > 0 ? [after('time-out', timeOutS)] : []),
    // D2: closing time ends the wait if the queue has no time-out.
    ...(timeOutS === 0 && closesAt !== undefined ? [{ is: 'closing' as const, at: closesAt }] : []),
  ];
  return dues.sort((a, b) => a.at - b.at);
}

export const isDue = (waiting: Waiting, is: Due['is'], now: number): boolean =>
  duesOf(waiting).some((due) => due.is === is && due.at <= now);

/** The requirements that remain after waiting this long. */
export const requiredAt = (place: Pick<Place, 'terms' | 'waitedFrom' | 'requires'>, now: number): Requirement =>
  place.terms.relax.filter(({ afterS }) => place.waitedFrom + afterS * 1000 <= now).reduce(relaxed, place.requires);
