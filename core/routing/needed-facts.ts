/** What the cells of a table need to have read, so that nothing is counted that no row needs. */

import type { Cell, Needs, RequestsNeed } from './column.ts';
import { requestsKey } from './columns.ts';

type Count = 'registered' | 'available' | 'waiting';

/** A count that no row needs is undefined. */
export interface NeededFacts
  extends Pick<Needs, 'tracking' | 'lists' | 'clock' | 'variables'>,
    Partial<Pick<Needs, Count>> {
  requests: RequestsNeed[];
  calendars: Needs['calendar'][];
}

export function neededFacts(rows: readonly (readonly Pick<Cell<never>, 'needs'>[])[]): NeededFacts {
  const needs = rows.flatMap((cells) => cells.map((cell) => cell.needs()));
  const needed: NeededFacts = {
    tracking: needs.some(({ tracking }) => tracking),
    lists: needs.some(({ lists }) => lists),
    clock: needs.some(({ clock }) => clock),
    requests: furthest(needs.flatMap(({ requests }) => requests ?? [])),
    calendars: [...new Set(needs.flatMap(({ calendar }) => calendar ?? []))],
    variables: [...new Set(needs.flatMap(({ variables }) => variables ?? []))],
  };
  for (const count of ['registered', 'available', 'waiting'] as const) {
    const asked = needs.flatMap((each) => each[count] ?? []);
    if (asked.length > 0) needed[count] = asked.reduce((most, each) => Math.max(most, each));
  }
  return needed;
}

/** For each kind and span, the one that counts furthest. */
function furthest(asked: readonly RequestsNeed[]): RequestsNeed[] {
  const needed = new Map<string, RequestsNeed>();
  for (const one of asked) {
    const key = requestsKey(one);
    needed.set(key, { ...one, upTo: Math.max(one.upTo, needed.get(key)?.upTo ?? 0) });
  }
  return [...needed.values()];
}
