/**
 * `npm run bench -- cost`: an ordinary chat between two browsers in the running local cloud, an agent who waits, and a page
 * with an unopened widget, each in terms of AWS's bill. Everything is counted except how long a call takes, which only AWS can
 * tell.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod/mini';
import demo from '../foyer.config.ts';
import { build } from '../local/build.ts';
import { type LocalCloud, startCloud } from '../local/cloud.ts';
import { demoUsers } from '../local/demo-users.ts';
import { startDynamodb } from '../local/engines/dynamodb.ts';
import { writeLaptop } from '../local/laptop.ts';
import { hostOf, listen, stopListening } from '../local/listen.ts';
import { startShop } from '../local/shop/server.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { priceOf, prices, type Usage, usages } from './prices.ts';
import { table } from './table.ts';

/** From visitor and agent together. */
const MESSAGES = 20;
/** Reading, thinking and writing takes half a minute, so the chat takes ten. */
const PAUSE_MS = 30_000;
const DAY_HOURS = 8;
/** A message takes 6 ms of a full core here, and 512 MB get 0.29 of one; the rest is waiting. Not measured on AWS. */
const CALL: Partial<Usage> = { calls: 1, gbS: 0.5 * 0.04 };
/** A line of an API's access log, with CloudWatch's overhead. */
const LINE_BYTES = 300;

export async function cost(): Promise<void> {
  const assembly = await build({ outDir: 'dist', onProgress: (line) => process.stderr.write(`${line}\n`) });
  const dataDir = mkdtempSync(join(tmpdir(), 'foyer-cost-'));
  let timers = (): Partial<Usage> => ({});
  const meter = createMeter(() => timers());
  const engine = await startDynamodb({ dataDir });
  const metered = await meterTable(engine.url, meter);
  const cloud = await startCloud({ assembly, dataDir, basePort: 0, users: demoUsers, dynamodbEndpoint: metered.url });
  timers = () => timersOf(cloud);
  meterFunctions(cloud, meter);
  writeLaptop(dataDir, { table: String(cloud.outputs.TableName), environment: cloud.operatorEnvironment });
  const env = { ...process.env, FOYER_DATA: dataDir };
  const publish = ['bin/configure.ts', 'foyer.config.ts', '--local'];
  await promisify(execFile)(process.execPath, publish, { env });
  const shop = await startShop({
    port: 0,
    cdn: `http://${cloud.hosts.widget}`,
    websiteToken: demo.websites[0]?.token ?? '',
    visitorSocket: String(cloud.outputs.VisitorSocketAddress),
  });
  const browser = await launchBrowser();

  const agent = await signIn(browser, `http://${cloud.hosts.console}`);
  meterPage(agent, cloud, meter);
  // The console's socket was opened before counting started; this one is counted from its first frame.
  await agent.reload();
  await become(agent, 'Available');
  await settle(meter);
  const agentMinute = await minute(meter);

  const unopened = await counted(meter, async () => {
    const page = await visit(browser, shop.url, cloud, meter);
    await page.context().close();
  });

  const visitor = await visit(browser, shop.url, cloud, meter);
  await settle(meter);
  const begun = performance.now();
  const talk = await counted(meter, async () => converse(visitor, agent));
  const minutes = (performance.now() - begun) / 60_000;
  const end = await counted(meter, async () => finish(agent));
  const chat = plus(talk, end, times(agentMinute, -minutes), { connectionMinutes: minutes });
  const day = plus(times(agentMinute, DAY_HOURS * 60), { connectionMinutes: DAY_HOURS * 60 });

  const columns = { 'a chat': chat, 'a page, unopened': unopened, 'an agent’s day': day };
  const rows = usages.map((name) => ({
    what: name,
    ...Object.fromEntries(Object.entries(columns).map(([title, usage]) => [title, round(usage[name])])),
    'of the chat, $': (chat[name] * prices[name]).toFixed(7),
  }));
  const sums = Object.fromEntries(Object.entries(columns).map(([title, usage]) => [title, priceOf(usage).toFixed(6)]));
  process.stdout.write(`${table([...rows, { what: 'list price, $', ...sums, 'of the chat, $': '' }])}\n`);
  process.stdout.write(`${JSON.stringify({ bench: 'cost', chat, unopened, day, dollars: sums })}\n`);
  await browser.close();
  await cloud.stop();
  await shop.close();
  await metered.stop();
  await engine.stop();
  process.exit(0);
}

// ---- the meter -------------------------------------------------------------------------------------------------------------

interface Meter {
  /** So far. */
  usage(): Usage;
  add(part: Partial<Usage>): void;
}

/** The cost of each armed timer, even if it becomes due after counting: send, a single receive, delete, call. */
const TIMER: Partial<Usage> = { ...CALL, queueRequests: 3 };

/** @param timers the cost of the timers armed so far */
function createMeter(timers: () => Partial<Usage>): Meter {
  let usage = each(() => 0);
  return {
    usage: () => plus(usage, timers()),
    add: (part) => {
      usage = plus(usage, part);
    },
  };
}

const Used = z.object({ CapacityUnits: z.number() });
const Answer = z.object({ ConsumedCapacity: z.optional(z.union([Used, z.array(Used)])) });

