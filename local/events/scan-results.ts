/**
 * Tells functions about scans for malware, as GuardDuty does through EventBridge:
 * https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
 */
import * as z from 'zod';
import type { Scanned } from '../aws/buckets.ts';
import type { AsynchronousCalls } from '../lambda/asynchronous.ts';
import type { Resource } from '../template/resolve.ts';

const DETAIL_TYPE = 'GuardDuty Malware Protection Object Scan Result';
const Rule = z.object({
  EventPattern: z.strictObject({
    source: z.tuple([z.literal('aws.guardduty')]),
    'detail-type': z.tuple([z.literal(DETAIL_TYPE)]),
    detail: z.strictObject({ s3ObjectDetails: z.strictObject({ bucketName: z.array(z.string()) }) }),
  }),
  Targets: z.array(z.object({ Arn: z.string() })),
});

const Sources = z.object({ source: z.array(z.string()) });
const isOfScans = (pattern: unknown): boolean =>
  Sources.safeParse(pattern).data?.source.includes('aws.guardduty') === true;

export type ScanResults = (result: Scanned) => void;

/** EventBridge calls functions asynchronously. */
export function deliverScanResults(resources: Resource[], calls: Pick<AsynchronousCalls, 'call'>): ScanResults {
  const rules = resources
    .filter(({ type, properties }) => type === 'AWS::Events::Rule' && isOfScans(properties.EventPattern))
    .map(({ properties }) => Rule.parse(properties));
  return ({ bucket, key, status }) => {
    const event = {
      ...{ version: '0', source: 'aws.guardduty', 'detail-type': DETAIL_TYPE },
      detail: {
        ...{ schemaVersion: '1.0', scanStatus: 'COMPLETED', resourceType: 'S3_OBJECT' },
        s3ObjectDetails: { bucketName: bucket, objectKey: key, s3Throttled: false },
        scanResultDetails: { scanResultStatus: status, threats: null },
      },
    };
    for (const { EventPattern, Targets } of rules) {
      if (!EventPattern.detail.s3ObjectDetails.bucketName.includes(bucket)) continue;
      for (const { Arn } of Targets) calls.call(Arn, event, undefined);
    }
  };
}
