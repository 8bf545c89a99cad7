/** What each side sees of an interaction: the visitor neither offers nor notes, nobody the other's sockets. */
import { type Commit, eventRows, fieldsOf, type InteractionEvent, type SeenBy } from './events.ts';
import type { Side, Terms } from './facts.ts';

/** `prev`: the commit before this one that the visitor can see. */
export const visitorView = (commit: Commit, prev: number, terms: Terms) => viewOf('visitor', commit, prev, terms);
export const agentView = (commit: Commit, prev: number) => viewOf('agent', commit, prev, undefined);

const viewOf = <S extends Side>(side: S, { seq, at, events }: Commit, prev: number, terms: Terms | undefined) => ({
  ...{ seq, prev, at },
  events: events.flatMap((event) => seen(side, event, terms)) as SeenBy<S>[],
});

/** `terms`: of the state after the commit. */
export const isVisible = (side: Side, event: InteractionEvent, terms: Terms): boolean =>
  seen(side, event, terms).length > 0;

function seen(side: Side, event: InteractionEvent, terms: Terms | undefined): object[] {
  const as = eventRows[event.type][side];
  if (!as) return [];
  if (as === 'whole') return [event];
  const view = as.of(fieldsOf(event), terms as Terms);
  return view ? [{ type: as.type, ...view }] : [];
}
