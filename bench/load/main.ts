/**
 * `npm run load -- --visitors 20 --agents 4 --minutes 1`: synthetic visitors and agents, with the widget's and the console's own
 * engines, chat in a local cloud, or with `--target` in a deployed tenant. At the end every chat's log is compared with what was
 * written and acknowledged. docs/load.md
 *
 * - `--faults` cuts sockets in the middle of a frame, and kills processes of the local cloud, and all of it
 * - `--storm` cuts the sockets of all visitors at once, while each is sending; `--minutes` is then when it gives up
 * - `--seed 7` draws the same people and faults again
 *
 * The last line is JSON. The exit code is 1 if a message is lost, doubled or out of order, if a log could not be read, or if a
 * storm was not done in time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { table } from '../table.ts';
import { type Agent, startAgent } from './agent.ts';
import { startLocalCloud } from './cloud.ts';
import { causeFaults, type Done } from './faults.ts';
import type { Line } from './line.ts';
import { createRun } from './run.ts';
import { storm, type Undone } from './storm.ts';
import { deployedTenant } from './tenant.ts';
import { playChat } from './visitor.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const { values } = parseArgs({
  options: {
    ...{ visitors: text, agents: text, minutes: text, seed: text, port: text, faults: flag, storm: flag },
    ...{ target: text, website: text, origin: text, console: text },
  },
});
const visitors = Number(values.visitors ?? 20);
const agentCount = Number(values.agents ?? 4);
const minutes = Number(values.minutes ?? (values.storm ? 15 : 1));
const seed = Number(values.seed ?? Date.now() % 1_000_000);
/** How long chats that are running at the end may take to end. */
const PATIENCE_MS = 90_000;
const PROGRESS_MS = 5_000;

const over = new AbortController();
/** A fifth waits in line, in a storm whoever finds no place. */
const places = values.storm ? visitors : Math.ceil(visitors * 0.8);
const { target } = values;
const cloud = target === undefined ? await startLocalCloud(agentCount, places, Number(values.port ?? 4500)) : undefined;
const place = cloud ?? (await deployedTenant({ ...values, target: target ?? '' }));
const run = createRun(place.target, seed, over.signal);
say(`seed ${seed}`);
const agents: Agent[] = [];
for (const credentials of place.agents.slice(0, agentCount)) agents.push(await startAgent(run, credentials));
say(`${agents.length} agents are available`);
const progress = setInterval(tellProgress, PROGRESS_MS);
const undone: Undone = values.storm ? await weather() : new Map();
const caused = values.storm ? undefined : await play();
await agentsFinish();
clearInterval(progress);
const failed = report();
for (const agent of agents) agent.stop();
await cloud?.stop();
process.exit(failed ? 1 : 0);

async function weather(): Promise<Undone> {
  const clock = setTimeout(() => over.abort(new Error('The time is up')), minutes * 60_000);
  const undone = await storm(run, visitors);
  clearTimeout(clock);
  return undone;
}

async function play(): Promise<Done | undefined> {
  const faults = new AbortController();
  const lines = new Map<number, () => Line>();
  const endsAt = run.now() + minutes * 60_000;
  const causing = values.faults
    ? causeFaults(run, {
        lines: () => [...[...lines.values()].map((line) => line()), ...agents.map(({ line }) => line)],
        ...{ cloud, during: faults.signal },
      })
    : undefined;
  const visitor = async (nth: number) => {
    await pause(run.random() * 2000);
    for (let chat = 1; run.now() < endsAt; chat++)
      await playChat(run, `Visitor ${nth}-${chat}`, (line) => lines.set(nth, line));
    lines.delete(nth);
  };
  const everyone = Promise.all(Array.from({ length: visitors }, (_, nth) => visitor(nth + 1)));
  await pause(minutes * 60_000);
  faults.abort();
  const caused = await causing;
  setTimeout(() => over.abort(new Error('The run is over')), PATIENCE_MS).unref();
  await everyone;
  return caused;
}

/** What they wrap up, they have read to its end. */
async function agentsFinish(): Promise<void> {
  while (!over.signal.aborted && agents.some((agent) => agent.chats() > 0)) await pause(100);
}

function tellProgress(): void {
  const { started, ended } = run.chats;
  const { acknowledged } = run.ledger.times();
  say(
    `${started} chats started, ${ended} ended; ${run.ledger.messages()} messages acknowledged, p50 ${percentile(acknowledged, 50)} ms, p99 ${percentile(acknowledged, 99)} ms; ${run.steps.resumed.length} sockets came back`,
  );
}

function report(): boolean {
  const { lost, doubled, disordered } = run.ledger.faults();
  const unread = run.ledger.unread().filter((chat) => !undone.has(chat));
  const { acknowledged, seen } = run.ledger.times();
  const { started, accepted, resumed } = run.steps;
  const steps = {
    ...{ 'start of a chat': started, 'waiting for an agent': accepted, 'message acknowledged': acknowledged },
    ...{ 'message with the other side': seen, 'back after a lost socket': resumed },
  };
  const rows = Object.entries(steps).map(([step, times]) => ({
    step,
    count: times.length,
    'p50, ms': percentile(times, 50),
    'p99, ms': percentile(times, 99),
    'longest, ms': percentile(times, 100),
  }));
  print(`${table(rows)}\n`);
  const { chats } = run;
  const others = [...chats.failed].map(([why, count]) => `, ${count}: ${why}`).join('');
  print(`${chats.started} chats started, ${chats.ended} ended${others}.`);
  if (caused)
    print(
      Object.entries(caused)
        .map(([what, count]) => `${what}: ${count}`)
        .join(', '),
    );
  for (const [what, chats] of Map.groupBy(undone.keys(), (name) => undone.get(name)))
    print(`Not done after ${minutes} minutes: ${chats.length} chats had still to ${what}, such as ${chats[0]}.`);
  for (const [what, each] of Object.entries({ lost, doubled, disordered, unread }))
    for (const one of each.slice(0, 10)) print(`${what}: ${one}`);
  const load = {
    ...{ visitors, agents: agents.length, messages: run.ledger.messages(), lost: lost.length, doubled: doubled.length },
    ...{ p50Ms: percentile(acknowledged, 50), p99Ms: percentile(acknowledged, 99) },
  };
  print(JSON.stringify({ load }));
  return lost.length + doubled.length + disordered.length + unread.length + undone.size > 0;
}

function percentile(times: number[], percent: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
