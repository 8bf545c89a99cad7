import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FunctionContract, functions } from '../../../functions/contract.ts';
import { createFoyerApp } from '../../../lib/foyer-app.ts';
import { evaluate } from '../../../local/aws/iam.ts';
import { functionPrincipal } from '../../../local/aws/principals.ts';
import { loadTemplate, type Template } from '../../../local/template/load.ts';
import { type Resource, resolveTemplate } from '../../../local/template/resolve.ts';
import { settingsOf, tinyBuild } from '../../infra/synthesize.ts';

const root = mkdtempSync(join(tmpdir(), 'foyer-template-'));
let template: Template;

beforeAll(() => {
  tinyBuild(root);
  createFoyerApp(() => settingsOf({ tenant: 'acme', dist: root }), { outdir: join(root, 'out') }).synth();
  template = loadTemplate(join(root, 'out'));
});

afterAll(() => rmSync(root, { recursive: true }));

const resolve = (from: Template): Resource[] =>
  resolveTemplate(from, { region: 'eu-west-1', accountId: '111122223333' }).resources;

/** May the function call this on the table? */
function may(resources: Resource[], name: string, action: string): boolean {
  const lambda = resources.find(({ physicalId }) => physicalId === `acme-foyer-${name}`);
  const table = resources.find(({ type }) => type === 'AWS::DynamoDB::Table');
  if (!lambda || !table?.arn) throw new Error(`the template lacks ${name} or its table`);
  return evaluate(functionPrincipal(resources, lambda).policies, { action, resource: table.arn }).allowed;
}

test('H3 the whole of Foyer’s template resolves, and nothing unresolved is left in it', () => {
  const text = JSON.stringify(resolve(template));
  expect(text).not.toMatch(/"(Ref|Fn::\w+)":/);
});

test('H3 each function has the grants on the table that its contract names, and no other', () => {
  const resources = resolve(template);
  for (const [name, { table }] of Object.entries<FunctionContract>(functions)) {
    expect([name, may(resources, name, 'dynamodb:Query')]).toEqual([name, table !== undefined]);
    expect([name, may(resources, name, 'dynamodb:PutItem')]).toEqual([name, table === 'read-write']);
    expect([name, may(resources, name, 'dynamodb:Scan')]).toEqual([name, false]);
  }
});

test('H3 a grant taken out of the template is gone', () => {
  const file = join(root, 'out', 'foyer-acme.template.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"dynamodb:PutItem",/g, ''));
  expect(may(resolve(loadTemplate(join(root, 'out'))), 'visitor-frame', 'dynamodb:PutItem')).toBe(false);
});
