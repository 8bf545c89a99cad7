/**
 * A conversation in a cloud that does what AWS may do: it refuses every other post, does not report closed sockets, and
 * delivers timers twice. Everything acknowledged is there once and in the same order on both sides, and a silently lost socket
 * is noticed.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { build } from '../../local/build.ts';
import { type LocalCloud, startCloud } from '../../local/cloud.ts';
import { demoUsers } from '../../local/demo-users.ts';
import { createWorld, type World } from '../support/errands.ts';
import { randomBy } from '../support/fuzz/random.ts';

let dataDir: string;
let cloud: LocalCloud;
let world: World;
const seed = 20261127;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'foyer-unkind-'));
  const assembly = await build({ outDir: 'dist', onProgress: () => {} });
  const chance = randomBy(seed);
  const sometimes = () => chance() < 0.5;
  const faults = { refusesPost: sometimes, losesDisconnect: () => true, deliversTwice: sometimes };
  cloud = await startCloud({ assembly, dataDir, basePort: 0, users: demoUsers, faults });
  world = createWorld(cloud);
  await world.publish();
});

afterAll(async () => {
  world.stop();
  await cloud.stop();
  rmSync(dataDir, { recursive: true });
});

const messagesIn = (range: { commits: { events: { type: string; text?: unknown }[] }[] }) =>
  range.commits.flatMap(({ events }) => events.filter(({ type }) => type === 'message').map(({ text }) => text));

test('F2 H3 both sides end with what was acknowledged, once and in one order, and nobody is woken for a hint', async () => {
  const { session, marta, colleague } = await world.conversation();
  const { interactionId } = session;
  const said: string[] = [];
  for (let n = 0; n < 8; n++) {
    const [here, there] = [`from Marta, ${n}`, `from the agent, ${n}`];
    await marta.ask({ t: 'message', id: randomUUID(), after: 0, text: here }, ({ t }) => t === 'ack');
    await colleague.ask(
      { t: 'message', id: randomUUID(), interactionId, after: 0, text: there },
      ({ t }) => t === 'ack',
    );
    said.push(here, there);
  }
  const ofMarta = await marta.ask({ t: 'resume', id: randomUUID(), after: 0 }, ({ t }) => t === 'range');
  const ofAgent = await colleague.ask(
    { t: 'sync', id: randomUUID(), interactionId, after: 0 },
    ({ t }) => t === 'range',
  );
  if (ofMarta.t !== 'range' || ofAgent.t !== 'range') throw new Error('No range');
  expect(messagesIn(ofMarta)).toEqual(said);
  expect(messagesIn(ofAgent)).toEqual(said);
  expect(await cloud.cloudWatch.look(Date.now())).toEqual([]);
});

test('D3 H3 the next message reveals that a visitor’s page is gone', async () => {
  const { session, marta, colleague } = await world.conversation();
  const { interactionId } = session;
  marta.close();
  await vi.waitFor(async () => {
    await colleague.ask(
      { t: 'message', id: randomUUID(), interactionId, after: 0, text: 'Hello?' },
      ({ t }) => t === 'ack',
    );
    const chat = await world.chatOf(session);
    expect(chat).toMatchObject({ stage: { is: 'handled' }, visitor: { reach: { ids: [] }, away: expect.anything() } });
  }, 10_000);
});
