/** Performs one move, if there is anyone who can. */
import { AgentId, type InteractionId } from '../../../core/ids.ts';
import {
  askedBy,
  type Interaction,
  isIn,
  isOver,
  ownerOf,
  seatedGuests,
  standsInLine,
  writerIn,
} from '../../../core/interaction/state.ts';
import { context } from '../foyer-in-memory.ts';
import { agentIds, queueIds, supervisors, ways } from './centre.ts';
import {
  agentsCommand,
  ask,
  consoleOf,
  greet,
  newPage,
  openPages,
  reopen,
  report,
  resume,
  roleOf,
  setStatus,
  start,
  sync,
  type Visitor,
  visitorsCommand,
  whoIs,
  whomToRing,
} from './clients.ts';
import type { Begun, Move } from './moves.ts';
import type { Faults } from './turns.ts';
import { chatsOf, type Reader, type World } from './world.ts';

type Done = Promise<unknown> | undefined;
type Performer<M> = (world: World, move: M, faults: Faults, isTwice: boolean) => Done;

export const begin = async (world: World, { move, faults, isTwice }: Begun): Promise<unknown> =>
  (performers[move.do] as Performer<Move>)(world, move, faults, isTwice);

const pick = <T>(from: readonly T[], nth: number): T | undefined => from[nth % from.length];

/** Visitors who know their chat. */
export const begunBy = ({ visitors }: World): Visitor[] =>
  visitors.filter(({ interactionId }) => interactionId !== undefined);

function newVisitor({ visitors }: World): Visitor {
  const visitor: Visitor = { name: `v${visitors.length}`, pages: [], readsFrom: 0 };
  visitors.push(visitor);
  return visitor;
}

const hereBy = (world: World): Visitor[] => begunBy(world).filter((visitor) => openPages(visitor).length > 0);

