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
  /** The default quota. */
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
    // A deployed tenant already has its share.
    if (stack?.is === 'good') return [];
    const needs = needed(root);
    // Another check reports a missing build.
    if (!needs) return [];
    const asked = quotas.filter(({ type }) => needs(type) > 0);
    return Promise.all(asked.map(async (quota) => roomFor(quota, await quota.count(aws), needs(quota.type))));
  },
};

function roomFor({ plural, most }: Quota, used: number, more: number): Finding {
  return used + more <= most
    ? ok(`${used} of ${most} ${plural} are in use. This tenant needs ${more} more.`)
    : warning(
        `${used} of ${most} ${plural} are in use, and this tenant needs ${more} more. Unless the quota has been raised, the deployment will fail.`,
        'Remove some that are no longer needed, or request more under Service Quotas, Amazon CloudFront.',
      );
}

const TemplateFile = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

/** How many resources of a type a tenant has, according to the built template. */
function needed(root: string): ((type: string) => number) | undefined {
  const folder = join(root, 'dist/template');
  const file = existsSync(folder) && readdirSync(folder).find((name) => name.endsWith('.template.json'));
  if (!file) return undefined;
  const { Resources } = TemplateFile.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  return (type) => Object.values(Resources).filter(({ Type }) => Type === type).length;
}

/** New accounts start with fewer than the documented 1,000: ten, according to many reports. */
export const concurrency: Check = {
  of: 'Lambda’s concurrency',
  async find({ aws }) {
    const { AccountLimit } = await aws.lambda.send(new GetAccountSettingsCommand({}));
    const most = AccountLimit?.ConcurrentExecutions ?? 0;
    if (most >= 100) return [ok(`Up to ${most} Lambda functions can run at once.`)];
    return [
      warning(
        `Only ${most} Lambda functions can run at once in ${aws.region}, for all tenants together. A few dozen visitors use that up, and others have to wait.`,
        `Request more, which takes days: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region ${aws.region}`,
      ),
    ];
  },
};

/** There is no way to ask whether an account may create distributions, but an account that has one may create another. */
export const cloudFrontVerified: Check = {
  of: 'CloudFront',
  async find({ aws }) {
    return (await distributions(aws.cloudFront)) > 0
      ? [ok('The account already has CloudFront distributions, so AWS allows it to create them.')]
      : [
          note(
            'The account has no CloudFront distribution yet. AWS must verify some new accounts before they can create one, and there is no way to check this.',
            'If the deployment fails with "Your account must be verified", send that message to AWS Support, and deploy again once they have replied.',
          ),
        ];
  },
};
