/** A tenant's settings: one file a tenant, kept in git, so that no deployment can forget one. `docs/settings.md` explains each. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { inWords, type Problem, problemsOf, sentenceOf } from '../core/configuration/problems.ts';
import { Email } from '../core/words.ts';
import { needs, StackSettings, TenantName } from '../lib/settings.ts';
import { Stop } from './stop.ts';

/** What shapes the stack, and what the operator's commands want to know besides. */
export const TenantFile = z.strictObject({
  ...StackSettings.shape,
  /** Who becomes administrator while the user pool has none. */
  admin: z.optional(Email),
  /** The file of agents, queues and websites that a deployment puts into force. */
  configuration: z._default(z.string(), 'foyer.config.ts'),
});

export type TenantSettings = z.infer<typeof TenantFile> & { tenant: string };

/** As it is written in messages. */
export const settingsFile = (tenant: string) => `tenants/${tenant}.json`;

/** @throws Stop with everything that is not as it should be. */
export function readSettings(tenant: string, root: string): TenantSettings {
  const written = readFile(tenant, root);
  if (written === undefined) {
    const others = tenantsIn(root);
    throw new Stop(
      `There is no file ${settingsFile(tenant)}.${others.length > 0 ? ` There are settings of: ${others.join(', ')}.` : ''}`,
    );
  }
  return { ...validated(written, tenant), tenant };
}

export const hasSettings = (tenant: string, root: string): boolean => readFile(tenant, root) !== undefined;

/**
 * Writes what is given into the tenant's file, beside what is there.
 * @returns the names of what was changed.
 * @throws Stop where the file would not be right, or the tenant in another region; the file stays as it was.
 */
export function saveSettings(tenant: string, root: string, given: Record<string, unknown>): string[] {
  const before = Object(readFile(tenant, root) ?? {});
  const changed = Object.keys(given).filter((name) => !isDeepStrictEqual(before[name], given[name]));
  if (before.region !== undefined && changed.includes('region')) {
    throw new Stop(
      `${tenant} is in ${before.region} (${settingsFile(tenant)}), and a tenant cannot move to ${given.region}.`,
      `A second one there needs a name of its own: --tenant ${tenant}-2 --region ${given.region}`,
    );
  }
  const after = { ...before, ...given };
  validated(after, tenant);
  if (changed.length > 0) {
    mkdirSync(join(root, 'tenants'), { recursive: true });
    writeFileSync(join(root, settingsFile(tenant)), `${JSON.stringify(after, undefined, 2)}\n`);
  }
  return changed;
}

export function checkSettings(given: unknown): { settings: z.infer<typeof TenantFile> } | { problems: Problem[] } {
  const { data, error } = TenantFile.safeParse(given, inWords);
  if (error) return { problems: problemsOf(error.issues) };
  const problems = needs
    .filter(([one, other]) => data[one] !== undefined && data[other] === undefined)
    .map(([one, other]) => ({ path: other, expected: `text in quotes, since ${one} is set; it is missing` }));
  return problems.length > 0 ? { problems } : { settings: data };
}

function validated(given: unknown, tenant: string): z.infer<typeof TenantFile> {
  const checked = checkSettings(given);
  if ('settings' in checked) return checked.settings;
  throw new Stop(...checked.problems.map((each) => `${settingsFile(tenant)}: ${sentenceOf(each)}`));
}

/** Undefined where there is none. */
function readFile(tenant: string, root: string): unknown {
  const { error } = TenantName.safeParse(tenant);
  if (error) throw new Stop(`A tenant cannot be called "${tenant}": expected ${error.issues[0]?.message}.`);
  const file = join(root, settingsFile(tenant));
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Stop(`${settingsFile(tenant)} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function tenantsIn(root: string): string[] {
  const folder = join(root, 'tenants');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.flatMap((file) => (file.endsWith('.json') ? file.slice(0, -'.json'.length) : [])).sort();
}
