/** What `cdk -c name=value` may say: which tenant, where its build is, and whether this deployment protects it. All else stands in the tenant's file. */
import type { Node } from 'constructs';
import { type Settings, StackSettings } from '../lib/settings.ts';
import { readSettings, SettingsProblem } from './settings-file.ts';

interface Place {
  /** Where `tenants` is. */
  root: string;
  /** In which the CDK's command line deploys; undefined where the app runs without it. */
  region: string | undefined;
}

/** @throws SettingsProblem */
export function settingsOfContext(app: Node, { root, region }: Place): Settings {
  const tenant = app.tryGetContext('tenant');
  if (typeof tenant !== 'string') throw new SettingsProblem('Which tenant? Add -c tenant=NAME.');
  const settings = readSettings(tenant, {
    root,
    dist: app.tryGetContext('dist') ?? 'dist',
    protect: yesOrNo('protect', app.tryGetContext('protect') ?? true),
  });
  const file = `tenants/${tenant}.json`;
  const misplaced = Object.keys(StackSettings.shape).filter((name) => app.tryGetContext(name) !== undefined);
  if (misplaced.length > 0) {
    throw new SettingsProblem(
      `-c does not set ${misplaced.join(', ')}: write it into ${file}, so that the next deployment knows it too.`,
    );
  }
  if (region !== undefined && region !== settings.region) {
    throw new SettingsProblem(
      `${tenant} is in ${settings.region} (${file}), and this command would act in ${region}. Set AWS_REGION=${settings.region}.`,
    );
  }
  return settings;
}

function yesOrNo(name: string, given: unknown): boolean {
  if (given !== 'true' && given !== 'false' && typeof given !== 'boolean')
    throw new SettingsProblem(`-c ${name} is true or false, not ${JSON.stringify(given)}.`);
  return String(given) === 'true';
}
