/**
 * What S3 does with a request that the engine does not: browsers' preflights, writes that must not replace anything, tags, and
 * headers of an answer that its address asks for. And the scan for malware of every new object in a protected bucket.
 */
import * as z from 'zod';
import { corsHeaders } from '../apigateway/cors.ts';
import type { Resource } from '../template/resolve.ts';
import { type ObjectPlace, placeIn, refusal } from './services/s3.ts';
import type { Answer, AwsRequest } from './services/service.ts';

const CorsRule = z.object({
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.number().optional(),
});
const Bucket = z.object({ CorsConfiguration: z.object({ CorsRules: z.array(CorsRule).length(1) }).optional() });
const Plan = z.object({
  ProtectedResource: z.object({ S3Bucket: z.object({ BucketName: z.string() }) }),
  Actions: z.object({ Tagging: z.object({ Status: z.literal('ENABLED') }) }),
});

/** The test file of the anti-virus industry: https://www.eicar.org/download-anti-malware-testfile/ */
const EICAR = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE';
const SCAN_MS = 300;

export interface Scanned {
  bucket: string;
  key: string;
  status: 'NO_THREATS_FOUND' | 'THREATS_FOUND';
}

export interface Buckets {
  cors(request: AwsRequest): Record<string, string>;
  /** Undefined: the engine answers. */
  answer(request: AwsRequest): Promise<Answer | undefined>;
  /** Headers that the address asks for. */
  asked(request: AwsRequest): Record<string, string>;
  /** The engine has stored it. */
  stored(request: AwsRequest): void;
  stop(): void;
}

export function bucketsOf(resources: Resource[], engine: string, scanned: (result: Scanned) => void): Buckets {
  const buckets = new Map(
    resources
      .filter(({ type }) => type === 'AWS::S3::Bucket')
      .map(({ physicalId, properties }) => [physicalId, Bucket.parse(properties).CorsConfiguration?.CorsRules[0]]),
  );
  const protectedOnes = resources
    .filter(({ type }) => type === 'AWS::GuardDuty::MalwareProtectionPlan')
    .map(({ properties }) => Plan.parse(properties).ProtectedResource.S3Bucket.BucketName);
  const tags = new Map<string, Record<string, string>>();
  const scans = new Set<NodeJS.Timeout>();
  const isThere = async ({ bucket, key }: ObjectPlace) =>
    (await fetch(`${engine}/${bucket}/${key}`, { method: 'HEAD' })).ok;

  function scan({ bucket, key }: ObjectPlace, content: Buffer): void {
    const timer = setTimeout(() => {
      scans.delete(timer);
      const status = content.includes(EICAR) ? 'THREATS_FOUND' : 'NO_THREATS_FOUND';
      tags.set(`${bucket}/${key}`, { ...tags.get(`${bucket}/${key}`), GuardDutyMalwareScanStatus: status });
      scanned({ bucket, key, status });
    }, SCAN_MS);
    scans.add(timer);
  }

  return {
    cors(request) {
      const { origin } = request.headers;
      const rule = buckets.get(placeIn(request).bucket);
      if (!rule) return {};
      const { AllowedOrigins: AllowOrigins, AllowedMethods: AllowMethods, AllowedHeaders: AllowHeaders } = rule;
      return corsHeaders(
        { AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders: rule.ExposedHeaders, AllowCredentials: false },
        origin,
      );
    },

    async answer(request) {
      const place = placeIn(request);
      const { bucket, key, query } = place;
      if (query.has('tagging')) {
        if (!(await isThere(place))) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
        const all = Object.entries(tags.get(`${bucket}/${key}`) ?? {});
        const set = all.map(([name, value]) => `<Tag><Key>${name}</Key><Value>${value}</Value></Tag>`).join('');
        return {
          ...{ status: 200, headers: { 'content-type': 'application/xml' } },
          body: `<?xml version="1.0" encoding="UTF-8"?>\n<Tagging><TagSet>${set}</TagSet></Tagging>`,
        };
      }
      const mustBeNew = request.method === 'PUT' && request.headers['if-none-match'] === '*';
      return mustBeNew && (await isThere(place))
        ? refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
        : undefined;
    },

    asked(request) {
      const disposition = placeIn(request).query.get('response-content-disposition');
      return disposition === null ? {} : { 'content-disposition': disposition };
    },

    stored(request) {
      const place = placeIn(request);
      const isNew = request.method === 'PUT' && place.key !== '' && !request.headers['x-amz-copy-source'];
      if (isNew && protectedOnes.includes(place.bucket)) scan(place, request.body);
    },

    stop: () => scans.forEach(clearTimeout),
  };
}
