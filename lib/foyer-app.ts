/** The app: one tenant's stack, and the checks that fail its synthesis. */
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { FoyerStack } from './foyer-stack.ts';
import { readSettings } from './settings.ts';

export function createFoyerApp(props: Pick<AppProps, 'context' | 'outdir'> = {}): App {
  const app = new App({
    ...props,
    // Flags are set here and not in cdk.json, so that everybody who runs the app gets the same template: the CDK's command line,
    // the local cloud, tests. The recommended ones make the CDK's own template validation an error; it is named all the same.
    context: { ...recommendedFlags, '@aws-cdk/core:validateAgainstDefaultRules': true, ...props.context },
    // Usage metadata for AWS would be a resource with a condition on the region in every template.
    analyticsReporting: false,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  new FoyerStack(app, readSettings(app.node));
  return app;
}
