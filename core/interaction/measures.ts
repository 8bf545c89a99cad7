/**
 * The measures of an interaction, computed only from its log, so they can be computed again. Each stay in a line shows how fast
 * that line moves (B14). The measures of a closed interaction are what reports, search and wallboards read (D10, E8, E10).
 */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';
import { localTime } from '../calendar/calendar.ts';
import { AgentId, GatewayId, InteractionId, type LaneId, QueueId } from '../ids.ts';
import type { Stay } from '../routing/wait.ts';
import { slug } from '../words.ts';
import { costOf } from './cost.ts';
import { type Commit, eventRows, fieldsOf, type InteractionEvent } from './events.ts';
import { Contact, EndedBy, KeptCulture, KeptTags, Outcome, type Side, Timestamp } from './facts.ts';
import { kindNames } from './kinds.ts';
import type { Moment } from './moments.ts';
import {
  Excerpt,
  type Interaction,
  isIn,
  laneOf,
  type Person,
  personIn,
  type Stage,
  standsInLine,
  type Unstarted,
} from './state.ts';
import { Score } from './topics/feedback.ts';
import { isWritten } from './written.ts';

const Count = z.int().check(z.nonnegative());

/** Agents and queues that are counted separately; further ones count only in the totals. */
const MAX_PARTIES = 10;
const parties = <T extends z.core.$ZodType>(of: T) => kept(z.array(of), z.array(of).check(z.maxLength(MAX_PARTIES)));

const Transfers = z.object({ in: Count, out: Count });

/**
 * Durations in ms. Every ms from `startedAt` to `closedAt` is in exactly one of `arrivingMs`, `waitedMs`, `handledMs`,
 * `wrapUpMs`, `parkedMs` and `closedMs`.
 */
export const Measures = z.object({
  interactionId: InteractionId,
  /** Newest commit that was included. */
  seq: Count,
  kind: z.enum(kindNames),
  gatewayId: GatewayId,
  configVersion: z.int(),
  contact: Contact,
  culture: KeptCulture,
  tags: KeptTags,
  /** The start of the first message; empty if there was none. */
  subject: Excerpt,
  startedAt: Timestamp,
  /** The day in the tenant's time zone on which it started, for example `2026-01-05`. */
  day: kept(z.string(), 10),
  /** The time when the conversation ended. */
  endedAt: Timestamp,
  /** The time when wrap-up ended too. */
  closedAt: Timestamp,
  outcome: Outcome,
  endedBy: EndedBy,
  disposition: z.exactOptional(kept(z.string(), slug)),
  arrivingMs: Count,
  waitedMs: Count,
  handledMs: Count,
  wrapUpMs: Count,
  /** Neither handled nor in wrap-up meanwhile (D5). */
  parkedMs: Count,
  /** Between an end and a visitor who continued it (D8). */
  closedMs: Count,
  /** From when it first waited to the first message or file of an agent. */
  firstReplyMs: z.exactOptional(Count),
  /** Whether the first agent came within the queue's service level (D1). Missing if no agent came. */
  inTime: z.exactOptional(z.boolean()),
  messages: z.object({ visitor: Count, agent: Count }),
  offers: z.object({ made: Count, rejected: Count, expired: Count }),
  /** How often it came back to the line because its agent was gone, or did not resume it. */
  returns: Count,
  /** How often one agent left it to another, or to a queue (D9). Someone who took it over is not counted. */
  transfers: Count,
  /** In the order in which they came. `transfers`: of a queue, those that left it for a line, and those that came so. */
  queues: parties(z.object({ queueId: QueueId, waitedMs: Count, transfers: Transfers })),
  /**
   * Everyone who had it, joined it or wrote in it. The time of whoever had it counts as theirs alone; `joinedMs` runs beside it,
   * while they were a guest.
   */
  agents: parties(
    z.object({
      ...{ agentId: AgentId, handledMs: Count, wrapUpMs: Count, parkedMs: Count, joinedMs: Count, messages: Count },
      transfers: Transfers,
    }),
  ),
  /** What its visitor said of it at last, 1 to 5 (F1). */
  score: z.exactOptional(Score),
  /** What it cost until now at list prices, in millionths of a US dollar (G8): counted and estimated as `cost.ts` says. */
  costMicroUsd: Count,
  /** How many days the queue in which it ended keeps it; 0 = forever. */
  keepDays: Count,
});
export type Measures = z.infer<typeof Measures>;

