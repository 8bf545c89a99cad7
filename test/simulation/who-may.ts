/** Who would do what, so that most of what happens makes sense. */
import { AgentId } from '../../core/ids.ts';
import {
  askedBy,
  type Interaction,
  isIn,
  isOver,
  ownerOf,
  seatedGuests,
  standsInLine,
  writerIn,
} from '../../core/interaction/state.ts';
import { agentIds } from './centre.ts';
import { pick } from './clients.ts';
import type { Move } from './moves.ts';
import { chatsOf, type World } from './world.ts';

type May = (chat: Interaction, agent: string) => boolean;

/** Chats in which an agent would do it. */
export const fits: Record<Extract<Move, { do: 'act' | 'share' }>['t'], May> = {
  accept: (chat, agent) => askedBy(chat).some(({ id }) => id === agent),
  reject: (chat, agent) => askedBy(chat).some(({ id }) => id === agent),
  take: standsInLine,
  message: (chat, agent) => isIn(chat, 'handled') && writerIn(chat, AgentId.parse(agent)) !== undefined,
  park: (chat, agent) => !isIn(chat, 'ended') && !chat.parked && ownerOf(chat)?.id === agent,
  resume: (chat, agent) => !isIn(chat, 'ended') && chat.parked !== undefined && ownerOf(chat)?.id === agent,
  note: (chat, agent) => !isIn(chat, 'ended') && ownerOf(chat)?.id === agent,
  extend: (chat, agent) => isIn(chat, 'wrap-up') && ownerOf(chat)?.id === agent,
  transfer: (chat, agent) => isIn(chat, 'handled') && ownerOf(chat)?.id === agent,
  invite: (chat, agent) => isIn(chat, 'handled') && ownerOf(chat)?.id === agent,
  withdraw: (chat, agent) => chat.offers.length > 0 && ownerOf(chat)?.id === agent,
  leave: (chat, agent) => seatedGuests(chat).some(({ id }) => id === agent),
  'call-made': (chat, agent) => isIn(chat, 'handled') && chat.call !== undefined && ownerOf(chat)?.id === agent,
  end: (chat, agent) => !isOver(chat) && ownerOf(chat)?.id === agent,
  finish: (chat, agent) => ownerOf(chat)?.id === agent && (isIn(chat, 'wrap-up') || takesNotes(chat)),
};

/** Chats in which a supervisor would do it. */
export const overseeing: Record<Extract<Move, { do: 'oversee' }>['t'], May> = {
  watch: (chat) => !isOver(chat) || chat.aside !== undefined,
  settle: ({ aside }) => aside !== undefined,
  'forward-again': ({ forwarding }) => forwarding !== undefined,
  whisper: (chat, agent) => isIn(chat, 'handled') && isNamed(chat, agent),
  join: (chat, agent) => isIn(chat, 'handled') && ownerOf(chat)?.id !== agent,
  'take-over': (chat, agent) =>
    isIn(chat, 'handled') && ownerOf(chat)?.id !== agent && agentIds.some((id) => id === agent),
  leave: isNamed,
  transfer: (chat) =>
    isIn(chat, 'handled') || isIn(chat, 'waiting') || (isIn(chat, 'arriving') && chat.aside !== undefined),
};

function isNamed({ people }: Interaction, name: string): boolean {
  return people.some(({ agent, as }) => agent.id === name && as !== 'owner');
}

const whoMay = (world: World, people: readonly string[], may: (chat: Interaction, agent: string) => boolean) =>
  chatsOf(world).flatMap((chat) => people.flatMap((agent) => (may(chat, agent) ? [{ chat, agent }] : [])));

const takesNotes = (chat: Interaction): boolean => isIn(chat, 'ended') && chat.stage.notesUntil !== undefined;

/** Those who are signed in as supervisors, or more. */
export const overseersIn = ({ consoles }: World): string[] =>
  consoles.filter(({ role }) => role !== 'agent').map(({ name }) => name);

export function mayDo(world: World, t: string, chat: Interaction, person: string): boolean {
  const may = (rows: Record<string, May>) => rows[t]?.(chat, person) ?? false;
  return may(fits) || (overseersIn(world).includes(person) && may(overseeing));
}

/** What must be done first, if nobody may. */
const before: Partial<Record<string, string>> = {
  ...{ resume: 'park', extend: 'end', finish: 'end', whisper: 'watch', withdraw: 'transfer', leave: 'invite' },
};

/** Whoever may do it, or what comes before it. */
export function firstOf<T extends string>(
  world: World,
  people: readonly string[],
  may: Record<T, May>,
  t: T,
  nth: number,
): { t: T; chat: Interaction; agent: string } | undefined {
  const one = pick(whoMay(world, people, may[t]), nth);
  if (one) return { ...one, t };
  const earlier = before[t];
  return earlier !== undefined && earlier in may ? firstOf(world, people, may, earlier as T, nth) : undefined;
}
