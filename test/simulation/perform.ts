/** Performs one move, if there is anyone who can. */
import type { InteractionId } from '../../core/ids.ts';
import { askedBy, ownerOf } from '../../core/interaction/state.ts';
import { RINGING } from '../../functions/desk/ring.ts';
import { agentIds, queueIds, ways } from './centre.ts';
import {
  agentsCommand,
  ask,
  begunBy,
  closeConsole,
  closePage,
  consoleOf,
  greet,
  hereBy,
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
  type Visitor,
  visitorsCommand,
  whoIs,
  whomToRing,
  writeBack,
} from './clients.ts';
import { beginLetter, cross, leaveWhileRung, waitFor } from './crossing.ts';
import { file } from './files.ts';
import { deliver, dueTimers, makeCall, readOn } from './later.ts';
import type { Begun, Move } from './moves.ts';
import type { Faults } from './turns.ts';
import { firstOf, fits, overseeing, overseersIn } from './who-may.ts';
import { chatsOf, type World } from './world.ts';

type Done = Promise<unknown> | undefined;
type Performer<M> = (world: World, move: M, faults: Faults, isTwice: boolean) => Done;

export const begin = async (world: World, { move, faults, isTwice }: Begun): Promise<unknown> =>
  (performers[move.do] as Performer<Move>)(world, move, faults, isTwice);

