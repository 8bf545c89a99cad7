/** Synthesizes the app on a tiny build and makes its template readable: names without hashes, references as text. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { functions, optionalFunctions } from '../../functions/contract.ts';
import { createFoyerApp } from '../../lib/foyer-app.ts';
import type { Settings } from '../../lib/settings.ts';
import { checkSettings } from '../../operate/settings-file.ts';

type Given = Pick<Settings, 'tenant'> & Partial<Settings>;

/** Settings as a tenant's file would give them. */
export function settingsOf({ tenant, dist = 'dist', protect = true, ...given }: Given): Settings {
  const checked = checkSettings({ region: 'eu-west-1', ...given });
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  return { ...checked.settings, tenant, dist, protect };
}

/** What the template deploys, as files that contain their own names. */
export function tinyBuild(root: string): void {
  const bundles = Object.keys({ ...functions, ...optionalFunctions }).map((name) => `functions/${name}/index.mjs`);
  for (const file of [...bundles, 'widget/w.js', 'console/index.html']) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), file);
  }
}

/** @param change what a careless commit would add */
export function synthesize(
  settings: Given,
  change?: (stack: Stack) => void,
  context?: Record<string, unknown>,
): Template {
  const root = mkdtempSync(join(tmpdir(), 'foyer-infra-'));
  try {
    tinyBuild(root);
    const app = createFoyerApp(() => settingsOf({ ...settings, dist: root }), {
      outdir: join(root, 'out'),
      ...(context && { context }),
    });
    if (change) app.node.children.filter(Stack.isStack).map(change);
    const [stack] = app.synth().stacks;
    return Template.fromJSON(JSON.parse(JSON.stringify(stack?.template), readable));
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Properties of every resource of a type, by logical id. */
export const all = (template: Template, type: string) =>
  Object.fromEntries(Object.entries(template.findResources(type)).map(([id, { Properties }]) => [id, Properties]));

/** A reviver for `JSON.parse`, called for inner values first. */
function readable(key: string, value: unknown): unknown {
  if (key === 'Resources')
    return Object.fromEntries(Object.entries(Object(value)).map(([id, it]) => [unhashed(id), it]));
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return `<${unhashed(String(value.Ref))}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) {
    const [id, attribute] = value['Fn::GetAtt'];
    return `<${unhashed(id)}.${attribute}>`;
  }
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) return value['Fn::Join'][1].join('');
  return value;
}

const unhashed = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');
