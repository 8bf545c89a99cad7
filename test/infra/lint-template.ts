/**
 * `npm run lint:template`: cfn-lint on the template, plain and with all tenant settings. If cfn-lint is not installed, a
 * message says that nothing was checked. (`pip install cfn-lint`)
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { createFoyerApp } from '../../lib/foyer-app.ts';
import { settingsOf, tinyBuild } from './synthesize.ts';

const Findings = z.array(
  z.object({
    Rule: z.object({ Id: z.string() }),
    Message: z.string(),
    Location: z.object({ Path: z.array(z.unknown()) }),
  }),
);

/** Why a finding remains, by its rule and the end of its message. */
const explained = [
  // The CDK adds a dependency on the role that a function or state machine already refers to.
  { rule: 'W3005', ends: /\/Properties\/Role(Arn)?'$/ },
];

const everything = {
  domain: 'chat.acme.com',
  certificate: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
  ...{ mailFrom: 'chat@acme.com', mailVerified: true, traces: true },
};

const findings = await Promise.all([{}, everything].map(lint));
if (findings.includes(undefined)) {
  process.stderr.write('cfn-lint is not on this machine: the template was not linted.\n');
} else if (findings.flat().length > 0) {
  for (const finding of new Set(findings.flat())) process.stderr.write(`${finding}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write('cfn-lint finds nothing but what is explained.\n');
}

/** @returns nothing if cfn-lint is not installed */
async function lint(given: Partial<typeof everything>): Promise<string[] | undefined> {
  const root = mkdtempSync(join(tmpdir(), 'foyer-lint-'));
  try {
    tinyBuild(root);
    const outdir = join(root, 'out');
    createFoyerApp(() => settingsOf({ tenant: 'acme', dist: root, ...given }), { outdir }).synth();
    const found = await cfnLint(join(outdir, 'foyer-acme.template.json'));
    return found
      ?.filter(({ Rule, Message }) => !explained.some(({ rule, ends }) => rule === Rule.Id && ends.test(Message)))
      .map(({ Rule, Message, Location }) => `${Rule.Id} ${Location.Path.join('/')}: ${Message}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function cfnLint(template: string): Promise<z.infer<typeof Findings> | undefined> {
  const args = ['--format', 'json', '--regions', 'eu-west-1,us-east-1', '--', template];
  try {
    const { stdout } = await promisify(execFile)('cfn-lint', args);
    return Findings.parse(JSON.parse(stdout));
  } catch (error) {
    const { code, stdout } = error as { code?: unknown; stdout?: string };
    if (code === 'ENOENT') return undefined;
    // It exits with a code that says how severe its findings are.
    if (!stdout) throw error;
    return Findings.parse(JSON.parse(stdout));
  }
}
