/** The CDK bootstrap: the roles and the bucket that it deploys with, once for each account and region. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { blocking, type Check, ok } from './finding.ts';

/** What the CDK's default synthesizer requires. */
const LEAST_VERSION = 6;

/** Tells several bootstraps in one account apart. */
const CdkJson = z.object({
  context: z.optional(z.object({ '@aws-cdk/core:bootstrapQualifier': z.optional(z.string()) })),
});

export const bootstrap: Check = {
  of: 'the CDK’s bootstrap',
  async find({ aws, root, accountId }) {
    const { context } = CdkJson.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
    const qualifier = context?.['@aws-cdk/core:bootstrapQualifier'];
    const command = `npx cdk bootstrap aws://${accountId}/${aws.region}${qualifier ? ` --qualifier ${qualifier}` : ''}`;
    const Name = `/cdk-bootstrap/${qualifier ?? 'hnb659fds'}/version`;
    try {
      const { Parameter } = await aws.ssm.send(new GetParameterCommand({ Name }));
      const version = Number(Parameter?.Value);
      return version >= LEAST_VERSION
        ? [ok(`The CDK is bootstrapped, version ${version}.`)]
        : [
            blocking(
              `The CDK bootstrap is too old: version ${version}, but ${LEAST_VERSION} is required.`,
              `Update it: ${command}`,
            ),
          ];
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
      return [
        blocking(
          `The CDK has not been bootstrapped in ${aws.region}, so it cannot deploy.`,
          `Run this once for each account and region: ${command}`,
        ),
      ];
    }
  },
};
