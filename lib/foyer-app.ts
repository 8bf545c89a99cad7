/** The app: one tenant's stack, and the checks that fail its synthesis. */
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Node } from 'constructs';
import { FoyerStack } from './foyer-stack.ts';
import type { Settings } from './settings.ts';

/** @param settingsOf may read the app's context, which `cdk -c name=value` fills */
export function createFoyerApp(
  settingsOf: (app: Node) => Settings,
  props: Pick<AppProps, 'outdir' | 'context'> = {},
): App {
  const app = new App({
    ...props,
    // Flags are set here rather than in cdk.json, so that the CDK command line, the local cloud and the tests all get the same
    // template. The recommended flags already make the CDK's template validation an error; it is listed anyway.
    context: { ...recommendedFlags, '@aws-cdk/core:validateAgainstDefaultRules': true, ...props.context },
    // Usage metadata for AWS would add a resource with a region condition to every template.
    analyticsReporting: false,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  new FoyerStack(app, settingsOf(app.node));
  return app;
}
