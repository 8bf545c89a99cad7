/**
 * `npm run cost`: plays chats through the local cloud, counts what AWS would bill for them, and prices it (`prices.ts`). What a
 * page loads is counted in a browser, and what an idle tenant costs is read from the template. Counts are exact. Assumed are how
 * long a chat takes, and how long a function waits for AWS (`meter.ts`); the CPU of functions is measured on this machine. What
 * is said of typing and reading, and when, the clients' own rules decide (`protocol/presence.ts`), on a clock of the chat. In the
 * middle the visitor goes to another page.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Page } from 'playwright-core';
import { createMeasureStore } from '../adapters/dynamodb/measure-store.ts';
import { GatewayId } from '../core/ids.ts';
import { kinds, PRICES_OF, plus, priceOf, prices, times, type Usage, usageOf } from '../core/prices.ts';
import demo from '../foyer.config.ts';
import { functions } from '../functions/contract.ts';
import { build } from '../local/build.ts';
import { startCloud } from '../local/cloud.ts';
import { demoUsers } from '../local/demo-users.ts';
import { startDynamodb } from '../local/engines/dynamodb.ts';
import { writeLaptop } from '../local/laptop.ts';
import { startShop } from '../local/shop/server.ts';
import { loadTemplate } from '../local/template/load.ts';
import { AgentPush } from '../protocol/agent.ts';
import { createPresence } from '../protocol/presence.ts';
import { SessionAnswer, VisitorPush } from '../protocol/visitor.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { consoleSession, openSocket } from '../test/support/clients.ts';
import { fakeClock } from '../test/support/clock.ts';
import { signIn } from '../test/support/sign-in.ts';
import { billedBetween, gbSOf } from './billed.ts';
import { createMeter, type Meter, meterTable } from './meter.ts';
import { idlePriceOf } from './prices.ts';
import { table } from './table.ts';

const CHATS = 200;
/** From visitor and agent together, the question in the form included. */
const MESSAGES = 20;
/** A message every half minute: nobody is silent for so long that a heartbeat is due. */
const CHAT_MINUTES = 10;
/** Each message is on the other side's screen at once. They read it, write for a while, and send after half a minute. */
const [READS_S, WRITES_S, MESSAGE_S] = [8, 11, 30];
/** Three agents hold ten chats. With the last two visitors, chats wait in line. */
const [AT_ONCE, QUEUEING] = [10, 12];
const AGENTS = ['agent', 'tomas', 'supervisor'].map((name) => `${name}@casa-alba.example`);
/** By how much what the chats say that they cost may differ from what is counted (G8). */
const OWN_WITHIN = 0.1;
const DAY_HOURS = 8;
/** Of a function that was not called. */
const NOTHING = { calls: 0, ran: 0, cpuMs: 0, waitMs: 0 };
const HEARTBEATS = 20;
const HEARTBEAT_S = 30;
const [website] = demo.websites;
const EMAIL = 'marta@correo.example';
const QUESTION = 'The base of my lamp arrived cracked.';
const sentence = (n: number) =>
  `Does the linen shade fit the small Duna base, and if it does, in which colours? (${n})`;

/** Heartbeats sent since the last snapshot. */
let beats = 0;
/** Visitors who wait for their agent, by chat. */
const awaited = new Map<string, (answer: { agent: Agent; position: number }) => void>();

const assembly = await build({ outDir: 'dist', onProgress: (line) => process.stderr.write(`${line}\n`) });
const dataDir = mkdtempSync(join(tmpdir(), 'foyer-cost-'));
const engine = await startDynamodb({ dataDir });
const metered = await meterTable(engine.url);
const cloud = await startCloud({ assembly, dataDir, basePort: 0, users: demoUsers, dynamodbEndpoint: metered.url });
const meter = createMeter(cloud, metered, join(dataDir, 'logs'));
writeLaptop(dataDir, { table: String(cloud.outputs.TableName), environment: cloud.operatorEnvironment });
await promisify(execFile)(process.execPath, ['bin/configure.ts', 'bench/cost.config.ts', '--local'], {
  env: { ...process.env, FOYER_DATA: dataDir },
});

const agents = await Promise.all(AGENTS.map(arrive));
// Until every function has a process, and what it runs often is compiled.
await playChats(AT_ONCE, AT_ONCE);
const warm = snapshot();
const begunAt = Date.now();
await playChats(CHATS / 2, AT_ONCE);
await playChats(CHATS / 2, QUEUEING);
const played = since(warm);
const rested = snapshot();
await beat();
const beaten = since(rested);
const page = await loadPages();

