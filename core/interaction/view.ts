/**
 * What each side sees of an interaction: the visitor sees no offers, notes or whispers, agents do not see who watches, and
 * nobody sees another's sockets.
 */
import type { AgentId } from '../ids.ts';
import { type Commit, eventRows, fieldsOf, type InteractionEvent, type SeenBy } from './events.ts';
import type { Viewer } from './facts.ts';
import { type Interaction, type Person, personIn } from './state.ts';
import { withoutOldText } from './topics/conversation.ts';

export const viewerOf = ({ as }: Pick<Person, 'as'>): Viewer => (as === 'monitor' ? 'supervisor' : 'agent');

export const viewerIn = (interaction: Interaction, agentId: AgentId): Viewer =>
  viewerOf(personIn(interaction, agentId) ?? { as: 'asked' });

/**
 * `prev`: the previous commit that they can see. `now`: the interaction as it is now. The view is the same whether it is pushed at
 * once or read in a range much later, except that a visitor gets no text that has been changed or taken back since.
 */
export const viewOf = <V extends Viewer>(
  viewer: V,
  { seq, at, events }: Commit,
  prev: number,
  now: Pick<Interaction, 'revised'>,
) => ({
  ...{ seq, prev, at },
  events: events.flatMap((event) =>
    seen(viewer, viewer === 'visitor' ? withoutOldText(now, event, seq) : event),
  ) as SeenBy<V>[],
});

export const isVisible = (viewer: Viewer, event: InteractionEvent): boolean => seen(viewer, event).length > 0;

function seen(viewer: Viewer, event: InteractionEvent): object[] {
  const row = eventRows[event.type];
  const as = viewer === 'supervisor' ? (row.supervisor ?? row.agent) : row[viewer];
  if (!as) return [];
  if (as === 'whole') return [event];
  const view = as.of(fieldsOf(event));
  return view ? [{ type: as.type, ...view }] : [];
}
