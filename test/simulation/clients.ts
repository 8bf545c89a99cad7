/**
 * Visitors' pages and agents' consoles: what they send, what they do with what they receive, and which answers they still wait
 * for.
 */
import type { InteractionId } from '../../core/ids.ts';
import type { Interaction } from '../../core/interaction/state.ts';
import type { AgentCommit } from '../../protocol/agent.ts';
import { hasGap, type Log, withCommit, withRange } from '../../protocol/client.ts';
import type { VisitorCommit } from '../../protocol/visitor.ts';
import { billsFor, putBill } from './bills.ts';
import { supervisors } from './centre.ts';
import { nameOf, stageOf } from './meetings.ts';
import { isOutdated, newestTexts } from './sight.ts';
import type { Faults } from './turns.ts';
import { held, type World } from './world.ts';

export interface Visitor {
  name: string;
  /** Missing until the start was answered. */
  interactionId?: InteractionId;
  token?: string;
  website?: string;
  /** What came before belongs to whoever had the tracking id then, and what came after the next reader to them. */
  readsFrom: number;
  pages: Page[];
}

export interface Page {
  socket: string;
  isOpen: boolean;
  log: Log<VisitorCommit>;
}

export interface Console {
  name: string;
  /** With which they signed in. */
  role: Role;
  socket: string;
  /** How often. */
  opened: number;
  isOpen: boolean;
  logs: Map<InteractionId, Log<AgentCommit>>;
  /** Chats that it must request. */
  wants: Set<InteractionId>;
  /** Its rights may have changed. */
  isToGreet: boolean;
}

// What a function answers has a schema with tests of its own.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Answer = any;

export const pick = <T>(from: readonly T[], nth: number): T | undefined => from[nth % from.length];

/** Someone asks until they get an answer. `by`: requests with the same name are sent one after another. */
export interface Owed {
  by: string;
  mayAsk(): boolean;
  ask(): Promise<Answer>;
  hear(answer: Answer): void;
}

/** Asks, perhaps twice at once; unanswered earlier requests come first. */
export async function ask(world: World, asked: Owed, faults: Faults = {}, isTwice = false): Promise<void> {
  const { turns, owed } = world;
  const before = owed.findIndex(({ by, mayAsk }) => by === asked.by && mayAsk());
  const [one = asked] = before < 0 ? [] : owed.splice(before, 1);
  if (!one.mayAsk()) return;
  if (isTwice) turns.count('sent twice');
  const answers = await Promise.all([
    turns.call(one.by, faults, one.ask),
    ...(isTwice ? [turns.call(`${one.by} again`, {}, one.ask)] : []),
  ]);
  const heard = answers.filter((answer) => answer !== undefined && !isUnavailable(answer));
  for (const answer of heard) one.hear(answer);
  if (heard.length === 0) owed.push(one);
}

/** Something failed: clients ask again. */
const isUnavailable = (answer: Answer): boolean => answer?.code === 'unavailable';

/** Frames that were pushed meanwhile. Nobody receives those of a closed socket. */
export function hearPushes({ foyer, visitors, consoles, ...world }: World): void {
  const pushed = (client: Page | Console) => {
    const frames = foyer.heard(client.socket);
    if (foyer.gone.has(client.socket)) client.isOpen = false;
    return client.isOpen ? frames : [];
  };
  for (const visitor of visitors)
    for (const page of visitor.pages) for (const frame of pushed(page)) hearAsPage(world, visitor, page, frame);
  for (const console of consoles)
    for (const frame of pushed(console)) hearAsConsole(world, console, frame, console.role);
}

type Hearing = Pick<World, 'acknowledged' | 'logs' | 'round'>;

function acknowledge({ acknowledged, logs }: Hearing, interactionId: InteractionId, { id, commit }: Answer): void {
  const isMessage = commit.events.some((event: Answer) => event.type === 'message' && event.id === id);
  if (logs.get(interactionId)?.[commit.seq - 1]?.commit.id !== id)
    throw new Error(`${id} was acknowledged as ${commit.seq} of ${interactionId}`);
  acknowledged.set(interactionId, [...(acknowledged.get(interactionId) ?? []), { id, seq: commit.seq, isMessage }]);
}

