/**
 * A tenant's settings: one file for each tenant, kept in git, so that no deployment forgets one. `docs/settings.md` explains
 * them.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { inWords, type Problem, problemsOf, sentenceOf } from '../core/configuration/problems.ts';
import { Email } from '../core/words.ts';
import { needs, StackSettings, TenantName } from '../lib/settings.ts';
import { Stop } from './stop.ts';

/** Settings that shape the stack, and others that the operator commands need. */
export const TenantFile = z.strictObject({
  ...StackSettings.shape,
  /** Becomes administrator if the user pool has none. */
  admin: z.optional(Email),
  /** The file with the agents, queues and websites that a deployment puts into force. */
  configuration: z._default(z.string(), 'foyer.config.ts'),
});

export type TenantSettings = z.infer<typeof TenantFile> & { tenant: string };

/** As shown in messages. */
export const settingsFile = (tenant: string) => `tenants/${tenant}.json`;

/** @throws Stop with everything that is wrong */
export function readSettings(tenant: string, root: string): TenantSettings {
  const written = readFile(tenant, root);
  if (written === undefined) {
    const others = tenantsIn(root);
    throw new Stop(
      `${settingsFile(tenant)} does not exist.${others.length > 0 ? ` There are settings for: ${others.join(', ')}.` : ''}`,
    );
  }
  return { ...validated(written, tenant), tenant };
}

export const hasSettings = (tenant: string, root: string): boolean => readFile(tenant, root) !== undefined;

/**
 * Writes the given settings into the tenant's file and keeps the others.
 * @returns the names of the changed settings
 * @throws Stop if the file would be invalid or the tenant in another region; the file is not changed then
 */
export function saveSettings(tenant: string, root: string, given: Record<string, unknown>): string[] {
  const before = Object(readFile(tenant, root) ?? {});
  const changed = Object.keys(given).filter((name) => !isDeepStrictEqual(before[name], given[name]));
  if (before.region !== undefined && changed.includes('region')) {
    throw new Stop(
      `${tenant} is in ${before.region} (${settingsFile(tenant)}) and cannot move to ${given.region}.`,
      `To deploy a second tenant there, give it another name: --tenant ${tenant}-2 --region ${given.region}`,
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
    .map(([one, other]) => ({ path: other, expected: `text in quotes, because ${one} is set; it is missing` }));
  return problems.length > 0 ? { problems } : { settings: data };
}

function validated(given: unknown, tenant: string): z.infer<typeof TenantFile> {
  const checked = checkSettings(given);
  if ('settings' in checked) return checked.settings;
  throw new Stop(...checked.problems.map((each) => `${settingsFile(tenant)}: ${sentenceOf(each)}`));
}

/** Undefined if there is no file. */
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
