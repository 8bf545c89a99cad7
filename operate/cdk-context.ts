/**
 * What `cdk -c name=value` may say: which tenant, where its build is, and whether this deployment protects it. All else stands in
 * the tenant's file.
 */
import type { Node } from 'constructs';
import type { Settings } from '../lib/settings.ts';
import { readSettings, settingsFile, TenantFile } from './settings-file.ts';
import { Stop } from './stop.ts';

interface Place {
  /** Where `tenants` is. */
  root: string;
  /** In which the CDK's command line deploys; undefined where the app runs without it. */
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
      `-c does not set ${misplaced.join(', ')}: write it into ${settingsFile(tenant)}, so that the next deployment knows it too.`,
    );
  }
  if (region !== undefined && region !== settings.region) {
    throw new Stop(
      `${tenant} is in ${settings.region} (${settingsFile(tenant)}), and this command would act in ${region}. Set AWS_REGION=${settings.region}.`,
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
    throw new Stop(`-c ${name} is true or false, not ${JSON.stringify(given)}.`);
  return String(given) === 'true';
}
