/** What a queue means for one chat: its terms, and where in line the queue conditions put it. */
import { isOpen, nextChange, nextOpening } from '../calendar/calendar.ts';
import type { Configuration, Queue } from '../configuration/schema.ts';
import type { QueueId } from '../ids.ts';
import { textsIn } from '../messages.ts';
import type { QueueReceipt } from '../routing/decide-routing.ts';
import { type Requirement, requirementOf } from '../routing/requirement.ts';
import type { AgentRef, Terms } from './facts.ts';
import { type KindName, kinds } from './kinds.ts';

/** Where an interaction waits, as decided by the queue conditions. */
export interface Placement {
  receipt: QueueReceipt;
  queueId: QueueId;
  terms: Terms;
  priority: number;
  requires: Requirement;
  preferred?: AgentRef | undefined;
  /** Whether the queue accepts a chat that is not in it yet (`hoursOf`). */
  takes: boolean;
  closesAt?: number | undefined;
}

/** Where a chat that has waited too long goes next (B8). `opensAt`: when that queue opens, if it is closed now. */
export type Overflow = Pick<Placement, 'queueId' | 'terms' | 'takes' | 'closesAt'> & { opensAt?: number | undefined };

/** The time zone for days: the tenant's if chats per day are counted at all, because its first use is slow. */
export const zoneOfDays = ({ zone, queues }: Configuration): string =>
  queues.some(({ strategy }) => strategy === 'fewest-chats') ? zone : 'UTC';

/** `culture`: the chat's. */
export const termsOf = (configuration: Configuration, queue: Queue, culture: string): Terms => ({
  ...{ queueName: queue.name, strategy: queue.strategy, zone: configuration.zone },
  ...{ offerS: queue.offerS, wrapUpS: queue.wrapUpS, autoFinishS: queue.autoFinishS },
  parkedReplyS: queue.parkedReplyS,
  ...{ unattendedS: queue.unattendedS ?? configuration.unattendedS, chatTimeS: queue.chatTimeS },
  ...{ wrapUpExtendS: queue.wrapUpExtendS, wrapUpExtensions: queue.wrapUpExtensions, dropoutS: queue.dropoutS },
  momentumS: queue.momentumS,
  ...{ agentCapacity: queue.agentCapacity, maxChats: queue.maxChats, timeOutS: queue.timeOutS },
  ...{ overflowS: queue.overflow?.afterS ?? 0, relax: queue.relax, preferredForS: queue.preferredForS },
  ...{ serviceLevelS: queue.serviceLevelS, keepDays: queue.keepDays },
  ...{ maxMessagesPer10S: queue.maxMessagesPer10S, dispositions: queue.dispositions },
  ...(queue.continuity ? { continuity: queue.continuity } : {}),
  ...(queue.feedback ? { feedback: true } : {}),
  messages: textsIn(queue.messages, culture, configuration.culture),
  editWithinS: configuration.editWithinS,
});

/** What only matters while someone is at the other end. Everything else would lose the work, or talk to nobody. */
const untimed = {
  ...{
    unattendedS: 0,
    chatTimeS: 0,
    momentumS: 0,
    maxChats: 0,
    timeOutS: 0,
    overflowS: 0,
    parkedReplyS: 0,
    messages: {},
  },
} satisfies Partial<Terms>;

/** The queue's terms as they apply to this kind. */
export function termsFor(kind: KindName, terms: Terms): Terms {
  if (kinds[kind].isLive) return terms;
  const { continuity: _, feedback: __, ...others } = terms;
  return { ...others, ...untimed };
}

/** `inForce`: the configuration whose hours apply, which may be later than the one that routes the chat. */
export function placementOf(
  configuration: Configuration,
  receipt: QueueReceipt,
  culture: string,
  now: number,
  inForce = configuration,
): Placement {
  const { members = [] } = configuration.queues.find(({ id }) => id === receipt.queueId) ?? {};
  const isMember = members.some(({ agent }) => agent === receipt.preferredAgent);
  const preferred = isMember && configuration.agents.find(({ id }) => id === receipt.preferredAgent);
  return {
    ...placeIn(configuration, receipt.queueId, culture, now, inForce),
    ...{ receipt, priority: receipt.priority, requires: requirementOf(receipt) },
    ...(preferred ? { preferred: { id: preferred.id, name: preferred.name } } : {}),
  };
}

/** @throws if the queue does not exist, which the configuration check rules out */
export function placeIn(
  configuration: Configuration,
  queueId: QueueId,
  culture: string,
  now: number,
  inForce = configuration,
): Overflow {
  const queue = configuration.queues.find(({ id }) => id === queueId);
  if (!queue) throw new Error(`The configuration has no queue ${queueId}`);
  const { takes, closesAt } = hoursOf(inForce, queueId, now);
  return {
    queueId,
    terms: termsOf(configuration, queue, culture),
    takes,
    ...(closesAt === undefined ? {} : { closesAt }),
  };
}

interface Hours {
  /** Whether it accepts chats that are not in it yet: enabled, and in hours (B1, G7). Chats in it stay. */
  takes: boolean;
  inHours: boolean;
  /** When it closes next (D2). */
  closesAt?: number | undefined;
  /** If it accepts none now: when it will. */
  opensAt?: number | undefined;
}

/** One rule for every way into a queue. A queue that a publish removed accepts chats: they move at once to one that exists. */
export function hoursOf({ queues, calendars }: Configuration, queueId: QueueId, now: number): Hours {
  const queue = queues.find(({ id }) => id === queueId);
  const isOn = queue?.enabled ?? true;
  const calendar = calendars.find(({ id }) => id === queue?.calendar);
  if (!calendar) return { takes: isOn, inHours: true };
  if (isOpen(calendar, now)) return { takes: isOn, inHours: true, closesAt: nextChange(calendar, now) };
  const opensAt = nextOpening(calendar, now);
  const closesAt = opensAt && nextChange(calendar, opensAt);
  return { takes: false, inHours: false, closesAt, ...(isOn ? { opensAt } : {}) };
}

/** Long enough for an agent who is just finishing another chat. */
const KEPT_MS = 10 * 60_000;

/**
 * When closing time ends the wait of a chat that came back from an agent: at closing like the others, but never before ten
 * minutes have passed.
 */
export function keptUntil({ inHours, closesAt }: Hours, now: number): number | undefined {
  const least = now + KEPT_MS;
  if (!inHours) return least;
  return closesAt === undefined ? undefined : Math.max(closesAt, least);
}