// ---- visitors --------------------------------------------------------------------------------------------------------------

/** Visitors who know their chat. */
export const begunBy = ({ visitors }: World): Visitor[] =>
  visitors.filter(({ interactionId }) => interactionId !== undefined);

export function newVisitor({ visitors }: World): Visitor {
  const visitor: Visitor = { name: `v${visitors.length}`, pages: [], readsFrom: 0 };
  visitors.push(visitor);
  return visitor;
}

export const hereBy = (world: World): Visitor[] => begunBy(world).filter((visitor) => openPages(visitor).length > 0);

export const openPages = ({ pages }: Visitor): Page[] => pages.filter(({ isOpen }) => isOpen);

/** A tab that is killed, or was, comes back with what it had read. */
export function restored({ turns, foyer }: World, visitor: Visitor): Page {
  const page = visitor.pages.at(-1);
  if (!page) return newPage(visitor);
  turns.count('restored');
  foyer.gone.add(page.socket);
  return Object.assign(page, { socket: `${page.socket}-again`, isOpen: true });
}

export function newPage(visitor: Visitor): Page {
  const socket = `tab-${visitor.name}-${visitor.pages.length}`;
  const page = { socket, isOpen: true, log: { position: 0, commits: [] } };
  visitor.pages.push(page);
  return page;
}

/** What only agents may read, and agents' ids. */
const SECRET = /\b(?:notes|whispers)\b|"agentId"|"id":"(?:ines|tomas|rui|person:elena)"|monitored/;

/** As their sockets know them. */
export const whoIs = ({ interactionId, readsFrom }: Visitor) => ({
  ...{ interactionId: interactionId ?? '', readsFrom: String(readsFrom) },
});

const readsFromIn = (token: string): number =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).claims.readsFrom;

/** The last commit that is theirs: with the next one somebody else came back with the tracking id (A14). */
export function readsTo({ logs }: Pick<World, 'logs'>, { interactionId, readsFrom }: Visitor): number {
  const log = (interactionId && logs.get(interactionId)) ?? [];
  const next = log.find(({ chat }) => chat.visitor.readsFrom > readsFrom);
  return next ? next.commit.seq - 1 : Number.POSITIVE_INFINITY;
}

/** @throws if the visitor was sent something that is not for them. */
function hearAsPage(world: Hearing, visitor: Visitor, page: Page, frame: Answer): void {
  const { interactionId, readsFrom } = visitor;
  const told = SECRET.exec(JSON.stringify(frame));
  if (told) throw new Error(`${page.socket} was told ${told[0]}: ${JSON.stringify(frame)}`);
  const commits: VisitorCommit[] = frame.commits ?? (frame.commit ? [frame.commit] : []);
  if (commits.some(({ seq }) => seq <= readsFrom)) throw new Error(`${page.socket} reads what was said before it came`);
  if (commits.some(({ seq }) => seq > readsTo(world, visitor)))
    throw new Error(`${page.socket} reads what was said after somebody else came`);
  if (frame.t === 'range') expectNewestTexts(world, visitor, commits);
  if (frame.t === 'commit' || frame.t === 'ack') page.log = withCommit(page.log, frame.commit);
  if (frame.t === 'range') page.log = withRange(page.log, frame);
  if (frame.t === 'ack' && interactionId) acknowledge(world, interactionId, frame);
}

/** What had been changed or taken back before the range was requested is not in it. */
function expectNewestTexts({ logs, round }: Hearing, { interactionId, name }: Visitor, commits: VisitorCommit[]): void {
  const newest = newestTexts(
    ((interactionId && logs.get(interactionId)) ?? []).filter(({ since }) => since < round.since),
  );
  for (const { seq, events } of commits)
    for (const event of events)
      if (isOutdated(newest, seq, event) && 'text' in event && event.text !== '')
        throw new Error(`${name} reads what is no longer said: ${event.text}`);
}