/** A proxy between the cloud and its table that records what each request used. */
async function meterTable(engine: string, meter: Meter) {
  const server = await listen(0);
  server.on('request', (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const target = String(incoming.headers['x-amz-target']);
      const [, operation = ''] = /^DynamoDB_20120810\.(.*(?:Item|Items|Query))$/.exec(target) ?? [];
      const body = Buffer.concat(chunks).toString();
      const asked = operation ? JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: 'TOTAL' }) : body;
      const { host: _, 'content-length': __, connection: ___, ...headers } = incoming.headers;
      const answer = await fetch(engine, { method: 'POST', body: asked, headers: headers as Record<string, string> });
      const text = await answer.text();
      if (operation && answer.ok) {
        const { ConsumedCapacity = [] } = Answer.parse(JSON.parse(text));
        const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
        const reads = /^(Get|BatchGet|TransactGet|Query)/.test(operation);
        meter.add(reads ? { readUnits: units } : { writeUnits: units });
      }
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text);
    });
  });
  return { url: `http://${hostOf(server)}`, stop: () => stopListening(server) };
}

/** The endpoint counts sends to the queue. */
function timersOf(cloud: LocalCloud): Partial<Usage> {
  const sent = Object.values(cloud.counts()).reduce((sum, calls) => sum + (calls['sqs:SendMessage'] ?? 0), 0);
  return times(plus(TIMER), sent);
}

function meterFunctions(cloud: LocalCloud, meter: Meter): void {
  for (const lambda of cloud.functions.values()) {
    if (lambda.name.endsWith('-timer')) continue;
    const { invoke } = lambda;
    lambda.invoke = (event) => {
      meter.add(CALL);
      return invoke(event);
    };
  }
}

/** What a browser page does: its frames in both directions, its requests to the edge and to the APIs. */
function meterPage(page: Page, cloud: LocalCloud, meter: Meter): void {
  page.on('websocket', (socket) => {
    meter.add({ logBytes: LINE_BYTES });
    socket.on('framesent', () => meter.add({ frames: 1, logBytes: LINE_BYTES }));
    socket.on('framereceived', () => meter.add({ frames: 1 }));
  });
  page.on('requestfinished', async (request) => {
    const { host, pathname } = new URL(request.url());
    const { public: publicApi, admin, widget, console } = cloud.hosts;
    if (host === admin || host === publicApi || (host === widget && pathname.startsWith('/v1/')))
      meter.add({ httpRequests: 1, logBytes: LINE_BYTES });
    if (host !== widget && host !== console) return;
    const sizes = await request.sizes();
    meter.add({ edgeRequests: 1, edgeBytes: sizes.responseBodySize + sizes.responseHeadersSize });
  });
}

async function counted(meter: Meter, run: () => Promise<void>): Promise<Usage> {
  const before = meter.usage();
  await run();
  await settle(meter);
  return minus(meter.usage(), before);
}

/** Until nothing further happens. */
async function settle(meter: Meter): Promise<void> {
  let before = '';
  while (before !== JSON.stringify(meter.usage())) {
    before = JSON.stringify(meter.usage());
    await pause(4000);
  }
}

/** Measured over two, because heartbeats come twice a minute. */
async function minute(meter: Meter): Promise<Usage> {
  const before = meter.usage();
  await pause(120_000);
  return times(minus(meter.usage(), before), 0.5);
}

const each = (value: (name: keyof Usage) => number): Usage =>
  Object.fromEntries(usages.map((name) => [name, value(name)])) as unknown as Usage;
const minus = (a: Usage, b: Usage): Usage => each((name) => a[name] - b[name]);
const times = (a: Usage, factor: number): Usage => each((name) => a[name] * factor);
const plus = (...all: Partial<Usage>[]): Usage => each((name) => all.reduce((sum, part) => sum + (part[name] ?? 0), 0));
const round = (value: number): number => Math.round(value * 10) / 10;

// ---- who takes part --------------------------------------------------------------------------------------------------------

const sentence = (n: number) =>
  `Does the linen shade fit the small Duna base, and if it does, in which colours? (${n})`;

async function signIn(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await page.goto(address);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Inés Carrasco' }).click();
  await page.getByRole('button', { name: /^Status:/ }).waitFor();
  return page;
}

async function become(agent: Page, status: string): Promise<void> {
  await agent.getByRole('button', { name: /^Status:/ }).click();
  await agent.getByRole('menuitem', { name: status }).click();
}

async function visit(browser: Browser, shop: string, cloud: LocalCloud, meter: Meter): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  meterPage(page, cloud, meter);
  await page.goto(shop);
  await page.getByRole('button', { name: /chat/i }).first().waitFor();
  return page;
}

/** From the form to the last message, including the offer. */
async function converse(visitor: Page, agent: Page): Promise<void> {
  await visitor.getByRole('button', { name: /chat/i }).first().click();
  await visitor.getByLabel('Name').fill('Marta');
  await visitor.getByLabel('Email').fill('marta@correo.example');
  await visitor.getByLabel('What is it about?').fill('The base of my lamp arrived cracked.');
  await visitor.getByRole('button', { name: 'Start chat' }).click();
  await agent.getByRole('button', { name: /Accept/ }).click();
  const reply = agent.getByLabel('Reply to Marta');
  await reply.waitFor();
  const write = visitor.getByPlaceholder('Write a message…');
  // The question in the form was the first message.
  for (let n = 2; n <= MESSAGES; n++) {
    await pause(PAUSE_MS);
    const [from, to, page] = n % 2 === 0 ? [reply, visitor, agent] : [write, agent, visitor];
    await from.fill(sentence(n));
    await page.keyboard.press('Enter');
    await to.getByText(`(${n})`).first().waitFor();
  }
}

async function finish(agent: Page): Promise<void> {
  await agent.getByRole('button', { name: 'End chat' }).click();
  await agent.getByRole('radio', { name: /Return agreed/ }).check();
  await agent.getByRole('button', { name: 'Finish' }).click();
}
