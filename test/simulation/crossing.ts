/** Brings two things together on one chat (`meetings.ts`): the chat is led to a stage first, as people would. */
import { askedBy, type Interaction, isOver, ownerOf, rungBy } from '../../core/interaction/state.ts';
import type { Timer } from '../../core/timers.ts';
import { agentIds, capacity, LONG_SPAN, others, queueIds, ways } from './centre.ts';
import {
  agentsCommand,
  ask,
  closeConsole,
  closePage,
  consoleOf,
  greet,
  leaveMessage,
  meetHeld,
  messageIn,
  newPage,
  newVisitor,
  openPages,
  pick,
  reopen,
  report,
  restored,
  resume,
  setStatus,
  signIn,
  start,
  sync,
  visitorsCommand,
} from './clients.ts';
import { askFor, send } from './files.ts';
import { concerns, deliver, dueTimers, makeCall, readOn } from './later.ts';
import { type Pair, type StageName, stageOf } from './meetings.ts';
import type { Faults } from './turns.ts';
import { mayDo } from './who-may.ts';
import { chatsOf, held, holdersOf, type World } from './world.ts';

interface How {
  nth: number;
  to: number;
  isByRight: boolean;
  isKept: boolean;
  faults: Faults;
  isTwice: boolean;
}

export async function cross(world: World, pair: Pair, how: How): Promise<unknown> {
  if ('other' in pair) return ringTogether(world, pair.timer, pair.other, how);
  const chat = await leadTo(world, pair, how.nth);
  if (!chat) return;
  return 'timer' in pair ? ring(world, pair.timer, chat, how) : act(world, pair.act, chat, how);
}

// ---- to a stage ------------------------------------------------------------------------------------------------------------

const [offered, unagreed, picked, rings, talks, , refund] = ways;

/** One that is there, or a new one. For a timer that few chats have: one that has it. */
async function leadTo(world: World, { stage, timer }: { stage: StageName; timer?: string }, nth: number) {
  const there = pick(
    chatsOf(world).filter((chat) => stageOf(chat) === stage),
    nth,
  );
  if (there && !isRare(timer)) return there;
  const chat = timer && isRare(timer) ? await beginWith(world, [timer], stage, nth) : await beginFor(world, stage, nth);
  if (chat) await bring(world, chat, stage, nth);
  return chat && newest(world, chat);
}

const newest = ({ logs }: World, { id }: Interaction): Interaction | undefined => logs.get(id)?.at(-1)?.chat;

async function beginBy(world: World, way: object): Promise<Interaction | undefined> {
  const visitor = newVisitor(world);
  await ask(world, start(world, visitor, way));
  return visitor.interactionId && world.logs.get(visitor.interactionId)?.at(-1)?.chat;
}

async function beginFor(world: World, stage: StageName, nth: number): Promise<Interaction | undefined> {
  if (stage === 'waiting' && nth % 3 === 0) {
    for (const agent of ['ines', 'tomas']) await ask(world, setStatus(world, consoleOf(world, agent), 'paused'));
    return beginBy(world, nth % 2 === 0 ? offered : refund);
  }
  if (stage !== 'offered') return beginBy(world, stage === 'arriving' ? talks : picked);
  // To one, or to all who are ready.
  const [agent, way] = nth % 3 === 0 ? (['tomas', rings] as const) : (['ines', offered] as const);
  await makeReady(world, agent);
  return beginBy(world, way);
}

/** It comes back to a line, and into a conversation again. */
async function viaAdvice(world: World, chat: Interaction, owner: string): Promise<void> {
  await command(world, owner, chat, 'transfer', { to: { queueId: 'advice' } });
  await bring(world, chat, 'handled');
}