const perBeat = times(beaten.usage, 1 / beaten.beats);
const ofChats = plus(played.usage, times(perBeat, -played.beats));
const chat = plus(times(ofChats, 1 / CHATS), page.chat, { connectionMinutes: CHAT_MINUTES });
const minutes = DAY_HOURS * 60;
const day = plus(times(perBeat, (minutes * 60) / HEARTBEAT_S), { connectionMinutes: minutes });
const own = await ownCosts();
const idle = idlePriceOf(loadTemplate(assembly).Resources);
report();
await cloud.stop();
await metered.stop();
await engine.stop();
if (own.chats !== CHATS || Math.abs(own.ratio - 1) >= OWN_WITHIN)
  throw new Error(`${own.chats} chats say ${own.ratio} of what was counted: see core/interaction/cost.ts`);
process.exit(0);

// ---- what is counted -------------------------------------------------------------------------------------------------------

interface Snapshot {
  usage: Usage;
  done: ReturnType<Meter['done']>;
  written: Record<string, number>;
  beats: number;
}

function snapshot(): Snapshot {
  return { usage: meter.usage(), done: meter.done(), written: { ...meter.written() }, beats };
}

function since(before: Snapshot) {
  const after = snapshot();
  const billed = Object.entries(functions).map(([name, { memoryMb }]) => {
    const [then, now] = [before.done[name] ?? NOTHING, after.done[name] ?? NOTHING];
    return { name, memoryMb, ...billedBetween(then, now, memoryMb) };
  });
  const gbS = billed.reduce((sum, each) => sum + gbSOf(each, each.memoryMb), 0);
  return {
    usage: plus(after.usage, times(before.usage, -1), { gbS }),
    billed,
    written: Object.fromEntries(
      Object.entries(after.written).map(([kind, units]) => [kind, units - (before.written[kind] ?? 0)]),
    ),
    beats: after.beats - before.beats,
  };
}

/**
 * What the chats of this run say that they cost (G8), in dollars for one, and how much of what was counted that is. They last
 * seconds here, so the assumed ten minutes of connection are in neither.
 */
