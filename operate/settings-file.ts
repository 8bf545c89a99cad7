/** A tenant's settings: one file a tenant, kept in git, so that no deployment can forget one. `docs/settings.md` explains each. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { inWords, type Problem, problemsOf, sentenceOf } from '../core/configuration/problems.ts';
import { type Settings, StackSettings, TenantName, together } from '../lib/settings.ts';

type OfThisRun = Pick<Settings, 'dist' | 'protect'>;

/** As it is written in messages. */
const nameOf = (tenant: string) => `tenants/${tenant}.json`;

/** What an operator is told instead of a stack trace. */
export class SettingsProblem extends Error {
  override name = 'SettingsProblem';
}

/** @throws SettingsProblem with everything that is not as it should be. */
export function readSettings(tenant: string, { root, ...ofThisRun }: OfThisRun & { root: string }): Settings {
  checkName(tenant);
  const file = join(root, nameOf(tenant));
  if (!existsSync(file)) {
    const others = tenantsIn(root);
    throw new SettingsProblem(
      `There is no file ${nameOf(tenant)}.${others.length > 0 ? ` There are settings of: ${others.join(', ')}.` : ''}`,
    );
  }
  const checked = checkSettings(parseJson(readFileSync(file, 'utf8'), tenant));
  if ('problems' in checked) {
    throw new SettingsProblem(checked.problems.map((each) => `${nameOf(tenant)}: ${sentenceOf(each)}`).join('\n'));
  }
  return { ...checked.settings, ...ofThisRun, tenant };
}

export function checkSettings(given: unknown): { settings: z.infer<typeof StackSettings> } | { problems: Problem[] } {
  const { data, error } = StackSettings.safeParse(given, inWords);
  if (error) return { problems: problemsOf(error.issues) };
  const halves = together.filter(([one, other]) => (data[one] === undefined) !== (data[other] === undefined));
  return halves.length > 0
    ? {
        problems: halves
          .flat()
          .filter((name) => data[name] === undefined)
          .map(missingHalf),
      }
    : { settings: data };
}

function missingHalf(name: string): Problem {
  const other = together.flatMap((pair) =>
    pair.some((each) => each === name) ? pair.filter((each) => each !== name) : [],
  );
  return { path: name, expected: `text in quotes, since ${other} is set; it is missing` };
}

function checkName(tenant: string): void {
  const { error } = TenantName.safeParse(tenant);
  if (error) throw new SettingsProblem(`A tenant cannot be called "${tenant}": expected ${error.issues[0]?.message}.`);
}

function parseJson(text: string, tenant: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SettingsProblem(`${nameOf(tenant)} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function tenantsIn(root: string): string[] {
  const folder = join(root, 'tenants');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.flatMap((file) => (file.endsWith('.json') ? file.slice(0, -'.json'.length) : [])).sort();
}
