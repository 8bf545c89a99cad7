/** What a queue means for one chat: its terms, and where in line the queue conditions put it. */
import { isOpen, nextChange } from '../calendar/calendar.ts';
import type { Placement } from '../chat/commands.ts';
import type { Terms } from '../chat/events.ts';
import type { Configuration, Queue } from '../configuration/schema.ts';
import type { QueueId } from '../ids.ts';
import type { QueueReceipt } from './decide-routing.ts';
import { requirementOf } from './requirement.ts';

/** Where days begin: the tenant's zone if chats a day are counted at all, since to look at its clock is slow the first time. */
export const zoneOfDays = ({ zone, queues }: Configuration): string =>
  queues.some(({ strategy }) => strategy === 'fewest-chats') ? zone : 'UTC';

export const termsOf = (configuration: Configuration, queue: Queue): Terms => ({
  ...{ queueName: queue.name, strategy: queue.strategy, zone: zoneOfDays(configuration) },
  ...{ offerS: queue.offerS, wrapUpS: queue.wrapUpS, autoFinishS: queue.autoFinishS },
  ...{ agentCapacity: queue.agentCapacity, maxChats: queue.maxChats, timeOutS: queue.timeOutS },
  ...{ overflowS: queue.overflow?.afterS ?? 0, relax: queue.relax, preferredForS: queue.preferredForS },
  ...{ maxMessagesPer10S: queue.maxMessagesPer10S, dispositions: queue.dispositions },
});

export function placementOf(configuration: Configuration, receipt: QueueReceipt, now: number): Placement {
  const preferred = configuration.agents.find(({ id }) => id === receipt.preferredAgent);
  return {
    ...placeIn(configuration, receipt.queueId, now),
    ...{ receipt, priority: receipt.priority, requires: requirementOf(receipt) },
    ...(preferred ? { preferred: { id: preferred.id, name: preferred.name } } : {}),
  };
}

/** @throws where the queue is not there: the configuration was checked. */
export function placeIn(
  configuration: Configuration,
  queueId: QueueId,
  now: number,
): Pick<Placement, 'queueId' | 'terms' | 'closesAt'> {
  const queue = configuration.queues.find(({ id }) => id === queueId);
  if (!queue) throw new Error(`The configuration has no queue ${queueId}`);
  const closesAt = closingOf(configuration, queue, now);
  return { queueId, terms: termsOf(configuration, queue), ...(closesAt === undefined ? {} : { closesAt }) };
}

/** D2: with no limit of its own the wait ends when the calendar closes. */
function closingOf({ calendars }: Configuration, queue: Queue, now: number): number | undefined {
  const calendar = calendars.find(({ id }) => id === queue.calendar);
  return calendar && queue.timeOutS === 0 && isOpen(calendar, now) ? nextChange(calendar, now) : undefined;
}
