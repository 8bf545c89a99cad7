/** Folds commits into a state. Never refuses: what is in the log has happened. */
import { ticked } from './clocks.ts';
import { type Commit, eventRows, fieldsOf, type InteractionEvent } from './events.ts';
import type { Viewer } from './facts.ts';
import { kinds } from './kinds.ts';
import { type Interaction, nothingSent, type Person, type Unstarted } from './state.ts';
import { isVisible, viewerOf } from './view.ts';

export function evolve(before: Interaction | Unstarted, commit: Commit): Interaction {
  // The caller tries again and reaches the release that wrote it. Continuing would mean deciding on an incomplete state.
  if (commit.unread) throw new Error(`Commit ${commit.seq} of ${before.id} contains events from a later release`);
  const begun = before.stage ? before : startedBy(before, commit);
  const after = folded(begun, commit.events, commit.at);
  const { seq } = commit;
  const { visitor, people } = after;
  const seen = <P extends { lastVisible: number }>(viewer: Viewer, person: P): P =>
    commit.events.some((event) => isVisible(viewer, event)) ? { ...person, lastVisible: seq } : person;
  return {
    ...{ ...after, seq },
    ...{ visitor: seen('visitor', visitor), people: people.map((person): Person => seen(viewerOf(person), person)) },
  };
}

/** The state after events that happen at the same time. */
export const folded = (state: Interaction, events: readonly InteractionEvent[], at: number): Interaction =>
  events.reduce((next, event) => step(next, event, at), state);

function step(state: Interaction, event: InteractionEvent, at: number): Interaction {
  return ticked(state, eventRows[event.type].fold?.(state, fieldsOf(event), at) ?? state, event, at);
}

function startedBy({ id, seq }: Unstarted, { events: [event], at }: Commit): Interaction {
  if (event?.type !== 'started') throw new Error(`The log of ${id} begins with ${event?.type}, not started`);
  const { kind, origin, contact, facts, queueId, terms } = event;
  return {
    ...{ id, seq, kind, origin, contact, facts: { ...facts, subject: '', latest: '' } },
    ...{ excerpts: { subject: 0, latest: 0 }, revised: [] },
    files: { uploads: { visitor: 0, agent: 0 }, unchecked: [] },
    place: { queueId, terms, requires: {}, priority: 0, since: at, waitedFrom: at },
    ...{ offers: [], people: [], stage: { is: 'arriving' }, talk: { ms: 0 } },
    visitor: {
      ...{ reach: { by: 'sockets', ids: [] }, lastVisible: 0, readsFrom: 0, sent: nothingSent },
      ...(kinds[kind].isLive ? { away: { since: at, endsAt: at + terms.autoFinishS * 1000, told: false } } : {}),
    },
  };
}