const performers: { [K in Move['do']]: Performer<Extract<Move, { do: K }>> } = {
  start(world, { way }, faults, isTwice) {
    return ask(world, start(world, newVisitor(world), ways[way] ?? {}), faults, isTwice);
  },
  comeBack(world, { nth }, faults, isTwice) {
    const begun = begunBy(world);
    const isClosed = ({ interactionId }: Visitor) =>
      chatsOf(world).some(({ id, stage }) => id === interactionId && 'outcome' in stage);
    const former = pick(begun.filter(isClosed), nth) ?? pick(begun, nth);
    if (!former) return;
    const { website, token: continues } = former;
    return ask(world, start(world, newVisitor(world), { website, continues }), faults, isTwice);
  },
  say(world, { nth }, faults, isTwice) {
    const visitor = pick(hereBy(world), nth);
    const said = { t: 'message', text: `${visitor?.name} says` };
    return visitor && ask(world, visitorsCommand(world, visitor, said), faults, isTwice);
  },
  revise(world, { nth, by, message, isGone }, faults, isTwice) {
    const text = isGone ? {} : { text: 'what was meant' };
    const said = (interactionId?: InteractionId) => ({ ...text, of: messageIn(world, interactionId, message) });
    const [visitor, chat] = [pick(hereBy(world), nth), pick(chatsOf(world), nth)];
    if (by && chat) {
      const asked = agentsCommand(world, consoleOf(world, by), chat, 'revise', { text: undefined, ...said(chat.id) });
      return ask(world, asked, faults, isTwice);
    }
    const frame = { t: 'revise', ...said(visitor?.interactionId) };
    return visitor && ask(world, visitorsCommand(world, visitor, frame), faults, isTwice);
  },
  present(world, { nth, by, typing, got, read }, faults) {
    const { foyer, turns } = world;
    const frame = { t: 'presence', typing, reached: { got, read } };
    const chat = pick(chatsOf(world), nth);
    if (by && chat) {
      const { socket } = consoleOf(world, by);
      return turns.call(`${by} is here`, faults, () =>
        foyer.agent(by, socket, { ...frame, interactionId: chat.id }, roleOf(by)),
      );
    }
    const visitor = pick(hereBy(world), nth);
    const page = visitor && openPages(visitor).at(-1);
    if (!page) return;
    return turns.call(`${visitor.name} is here`, faults, () => foyer.visitor(whoIs(visitor), page.socket, frame));
  },
  end(world, { nth }, faults, isTwice) {
    const visitor = pick(hereBy(world), nth);
    return visitor && ask(world, visitorsCommand(world, visitor, { t: 'end' }), faults, isTwice);
  },
  open(world, { nth, isNew }, faults, isTwice) {
    const visitor = pick(begunBy(world), nth);
    if (!visitor) return;
    const page = (isNew ? undefined : openPages(visitor).at(-1)) ?? newPage(visitor);
    return ask(world, resume(world, visitor, page), faults, isTwice);
  },
  close(world, { nth, isTold }, faults) {
    const visitor = pick(hereBy(world), nth);
    const page = visitor?.pages.find(({ isOpen }) => isOpen);
    if (!visitor || !page) return;
    page.isOpen = false;
    world.foyer.gone.add(page.socket);
    const closes = () => world.foyer.leave(whoIs(visitor), page.socket);
    return isTold ? world.turns.call(`${page.socket} closes`, faults, closes) : undefined;
  },
  act(world, { agent, nth, t }, faults, isTwice) {
    // Sometimes somebody who may not, or in a chat in which it makes no sense.
    const one = nth > 7 ? undefined : firstOf(world, agentIds, fits, t, nth);
    const chat = one?.chat ?? pick(chatsOf(world), nth);
    const by = consoleOf(world, one?.agent ?? agent);
    return chat && ask(world, agentsCommand(world, by, chat, one?.t ?? t), faults, isTwice);
  },
  share(world, { nth, to: wanted, t }, faults, isTwice) {
    const chosen = firstOf(world, agentIds, fits, t, nth);
    if (!chosen) return;
    const { chat, agent } = chosen;
    const others = agentIds.filter((id) => id !== agent);
    const to =
      chosen.t === 'transfer' && wanted > 6 ? { queueId: pick(queueIds, wanted) } : { agentId: pick(others, wanted) };
    return ask(world, agentsCommand(world, consoleOf(world, agent), chat, chosen.t, { to }), faults, isTwice);
  },
  oversee(world, { nth, to: wanted, t }, faults, isTwice) {
    const chosen = firstOf(world, supervisors, overseeing, t, nth);
    if (!chosen) return;
    const to = wanted > 4 ? { queueId: pick(queueIds, wanted) } : { agentId: pick(agentIds, wanted) };
    const { agent, chat, t: first } = chosen;
    return ask(world, agentsCommand(world, consoleOf(world, agent), chat, first, { to }), faults, isTwice);
  },
  phone(world, { agent: anyone, nth, line, isDated, state }, faults, isTwice) {
    const owners = chatsOf(world).flatMap((chat) => ownerOf(chat)?.id ?? []);
    const agent = (nth < 7 ? pick(owners, nth) : undefined) ?? anyone;
    const at = isDated ? world.foyer.now() : undefined;
    return ask(world, report(world, agent, line, state, at), faults, isTwice);
  },
  ring: (world, { line, queue }, faults) =>
    world.turns.call('ring', faults, () => whomToRing(world, `ring-${line}`, queueIds[queue])),
  status: (world, { agent, status }, faults, isTwice) =>
    ask(world, setStatus(world, consoleOf(world, agent), status), faults, isTwice),
  hello(world, { agent, isNew }, faults, isTwice) {
    const console = consoleOf(world, agent);
    if (isNew) console.logs.clear();
    if (isNew || !console.isOpen) reopen(world, console);
    return ask(world, greet(world, console), faults, isTwice);
  },
  leave(world, { agent, isTold }, faults) {
    const console = consoleOf(world, agent);
    if (!console.isOpen) return;
    const { socket } = console;
    console.isOpen = false;
    world.foyer.gone.add(socket);
    const closes = () => world.foyer.closeConsole(agent, socket);
    return isTold ? world.turns.call(`${socket} closes`, faults, closes) : undefined;
  },
  sync(world, { agent, nth }, faults, isTwice) {
    const console = consoleOf(world, agent);
    const id = pick([...console.wants], nth) ?? pick<InteractionId>([...world.logs.keys()], nth);
    return id && ask(world, sync(world, console, id), faults, isTwice);
  },
  timer(world, { nth, isKept, isEarly }, faults) {
    const ofEachKind = [...new Map(world.foyer.armed.map((timer) => [timer.kind, timer])).values()];
    const timer = (isEarly ? undefined : pick(dueTimers(world), nth)) ?? pick(ofEachKind, nth);
    return timer && deliver(world, timer, faults, isKept);
  },
  stream: (world, { reader, records, isKept }, faults) => readOn(world, reader, records, faults, isKept),
  call: (world, { nth, ok, isKept }, faults) => makeCall(world, nth, ok, faults, isKept),
  async decline({ foyer, turns }, { nth }, faults) {
    const [, token] = /token=([^>]+)/.exec(pick(foyer.mails, nth)?.headers['List-Unsubscribe'] ?? '') ?? [];
    if (token) await turns.call('mail program', faults, () => foyer.http('mail-stop', { query: `token=${token}` }));
  },
  async publish(world, { do: _, isFollowed, ...version }, faults) {
    await world.turns.call('admin', faults, () => world.publish(version, world.published));
    if (!isFollowed) return;
    await readOn(world, 'arm-timers', world.records.length);
    const following = dueTimers(world).filter(({ kind }) => kind === 'rights' || kind === 'lanes');
    await Promise.all(following.map((timer) => deliver(world, timer)));
  },
  repeat(world, { nth }, faults, isTwice) {
    const owed = pick(
      world.owed.filter(({ mayAsk }) => mayAsk()),
      nth,
    );
    return owed && ask(world, owed, faults, isTwice);
  },
  pass: (world, { seconds }) => world.turns.call('time', {}, async () => world.foyer.advance(seconds)),
};