/** What sets a timer in a conversation, for those that few have. */
const sets: Partial<Record<string, (world: World, chat: Interaction, owner: string) => Promise<unknown>>> = {
  'find-agent': viaAdvice,
  closing: viaAdvice,
  /** The visitor was silent, and writes after the end: the timers of before still come. */
  'expire-wrap-up': async (world, chat) => {
    await ring(world, 'auto-finish', chat);
    await visitorDoes(world, chat, 'message');
  },
  'return-parked': async (world, chat, owner) => {
    await command(world, owner, chat, 'park');
    await visitorDoes(world, chat, 'message');
  },
  'tell-away': async (world, chat) => {
    await visitorDoes(world, chat, 'opens');
    await visitorDoes(world, chat, 'closes');
  },
  'send-mail': async (world, chat, owner) => {
    await visitorDoes(world, chat, 'closes');
    for (const _ of ['first', 'second']) await command(world, owner, chat, 'message');
  },
  /** Twice: when it begins, and when it goes on. */
  'chat-time': async (world, chat, owner) => {
    await command(world, owner, chat, 'park');
    await command(world, owner, chat, 'resume');
  },
  /** Parked time is not silence. */
  unattended: async (world, chat, owner) => {
    await command(world, owner, chat, 'park');
    world.foyer.advance(30);
    await command(world, owner, chat, 'resume');
  },
  lapse: (world, chat) => command(world, 'person:elena', chat, 'watch'),
  /** Nobody scans it. */
  unchecked: async (world, chat) => {
    const visitor = world.visitors.findLast(({ interactionId }) => interactionId === chat.id);
    if (!visitor) return;
    if (openPages(visitor).length === 0) await visitorDoes(world, chat, 'opens');
    await ask(world, askFor(world, chat, visitor));
    const upload = world.uploads.at(-1);
    const sending = upload && send(world, upload, 'unscanned');
    if (sending) await ask(world, sending);
  },
  call: (world, _, owner) => ask(world, report(world, owner, 0, 'ringing')),
};
const isRare = (timer: string | undefined): boolean => sets[timer ?? ''] !== undefined;

const visitorDoes = (world: World, chat: Interaction, t: string) =>
  actOfVisitor(world, t, chat, { nth: 0, isByRight: true, faults: {}, isTwice: false });

/** A conversation with these timers, or one with the bot. */
async function beginWith(
  world: World,
  kinds: string[],
  stage: StageName,
  nth: number,
): Promise<Interaction | undefined> {
  // Only a line that is open for long closes with one timer for everyone in it.
  if (kinds.includes('closing')) world.foyer.advance(Math.max(0, (LONG_SPAN.from - world.foyer.now()) / 1000));
  await makeReady(world, 'ines');
  // Some want no e-mails.
  const chat = await beginBy(world, stage === 'arriving' ? talks : nth > 7 ? unagreed : offered);
  if (!chat) return;
  if (stage !== 'arriving') await bring(world, chat, 'handled');
  for (const kind of kinds) await sets[kind]?.(world, chat, ownerOf(newest(world, chat) ?? chat)?.id ?? 'ines');
  return newest(world, chat);
}

const before: Partial<Record<StageName, StageName>> = {
  ...{ handled: 'waiting', transferring: 'handled', conference: 'handled', parked: 'handled', 'wrap-up': 'handled' },
  ...{ 'parked wrap-up': 'wrap-up', noted: 'wrap-up', ended: 'wrap-up' },
};

async function bring(world: World, begun: Interaction, stage: StageName, nth = 0): Promise<void> {
  const now = () => newest(world, begun) ?? begun;
  if (stageOf(now()) === stage) return;
  if (stage === 'waiting' || stage === 'offered') return sendBack(world, now(), stage);
  const from = before[stage];
  if (from && !(stage === 'handled' && stageOf(now()) === 'offered'))
    await bring(world, begun, stage === 'parked' && nth % 3 === 0 ? 'conference' : from);
  const chat = now();
  const owner = ownerOf(chat)?.id ?? 'ines';
  if (stage === 'parked' && nth % 2 === 1) return ask(world, report(world, owner, 0, 'in-call'));
  const go = { parked: 'park', 'wrap-up': 'end', 'parked wrap-up': 'park', ended: 'finish' }[stage as string];
  if (go) return command(world, owner, chat, go);
  if (stage === 'noted') return ring(world, 'expire-wrap-up', chat);
  if (stage === 'handled') return getIt(world, chat);
  const agentId = agentIds.find((id) => id !== owner) ?? 'ines';
  await makeReady(world, agentId);
  await command(world, owner, chat, stage === 'conference' ? 'invite' : 'transfer', { to: { agentId } });
  if (stage === 'conference') await command(world, agentId, now(), 'accept');
}

