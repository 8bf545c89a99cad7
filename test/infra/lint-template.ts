/**
 * `npm run lint:template`: cfn-lint on the template, plain and with all tenant settings. If cfn-lint is not installed, a
 * message says that nothing was checked. (`pip install cfn-lint`)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

if (spawnSync('cfn-lint', ['--version']).error) {
  process.stderr.write('cfn-lint is not on this machine: the template was not linted.\n');
} else {
  const findings = [{}, everything].flatMap(lint);
  for (const finding of new Set(findings)) process.stderr.write(`${finding}\n`);
  if (findings.length > 0) process.exitCode = 1;
  else process.stdout.write('cfn-lint finds nothing but what is explained.\n');
}

function lint(given: Partial<typeof everything>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'foyer-lint-'));
  try {
    tinyBuild(root);
    const outdir = join(root, 'out');
    createFoyerApp(() => settingsOf({ tenant: 'acme', dist: root, ...given }), { outdir }).synth();
    const args = [
      '--format',
      'json',
      '--regions',
      'eu-west-1,us-east-1',
      '--',
      join(outdir, 'foyer-acme.template.json'),
    ];
    const { stdout } = spawnSync('cfn-lint', args, { encoding: 'utf8' });
    return Findings.parse(JSON.parse(stdout))
      .filter(({ Rule, Message }) => !explained.some(({ rule, ends }) => rule === Rule.Id && ends.test(Message)))
      .map(({ Rule, Message, Location }) => `${Rule.Id} ${Location.Path.join('/')}: ${Message}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}