/** A visitor comes. Their first page opens when they know their chat. */
export function start(world: World, visitor: Visitor, way: object): Owed {
  const { foyer, owed } = world;
  const { answers: agreed, ...through } = { answers: {}, ...way };
  // Every third is a stranger; the others come in twos who write from one address (C3).
  const nth = Number(visitor.name.slice(1));
  const email = `v${nth % 3 === 2 ? nth : nth - (nth % 3)}@mail.example`;
  const said = { name: visitor.name, email, question: `${visitor.name} is here` };
  const body = { ...through, answers: { ...said, ...agreed }, culture: 'es', id: foyer.newId() };
  return {
    by: visitor.name,
    mayAsk: () => true,
    ask: async () => (await foyer.http('chat-start', { body, origin: 'https://shop.example' })).body,
    hear({ interactionId, token }) {
      // It was answered before, or somebody else has the chat that it once started.
      if (visitor.interactionId || !token) return;
      const { website } = { website: undefined, ...way };
      Object.assign(visitor, { interactionId, token, website, readsFrom: readsFromIn(token) });
      owed.push(resume(world, visitor, newPage(visitor)));
    },
  };
}

const QUARTER_MS = 900_000;

/** Somebody leaves a message or wants a call: for a queue, or instead of a chat. `former`: of the one that they have or had. */
export function leaveMessage(
  world: World,
  way: object,
  { former, kind }: { former?: Visitor | undefined; kind: 'offline' | 'message' | 'callback' },
): Owed {
  const { foyer, left } = world;
  const { website } = { website: former?.website ?? '', ...way };
  const name = `left${left.size}`;
  left.set(name, false);
  const written = { email: `${name}@mail.example`, message: `${name} was here` };
  const answers = { name, ...(kind === 'callback' ? { phone: '600 555 144' } : written) };
  // As soon as possible.
  const at = Math.ceil(foyer.now() / QUARTER_MS) * QUARTER_MS;
  const body = {
    ...{ website: former?.website ?? website, answers, culture: 'es', id: foyer.newId(), kind, at },
    ...(former?.token ? { continues: former.token } : {}),
    files: billsFor(former?.website ?? website, left.size),
  };
  const send = async () => (await foyer.http('leave', { body, origin: 'https://shop.example' })).body;
  return {
    by: name,
    mayAsk: () => true,
    async ask() {
      const answer = await send();
      for (const { url } of answer?.uploads ?? []) putBill(world, url);
      return answer?.uploads ? send() : answer;
    },
    hear({ code }) {
      if (code === undefined) left.set(name, true);
    },
  };
}

/** Somebody writes back by the link in an agent's e-mail, until it is answered. */
export function writeBack(world: World, token: string): Owed {
  const { foyer, logs, acknowledged } = world;
  const body = { id: foyer.newId(), text: 'wrote back' };
  const interactionId = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub as InteractionId;
  return {
    by: `letter ${interactionId}`,
    mayAsk: () => true,
    ask: async () => (await foyer.http('reply', { bearer: token, body })).body,
    hear({ code }) {
      if (code !== undefined) return;
      const kept = logs.get(interactionId)?.find(({ commit }) => commit.id === body.id);
      if (!kept) throw new Error(`${body.id} was acknowledged, and is not in ${interactionId}`);
      const { id, seq } = kept.commit;
      acknowledged.set(interactionId, [...(acknowledged.get(interactionId) ?? []), { id, seq, isMessage: true }]);
    },
  };
}

export function visitorsCommand(
  world: World,
  visitor: Visitor,
  said: { t: string; text?: string; score?: number; zone?: string; of?: number; name?: string; bytes?: number },
): Owed {
  const page = () => openPages(visitor).at(-1) ?? (visitor.pages.at(-1) as Page);
  const frame = { id: world.foyer.newId(), after: page().log.position, ...said };
  return {
    by: visitor.name,
    mayAsk: () => openPages(visitor).length > 0,
    ask() {
      world.meetChat(`visitor ${frame.t}`, visitor.interactionId);
      return world.foyer.visitor(whoIs(visitor), page().socket, frame);
    },
    hear: (answer) => hearAsPage(world, visitor, page(), answer),
  };
}

export const resume = ({ foyer, ...world }: World, visitor: Visitor, page: Page): Owed => ({
  by: page.socket,
  mayAsk: () => page.isOpen,
  ask() {
    world.meetChat('visitor opens', visitor.interactionId);
    const frame = { t: 'resume', id: foyer.newId(), after: page.log.position };
    return foyer.visitor(whoIs(visitor), page.socket, frame);
  },
  hear(answer) {
    if (answer.code === 'chat_ended') page.isOpen = false;
    hearAsPage(world, visitor, page, answer);
  },
});

