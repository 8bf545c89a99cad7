/** The short receipt (B9): how the chat came in, where it was sent, who was asked, and who handed it over. Taken from the chat's own events. */
import type { Chat } from '../live/chat.ts';
import { asks } from '../look/asks.ts';
import type { Words } from '../texts/texts.tsx';

type Event = Chat['explaining'][number];
type Of<T extends Event['type']> = Extract<Event, { type: T }>;
type Queued = Of<'queued'>;

const modes = ['in-hours', 'out-of-hours', 'holiday'];

/** A list of candidates this long may have been cut: there were at least this many. */
const CUT_AT = 10;

export function sentences(chat: Chat, words: Words): string[] {
  return [arrival(chat, words), route(chat, words), agents(chat, words), handedOver(chat, words)].filter(
    (sentence) => sentence !== '',
  );
}

const all = <T extends Event['type']>({ explaining }: Chat, type: T): Of<T>[] =>
  explaining.filter((event): event is Of<T> => event.type === type);

function arrival(chat: Chat, { texts: { receipt: texts } }: Words): string {
  const screened = all(chat, 'screened').at(-1);
  if (!screened) return '';
  const { facts, row, scenario } = screened.receipt;
  const mode = (facts.calendar !== undefined && facts.calendars[facts.calendar]) || 'in-hours';
  if (!modes.includes(mode)) return '';
  return texts.arrived(facts.gateway, mode, fromOne(row), scenario !== undefined);
}

function route(chat: Chat, words: Words): string {
  const { receipt: texts } = words.texts;
  const routed = all(chat, 'routed').at(-1);
  const queued = all(chat, 'queued');
  const arrived = queued.findLast(({ because }) => because === 'arrived' || because === 'republished');
  if (!routed || !arrived) return '';
  const row = fromOne(routed.receipt.row);
  const { queueName } = arrived.terms ?? chat.terms;
  const overflowed = queued.find(({ because }) => because === 'overflowed');
  const relaxed = queued.findLast(({ because }) => because === 'relaxed');
  const transferred = queued.findLast(({ because }) => because === 'transferred');
  return [
    row === undefined
      ? texts.unrouted(queueName)
      : texts.routed(row, routed.receipt.note ?? '', queueName, asked(arrived, words)),
    ...(overflowed?.terms ? [texts.overflowed(overflowed.terms.queueName)] : []),
    ...(relaxed ? [texts.relaxed(asked(relaxed, words))] : []),
    ...(transferred?.terms ? [texts.transferred(transferred.terms.queueName)] : []),
  ].join(' ');
}

const asked = ({ requires }: Queued, { culture, texts: { receipt } }: Words): string =>
  asks(requires, culture, receipt.skill).join(', ');

/** The agents of the latest attempt; earlier ones passed on the chat, or it came back. */
function agents(chat: Chat, words: Words): string {
  const { receipt: texts } = words.texts;
  const taken = all(chat, 'accepted').findLast(({ from }) => !from);
  if (taken?.how === 'take') return texts.taken(taken.agent.name);
  const last = chat.explaining.findLast((event) => event.type === 'offered');
  if (!last) return '';
  const [asked] = last.agents;
  if (last.reserves && asked) return texts.offered(asked.name, placeOf(chat, last, words));
  const names = last.agents.map(({ name }) => name);
  const won = taken && last.agents.length > 1 ? ` ${texts.wonBy(taken.agent.name)}` : '';
  return texts.rung(names.length, texts.list(names)) + won;
}

/** By one person to another, without a queue (D9). */
function handedOver(chat: Chat, { texts: { people } }: Words): string {
  const isInvited = chat.stage === 'active' && chat.as === 'guest' && chat.isSeated;
  const asked = chat.entries
    .filter((entry) => entry.kind === 'proposed')
    .findLast(({ as }) => (isInvited ? as === 'guest' : chat.stage === 'offered' && chat.proposal !== undefined));
  if (asked) return `${people.proposed[asked.as](asked.by.name, asked.agent.name)}.`;
  const got = chat.entries.findLast((entry) => entry.kind === 'handed-over');
  return got ? `${handedOverIn(got, people)}.` : '';
}

export function handedOverIn(
  { from, agent, how }: Extract<Chat['entries'][number], { kind: 'handed-over' }>,
  texts: Words['texts']['people'],
): string {
  const say = how === 'take-over' || how === 'inherited' ? texts.handedOver[how] : texts.handedOver.transfer;
  return say(from.name, agent.name);
}

/** `first of 4 by longest idle`, or who came before. */
export function placeOf(
  chat: Chat,
  { agents: [agent], considered }: Of<'offered'>,
  { texts: { receipt: texts } }: Words,
): string {
  const before = chat.explaining.findLast((event) => event.type === 'queued');
  if (agent && before?.preferred?.agent.id === agent.id) return texts.preferred;
  const place = considered.findIndex(({ why }) => why === 'chosen');
  if (place < 0) return '';
  const more = considered.length >= CUT_AT;
  const by = texts.by[chat.terms.strategy];
  if (!by) return '';
  if (place === 0) return texts.first(considered.length, more, by);
  const count = (reason: 'passed-it' | 'full' | 'away') => considered.filter(({ why }) => why === reason).length;
  const reasons = [
    [count('passed-it'), texts.passed],
    [count('full'), texts.full],
    [count('away'), texts.away],
  ] as const;
  return [texts.next(considered.length, more, by), ...reasons.flatMap(([n, said]) => (n > 0 ? [said(n)] : []))].join(
    '; ',
  );
}

/** A receipt counts rows from 0, people from 1. */
const fromOne = (row: number | null): number | undefined => (row === null ? undefined : row + 1);
