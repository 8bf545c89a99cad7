/** In line: where an interaction waits, what waiting leads to, and how it comes back. */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { laneId } from '../../configuration/lanes.ts';
import { type AgentId, QueueId } from '../../ids.ts';
import { Requirement } from '../../routing/requirement.ts';
import type { InteractionEvent } from '../events.ts';
import { Preferred, SeenTerms, seenTerms, Terms, Timestamp } from '../facts.ts';
import { type KindName, kinds } from '../kinds.ts';
import { type Overflow, type Placement, termsFor } from '../placement.ts';
import { type InStage, type Interaction, isIn, ownerOf, reservedFor, seatedGuests } from '../state.ts';
import { type Decision, event, happens, nothing, type Of, own, view } from '../topic.ts';
import { duesOf, requiredAt, type Waiting } from '../waiting.ts';
import { SHORT_WAIT_MS } from '../waits.ts';
import { ending } from './ending.ts';
import { gets, OFFER_AGAIN_MS } from './offers.ts';
import { resuming } from './parking.ts';

/** Of which the visitor hears. What a chat requires is relaxed or changed silently: for the visitor its place is the same. */
const told = ['arrived', 'returned', 'unresumed', 'reopened', 'transferred', 'overflowed'] as const;
const because = z.enum([...told, 'relaxed', 'not-preferred', 'republished']);
type Because = z.infer<typeof because>;

const queued = {
  because,
  queueId: QueueId,
  priority: z.int(),
  since: Timestamp,
  /** `since`, moved forward by the time during which an agent had it. */
  waitedFrom: Timestamp,
  requires: Requirement,
  /** When waiting will lead to something, as far as that was not known before (`waiting.ts`). */
  reviewAt: kept(z.array(Timestamp), z.array(Timestamp).check(z.maxLength(10))),
  preferred: z.exactOptional(Preferred),
  /** When all who still wait are told that the queue has closed (D2). */
  closesAt: z.exactOptional(Timestamp),
  /** If the queue has changed. */
  terms: z.exactOptional(Terms),
};

type Queued = Of<typeof queued>;

export const lineEvents = {
  /** Joined the line: at the start, again when it comes back, and in another lane when its requirements change. */
  queued: event(queued, {
    visitor: view(
      'queued',
      { queue: z.optional(Terms.shape.queueName), because: z.enum(told) },
      /** The queue is named if it changed. */
      ({ because, terms }: { because: Because; terms?: Terms }) => {
        const known = told.find((each) => each === because);
        return known && { queue: terms?.queueName, because: known };
      },
    ),
    agent: view('queued', { ...queued, terms: z.exactOptional(SeenTerms) }, ({ terms, ...others }: Queued) => ({
      ...others,
      ...(terms ? { terms: seenTerms(terms) } : {}),
    })),
    fold: (interaction, { because, reviewAt: _, terms = interaction.place.terms, ...others }, at) => {
      const { overflowOpensAt } = interaction.place;
      const opensAt = overflowOpensAt === undefined ? {} : { overflowOpensAt };
      const passed = passedOn(interaction, because, at);
      const { aside: _aside, ...same } = interaction;
      return {
        ...{ ...same, offers: [], people: interaction.people.filter(({ as }) => as === 'monitor') },
        ...{ place: { ...others, ...opensAt, terms }, stage: { is: 'waiting', ...(passed ? { passed } : {}) } },
      };
    },
    /** Timers run on through offers and conversations. What becomes due meanwhile is done when the chat is back in line. */
    timers: (queued, at) => [
      ...queued.reviewAt.map((dueAt) =>
        isSharedClosing(queued, dueAt, at) ? { closes: queued.queueId, dueAt } : { brings: 'review' as const, dueAt },
      ),
      // Nobody repeats what brought it here. If the process died before it looked for an agent, this looks again.
      ...(queued.because === 'arrived' ? [] : [{ brings: 'find-agent' as const, dueAt: at + OFFER_AGAIN_MS }]),
    ],
    // A chat that comes back may have waited only for its preferred agent, and now waits for anyone.
    measured: ({ because }) => because !== 'arrived',
  }),
  /** It has waited long enough to overflow, but the target queue is closed until then (B8). */
  'overflow-closed': event(
    { opensAt: Timestamp },
    {
      fold: (interaction, { opensAt }) => ({
        ...interaction,
        place: { ...interaction.place, overflowOpensAt: opensAt },
      }),
      timers: ({ opensAt }) => [{ brings: 'review', dueAt: opensAt }],
    },
  ),
};