export function closePage(
  world: World,
  visitor: Visitor,
  isTold: boolean,
  faults: Faults,
): Promise<unknown> | undefined {
  const page = visitor.pages.find(({ isOpen }) => isOpen);
  if (!page) return;
  page.isOpen = false;
  world.meetChat('visitor closes', visitor.interactionId);
  world.foyer.gone.add(page.socket);
  if (!isTold) world.turns.count('killed');
  const closes = () => world.foyer.leave(whoIs(visitor), page.socket);
  return isTold ? world.turns.call(`${page.socket} closes`, faults, closes) : undefined;
}

/** Somebody's telephone: the phone system repeats a report until it is answered. */
export function report(
  { foyer, phoneKey, calls }: World,
  agentId: string,
  line: number,
  state: string,
  at?: number,
): Owed {
  if (state === 'idle') calls.delete(`${agentId}-${line}`);
  else calls.set(`${agentId}-${line}`, { agentId, line });
  const body = { state, callId: `${agentId}-${line}`, ...(at === undefined ? {} : { at }) };
  return {
    by: `phone of ${agentId}`,
    mayAsk: () => true,
    ask: async () => (await foyer.http('agent-voice', { bearer: phoneKey, parameters: { agentId }, body })).body,
    hear: () => undefined,
  };
}

/** Whom to ring for a call. */
export const whomToRing = async (
  { foyer, phoneKey }: World,
  callId: string,
  queue?: string,
  except: string[] = [],
): Promise<Answer> => {
  const body = { callId, except, ...(queue ? { queue } : {}) };
  return (await foyer.http('next-agent', { bearer: phoneKey, body })).body;
};

// ---- agents ----------------------------------------------------------------------------------------------------------------

const nothing: Log<AgentCommit> = { position: 0, commits: [] };

export function consoleOf({ consoles }: World, agent: string): Console {
  const console = consoles.find(({ name }) => name === agent);
  if (!console) throw new Error(`${agent} has no console`);
  return console;
}

export function reopen({ foyer }: World, console: Console): void {
  foyer.gone.add(console.socket);
  console.socket = `desk-${console.name}-${++console.opened}`;
  console.isOpen = true;
}

/** @throws if the agent was sent something that only supervisors may see. */
function hearAsConsole(world: Hearing, console: Console, frame: Answer, role: Role): void {
  if (role === 'agent' && saysWhoWatches(frame, console.name))
    throw new Error(`${console.socket} was told who watches: ${JSON.stringify(frame)}`);
  const { interactionId, t } = frame;
  const { logs, wants } = console;
  const log = logs.get(interactionId) ?? nothing;
  // Acknowledged without a commit: another console had done it.
  if (frame.commit && (t === 'commit' || t === 'ack')) logs.set(interactionId, withCommit(log, frame.commit));
  if (t === 'range') logs.set(interactionId, withRange(log, frame));
  if (t === 'ack' && frame.commit) acknowledge(world, interactionId, frame);
  if (t === 'chat' || frame.more || hasGap(logs.get(interactionId) ?? nothing)) wants.add(interactionId);
  if (t === 'changed') console.isToGreet = true;
  if (t === 'welcome') for (const held of frame.chats) wants.add(held);
  if (t !== 'pong') return;
  for (const [held, seq] of Object.entries<number>(frame.chats)) {
    const id = held as InteractionId;
    if (seq > (logs.get(id) ?? nothing).position) wants.add(id);
  }
}

/**
 * Whether the frame names anybody else who watches: somebody who watched, and has signed in as an agent since, may hear that they did.
 */