/** Whether there is something to measure after the commit: an agent came, the interaction left a lane, or it was closed. */
export const isMeasured = ({ events }: Pick<Commit, 'events'>): boolean =>
  events.some((event) => eventRows[event.type].measured?.(fieldsOf(event)) ?? false);

/** Of the whole log. Undefined until the interaction is closed. */
export function measuresOf(moments: readonly Moment[]): Measures | undefined {
  const [first] = moments;
  const last = moments.at(-1);
  // It may have been closed before, and continued.
  const closing = moments.findLastIndex(({ before, after }) => !isIn(before, 'ended') && isIn(after, 'ended'));
  const closed = moments[closing];
  const end = happened(moments, 'ended').at(-1);
  if (!first || !last || !closed || !end || !isIn(last.after, 'ended')) return undefined;
  const { id: interactionId, seq, kind, origin, contact, facts, place, stage } = last.after;
  return {
    ...{ interactionId, seq, kind, gatewayId: origin.gatewayId, configVersion: origin.configVersion },
    ...{ contact, culture: facts.culture, tags: facts.tags, subject: facts.subject },
    ...{ startedAt: first.at, day: localTime(place.terms.zone, first.at).slice(0, 10) },
    ...{ endedAt: end.at, closedAt: closed.at, outcome: stage.outcome, endedBy: end.event.by },
    ...(stage.disposition === undefined ? {} : { disposition: stage.disposition }),
    ...{ arrivingMs: msIn('arriving', moments), waitedMs: msIn('waiting', moments) },
    ...workOf(moments),
    closedMs: msIn('ended', moments.slice(0, closing + 1)),
    ...answerOf(moments),
    messages: { visitor: messagesOf('visitor', moments), agent: messagesOf('agent', moments) },
    offers: offersOf(moments),
    returns: moments.filter((moment) => comesBack(moment) && !isTransferred(moment)).length,
    transfers: moments.filter(isTransferred).length,
    queues: queuesOf(moments),
    agents: agentsOf(moments),
    ...scoreOf(moments),
    costMicroUsd: costOf(moments),
    keepDays: place.terms.keepDays,
  };
}

/** How soon the first agent came and wrote. */
function answerOf(moments: readonly Moment[]): Pick<Measures, 'inTime' | 'firstReplyMs'> {
  const waits = moments.find(({ after }) => isIn(after, 'waiting'));
  const reply = moments.find(({ commit }) => commit.events.some((event) => isWritten(event) && event.from === 'agent'));
  const coming = moments.findIndex(({ after }) => isIn(after, 'handled'));
  const came = moments[coming];
  return {
    ...(waits && reply ? { firstReplyMs: reply.at - waits.at } : {}),
    ...(came
      ? { inTime: msIn('waiting', moments.slice(0, coming + 1)) <= came.after.place.terms.serviceLevelS * 1000 }
      : {}),
  };
}

function scoreOf(moments: readonly Moment[]): Pick<Measures, 'score'> {
  const rated = happened(moments, 'rated').at(-1);
  return rated ? { score: rated.event.score } : {};
}

/** By Foyer. Whom agents ask to take a conversation over, or to join, is not an offer of the line (D9). */
function offersOf(moments: readonly Moment[]): Measures['offers'] {
  const ofLine = moments.filter(({ before }) => before.stage && before.offers.every(({ by }) => by === undefined));
  return {
    made: happened(moments, 'offered').length,
    // One that was withdrawn because of a call is no agent's choice.
    rejected: happened(ofLine, 'offer-rejected').filter(({ event }) => event.because === undefined).length,
    expired: happened(ofLine, 'offer-expired').length,
  };
}

const comesBack = ({ before, after }: Moment): boolean => isIn(before, 'handled') && isIn(after, 'waiting');

/** An agent left it to another, or to a queue: also if a supervisor arranged it. */
const isTransferred = ({ before, commit }: Moment): boolean =>
  isIn(before, 'handled') &&
  commit.events.some(
    (event) => event.type === 'transferred' || (event.type === 'accepted' && event.how === 'transfer'),
  );

