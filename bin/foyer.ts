/**
 * The CDK app: one tenant's stack, as described in `tenants/<tenant>.json`.
 *
 *     npx cdk deploy -c tenant=acme
 */
import { resolve } from 'node:path';
import { createFoyerApp } from '../lib/foyer-app.ts';
import { outOfDate } from '../local/built.ts';
import { settingsOfContext } from '../operate/cdk-context.ts';
import { Stop } from '../operate/stop.ts';

const place = { root: resolve(import.meta.dirname, '..'), region: process.env.CDK_DEFAULT_REGION };
try {
  createFoyerApp((app) => {
    const settings = settingsOfContext(app, place);
    const old = outOfDate(settings.dist);
    if (old.length > 0) throw new Stop(`${settings.dist} is out of date: ${old.join(', ')}. Run npm run build.`);
    return settings;
  }).synth();
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