/** Whoever did not resume it, or handed it over, is asked last (B7). If the one asked since then is gone, anyone may be. */
function passedOn(interaction: Interaction, because: Because, at: number) {
  const holder = ownerOf(interaction);
  if ((because === 'unresumed' || because === 'transferred') && holder) return { agentId: holder.id, at };
  return interaction.stage.is === 'waiting' && because !== 'returned' ? interaction.stage.passed : undefined;
}

/** If closing time is near, the chat has its own short timer, which ends it even if the line is too long to end all at once. */
const isSharedClosing = ({ closesAt }: { closesAt?: number }, due: number, at: number): boolean =>
  due === closesAt && due - at > SHORT_WAIT_MS;

export const lineCommands = {
  /** Another configuration was published, without a lane like the one in which it waits. */
  move: own<{ placement: Placement }>((interaction, { placement }, now) => {
    if (!waits(interaction)) return nothing;
    const { since, waitedFrom } = interaction.place;
    return happens(
      { type: 'routed', receipt: placement.receipt },
      inLine(interaction.kind, 'republished', placement, { since, waitedFrom }, now),
    );
  }),
  /** It is further back than the queue's limit (B8). */
  'turn-away': own((interaction, _, now) =>
    waits(interaction) && kinds[interaction.kind].isLive
      ? happens(ending(interaction, 'system', 'rejected', now))
      : nothing,
  ),
  /** `overflow`, and whether anyone is signed in for the queue, are looked up only if that is due. */
  review: own<Looked>((interaction, looked, now) => (waits(interaction) ? review(interaction, looked, now) : nothing)),
  /** The agent left, or vanished: the chat returns to its old place in line (D7). `closesAt`: from `keptUntil`. */
  return: own<{ agentId: AgentId; closesAt?: number | undefined }>(returnToLine),
  /** The visitor wrote in a parked chat, and its holder did not resume it in time (D5). `closesAt`: from `keptUntil`. */
  'return-parked': own<{ closesAt?: number | undefined }>((interaction, { closesAt }, now) => {
    const { replyBy = Infinity } = interaction.parked ?? {};
    return isIn(interaction, 'handled') && replyBy <= now
      ? happens(...goesOn(interaction, 'unresumed', closesAt, now))
      : nothing;
  }),
};

interface Looked {
  overflow?: Overflow | undefined;
  isStaffed?: boolean | undefined;
}

const waits = (interaction: Interaction): boolean => interaction.stage.is === 'waiting' && !reservedFor(interaction);

/** A reopened chat goes to its former agent if they are free now, and otherwise to anyone: it asks them alone for a moment. */
const FORMER_ALONE_MS = 1000;

export function inLine(
  kind: KindName,
  because: 'arrived' | 'reopened' | 'transferred' | 'overflowed' | 'republished',
  { queueId, priority, requires, preferred: agent, ...place }: Omit<Placement, 'receipt' | 'takes'>,
  { since, waitedFrom }: { since: number; waitedFrom: number },
  now: number,
): InteractionEvent {
  const terms = termsFor(kind, place.terms);
  const aloneMs = because === 'reopened' ? FORMER_ALONE_MS : terms.preferredForS * 1000;
  const preferred = agent && { preferred: { agent, until: now + aloneMs } };
  const until = closing(kind, place.closesAt);
  return {
    ...{ type: 'queued', because, queueId, priority, since, waitedFrom, requires, terms },
    ...preferred,
    ...until,
    reviewAt: reviewsOf({ terms, waitedFrom, ...preferred, ...until }),
  };
}

/** Only someone who waits is told that the queue has closed. */
const closing = (kind: KindName, closesAt: number | undefined): { closesAt?: number } =>
  closesAt === undefined || !kinds[kind].isLive ? {} : { closesAt };

const reviewsOf = (waiting: Waiting): number[] => duesOf(waiting).map(({ at }) => at);

/** What waiting has led to by now, decided from the chat in line: the earliest first. */
function review(interaction: Interaction, { overflow, isStaffed }: Looked, now: number): Decision {
  for (const { is, at } of duesOf(interaction.place)) {
    if (at > now) break;
    if (is === 'closing') return happens(ending(interaction, 'system', 'out-of-time', now));
    if (is === 'time-out')
      return happens(ending(interaction, 'system', isStaffed === false ? 'unmanaged' : 'timed-out', now));
    if (is === 'overflow' && overflow?.takes) return happens(overflowed(interaction, overflow, now));
  }
  const relaxed = relax(interaction, now);
  return relaxed === nothing ? waitForOpening(interaction, overflow) : relaxed;
}

