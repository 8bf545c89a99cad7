/** Plays a history round by round, and checks after each round that everything is as it must be. */
import { CALL_HOLDS_MS } from '../../core/agent/phone.ts';
import { type Interaction, isIn, ownerOf } from '../../core/interaction/state.ts';
import { first } from './centre.ts';
import {
  agentsCommand,
  ask,
  begunBy,
  greet,
  hearPushes,
  newPage,
  openPages,
  type Page,
  ping,
  reopen,
  report,
  resume,
  setStatus,
  signIn,
  sync,
  type Visitor,
  visitorsCommand,
  whoIs,
} from './clients.ts';
import { deliver, dueTimers, makeCall, readOn } from './later.ts';
import type { History } from './moves.ts';
import { begin } from './perform.ts';
import { expectQuiet, expectTruths } from './truths.ts';
import { fits } from './who-may.ts';
import { chatsOf, readers, type World } from './world.ts';

/** @throws what is wrong, with every turn taken before. */
export async function play(world: World, { begun, isPatient, rounds }: History): Promise<void> {
  try {
    for (let way = 0; way < begun; way++) await talk(world, way);
    for (const round of rounds) await playRound(world, round);
    await settle(world);
    if (isPatient) await outlastCalls(world);
    await workOff(world);
  } catch (error) {
    const { message, stack } = error as Error;
    throw new Error([message, ...world.turns.taken, ...whatWasWritten(world), stack].join('\n'));
  }
}

/** A visitor comes, and an agent has the conversation. */
async function talk(world: World, way: number): Promise<void> {
  world.round.since = world.foyer.now();
  await begin(world, { move: { do: 'start', way }, faults: {}, isTwice: false });
  await settle(world);
  for (const chat of chatsOf(world)) await workOn(world, chat, ['accept', 'take']);
  await settle(world);
}

const whatWasWritten = ({ logs }: World): string[] =>
  [...logs].flatMap(([id, log]) => [
    id,
    ...log.map(
      ({ commit: { seq, at, by, events } }) =>
        `  ${seq} ${new Date(at).toISOString().slice(11, 19)} ${by}: ${JSON.stringify(events)}`,
    ),
  ]);

async function playRound(world: World, round: History['rounds'][number]): Promise<void> {
  const { foyer, turns, published } = world;
  const { seconds, isSilent, together, order, settles } = round;
  foyer.advance(seconds);
  world.round.since = foyer.now();
  if (!isSilent) await pingAll(world);
  await turns.together(order, () => together.map((begun) => begin(world, begun)));
  if (turns.hasFailed()) world.round.failed.add(world.round.since);
  for (const before of published.slice(0, -1)) before.until = Math.min(before.until, foyer.now());
  hearPushes(world);
  if (settles) await settle(world);
  await expectTruths(world);
}

async function pingAll(world: World): Promise<void> {
  for (const console of world.consoles) await ask(world, ping(world, console));
}

/** Everything that is owed, due or requested happens, until nothing is left. Nothing fails meanwhile. */
async function settle(world: World): Promise<void> {
  const { foyer, owed, records, read, consoles } = world;
  for (let tries = 0; tries < 100; tries++) {
    await pingAll(world);
    const asked = [
      ...owed.filter(({ mayAsk }) => mayAsk()),
      ...consoles.filter(({ isOpen, isToGreet }) => isOpen && isToGreet).map((each) => greet(world, each)),
      ...consoles.flatMap((each) => (each.isOpen ? [...each.wants].map((id) => sync(world, each, id)) : [])),
      ...(await pagesBehind(world)).map(([visitor, page]) => resume(world, visitor, page)),
    ];
    const due = dueTimers(world);
    const isRead = readers.every((reader) => read[reader] === records.length);
    if (asked.length + due.length + foyer.handed.length === 0 && isRead) {
      world.round.followed = world.published.length;
      return expectQuiet(world);
    }
    for (const one of asked) await ask(world, one);
    for (const reader of readers) await readOn(world, reader, records.length);
    for (const timer of due) await deliver(world, timer);
    while (foyer.handed.length > 0) await makeCall(world);
    hearPushes(world);
  }
  throw new Error('It does not come to rest');
}

/** Pages that learn from a heartbeat that they missed something. */
async function pagesBehind(world: World): Promise<[Visitor, Page][]> {
  const pages = begunBy(world).flatMap((visitor) => openPages(visitor).map((page) => [visitor, page] as const));
  const behind = pages.map(async ([visitor, page]): Promise<[Visitor, Page][]> => {
    const { seq } = await world.foyer.visitor(whoIs(visitor), page.socket, { t: 'ping' });
    return seq > page.log.position ? [[visitor, page]] : [];
  });
  return (await Promise.all(behind)).flat();
}

/** Somebody is called, and nothing is heard of the phone system any more. */
async function outlastCalls(world: World): Promise<void> {
  const owner = chatsOf(world)
    .filter((chat) => isIn(chat, 'handled') && !chat.parked)
    .flatMap((chat) => ownerOf(chat)?.id ?? [])[0];
  if (owner) await ask(world, report(world, owner, 0, 'in-call'));
  const until = world.foyer.now() + CALL_HOLDS_MS;
  while (world.foyer.now() <= until) {
    world.foyer.advance(30);
    await settle(world);
  }
}

/** Everyone comes back and does their work: at the end nobody is left. */
async function workOff(world: World): Promise<void> {
  const { foyer, consoles } = world;
  await world.publish(first, world.published);
  await settle(world);
  // A call may be due in a quarter of an hour, and once more after five minutes.
  for (let tries = 0; tries < 120; tries++) {
    foyer.advance(15);
    for (const console of consoles) {
      if (!console.isOpen) reopen(world, console);
      await ask(world, greet(world, console));
      await ask(world, setStatus(world, console, 'available'));
    }
    await settle(world);
    const open = chatsOf(world).filter((chat) => !isIn(chat, 'ended'));
    if (open.length === 0) return expectTruths(world);
    for (const chat of open) await workOn(world, chat, ['accept', 'call-made', 'end', 'finish', 'take']);
  }
  throw new Error(`Left over: ${JSON.stringify(chatsOf(world).filter((chat) => !isIn(chat, 'ended')))}`);
}

async function workOn(
  world: World,
  chat: Interaction,
  how: ('accept' | 'take' | 'call-made' | 'end' | 'finish')[],
): Promise<void> {
  const elena = world.consoles.find(({ name }) => name === 'person:elena');
  if (chat.aside && elena) {
    if (elena.role === 'agent') await ask(world, signIn(world, elena, 'supervisor'));
    return ask(world, agentsCommand(world, elena, chat, 'settle'));
  }
  const visitor = world.visitors.findLast(
    ({ interactionId, readsFrom }) => interactionId === chat.id && readsFrom === chat.visitor.readsFrom,
  );
  if (isIn(chat, 'arriving') && visitor) {
    if (openPages(visitor).length === 0) newPage(visitor);
    return ask(world, visitorsCommand(world, visitor, { t: 'message', text: '4711' }));
  }
  for (const console of world.consoles) {
    for (const t of how) {
      const now = world.logs.get(chat.id)?.at(-1)?.chat;
      if (now && fits[t](now, console.name)) await ask(world, agentsCommand(world, console, now, t));
    }
  }
}
