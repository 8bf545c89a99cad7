/** What each side sees of an interaction: the visitor sees no offers or notes, and neither sees the other's sockets. */
import { type Commit, eventRows, fieldsOf, type InteractionEvent, type SeenBy } from './events.ts';
import type { Side } from './facts.ts';
import type { Interaction } from './state.ts';
import { withoutOldText } from './topics/conversation.ts';

/**
 * `prev`: the previous commit that they can see. `now`: the interaction as it is now. The view is the same whether it is pushed at
 * once or read in a range much later, except that a visitor gets no text that has been changed or taken back since.
 */
export const viewOf = <S extends Side>(
  side: S,
  { seq, at, events }: Commit,
  prev: number,
  now: Pick<Interaction, 'revised'>,
) => ({
  ...{ seq, prev, at },
  events: events.flatMap((event) =>
    seen(side, side === 'visitor' ? withoutOldText(now, event, seq) : event),
  ) as SeenBy<S>[],
});

export const isVisible = (side: Side, event: InteractionEvent): boolean => seen(side, event).length > 0;

function seen(side: Side, event: InteractionEvent): object[] {
  const as = eventRows[event.type][side];
  if (!as) return [];
  if (as === 'whole') return [event];
  const view = as.of(fieldsOf(event));
  return view ? [{ type: as.type, ...view }] : [];
}
