/** Folds commits into a state. Never refuses: what is in the log has happened. */
import { type Commit, eventRows, fieldsOf, type InteractionEvent } from './events.ts';
import { type Interaction, nothingSent, ownerOf, type Person, type Unstarted } from './state.ts';
import { isVisible } from './view.ts';

export function evolve(before: Interaction | Unstarted, commit: Commit): Interaction {
  // The caller tries again and reaches the release that wrote it. Continuing would mean deciding on an incomplete state.
  if (commit.unread) throw new Error(`Commit ${commit.seq} of ${before.id} contains events from a later release`);
  const begun = before.stage ? before : startedBy(before, commit);
  const folded = commit.events.reduce((state, event) => step(state, event, commit.at), begun);
  const { seq } = commit;
  const { visitor, people } = folded;
  const seen = <P extends { lastVisible: number }>(side: 'visitor' | 'agent', person: P): P =>
    commit.events.some((event) => isVisible(side, event)) ? { ...person, lastVisible: seq } : person;
  return {
    ...{ ...folded, seq },
    ...{ visitor: seen('visitor', visitor), people: people.map((person): Person => seen('agent', person)) },
  };
}

function step(state: Interaction, event: InteractionEvent, at: number): Interaction {
  const next = eventRows[event.type].fold?.(state, fieldsOf(event), at) ?? state;
  const isStillTheirs = next.stage.is !== 'ended' && ownerOf(next)?.id === ownerOf(state)?.id;
  if (!next.parked || isStillTheirs) return next;
  const { parked: _, ...others } = next;
  return others;
}

function startedBy({ id, seq }: Unstarted, { events: [event], at }: Commit): Interaction {
  if (event?.type !== 'started') throw new Error(`The log of ${id} begins with ${event?.type}, not started`);
  const { kind, origin, contact, facts, queueId, terms } = event;
  return {
    ...{ id, seq, kind, origin, contact, facts: { ...facts, subject: '', latest: '' } },
    ...{ excerpts: { subject: 0, latest: 0 }, revised: [] },
    place: { queueId, terms, requires: {}, priority: 0, since: at, waitedFrom: at },
    ...{ offers: [], people: [], stage: { is: 'arriving' } },
    visitor: {
      ...{ reach: { by: 'sockets', ids: [] }, lastVisible: 0, sent: nothingSent },
      away: { since: at, endsAt: at + terms.autoFinishS * 1000, told: false },
    },
  };
}
