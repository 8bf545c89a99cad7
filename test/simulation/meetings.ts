/**
 * What met on one chat. Most faults stand where two features meet, so runs bring every two things together (`crossing.ts`), and
 * count it: what people do, each timer, and a publish, with the stage that the chat was in; and each timer with others that are due.
 */
import { asksOf } from '../../core/interaction/commands.ts';
import { type Interaction, isIn, seatedGuests } from '../../core/interaction/state.ts';
import { timerNames } from '../../core/interaction/topic.ts';

/** `transferring`: the agent who has it offers it to somebody else. `conference`: another agent has joined. */
const stages = [
  ...(['arriving', 'waiting', 'offered', 'handled', 'transferring', 'conference', 'parked', 'wrap-up'] as const),
  ...(['parked wrap-up', 'noted', 'ended'] as const),
];
export type StageName = (typeof stages)[number];

export function stageOf(chat: Interaction): StageName {
  const { offers, parked } = chat;
  if (isIn(chat, 'waiting')) return offers.length > 0 ? 'offered' : 'waiting';
  if (isIn(chat, 'handled')) return parked ? 'parked' : offers.length > 0 ? 'transferring' : withWhom(chat);
  if (isIn(chat, 'wrap-up')) return parked ? 'parked wrap-up' : 'wrap-up';
  if (isIn(chat, 'ended')) return chat.stage.notesUntil === undefined ? 'ended' : 'noted';
  return 'arriving';
}

const withWhom = (chat: Interaction): StageName => (seatedGuests(chat).length > 0 ? 'conference' : 'handled');

/** What visitors and agents do to a chat, and what agents do that have it. */
const onChats = [
  ...asksOf('visitor').map(({ type }) => `visitor ${type}`),
  ...(['visitor opens', 'visitor closes', 'visitor starts'] as const),
  ...asksOf('agent').map(({ type }) => `agent ${type}`),
];
const onHeld = [
  ...(['available', 'paused', 'lunch', 'offline', 'closes', 'signs-in', 'ringing', 'in-call', 'idle'] as const),
].map((act) => `agent ${act}`);
const ofAgents = ['lease', 'rights', 'call'];
const ofQueues = ['closing', 'lanes'];
const timers = [...timerNames, ...ofAgents, ...ofQueues];

const held: StageName[] = ['offered', 'handled', 'transferring', 'conference', 'parked', 'wrap-up', 'parked wrap-up'];
const open = stages.filter((stage) => stage !== 'ended' && stage !== 'noted');

export type Pair =
  | { act: string; stage: StageName }
  | { timer: string; stage: StageName }
  | { timer: string; other: string };

const across = <Other>(names: readonly string[], others: readonly Other[]) =>
  names.flatMap((name) => others.map((other) => [name, other] as const));
const acted = across(onChats, stages).concat(across(onHeld, held));
const rung = across(timerNames as readonly string[], stages).concat(across(ofAgents, held), across(ofQueues, open));

/** Every pair that there is, and any run may meet. */
const all: Pair[] = [
  ...acted.map(([act, stage]) => ({ act, stage })),
  ...rung.map(([timer, stage]) => ({ timer, stage })),
  ...timers.flatMap((timer, nth) => timers.slice(nth + 1).map((other) => ({ timer, other }))),
];

/** A chat that was open before is arriving only until it is placed, and nobody is asked for one whose queue agents pick from. */
const isFleeting = (pair: Pair): boolean =>
  'stage' in pair &&
  'timer' in pair &&
  (pair.stage === 'arriving'
    ? !['tell-away', 'auto-finish', 'lapse', ...ofQueues].includes(pair.timer) || pair.timer === 'closing'
    : pair.stage === 'offered' && pair.timer === 'closing');

/** Only somebody who is called back has this timer, and few others. */
const isOfCalls = (pair: Pair): boolean =>
  'timer' in pair && (pair.timer === 'call-due' || ('other' in pair && pair.other === 'call-due'));

export const pairs: readonly Pair[] = all.filter((pair) => !isFleeting(pair) && !isOfCalls(pair));

export const nameOf = (pair: Pair): string =>
  'act' in pair
    ? `${pair.act} × ${pair.stage}`
    : 'stage' in pair
      ? `timer ${pair.timer} × ${pair.stage}`
      : `timers ${[pair.timer, pair.other].sort().join(' × ')}`;

export const publishes = stages.map((stage) => `publish × ${stage}`);
