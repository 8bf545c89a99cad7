/**
 * What waiting brings a chat, and when. Its place in line goes by age; limits count the time that it waited, in line or offered to
 * somebody: a conversation that breaks off is not time waited.
 */
import { type Requirement, relaxed } from '../routing/requirement.ts';
import type { Place } from './state.ts';

export type Waiting = Pick<Place, 'terms' | 'waitedFrom' | 'closesAt' | 'preferred'>;

/** `alone`: until then it waits for its preferred agent alone. */
interface Due {
  is: 'overflow' | 'time-out' | 'closing' | 'relaxing' | 'alone';
  at: number;
}

/** In the order in which they come; what leads on to somebody goes before what ends the wait. */
export function duesOf({ terms: { overflowS, timeOutS, relax }, waitedFrom, closesAt, preferred }: Waiting): Due[] {
  const after = (is: Due['is'], seconds: number): Due => ({ is, at: waitedFrom + seconds * 1000 });
  const dues: Due[] = [
    ...(overflowS > 0 ? [after('overflow', overflowS)] : []),
    ...relax.map(({ afterS }) => after('relaxing', afterS)),
    ...(preferred ? [{ is: 'alone' as const, at: preferred.until }] : []),
    ...(timeOutS > 0 ? [after('time-out', timeOutS)] : []),
    // D2: the hour ends the wait where the queue has no longest wait.
    ...(timeOutS === 0 && closesAt !== undefined ? [{ is: 'closing' as const, at: closesAt }] : []),
  ];
  return dues.sort((a, b) => a.at - b.at);
}

export const isDue = (waiting: Waiting, is: Due['is'], now: number): boolean =>
  duesOf(waiting).some((due) => due.is === is && due.at <= now);

/** What is left of what it asks for after so long. */
export const requiredAt = (place: Pick<Place, 'terms' | 'waitedFrom' | 'requires'>, now: number): Requirement =>
  place.terms.relax.filter(({ afterS }) => place.waitedFrom + afterS * 1000 <= now).reduce(relaxed, place.requires);