async function ownCosts() {
  const client = new DynamoDBClient({
    endpoint: engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const gatewayId = GatewayId.parse(website?.id);
  const measures = createMeasureStore({ client, table: String(cloud.outputs.TableName) });
  const done = await measures.find({ gatewayId }, begunAt, Date.now(), CHATS + 1);
  const ended = done.filter(({ messages }) => messages.visitor + messages.agent >= MESSAGES - 1);
  const sum = ended.reduce((all, { costMicroUsd }) => all + costMicroUsd, 0) / 1e6;
  const counted = priceOf(plus(chat, { connectionMinutes: -CHAT_MINUTES }));
  return { chats: ended.length, ofOne: sum / ended.length, counted, ratio: sum / ended.length / counted };
}

function report(): void {
  const columns = { 'a chat': chat, 'a page, unopened': page.unopened, 'an agent’s day': day };
  const rows = kinds.map((kind) => ({
    kind,
    ...Object.fromEntries(Object.entries(columns).map(([title, usage]) => [title, round(usage[kind])])),
    'of 1,000 chats, $': usd(chat[kind] * prices[kind].usd * 1000),
    of: prices[kind].unit,
  }));
  const sums = Object.fromEntries(Object.entries(columns).map(([title, usage]) => [title, priceOf(usage).toFixed(6)]));
  const total = {
    kind: 'list price, $',
    ...sums,
    'of 1,000 chats, $': usd(priceOf(chat) * 1000),
    of: `in ${PRICES_OF}`,
  };
  const perFunction = played.billed
    .filter(({ calls }) => calls > 0)
    .map(({ name, calls, cpuMs, billedMs }) => ({
      function: name,
      'calls of a chat': round(calls / CHATS),
      'CPU ms, measured here': round(cpuMs),
      'ms billed, assumed': billedMs,
    }));
  const rowsWritten = Object.entries(played.written)
    .map(([row, units]) => ({ row, 'units of a chat': round(units / CHATS) }))
    .sort((a, b) => b['units of a chat'] - a['units of a chat'])
    .filter((each) => each['units of a chat'] > 0);
  const idleRows = Object.entries(idle).map(([type, price]) => ({ idle: type, '$ a month': usd(price) }));
  const ownRows = [
    { 'without connection': 'counted', 'a chat, $': own.counted.toFixed(6) },
    { 'without connection': `as ${own.chats} chats say`, 'a chat, $': own.ofOne.toFixed(6) },
  ];
  for (const each of [[...rows, total], perFunction, rowsWritten, idleRows, ownRows])
    process.stdout.write(`${table(each)}\n\n`);
  const byKind = Object.fromEntries(kinds.map((kind) => [kind, Number(usd(chat[kind] * prices[kind].usd * 1000))]));
  const idlePerMonthUsd = Number(usd(Object.values(idle).reduce((sum, each) => sum + each, 0)));
  const cost = {
    per1000ChatsUsd: Number(usd(priceOf(chat) * 1000)),
    idlePerMonthUsd,
    byKind,
    ownRatio: Number(own.ratio.toFixed(3)),
  };
  process.stdout.write(`${JSON.stringify({ cost })}\n`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function usd(value: number): string {
  return value.toFixed(4);
}

// ---- the page --------------------------------------------------------------------------------------------------------------

/** What a browser loads from the distribution, and requests through it: for a chat, and for a page where nobody opens it. */
async function loadPages(): Promise<{ unopened: Usage; chat: Usage }> {
  const shop = await startShop({
    port: 0,
    cdn: `http://${cloud.hosts.widget}`,
    websiteToken: website?.token ?? '',
    visitorSocket: String(cloud.outputs.VisitorSocketAddress),
  });
  const browser = await launchBrowser();
  const visitor = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  const loaded = await countLoads(visitor);
  await visitor.goto(shop.url);
  const launcher = visitor.getByRole('button', { name: /chat/i }).first();
  await launcher.waitFor();
  await visitor.waitForLoadState('networkidle');
  const unopened = loaded();
  await launcher.click();
  await visitor.getByLabel('Name').fill('Marta');
  await visitor.getByLabel('Email', { exact: true }).fill(EMAIL);
  await visitor.getByLabel('What is it about?').fill(QUESTION);
  await visitor.getByRole('button', { name: 'Start chat' }).click();
  await visitor.getByText(QUESTION).first().waitFor();
  // The next page of the shop, in the middle of the chat.
  await visitor.goto(shop.url);
  await visitor.getByText(QUESTION).first().waitFor();
  await visitor.waitForLoadState('networkidle');
  const ofChat = loaded();
  await browser.close();
  await shop.close();
  return { unopened, chat: ofChat };
}

/** Without what the browser takes from its cache. */
async function countLoads(visitor: Page): Promise<() => Usage> {
  let usage = usageOf(() => 0);
  const network = await visitor.context().newCDPSession(visitor);
  const loading = new Map<string, URL>();
  await network.send('Network.enable');
  network.on('Network.responseReceived', ({ requestId, response }) => {
    const url = new URL(response.url);
    if (url.host === cloud.hosts.widget && !response.fromDiskCache) loading.set(requestId, url);
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = loading.get(requestId);
    const isApi = url?.pathname.startsWith('/v1/');
    // A preflight has no body, and neither has what comes from the browser's memory.
    if (!url || (encodedDataLength === 0 && !isApi)) return;
    usage = plus(usage, { edgeRequests: 1, edgeBytes: encodedDataLength }, isApi ? { httpRequests: 1 } : {});
  });
  return () => usage;
}

// ---- who takes part --------------------------------------------------------------------------------------------------------

type Agent = Awaited<ReturnType<typeof metredSocket<AgentPush>>>;
type Visitor = Awaited<ReturnType<typeof metredSocket<VisitorPush>>>;

/** A socket whose frames are counted, and which knows its answers by their command. */
async function metredSocket<Push extends { t: string }>(url: string, parse: (data: unknown) => Push) {
  const socket = await openSocket(url, (data) => {
    meter.frame(JSON.stringify(data), true);
    return parse(data);
  });
  const send = (frame: object) => {
    meter.frame(JSON.stringify(frame), false);
    socket.send(frame);
  };
  const heard = (fits: (push: Push) => boolean) =>
    new Promise<Push>((resolve) => {
      const off = socket.on((push) => {
        if (!fits(push)) return;
        off();
        resolve(push);
      });
    });
  return {
    ...socket,
    send,
    heard,
    /** The next push of this type. */
    ask: (frame: object, t: Push['t']) => {
      const answer = heard((push) => push.t === t);
      send(frame);
      return answer;
    },
    /** The answer to this command, a refusal included. */
    command: (frame: object) => {
      const id = randomUUID();
      const answer = heard((push) => 'id' in push && push.id === id);
      send({ ...frame, id });
      return answer;
    },
  };
}

/** Accepts whatever is offered. */
async function arrive(email: string) {
  const { socketUrl, ticket } = await consoleSession(await signIn(`http://${cloud.hosts.console}`, email));
  const agent = await metredSocket(`${socketUrl}?token=${ticket}`, (data) => AgentPush.parse(data));
  await agent.ask({ t: 'hello' }, 'welcome');
  await agent.command({ t: 'status', status: 'available' });
  agent.on((push) => {
    if (push.t === 'chat') void accept(agent, push.interactionId);
  });
  setInterval(() => {
    beats++;
    agent.send({ t: 'ping', chats: [] });
  }, HEARTBEAT_S * 1000);
  return agent;
}

async function accept(agent: Agent, interactionId: string): Promise<void> {
  const synced = agent.heard((push) => push.t === 'range' && push.interactionId === interactionId);
  agent.send({ t: 'sync', id: randomUUID(), interactionId, after: 0 });
  const range = await synced;
  if (range.t !== 'range') return;
  const events = range.commits.flatMap((commit) => commit.events);
  const offered = events.filter((event) => event.type === 'offered').at(-1);
  if (!offered || events.some(({ type }) => type === 'accepted')) return;
  const ack = await agent.command({ t: 'accept', interactionId, offerId: offered.offerId });
  if (ack.t !== 'ack') return;
  awaited.get(interactionId)?.({ agent, position: ack.commit?.seq ?? 0 });
  awaited.delete(interactionId);
}

/** So many visitors at a time, until so many chats are over. */
async function playChats(chats: number, atOnce: number): Promise<void> {
  let left = chats;
  const next = async () => {
    while (left-- > 0) await playChat();
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  await settle();
}

async function playChat(): Promise<void> {
  const edge = `http://${cloud.hosts.widget}`;
  const headers = { origin: 'http://127.0.0.1', 'content-type': 'application/json' };
  await fetch(`${edge}/v1/websites/${website?.token}?culture=en-GB`, { headers });
  const id = randomUUID();
  const body = JSON.stringify({
    ...{ website: website?.token, id, culture: 'en-GB' },
    answers: { name: 'Marta', email: EMAIL, question: QUESTION },
  });
  const answer = await fetch(`${edge}/v1/chats`, { method: 'POST', body, headers });
  if (!answer.ok) throw new Error(`POST /v1/chats: ${answer.status} ${await answer.text()}`);
  const { interactionId, token, socketUrl } = SessionAnswer.parse(await answer.json());
  const accepted = new Promise<{ agent: Agent; position: number }>((resolve) => awaited.set(interactionId, resolve));
  const open = async (after: number) => {
    const socket = await metredSocket(`${socketUrl}?token=${token}`, (data) => VisitorPush.parse(data));
    await socket.ask({ t: 'resume', id: randomUUID(), after }, 'range');
    return socket;
  };
  const clock = fakeClock();
  const visitor = sideOf(interactionId, clock, await open(0));
  const { agent: socket, position } = await accepted;
  const agent = sideOf(interactionId, clock, socket);
  agent.sees(position);
  let after = position;
  for (let n = 2; n <= MESSAGES; n++) {
    // In the middle, the visitor goes to the next page.
    if (n === MESSAGES / 2) {
      visitor.socket.close();
      visitor.socket = await open(after);
    }
    const [writer, reader] = n % 2 === 0 ? [agent, visitor] : [visitor, agent];
    after = await writer.says(sentence(n), after);
    reader.sees(after);
  }
  // Nobody answers the last message.
  clock.advance(MESSAGE_S * 1000);
  await socket.command({ t: 'end', interactionId, after });
  visitor.socket.close();
  await socket.command({ t: 'finish', interactionId, after, disposition: 'return-agreed' });
}

/** A person in front of a client, who reads and writes on the chat's clock. */
function sideOf(interactionId: string, clock: ReturnType<typeof fakeClock>, socket: Agent | Visitor) {
  let seen = 0;
  const presence = createPresence(
    clock.after,
    () => ({ got: seen, read: seen }),
    (typing, reached) => {
      side.socket.send({ t: 'presence', interactionId, typing, reached });
      return true;
    },
  );
  const side = {
    socket,
    sees: (seq: number) => {
      seen = seq;
      presence.soon();
    },
    /** Returns the number of the message. */
    says: async (text: string, after: number): Promise<number> => {
      clock.advance(READS_S * 1000);
      for (let second = 0; second < WRITES_S; second++) {
        presence.tell(true);
        clock.advance(1000);
      }
      clock.advance((MESSAGE_S - READS_S - WRITES_S) * 1000);
      const ack = await side.socket.command({ t: 'message', interactionId, after, text });
      if (ack.t !== 'ack' || !ack.commit) throw new Error(JSON.stringify(ack));
      return ack.commit.seq;
    },
  };
  return side;
}

/** Every agent, without any chat. */
async function beat(): Promise<void> {
  for (let n = 0; n < HEARTBEATS; n++) {
    beats += agents.length;
    await Promise.all(agents.map((agent) => agent.ask({ t: 'ping', chats: [] }, 'pong')));
  }
  await settle();
}

/** Until nothing further happens. Timers that are due later are counted, except for what their calls read. */
async function settle(): Promise<void> {
  let before = '';
  while (before !== JSON.stringify(meter.usage())) {
    before = JSON.stringify(meter.usage());
    await pause(2000);
  }
}
