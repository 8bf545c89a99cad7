/**
 * What `cdk -c name=value` may set: which tenant, where its build is, and whether this deployment protects it. Everything else
 * is in the tenant's file.
 */
import type { Node } from 'constructs';
import type { Settings } from '../lib/settings.ts';
import { readSettings, settingsFile, TenantFile } from './settings-file.ts';
import { Stop } from './stop.ts';

interface Place {
  /** The folder that contains `tenants`. */
  root: string;
  /** The region that the CDK command line deploys to. Undefined if the app runs without it. */
  region: string | undefined;
}

/** @throws Stop */
export function settingsOfContext(app: Node, { root, region }: Place): Settings {
  const tenant = app.tryGetContext('tenant');
  if (typeof tenant !== 'string') throw new Stop('Which tenant? Add -c tenant=NAME.');
  const settings = readSettings(tenant, root);
  const misplaced = Object.keys(TenantFile.shape).filter((name) => app.tryGetContext(name) !== undefined);
  if (misplaced.length > 0) {
    throw new Stop(
      `-c cannot set ${misplaced.join(', ')}: put it in ${settingsFile(tenant)}, so that the next deployment uses it too.`,
    );
  }
  if (region !== undefined && region !== settings.region) {
    throw new Stop(
      `${tenant} is in ${settings.region} (${settingsFile(tenant)}), but this command would use ${region}. Set AWS_REGION=${settings.region}.`,
    );
  }
  return {
    ...settings,
    dist: app.tryGetContext('dist') ?? 'dist',
    protect: yesOrNo('protect', app.tryGetContext('protect') ?? true),
  };
}

function yesOrNo(name: string, given: unknown): boolean {
  if (given !== 'true' && given !== 'false' && typeof given !== 'boolean')
    throw new Stop(`-c ${name} must be true or false, not ${JSON.stringify(given)}.`);
  return String(given) === 'true';
}