/** Chats in which an agent would do it. */
export const fits: Record<Extract<Move, { do: 'act' | 'share' }>['t'], (chat: Interaction, agent: string) => boolean> =
  {
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
    end: (chat, agent) => !isOver(chat) && ownerOf(chat)?.id === agent,
    finish: (chat, agent) => ownerOf(chat)?.id === agent && (isIn(chat, 'wrap-up') || takesNotes(chat)),
  };

/** Chats in which a supervisor would do it. */
const overseeing: Record<Extract<Move, { do: 'oversee' }>['t'], (chat: Interaction, agent: string) => boolean> = {
  watch: (chat) => !isOver(chat),
  whisper: (chat, agent) => isIn(chat, 'handled') && isNamed(chat, agent),
  join: (chat, agent) => isIn(chat, 'handled') && ownerOf(chat)?.id !== agent,
  'take-over': (chat, agent) => isIn(chat, 'handled') && ownerOf(chat)?.id !== agent && agent === 'rui',
  leave: isNamed,
  transfer: (chat) => isIn(chat, 'handled') || isIn(chat, 'waiting'),
};

/** What must be done first, if nobody may. */
const before: Partial<Record<string, string>> = {
  ...{ resume: 'park', extend: 'end', finish: 'end', whisper: 'watch', withdraw: 'transfer', leave: 'invite' },
};

/** Whoever may do it, or what comes before it. */
function firstOf<T extends string>(
  world: World,
  people: readonly string[],
  may: Record<T, (chat: Interaction, agent: string) => boolean>,
  t: T,
  nth: number,
): { t: T; chat: Interaction; agent: string } | undefined {
  const one = pick(whoMay(world, people, may[t]), nth);
  if (one) return { ...one, t };
  const earlier = before[t];
  return earlier !== undefined && earlier in may ? firstOf(world, people, may, earlier as T, nth) : undefined;
}

function isNamed({ people }: Interaction, name: string): boolean {
  return people.some(({ agent, as }) => agent.id === name && as !== 'owner');
}

const whoMay = (world: World, people: readonly string[], may: (chat: Interaction, agent: string) => boolean) =>
  chatsOf(world).flatMap((chat) => people.flatMap((agent) => (may(chat, agent) ? [{ chat, agent }] : [])));

const takesNotes = (chat: Interaction): boolean => isIn(chat, 'ended') && chat.stage.notesUntil !== undefined;

/** The number of one of its messages. */
function messageIn({ logs }: World, interactionId: InteractionId | undefined, nth: number): number {
  const log = (interactionId && logs.get(interactionId)) ?? [];
  const messages = log.filter(({ commit }) => commit.events.some(({ type }) => type === 'message'));
  return pick(messages, nth)?.commit.seq ?? 1;
}

// ---- what comes later ------------------------------------------------------------------------------------------------------

type Timer = World['foyer']['armed'][number];

export const dueTimers = ({ foyer }: World): Timer[] => foyer.armed.filter(({ dueAt }) => dueAt <= foyer.now());

export async function deliver(world: World, timer: Timer, faults: Faults = {}, isKept = false): Promise<void> {
  const { armed } = world.foyer;
  armed.splice(armed.indexOf(timer), 1);
  const failed = await world.turns.call(`timer ${timer.kind}`, faults, () => world.foyer.deliver(timer));
  if (failed !== 0 || isKept) armed.push(timer);
}

/** A stream is read in order, and continues with the first record that failed. */
export async function readOn(
  { read, reading, foyer, records, turns }: World,
  reader: Reader,
  count: number,
  faults: Faults = {},
  isKept = false,
): Promise<void> {
  const from = read[reader];
  const Records = records.slice(from, from + count);
  if (reading.has(reader) || Records.length === 0) return;
  reading.add(reader);
  const answer = await turns.call(`stream to ${reader}`, faults, async () => {
    const { batchItemFailures = [] } = (await foyer.functions[reader]({ Records }, context)) ?? {};
    return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
  });
  reading.delete(reader);
  if (answer && !isKept) read[reader] = Math.min(...answer, from + Records.length);
}

/** A call that a scenario waits for, or an e-mail. */
export async function makeCall(
  { foyer, turns }: World,
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
  const made = await turns.call(call.to, faults, async () => {
    await functions[call.to](call, context);
    return true;
  });
  if (!made || isKept) handed.push(call);
}