const performers: { [K in Move['do']]: Performer<Extract<Move, { do: K }>> } = {
  cross: (world, { pair, ...how }, faults, isTwice) => cross(world, pair, { ...how, faults, isTwice }),
  start(world, { way }, faults, isTwice) {
    return ask(world, start(world, newVisitor(world), ways[way] ?? {}), faults, isTwice);
  },
  async crowd(world, { agent, t }) {
    for (let come = 0; come <= RINGING; come++) await ask(world, start(world, newVisitor(world), ways[3]));
    if (t === 'in-call') await ask(world, report(world, agent, 0, t));
    else if (t) await ask(world, setStatus(world, consoleOf(world, agent), t));
  },
  leaveWhileRung: (world, { agent, t }) => leaveWhileRung(world, agent, t),
  leaveMessage(world, { way, nth, isInstead, kind }, faults, isTwice) {
    const former = isInstead ? pick(begunBy(world), nth) : undefined;
    return ask(world, leaveMessage(world, ways[way] ?? {}, { former, kind }), faults, isTwice);
  },
  comeBack(world, { nth }, faults, isTwice) {
    const begun = begunBy(world);
    const isClosed = ({ interactionId }: Visitor) =>
      chatsOf(world).some(({ id, stage }) => id === interactionId && 'outcome' in stage);
    const former = pick(begun.filter(isClosed), nth) ?? pick(begun, nth);
    if (!former) return;
    const { website, token: continues } = former;
    world.meetChat('visitor starts', former.interactionId);
    return ask(world, start(world, newVisitor(world), { website, continues }), faults, isTwice);
  },
  say(world, { nth, isForPerson }, faults, isTwice) {
    const visitor = pick(hereBy(world), nth);
    const said = isForPerson ? { t: 'person' } : { t: 'message', text: `${visitor?.name} says` };
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
      const { socket, role } = consoleOf(world, by);
      return turns.call(`${by} is here`, faults, () =>
        foyer.agent(by, socket, { ...frame, interactionId: chat.id }, role),
      );
    }
    const visitor = pick(hereBy(world), nth);
    const page = visitor && openPages(visitor).at(-1);
    if (!page) return;
    return turns.call(`${visitor.name} is here`, faults, () => foyer.visitor(whoIs(visitor), page.socket, frame));
  },
  file,
  end(world, { nth }, faults, isTwice) {
    const visitor = pick(hereBy(world), nth);
    return visitor && ask(world, visitorsCommand(world, visitor, { t: 'end' }), faults, isTwice);
  },
  transcribe(world, { nth }, faults, isTwice) {
    const here = hereBy(world);
    const hasTalked = ({ interactionId }: Visitor) =>
      chatsOf(world).some(({ id, talk }) => id === interactionId && (talk.ms > 0 || talk.from !== undefined));
    const visitor = pick(here.filter(hasTalked), nth) ?? pick(here, nth);
    return visitor && ask(world, visitorsCommand(world, visitor, { t: 'transcript', zone: 'UTC' }), faults, isTwice);
  },
  rate(world, { nth, score }, faults, isTwice) {
    const here = hereBy(world);
    const isAsked = ({ interactionId }: Visitor) =>
      chatsOf(world).some(({ id, feedback }) => id === interactionId && feedback === 'asked');
    const visitor = pick(here.filter(isAsked), nth) ?? pick(here, nth);
    return visitor && ask(world, visitorsCommand(world, visitor, { t: 'feedback', score }), faults, isTwice);
  },
  open(world, { nth, isNew }, faults, isTwice) {
    const visitor = pick(begunBy(world), nth);
    if (!visitor) return;
    const page = isNew ? newPage(visitor) : (openPages(visitor).at(-1) ?? restored(world, visitor));
    return ask(world, resume(world, visitor, page), faults, isTwice);
  },
  close(world, { nth, isTold }, faults) {
    const visitor = pick(hereBy(world), nth);
    return visitor && closePage(world, visitor, isTold, faults);
  },
  act(world, { agent, nth, t }, faults, isTwice) {
    const one = firstOf(world, agentIds, fits, t, nth);
    const chat = one?.chat ?? pick(chatsOf(world), nth);
    // Sometimes somebody who may not.
    const by = consoleOf(world, (nth > 7 ? undefined : one?.agent) ?? agent);
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
    const chosen = firstOf(world, overseersIn(world), overseeing, t, nth);
    if (!chosen) return;
    const to = wanted > 4 ? { queueId: pick(queueIds, wanted) } : { agentId: pick(agentIds, wanted) };
    const { agent, chat, t: first } = chosen;
    const asked = askedBy(chat)[0]?.id;
    const by = consoleOf(world, (nth > 7 ? asked : undefined) ?? agent);
    return ask(world, agentsCommand(world, by, chat, first, { to }), faults, isTwice);
  },
  phone(world, { agent: anyone, nth, line, isDated, state }, faults, isTwice) {
    const owners = chatsOf(world).flatMap((chat) => ownerOf(chat)?.id ?? []);
    const calling = state === 'idle' ? pick([...world.calls.values()], nth) : undefined;
    const agent = calling?.agentId ?? (nth < 7 ? pick(owners, nth) : undefined) ?? anyone;
    meetHeld(world, `agent ${state}`, agent);
    const at = isDated ? world.foyer.now() : undefined;
    return ask(world, report(world, agent, calling?.line ?? line, state, at), faults, isTwice);
  },
  ring: (world, { line, queue }, faults) =>
    world.turns.call('ring', faults, () => whomToRing(world, `ring-${line}`, queueIds[queue])),
  status(world, { agent, status }, faults, isTwice) {
    meetHeld(world, `agent ${status}`, agent);
    return ask(world, setStatus(world, consoleOf(world, agent), status), faults, isTwice);
  },
  hello(world, { agent, isNew }, faults, isTwice) {
    const console = consoleOf(world, agent);
    if (isNew) console.logs.clear();
    if (isNew || !console.isOpen) reopen(world, console);
    return ask(world, greet(world, console), faults, isTwice);
  },
  signIn(world, { agent, role, watches }, faults, isTwice) {
    const watching = chatsOf(world).flatMap(({ people }) => people.filter(({ as }) => as === 'monitor'));
    const name = (watches ? watching.at(-1)?.agent.id : undefined) ?? agent;
    return ask(world, signIn(world, consoleOf(world, name), role), faults, isTwice);
  },
  leave: (world, { agent, isTold }, faults) => closeConsole(world, agent, isTold, faults),
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
  writeBack(world, { nth }, faults, isTwice) {
    const letters = world.foyer.mails.flatMap(({ text }) => /#reply=(\S+)/.exec(text)?.[1] ?? []);
    const token = pick(letters, nth);
    // Somebody is written to first.
    return token ? ask(world, writeBack(world, token), faults, isTwice) : beginLetter(world);
  },
  async publish(world, { do: _, isFollowed, isMet, without, ...changed }, faults) {
    if (without) await waitFor(world, without);
    const version = { ...changed, ...(without ? { [without]: false } : {}) };
    const published = world.turns.call('admin', faults, () => world.publish(version, world.published));
    const way = ways[world.published.length % 2 === 0 ? 6 : 3];
    await Promise.all([published, isMet ? ask(world, start(world, newVisitor(world), way)) : undefined]);
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
