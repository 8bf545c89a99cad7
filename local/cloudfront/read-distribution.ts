/** Reads a CloudFront distribution from the template: which paths go to which origin, and what happens to the responses. */
import { runInNewContext } from 'node:vm';
import * as z from 'zod';
import type { Resource } from '../template/resolve.ts';
import { matchesGlob } from './glob.ts';
import { type ResponseHeaders, readResponseHeaders } from './response-headers.ts';

export interface Distribution {
  comment: string;
  /** The first match wins; the last one matches everything. */
  behaviours: Behaviour[];
  defaultRootObject: string;
  /** What to return instead of an error, by status. */
  errorPages: Map<number, { status: number; path: string }>;
}

export interface Behaviour {
  /** Whether it applies to this path, which starts with a slash. */
  fits(path: string): boolean;
  origin: { type: 's3' | 'http'; domainName: string; customHeaders: Record<string, string> };
  methods: string[];
  compress: boolean;
  headers: ResponseHeaders | undefined;
  /** The path that a CloudFront function puts in place of the viewer's. */
  rewritten?: (path: string) => string;
}

const unknown = (name: string) => z.never({ error: `the local cloud does not know ${name}` }).optional();

const BehaviourConfig = z.object({
  PathPattern: z.string().default('*'),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  Compress: z.boolean().default(false),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z
    .array(z.strictObject({ EventType: z.literal('viewer-request'), FunctionARN: z.string() }))
    .default([]),
  LambdaFunctionAssociations: unknown('Lambda@Edge'),
});

const DistributionConfig = z.object({
  Comment: z.string().default(''),
  DefaultRootObject: z.string().default(''),
  DefaultCacheBehavior: BehaviourConfig,
  CacheBehaviors: z.array(BehaviourConfig).default([]),
  CustomErrorResponses: z
    .array(z.object({ ErrorCode: z.number(), ResponseCode: z.number(), ResponsePagePath: z.string() }))
    .default([]),
  Origins: z.array(
    z.object({
      Id: z.string(),
      DomainName: z.string(),
      OriginPath: z.literal('').optional(),
      S3OriginConfig: z.unknown().optional(),
      OriginCustomHeaders: z.array(z.object({ HeaderName: z.string(), HeaderValue: z.string() })).default([]),
    }),
  ),
});

const EdgeFunction = z.object({ Name: z.string(), FunctionCode: z.string() });

/** Of a function that changes nothing but the request's path, in the template's own code. */
function rewriteBy(functions: Resource[], arn: string): ((path: string) => string) | undefined {
  const found = functions.find(({ properties }) => arn.endsWith(`:function/${properties.Name}`));
  if (!found) return undefined;
  const { FunctionCode } = EdgeFunction.parse(found.properties);
  const handler = runInNewContext(`${FunctionCode};handler`) as (event: object) => { uri: string };
  return (uri) => handler({ request: { uri } }).uri;
}

/**
 * AWS's managed policy SecurityHeadersPolicy:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
 */
const SECURITY_HEADERS = '67f7725c-6f97-4210-82d7-5512b31e9d03';
const securityHeaders: ResponseHeaders = {
  always: [
    { name: 'referrer-policy', value: 'strict-origin-when-cross-origin', override: false },
    { name: 'strict-transport-security', value: 'max-age=31536000', override: false },
    { name: 'x-content-type-options', value: 'nosniff', override: true },
    { name: 'x-frame-options', value: 'SAMEORIGIN', override: false },
    { name: 'x-xss-protection', value: '1; mode=block', override: false },
  ],
  cors: () => [],
};

export function readDistribution(resources: Resource[], { properties, logicalId }: Resource): Distribution {
  const config = DistributionConfig.parse(properties.DistributionConfig);
  const need = <T>(found: T | undefined, what: string): T => {
    if (!found) throw new Error(`${logicalId}: the template has no ${what}`);
    return found;
  };
  const behaviour = (from: z.infer<typeof BehaviourConfig>): Behaviour => {
    const { ResponseHeadersPolicyId: policyId, TargetOriginId } = from;
    const {
      S3OriginConfig,
      DomainName: domainName,
      OriginCustomHeaders,
    } = need(
      config.Origins.find(({ Id }) => Id === TargetOriginId),
      `origin ${TargetOriginId}`,
    );
    const [association] = from.FunctionAssociations;
    const functions = resources.filter(({ type }) => type === 'AWS::CloudFront::Function');
    const rewrite = association && {
      rewritten: need(rewriteBy(functions, association.FunctionARN), `function ${association.FunctionARN}`),
    };
    return {
      // The pattern's leading slash is optional.
      fits: (path) => matchesGlob(path.slice(1), from.PathPattern.replace(/^\//, '')),
      origin: {
        ...{ type: S3OriginConfig ? 's3' : 'http', domainName },
        customHeaders: Object.fromEntries(
          OriginCustomHeaders.map((each) => [each.HeaderName.toLowerCase(), each.HeaderValue]),
        ),
      },
      methods: from.AllowedMethods,
      ...rewrite,
      compress: from.Compress,
      headers:
        policyId === undefined
          ? undefined
          : policyId === SECURITY_HEADERS
            ? securityHeaders
            : readResponseHeaders(
                need(
                  resources.find(({ physicalId }) => physicalId === policyId),
                  `policy ${policyId}`,
                ),
              ),
    };
  };
  return {
    comment: config.Comment,
    behaviours: [...config.CacheBehaviors, config.DefaultCacheBehavior].map(behaviour),
    defaultRootObject: config.DefaultRootObject,
    errorPages: new Map(
      config.CustomErrorResponses.map(({ ErrorCode, ResponseCode, ResponsePagePath }) => [
        ErrorCode,
        { status: ResponseCode, path: ResponsePagePath },
      ]),
    ),
  };
}
