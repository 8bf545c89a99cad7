import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: a configuration file without types
import rules from '../../.dependency-cruiser.cjs';

const folders = [
  'bin',
  'operate',
  'core',
  'protocol',
  'adapters',
  'functions',
  'lib',
  'widget',
  'console',
  'local',
  'examples',
];

async function cruised(paths: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(paths, { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true });
  if (typeof output === 'string') throw new Error(output);
  return output;
}

describe('layering', () => {
  it('every arrow between folders is one that the architecture draws', async () => {
    const { summary, modules } = await cruised(folders);
    const seen = (folder: string) => modules.filter(({ source }) => source.startsWith(`${folder}/`)).length;
    // A check that saw nothing would always pass.
    for (const folder of folders) expect(seen(folder), folder).toBeGreaterThan(0);
    expect(modules.flatMap(({ dependencies }) => dependencies).length).toBeGreaterThan(300);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  }, 60_000);
});
