/**
 * The CDK app: one tenant's stack.
 *
 *     npx cdk deploy -c tenant=acme
 *
 * `lib/settings.ts` lists what else `-c` understands.
 */
import { createFoyerApp } from '../lib/foyer-app.ts';

createFoyerApp().synth();