/** To the agent who is asked, or out of the line. */
async function getIt(world: World, chat: Interaction): Promise<void> {
  const [asked] = askedBy(chat);
  if (asked) return command(world, asked.id, chat, 'accept');
  const agent = agentIds.find((id) => held(world, id).length < (capacity[id] ?? 0)) ?? 'ines';
  await makeReady(world, agent);
  await command(world, agent, chat, 'take');
}

/** From the agent who has it to a queue in which nobody, or somebody, is asked. */
async function sendBack(world: World, chat: Interaction, stage: 'waiting' | 'offered'): Promise<void> {
  const owner = ownerOf(chat)?.id;
  if (!owner) return;
  if (stage === 'offered') await makeReady(world, owner === 'ines' ? 'tomas' : 'ines');
  await command(world, owner, chat, 'transfer', { to: { queueId: stage === 'offered' ? 'orders' : 'advice' } });
}

const command = (world: World, agent: string, chat: Interaction, t: string, more = {}) =>
  ask(world, agentsCommand(world, consoleOf(world, agent), chat, t, more));

/** At their console, on no call, and with a free place. */
async function makeReady(world: World, agent: string): Promise<void> {
  const console = consoleOf(world, agent);
  if (!console.isOpen) {
    reopen(world, console);
    await ask(world, greet(world, console));
  }
  for (const line of [0, 1]) await ask(world, report(world, agent, line, 'idle'));
  await ask(world, setStatus(world, console, 'available'));
  for (const chat of held(world, agent)) {
    if (held(world, agent).length < (capacity[agent] ?? 0)) return;
    if (ownerOf(chat)?.id !== agent) await command(world, agent, chat, askedBy(chat).length > 0 ? 'reject' : 'leave');
    else if (!isOver(chat)) await command(world, agent, chat, 'end');
    if (ownerOf(chat)?.id === agent) await command(world, agent, chat, 'finish');
  }
}

// ---- what happens to it there ----------------------------------------------------------------------------------------------

async function act(world: World, name: string, chat: Interaction, how: How): Promise<unknown> {
  const [who, t = ''] = name.split(' ');
  return who === 'visitor' ? actOfVisitor(world, t, chat, how) : actOfAgent(world, t, chat, how);
}

async function actOfVisitor(
  world: World,
  t: string,
  chat: Interaction,
  how: Omit<How, 'to' | 'isKept'>,
): Promise<unknown> {
  const { nth, faults, isTwice, isByRight } = how;
  // Others may have had it before.
  const readers = world.visitors.filter(({ interactionId }) => interactionId === chat.id);
  const visitor = isByRight ? readers.at(-1) : pick(readers, nth);
  if (!visitor) return;
  const open = t === 'opens' && !isByRight ? undefined : openPages(visitor).at(-1);
  const page = open ?? (nth % 2 === 0 ? newPage(visitor) : restored(world, visitor));
  switch (t) {
    case 'opens':
      return ask(world, resume(world, visitor, page), faults, isTwice);
    case 'closes':
      // Of two.
      if (nth % 3 === 1) await ask(world, resume(world, visitor, newPage(visitor)));
      return closePage(world, visitor, isByRight, faults);
    case 'starts': {
      const { website, token: continues } = visitor;
      world.meetChat('visitor starts', chat.id);
      return ask(world, start(world, newVisitor(world), { website, continues }), faults, isTwice);
    }
    case 'revise':
      return ask(
        world,
        visitorsCommand(world, visitor, { t, text: 'what was meant', of: messageIn(world, chat.id, nth) }),
        faults,
        isTwice,
      );
    case 'upload':
      return ask(world, askFor(world, chat, visitor), faults, isTwice);
    default:
      return ask(
        world,
        visitorsCommand(world, visitor, {
          ...{ t, text: `${visitor.name} says`, score: 1 + (nth % 5), zone: 'UTC' },
          ...(t === 'file' && { of: 1 }),
        }),
        faults,
        isTwice,
      );
  }
}