const saysWhoWatches = (frame: Answer, self: string): boolean =>
  [...JSON.stringify(frame).matchAll(/"type":"(?:un)?monitored","agent":\{"id":"(\w+)"/g)].some(
    ([, id]) => id !== self,
  );

export type Role = 'agent' | 'supervisor' | 'admin';

/** At first. */
export const roleOf = (name: string): Role =>
  supervisors.some((supervisor) => supervisor === name) ? 'supervisor' : 'agent';

function fromConsole(
  world: World,
  console: Console,
  by: string,
  frame: () => object,
  hear = (answer: Answer) => hearAsConsole(world, console, answer, console.role),
): Owed {
  const { name } = console;
  let { role } = console;
  return {
    by: `${name} ${by}`,
    mayAsk: () => console.isOpen,
    ask() {
      role = console.role;
      return world.foyer.agent(name, console.socket, frame() as { t: string }, role);
    },
    hear(answer) {
      // What was requested with another role was for the page of before.
      if (role === console.role) hear(answer);
    },
  };
}

export const ping = (world: World, console: Console) =>
  fromConsole(world, console, 'ping', () => ({ t: 'ping', chats: [] }));

export function greet(world: World, console: Console): Owed {
  console.isToGreet = false;
  return fromConsole(world, console, 'hello', () => ({ t: 'hello' }));
}

/** `lunch`: a pause with that reason. */
export function setStatus(world: World, console: Console, status: string): Owed {
  const said = status === 'lunch' ? { status: 'paused', reason: 'lunch' } : { status };
  const frame = { t: 'status', id: world.foyer.newId(), ...said };
  return fromConsole(world, console, 'status', () => frame);
}

export function sync(world: World, console: Console, interactionId: InteractionId): Owed {
  const { logs, wants } = console;
  const position = () => (logs.get(interactionId) ?? nothing).position;
  let after = 0;
  const frame = () => {
    after = position();
    return { t: 'sync', id: world.foyer.newId(), interactionId, after };
  };
  return fromConsole(world, console, `sync ${interactionId}`, frame, (answer) => {
    wants.delete(interactionId);
    if (answer.t === 'refused') logs.delete(interactionId);
    // Asked twice, and refused in between: what the range continues is gone.
    else if (answer.t !== 'range' || after <= position()) hearAsConsole(world, console, answer, console.role);
  });
}

const secretly: Record<string, string> = { note: 'notes', whisper: 'whispers' };

export function agentsCommand(
  world: World,
  console: Console,
  { id: interactionId, offers }: Interaction,
  t: string,
  more: object = {},
): Owed {
  const frame = {
    ...{ t, id: world.foyer.newId(), interactionId, offerId: offers[0]?.id ?? 'none', disposition: 'solved' },
    ...{
      after: (console.logs.get(interactionId) ?? nothing).position,
      text: `${console.name} ${secretly[t] ?? 'says'}`,
      reached: offers.length > 0,
    },
    ...more,
  };
  return fromConsole(world, console, `in ${interactionId}`, () => {
    world.meetChat(`agent ${t}`, interactionId);
    if (console.role !== 'agent') world.byOverseers.add(frame.id);
    return frame;
  });
}

/** On a new page, which requests what the former one had. What they may see and do follows from the role. */
export function signIn(world: World, console: Console, role: Role): Owed {
  meetHeld(world, 'agent signs-in', console.name);
  reopen(world, console);
  for (const interactionId of console.logs.keys()) console.wants.add(interactionId);
  console.logs.clear();
  console.role = role;
  return greet(world, console);
}

/** Something happens to an agent, and so to the chats that they have. */
export function meetHeld(world: World, act: string, agent: string): void {
  for (const chat of held(world, agent)) world.meet(nameOf({ act, stage: stageOf(chat) }));
}

export function closeConsole(
  world: World,
  agent: string,
  isTold: boolean,
  faults: Faults,
): Promise<unknown> | undefined {
  const console = consoleOf(world, agent);
  if (!console.isOpen) return;
  const { socket } = console;
  meetHeld(world, 'agent closes', agent);
  console.isOpen = false;
  world.foyer.gone.add(socket);
  if (!isTold) world.turns.count('vanished');
  const closes = () => world.foyer.closeConsole(agent, socket);
  return isTold ? world.turns.call(`${socket} closes`, faults, closes) : undefined;
}

/** The number of one of its messages. */
export function messageIn({ logs }: World, interactionId: InteractionId | undefined, nth: number): number {
  const log = (interactionId && logs.get(interactionId)) ?? [];
  const messages = log.filter(({ commit }) => commit.events.some(({ type }) => type === 'message'));
  return pick(messages, nth)?.commit.seq ?? 1;
}