/** Recorded once, because a timer follows from it: another look before that finds the same. */
function waitForOpening({ place }: Interaction, overflow: Overflow | undefined): Decision {
  if (overflow?.opensAt === undefined || overflow.opensAt === place.overflowOpensAt) return nothing;
  return happens({ type: 'overflow-closed', opensAt: overflow.opensAt });
}

/** It overflows once, and keeps its age and its remaining requirements. */
function overflowed({ kind, place }: Interaction, to: Overflow, now: number): InteractionEvent {
  const terms = { ...to.terms, overflowS: 0 };
  const there = { ...to, terms, priority: place.priority, requires: requiredAt(place, now) };
  return inLine(kind, 'overflowed', there, place, now);
}

/** A chat that waits for one agent alone has no other requirements until that is over, or until they pass on it. */
function relax(interaction: Interaction, now: number): Decision {
  const { queueId, preferred } = interaction.place;
  const passed = interaction.stage.is === 'waiting' ? interaction.stage.passed : undefined;
  if (preferred && preferred.until > now && passed?.agentId !== preferred.agent.id) return nothing;
  const requires = requiredAt(interaction.place, now);
  const asksLess = laneId({ queueId, requires }) !== laneId(interaction.place);
  if (!asksLess && !preferred) return nothing;
  return happens({ ...samePlace(interaction), because: asksLess ? 'relaxed' : 'not-preferred', requires });
}

const samePlace = ({ place: { queueId, priority, since, waitedFrom, requires, closesAt } }: Interaction) => ({
  ...{ type: 'queued' as const, queueId, priority, since, waitedFrom, requires, reviewAt: [] },
  ...(closesAt === undefined ? {} : { closesAt }),
});

function returnToLine(
  interaction: Interaction,
  { agentId, closesAt }: { agentId: AgentId; closesAt?: number | undefined },
  now: number,
): Decision {
  const [offer] = interaction.offers;
  if (reservedFor(interaction)?.id === agentId && offer)
    return interaction.stage.is === 'handled'
      ? happens({ type: 'offer-expired', offerId: offer.id, agentIds: [agentId] })
      : happens({ ...samePlace(interaction), because: 'returned' });
  const guest = seatedGuests(interaction).find(({ id }) => id === agentId);
  if (guest) return happens({ type: 'left', agent: guest });
  if (ownerOf(interaction)?.id !== agentId) return nothing;
  if (isIn(interaction, 'handled')) return happens(...goesOn(interaction, 'returned', closesAt, now));
  // Nobody is there to resume a parked wrap-up, which would never end.
  return isIn(interaction, 'wrap-up') ? happens(...resuming(interaction, 'system', now)) : nothing;
}

/** D9: without its owner. A guest has it then; whoever was asked to take it over may still do so, from the line. */
function goesOn(
  interaction: InStage<'handled'>,
  because: 'returned' | 'unresumed',
  closesAt: number | undefined,
  now: number,
): InteractionEvent[] {
  const [heir] = seatedGuests(interaction);
  if (heir) return gets(interaction, heir, 'inherited', now);
  const back = backInLine(interaction, because, closesAt, now);
  const [offer] = interaction.offers;
  const [agent] = offer?.to ?? [];
  if (offer?.as !== 'owner' || !offer.by || !agent) return [back];
  const { id: offerId, expiresAt, as, by } = offer;
  return [back, { type: 'proposed', agent, offerId, expiresAt, as, by }];
}

/**
 * Back at its old place. An interrupted conversation was not waiting, so limits on waiting are moved back by as long. And its
 * visitor, who came in time, is not turned away by a closing time that passed meanwhile (`closesAt`).
 */
function backInLine(
  interaction: InStage<'handled'>,
  because: 'returned' | 'unresumed',
  closesAt: number | undefined,
  now: number,
): InteractionEvent {
  const { stage, place } = interaction;
  const { closesAt: _, ...same } = samePlace(interaction);
  const waitedFrom = place.waitedFrom + now - stage.since;
  const until = closing(interaction.kind, closesAt);
  const reviewAt = reviewsOf({ terms: place.terms, waitedFrom, ...until });
  return { ...same, ...until, because, waitedFrom, reviewAt };
}