/** Somebody leaves a message, and an agent answers it. */
export async function beginLetter(world: World): Promise<void> {
  await ask(world, leaveMessage(world, picked, { kind: 'message' }));
  const chat = chatsOf(world).findLast(({ kind }) => kind === 'message');
  if (!chat) return;
  await bring(world, chat, 'handled');
  await command(world, ownerOf(newest(world, chat) ?? chat)?.id ?? 'ines', chat, 'message');
}

/** Nobody is there for what a publish takes away: a lane, or a queue. */
export async function waitFor(world: World, what: 'refunds' | 'returns'): Promise<void> {
  for (const agent of agentIds) await ask(world, setStatus(world, consoleOf(world, agent), 'paused'));
  await beginBy(world, what === 'refunds' ? refund : rings);
}

/** The list of those who are ready is read for another chat while one of them leaves, or gets a call. */
export async function leaveWhileRung(world: World, agent: string, t: 'offline' | 'in-call'): Promise<unknown> {
  await makeReady(world, agent);
  const leaves = t === 'offline' ? setStatus(world, consoleOf(world, agent), t) : report(world, agent, 0, t);
  return Promise.all([beginBy(world, rings), ask(world, leaves)]);
}

const everyone = [...agentIds, ...others];

/** Somebody watches first. */
const needsWatching = ['whisper', 'leave'];

const statuses = ['available', 'paused', 'lunch', 'offline'];
const calls = ['ringing', 'in-call', 'idle'];

async function actOfAgent(world: World, t: string, chat: Interaction, how: How): Promise<unknown> {
  const { nth, to, faults, isTwice, isByRight } = how;
  const holder = pick([...holdersOf(world, chat), ...rungBy(chat)], nth);
  if (t === 'signs-in' && !isByRight) return stopOverseeing(world, chat, how);
  if (holder && t === 'closes') return closeConsole(world, holder, isByRight, faults);
  if (holder && statuses.includes(t)) {
    meetHeld(world, `agent ${t}`, holder);
    return ask(world, setStatus(world, consoleOf(world, holder), t), faults, isTwice);
  }
  if (holder && t === 'signs-in') {
    const role = pick(['agent', 'supervisor', 'admin'] as const, to) ?? 'agent';
    return ask(world, signIn(world, consoleOf(world, holder), role), faults, isTwice);
  }
  if (holder && calls.includes(t)) {
    meetHeld(world, `agent ${t}`, holder);
    const calling = t === 'idle' ? [...world.calls.values()].find(({ agentId }) => agentId === holder) : undefined;
    return ask(world, report(world, holder, calling?.line ?? nth % 2, t), faults, isTwice);
  }
  const whoMay = (t: string) => everyone.filter((person) => mayDo(world, t, newest(world, chat) ?? chat, person));
  const watcher =
    isByRight && needsWatching.includes(t) && whoMay(t).length === 0 ? pick(whoMay('watch'), nth) : undefined;
  if (watcher) await command(world, watcher, chat, 'watch');
  const may = whoMay(t);
  const person = (isByRight ? pick(may, nth) : undefined) ?? pick(everyone, nth) ?? 'ines';
  const target =
    to > 4
      ? { queueId: pick(queueIds, to) }
      : {
          agentId: pick(
            agentIds.filter((id) => id !== person),
            to,
          ),
        };
  if (t === 'upload') return ask(world, askFor(world, chat, person), faults, isTwice);
  const more = t === 'revise' || t === 'file' ? { of: messageIn(world, chat.id, to) } : { to: target };
  const console = consoleOf(world, person);
  if (!console.isOpen) reopen(world, console);
  return ask(world, agentsCommand(world, console, chat, t, more), faults, isTwice);
}

