/**
 * H8: the canary acts as a visitor in the local cloud, is seen by nobody, and is noticed when something that visitors need is
 * broken.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFoyerApp } from '../../lib/foyer-app.ts';
import { build } from '../../local/build.ts';
import { type LocalCloud, startCloud } from '../../local/cloud.ts';
import { demoUsers } from '../../local/demo-users.ts';
import { settingsOf } from '../infra/synthesize.ts';
import { createWorld, type World } from '../support/errands.ts';

let directory: string;
let cloud: LocalCloud;
let world: World;
const MINUTE = 60_000;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'foyer-canary-'));
  await build({ outDir: 'dist', onProgress: () => {} });
  const settings = settingsOf({ tenant: 'demo', canary: true, dist: resolve('dist') });
  createFoyerApp(() => settings, { outdir: join(directory, 'template') }).synth();
  cloud = await startCloud({
    ...{ assembly: join(directory, 'template'), dataDir: join(directory, 'data') },
    ...{ basePort: 0, users: demoUsers },
  });
  world = createWorld(cloud);
  // Real visitors and the canary do not affect each other's limits.
  await world.publish({ startsPerAddress: { most: 1, withinS: 600 }, maxChats: 1 });
});

afterAll(async () => {
  world.stop();
  await cloud.stop();
  rmSync(directory, { recursive: true });
});

/** The canary's latest log line. */
function lastLine(): Record<string, unknown> {
  const lines = readFileSync(join(directory, 'data/logs/demo-foyer-canary.log'), 'utf8').trim().split('\n');
  return JSON.parse(lines.at(-1) ?? '');
}

const alarms = async (now: number) => (await cloud.cloudWatch.look(now)).map(({ name }) => name);

test('H8 it has a chat like any visitor, and nobody notices', async () => {
  const rui = await world.agent();
  const heard: unknown[] = [];
  rui.on((push) => heard.push(push));
  await cloud.schedules.run();
  await cloud.schedules.run();
  expect(lastLine()).toMatchObject({ level: 'info', code: 'canary_well', ms: expect.any(Number) });
  // The tenant’s only chat, and the only chat of this address, are still available.
  expect(await world.chatOf(await world.startChat())).toMatchObject({ stage: { is: 'waiting' } });
  expect(heard.filter((push) => JSON.stringify(push).includes('anary'))).toEqual([]);
  expect(await alarms(Date.now())).toEqual([]);
});

test.each([
  ['chat-start', 'start'],
  ['visitor-authorizer', 'connect'],
  ['visitor-frame', 'resume'],
])('H8 H4 it raises an alarm when %s may no longer touch the table', async (name, step) => {
  const role = [...cloud.roles.values()].find((each) => each.name === `demo-foyer-${name}`);
  const lambda = [...cloud.functions.values()].find((each) => each.name === `demo-foyer-${name}`);
  if (!role || !lambda) throw new Error(`No ${name}`);
  const granted = role.policies;
  role.policies = granted.map(({ Statement }) => ({
    Statement: Statement.filter(({ Action }) => !Action?.some((action) => action.startsWith('dynamodb:'))),
  }));
  for (const pid of lambda.pids()) process.kill(pid, 'SIGKILL');
  await expect.poll(() => lambda.pids()).toEqual([]);
  await cloud.schedules.run();
  expect(lastLine()).toMatchObject({ level: 'error', code: 'canary_failed', step });
  expect(await alarms(Date.now())).toContain('demo-foyer-failures');
  role.policies = granted;
});

test('H8 an alarm is raised when it has not run for an hour', async () => {
  const hour = (n: number) => (Math.floor(Date.now() / (60 * MINUTE)) + n) * 60 * MINUTE;
  await cloud.schedules.run();
  expect(await alarms(hour(1))).toEqual([]);
  expect(await alarms(hour(3))).toContain('demo-foyer-canary');
  await cloud.schedules.run();
  expect(await alarms(hour(3) + MINUTE)).toContain('demo-foyer-canary');
  expect(await alarms(hour(4) + MINUTE)).toEqual([]);
});
