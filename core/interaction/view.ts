/** What each side sees of an interaction: the visitor neither offers nor notes, nobody the other's sockets. */
import { type Commit, eventRows, fieldsOf, type InteractionEvent, type SeenBy } from './events.ts';
import type { Side, Terms } from './facts.ts';

/** `prev`: the commit before this one that they can see; `terms`: of the state after it. */
export const viewOf = <S extends Side>(side: S, { seq, at, events }: Commit, prev: number, terms: Terms) => ({
  ...{ seq, prev, at },
  events: events.flatMap((event) => seen(side, event, terms)) as SeenBy<S>[],
});

export const isVisible = (side: Side, event: InteractionEvent, terms: Terms): boolean =>
  seen(side, event, terms).length > 0;

function seen(side: Side, event: InteractionEvent, terms: Terms): object[] {
  const as = eventRows[event.type][side];
  if (!as) return [];
  if (as === 'whole') return [event];
  const view = as.of(fieldsOf(event), terms);
  return view ? [{ type: as.type, ...view }] : [];
}
