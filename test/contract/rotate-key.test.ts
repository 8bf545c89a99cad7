/** The operator command, as a separate process, on the real engine. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTokens, RENEWABLE_S, VISITOR_S } from '../../adapters/token.ts';
import { writeLaptop } from '../../local/laptop.ts';
import { startTestEngine, storesIn, type TestEngine } from '../support/dynamodb-engine.ts';

let engine: TestEngine;
const dataDir = mkdtempSync(join(tmpdir(), 'foyer-rotate-key-'));
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
  rmSync(dataDir, { recursive: true });
});

const run = (...given: string[]) =>
  promisify(execFile)(process.execPath, ['bin/rotate-key.ts', ...given], {
    env: { ...process.env, FOYER_DATA: dataDir },
  }).catch((error: { stdout: string; stderr: string }) => error);

function runOn({ table }: { table: string }, ...given: string[]) {
  writeLaptop(dataDir, { table, environment: { AWS_REGION: 'eu-west-1' } });
  return run('--local', ...given);
}

async function visitorOf(table: Awaited<ReturnType<TestEngine['createTable']>>) {
  const now = Date.now();
  const visitor = { audience: 'visitor', subject: 'chat-1', claims: {}, ttlS: VISITOR_S, now } as const;
  const token = await createTokens(storesIn(table).keys).issue(visitor);
  return (after: number) => createTokens(storesIn(table).keys).verify(token, 'visitor', now + after, RENEWABLE_S);
}

test('H6 after a rotation visitors can return to their chats for as long as their tokens could be renewed', async () => {
  const table = await engine.createTable();
  const comesBack = await visitorOf(table);
  const { stdout, stderr } = await runOn(table);
  expect(stderr).toBe('');
  expect(stdout).toMatch(
    /^Key \S+ now signs tokens\. Tokens signed with the previous key are accepted until 20\S+\.\n$/,
  );
  expect((await storesIn(table).keys.signer(Date.now())).id).toBe(stdout.split(' ')[1]);
  expect(await comesBack(0)).toMatchObject({ subject: 'chat-1' });
  expect(await comesBack((VISITOR_S + RENEWABLE_S - 1) * 1000)).toMatchObject({ subject: 'chat-1' });
});

test('H6 a stolen key ends at once', async () => {
  const table = await engine.createTable();
  const comesBack = await visitorOf(table);
  const { stdout } = await runOn(table, '--stolen');
  expect(stdout).toContain('Tokens signed with an older key are refused everywhere');
  expect(await comesBack(0)).toBe('token_invalid');
});

test('H6 without a tenant, and with an unknown one, it says what to do', async () => {
  expect((await run()).stderr).toContain('Which tenant?\nnpm run rotate-key -- --tenant NAME');
  expect((await run('--tenant', 'nobody')).stderr).toBe(
    'tenants/nobody.json does not exist. There are settings for: demo.\n',
  );
});