/** Somebody who watches signs in as an agent, and their new page asks for what the former one had. */
async function stopOverseeing(world: World, chat: Interaction, { nth, faults, isTwice }: How): Promise<void> {
  const name = pick(
    everyone.filter((person) => mayDo(world, 'watch', chat, person)),
    nth,
  );
  if (!name) return;
  await command(world, name, chat, 'watch');
  meetHeld(world, 'agent signs-in', name);
  await ask(world, signIn(world, consoleOf(world, name), 'agent'), faults, isTwice);
  await ask(world, sync(world, consoleOf(world, name), chat.id), faults);
}

// ---- timers ----------------------------------------------------------------------------------------------------------------

const MOST_MS = 30 * 60_000;

/** A timer of that kind for the chat, once more if it was there before; time passes until it is due. */
async function timerFor(world: World, kind: string, chat: Interaction): Promise<Timer | undefined> {
  await readOn(world, 'arm-timers', world.records.length);
  const { foyer, spent } = world;
  const fits = (timer: Timer) => timer.kind === kind && concerns(world, timer, chat);
  const timer = dueTimers(world).find(fits) ?? foyer.armed.find(fits) ?? spent.findLast(fits);
  const leftMs = (timer?.dueAt ?? 0) - foyer.now();
  if (leftMs > MOST_MS) return undefined;
  if (leftMs > 0) foyer.advance(Math.ceil(leftMs / 1000));
  return timer;
}

async function ring(
  world: World,
  kind: string,
  chat: Interaction,
  { isByRight = true, faults, isKept }: Partial<How> = {},
): Promise<void> {
  const timer = await timerFor(world, kind, chat);
  // It was set for what is over, and comes while the same has begun again.
  if (timer && !isByRight) await beginAgain(world, kind, newest(world, chat) ?? chat);
  if (timer) await deliver(world, timer, faults, isKept);
  if (kind !== 'send-mail') return;
  await readOn(world, 'after-commit', world.records.length);
  await makeCall(world, 0, true, {}, isKept);
}

async function beginAgain(world: World, kind: string, chat: Interaction): Promise<void> {
  const owner = ownerOf(chat)?.id;
  if (!owner) return;
  if (kind === 'return-parked') await command(world, owner, chat, 'resume');
  if (kind === 'send-mail') await visitorDoes(world, chat, 'opens');
  if (setAgain.includes(kind)) await sets[kind]?.(world, newest(world, chat) ?? chat, owner);
}
const setAgain = ['tell-away', 'send-mail', 'return-parked', 'lapse'];

/** Two timers of one chat, at the same time. */
async function ringTogether(
  world: World,
  one: string,
  other: string,
  { nth, isByRight, faults, isKept }: How,
): Promise<void> {
  await readOn(world, 'arm-timers', world.records.length);
  const all = [...world.foyer.armed, ...world.spent];
  const has = (chat: Interaction, kind: string) =>
    all.some((timer) => timer.kind === kind && concerns(world, timer, chat));
  const withBoth = chatsOf(world).filter((each) => has(each, one) && has(each, other));
  const chat = pick(withBoth, nth) ?? (await beginWith(world, [one, other], 'handled', nth));
  if (!chat) return;
  const both = [await timerFor(world, one, chat), await timerFor(world, other, chat)];
  if (!isByRight) for (const kind of [one, other]) await beginAgain(world, kind, newest(world, chat) ?? chat);
  await Promise.all(both.map((timer) => timer && deliver(world, timer, faults, isKept)));
}
