/** What comes without anyone asking: timers, the table's stream, and work that functions hand on. */
import { type Interaction, isIn } from '../../core/interaction/state.ts';
import type { Timer } from '../../core/timers.ts';
import { context } from '../support/foyer-in-memory.ts';
import { pick } from './clients.ts';
import { nameOf, stageOf } from './meetings.ts';
import type { Faults } from './turns.ts';
import { chatsOf, holdersOf, type Reader, type World } from './world.ts';

export const dueTimers = ({ foyer }: World): Timer[] => foyer.armed.filter(({ dueAt }) => dueAt <= foyer.now());

export async function deliver(world: World, timer: Timer, faults: Faults = {}, isKept = false): Promise<void> {
  const { armed, now } = world.foyer;
  if (armed.includes(timer)) armed.splice(armed.indexOf(timer), 1);
  noteDelivery(world, timer);
  if (timer.dueAt <= now()) noteMeetings(world, timer);
  if (!world.spent.includes(timer)) world.spent.push(timer);
  const failed = await world.turns.call(`timer ${timer.kind}`, faults, () => world.foyer.deliver(timer));
  if (failed !== 0 || isKept) armed.push(timer);
}

/** Queues deliver late, before what was due earlier, and again. */
function noteDelivery({ spent, foyer, turns }: World, timer: Timer): void {
  if (spent.includes(timer)) turns.count('redelivered');
  if (timer.dueAt + LATE_MS <= foyer.now()) turns.count('delayed');
  if (foyer.armed.some(({ dueAt }) => dueAt < timer.dueAt)) turns.count('reordered');
}
const LATE_MS = 60_000;

/** With the chats that it is for, and with other timers of theirs that are due. */
function noteMeetings(world: World, timer: Timer): void {
  const { kind } = timer;
  const concerned = chatsOf(world).filter((chat) => concerns(world, timer, chat));
  for (const chat of concerned) world.meet(nameOf({ timer: kind, stage: stageOf(chat) }));
  for (const other of [...dueTimers(world), ...world.spent])
    if (other.kind !== kind && concerned.some((chat) => concerns(world, other, chat)))
      world.meet(nameOf({ timer: kind, other: other.kind }));
}

export function concerns(world: World, timer: Timer, chat: Interaction): boolean {
  if ('interactionId' in timer) return timer.interactionId === chat.id;
  if ('queueId' in timer) return !isIn(chat, 'ended') && timer.queueId === chat.place.queueId;
  return holdersOf(world, chat).includes(timer.agentId);
}

/** A stream is read in order, and continues with the first record that failed. `isKept`: or with those that were read before. */
export async function readOn(
  { read, reading, foyer, records, turns }: World,
  reader: Reader,
  count: number,
  faults: Faults = {},
  isKept = false,
): Promise<void> {
  const isRead = read[reader] === records.length;
  const from = isKept && isRead ? Math.max(0, read[reader] - count) : read[reader];
  const Records = records.slice(from, from + count);
  if (reading.has(reader) || Records.length === 0) return;
  reading.add(reader);
  const answer = await turns.call(`stream to ${reader}`, faults, async () => {
    const { batchItemFailures = [] } = (await foyer.functions[reader]({ Records }, context)) ?? {};
    return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
  });
  reading.delete(reader);
  if (isKept) turns.count('replayed');
  if (answer && !isKept) read[reader] = Math.min(...answer, from + Records.length);
}

/** Lambda may deliver an event twice, and does here. */
const delivered = new WeakSet<object>();

/** A call that a scenario waits for, or an e-mail. */
export async function makeCall(
  { foyer, turns, logs }: World,
  nth = 0,
  ok = true,
  faults: Faults = {},
  isKept = false,
): Promise<void> {
  const { handed, answerCalls, answerMails, functions } = foyer;
  const call = pick(handed, nth);
  if (!call) return;
  handed.splice(handed.indexOf(call), 1);
  answerCalls(ok ? { ok, answer: {} } : { ok, because: 'it is down' });
  answerMails(ok ? { is: 'sent' } : { is: 'refused', code: 'MessageRejected' });
  const isSent = (logs.get(call.interactionId) ?? []).some(({ commit: { events } }) =>
    events.some(
      (event) =>
        ['mailed', 'forwarded', 'transcribed', 'letter-sent'].includes(event.type) &&
        'request' in event &&
        event.request === call.seq,
    ),
  );
  const before = foyer.mails.length;
  const made = await turns.call(call.to, faults, async () => {
    await functions[call.to](call, context);
    return true;
  });
  const isFirst = !delivered.has(call);
  delivered.add(call);
  if (!made || isKept || (isFirst && !turns.isRound())) handed.push(call);
  if (isSent && !turns.isRound() && foyer.mails.length > before) throw new Error('An e-mail was sent twice');
}
