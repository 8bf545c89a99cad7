/** The CDK command line with a tenant's settings, as far as it gets without an account. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { functions } from '../../functions/contract.ts';
import { built, sources } from '../../local/built.ts';
import { createCdk } from '../../operate/cdk.ts';

const root = mkdtempSync(join(tmpdir(), 'foyer-cdk-'));
const dist = join(root, 'dist');
const out = join(root, 'out');

beforeAll(async () => {
  const files = [
    ...Object.keys(functions).map((name) => `functions/${name}/index.mjs`),
    'widget/w.js',
    'console/index.html',
  ];
  for (const file of files) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), file);
  }
  for (const [part, inputs] of Object.entries(sources)) await built(join(dist, part), inputs, async () => {});
});
afterAll(() => rmSync(root, { recursive: true }));

async function cdk(command: string[], region: string) {
  const args = ['node_modules/aws-cdk/bin/cdk', ...command, '-c', 'tenant=demo', '-c', `dist=${dist}`, '-o', out];
  const env = {
    ...{
      ...process.env,
      AWS_REGION: region,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    ...{ AWS_ACCESS_KEY_ID: 'AKIAOPERATOR', AWS_SECRET_ACCESS_KEY: 'secret', CDK_DISABLE_CLI_TELEMETRY: 'true' },
  };
  const ended: Promise<{ stdout: string; stderr: string; code?: number }> = promisify(execFile)(
    process.execPath,
    args,
    { env },
  );
  const { stdout, stderr, code = 0 } = await ended.catch((error) => error);
  return { said: stdout + stderr, code };
}

test('H7 cdk deploy reads the tenant’s file, and ends with a code where it reaches no AWS', async () => {
  const { code, said } = await cdk(['deploy', '--require-approval', 'never'], 'eu-west-1');
  expect(readdirSync(out)).toContain('foyer-demo.template.json');
  expect(said).toContain('Unable to resolve AWS account');
  expect(code).toBe(1);
});

test('H7 cdk in another region than the tenant’s does nothing', async () => {
  const { code, said } = await cdk(['deploy', '--require-approval', 'never'], 'us-east-1');
  expect(said).toContain('demo is in eu-west-1 (tenants/demo.json), but this command would use us-east-1.');
  expect(code).toBe(1);
});

test('H7 the CDK is started in the version that the project pins, and its exit code comes back', async () => {
  const run = createCdk(process.cwd());
  expect(await run(['--version'], 'eu-west-1')).toBe(0);
  expect(await run(['no-such-command'], 'eu-west-1')).not.toBe(0);
});
