/** What an account has room for: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ListDistributionsCommand,
  ListOriginAccessControlsCommand,
  ListResponseHeadersPoliciesCommand,
} from '@aws-sdk/client-cloudfront';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { Aws } from '../aws.ts';
import { type Check, type Finding, note, ok, warning } from './finding.ts';

interface Quota {
  type: string;
  plural: string;
  /** In an account that nobody raised it in. */
  most: number;
  count(aws: Aws): Promise<number>;
}

const quotas: Quota[] = [
  {
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    plural: 'response headers policies',
    most: 20,
    count: ({ cloudFront }) =>
      counted(async (Marker) => {
        const { ResponseHeadersPolicyList: list } = await cloudFront.send(
          new ListResponseHeadersPoliciesCommand({ Type: 'custom', Marker }),
        );
        return { Quantity: list?.Quantity, NextMarker: list?.NextMarker };
      }),
  },
  {
    type: 'AWS::CloudFront::OriginAccessControl',
    plural: 'origin access controls',
    most: 100,
    count: ({ cloudFront }) =>
      counted(async (Marker) => {
        const { OriginAccessControlList: list } = await cloudFront.send(
          new ListOriginAccessControlsCommand({ Marker }),
        );
        return { Quantity: list?.Quantity, NextMarker: list?.NextMarker };
      }),
  },
  {
    type: 'AWS::CloudFront::Distribution',
    plural: 'CloudFront distributions',
    most: 500,
    count: ({ cloudFront }) => distributions(cloudFront),
  },
];

const distributions = (cloudFront: Aws['cloudFront']) =>
  counted(async (Marker) => {
    const { DistributionList: list } = await cloudFront.send(new ListDistributionsCommand({ Marker }));
    return { Quantity: list?.Quantity, NextMarker: list?.NextMarker };
  });

interface Page {
  Quantity: number | undefined;
  NextMarker: string | undefined;
}

async function counted(page: (marker: string | undefined) => Promise<Page>): Promise<number> {
  let count = 0;
  let marker: string | undefined;
  do {
    const { Quantity = 0, NextMarker } = await page(marker);
    count += Quantity;
    marker = NextMarker;
  } while (marker);
  return count;
}

export const accountQuotas: Check = {
  of: 'CloudFront’s quotas',
  async find({ aws, root, stack }) {
    // What is deployed has its place already.
    if (stack?.is === 'good') return [];
    const needs = needed(root);
    // Another check says that nothing is built.
    if (!needs) return [];
    const asked = quotas.filter(({ type }) => needs(type) > 0);
    return Promise.all(asked.map(async (quota) => roomFor(quota, await quota.count(aws), needs(quota.type))));
  },
};

function roomFor({ plural, most }: Quota, used: number, more: number): Finding {
  return used + more <= most
    ? ok(`${used} of ${most} ${plural} are used; this tenant needs ${more} more.`)
    : warning(
        `${used} of ${most} ${plural} are used, and this tenant needs ${more} more: unless the quota was raised, the deployment fails.`,
        'Remove what nobody needs, or ask for more: Service Quotas, Amazon CloudFront.',
      );
}

const TemplateFile = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

/** How many of a type a tenant has, by the template that the build has left. */
function needed(root: string): ((type: string) => number) | undefined {
  const folder = join(root, 'dist/template');
  const file = existsSync(folder) && readdirSync(folder).find((name) => name.endsWith('.template.json'));
  if (!file) return undefined;
  const { Resources } = TemplateFile.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  return (type) => Object.values(Resources).filter(({ Type }) => Type === type).length;
}

/** Accounts begin with fewer than the 1,000 of the documentation: ten, as many report. */
export const concurrency: Check = {
  of: 'Lambda’s concurrency',
  async find({ aws }) {
    const { AccountLimit } = await aws.lambda.send(new GetAccountSettingsCommand({}));
    const most = AccountLimit?.ConcurrentExecutions ?? 0;
    if (most >= 100) return [ok(`${most} Lambda functions may run at once.`)];
    return [
      warning(
        `Only ${most} Lambda functions may run at once in ${aws.region}, for all tenants together: a few dozen visitors fill that, and the next are told to wait.`,
        `Ask for more, which takes days: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region ${aws.region}`,
      ),
    ];
  },
};

/** Whether AWS lets an account make distributions cannot be asked; who has one may have another. */
export const cloudFrontVerified: Check = {
  of: 'CloudFront',
  async find({ aws }) {
    return (await distributions(aws.cloudFront)) > 0
      ? [ok('The account has CloudFront distributions already, so AWS lets it make them.')]
      : [
          note(
            'The account has no CloudFront distribution yet, and AWS lets some new accounts make none before it has verified them. This cannot be asked.',
            'If the deployment fails with "Your account must be verified", write to AWS Support with that sentence, and deploy again after the answer.',
          ),
        ];
  },
};