function queuesOf(moments: readonly Moment[]): Measures['queues'] {
  const waiting = moments.filter(({ after }) => isIn(after, 'waiting'));
  const toQueue = moments.filter((moment) => comesBack(moment) && isTransferred(moment));
  return [...new Set(waiting.map(({ after }) => after.place.queueId))].slice(0, MAX_PARTIES).map((queueId) => ({
    queueId,
    waitedMs: msIn(
      'waiting',
      moments.filter(({ before }) => before.stage && before.place.queueId === queueId),
    ),
    transfers: {
      in: toQueue.filter(({ after }) => after.place.queueId === queueId).length,
      out: toQueue.filter(({ before }) => before.stage && before.place.queueId === queueId).length,
    },
  }));
}

function agentsOf(moments: readonly Moment[]): Measures['agents'] {
  const took = moments.flatMap(({ after }) => after.people.filter(({ as }) => works.includes(as)));
  return [...new Set(took.map(({ agent }) => agent.id))].slice(0, MAX_PARTIES).map((agentId) => {
    const is = (interaction: Interaction | Unstarted, as: Person['as']) =>
      interaction.stage !== undefined && personIn(interaction, agentId)?.as === as;
    const transferred = moments.filter(isTransferred);
    return {
      ...{ agentId, ...workOf(moments.filter(({ before }) => is(before, 'owner'))) },
      joinedMs: moments.reduce(
        (sum, { before, elapsedMs }) => sum + (isIn(before, 'handled') && is(before, 'guest') ? elapsedMs : 0),
        0,
      ),
      messages: happened(moments, 'message').filter(({ event }) => event.agent?.id === agentId).length,
      transfers: {
        in: transferred.filter(({ after }) => is(after, 'owner')).length,
        out: transferred.filter(({ before }) => is(before, 'owner')).length,
      },
    };
  });
}

const works: readonly Person['as'][] = ['owner', 'guest'];

const workOf = (moments: readonly Moment[]) => ({
  ...{ handledMs: msIn('handled', moments), wrapUpMs: msIn('wrap-up', moments), parkedMs: msIn('parked', moments) },
});

/** Parked is a clock of its own, in whatever stage. */
export const msIn = (clock: Stage['is'] | 'parked', moments: readonly Moment[]): number =>
  moments.reduce((sum, { before, elapsedMs }) => sum + (clockOf(before) === clock ? elapsedMs : 0), 0);

const clockOf = ({ stage, ...interaction }: Interaction | Unstarted) =>
  'parked' in interaction && interaction.parked ? 'parked' : stage?.is;

const messagesOf = (side: Side, moments: readonly Moment[]): number =>
  happened(moments, 'message').filter(({ event }) => event.from === side).length;

type Happened<T extends InteractionEvent['type']> = { event: Extract<InteractionEvent, { type: T }>; at: number };

const happened = <T extends InteractionEvent['type']>(moments: readonly Moment[], type: T): Happened<T>[] =>
  moments.flatMap(({ commit, at }) =>
    commit.events.flatMap((event) => (event.type === type ? [{ event, at } as Happened<T>] : [])),
  );

// ---- stays -----------------------------------------------------------------------------------------------------------------

/** Anyone who left sooner found an agent at once, which does not show how fast a line moves. */
const STOOD_MS = 2000;

interface LaneStay extends Stay {
  lane: LaneId;
  /** Number of the commit with which it left. */
  seq: number;
}

/**
 * The finished stays in lines. While an agent considers an offer made only to them, the chat has left the line if the agent
 * accepts it, and has never left if not.
 */
export function staysOf(moments: readonly Moment[]): LaneStay[] {
  const stays: LaneStay[] = [];
  let current: { lane: LaneId; from?: number; offeredAt?: number | undefined } | undefined;
  for (const { before, after, commit, at } of moments) {
    const lane = isIn(after, 'waiting') ? laneOf(after) : undefined;
    if (current && current.lane !== lane) {
      const found = isIn(after, 'handled');
      const { from = at, offeredAt = at } = current;
      const until = found ? offeredAt : at;
      if (until - from >= STOOD_MS) stays.push({ lane: current.lane, from, until, found, seq: commit.seq });
      current = undefined;
    }
    if (!lane) continue;
    current ??= { lane };
    if (standsInLine(after)) current = { from: at, ...current, offeredAt: undefined };
    else if (standsInLine(before)) current.offeredAt = at;
  }
  return stays;
}
