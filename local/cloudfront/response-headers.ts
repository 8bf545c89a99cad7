/** AWS::CloudFront::ResponseHeadersPolicy: headers that the distribution adds to its origin's. */
import * as z from 'zod';
import type { Resource } from '../template/resolve.ts';

const overridable = { Override: z.boolean() };

const Items = z.object({ Items: z.array(z.string()) });

const Config = z.strictObject({
  Name: z.string(),
  Comment: z.string().optional(),
  SecurityHeadersConfig: z
    .strictObject({
      ContentSecurityPolicy: z.object({ ...overridable, ContentSecurityPolicy: z.string() }).optional(),
      ContentTypeOptions: z.object(overridable).optional(),
      FrameOptions: z.object({ ...overridable, FrameOption: z.string() }).optional(),
      ReferrerPolicy: z.object({ ...overridable, ReferrerPolicy: z.string() }).optional(),
      StrictTransportSecurity: z
        .object({
          ...overridable,
          AccessControlMaxAgeSec: z.number(),
          IncludeSubdomains: z.boolean().default(false),
          Preload: z.boolean().default(false),
        })
        .optional(),
    })
    .default({}),
  CustomHeadersConfig: z
    .object({ Items: z.array(z.object({ ...overridable, Header: z.string(), Value: z.string() })) })
    .default({ Items: [] }),
  CorsConfig: z
    .object({
      AccessControlAllowOrigins: Items,
      AccessControlAllowMethods: Items,
      AccessControlAllowHeaders: Items,
      AccessControlAllowCredentials: z.boolean(),
      OriginOverride: z.boolean(),
    })
    .optional(),
});
type Config = z.infer<typeof Config>;

interface Header {
  name: string;
  value: string;
  override: boolean;
}

export interface ResponseHeaders {
  always: Header[];
  /** Only if the request has an allowed Origin. */
  cors(origin: string): Header[];
}

export function readResponseHeaders({ properties }: Resource): ResponseHeaders {
  const config = Config.parse(properties.ResponseHeadersPolicyConfig);
  return { always: alwaysOf(config), cors: (origin) => corsOf(config, origin) };
}

function alwaysOf({ SecurityHeadersConfig: security, CustomHeadersConfig }: Config): Header[] {
  const hsts = security.StrictTransportSecurity;
  const header = (name: string, from: { Override: boolean } | undefined, value: string | undefined): Header[] =>
    from && value !== undefined ? [{ name, value, override: from.Override }] : [];
  return [
    ...header(
      'content-security-policy',
      security.ContentSecurityPolicy,
      security.ContentSecurityPolicy?.ContentSecurityPolicy,
    ),
    ...header('x-content-type-options', security.ContentTypeOptions, 'nosniff'),
    ...header('x-frame-options', security.FrameOptions, security.FrameOptions?.FrameOption),
    ...header('referrer-policy', security.ReferrerPolicy, security.ReferrerPolicy?.ReferrerPolicy),
    ...header(
      'strict-transport-security',
      hsts,
      `max-age=${hsts?.AccessControlMaxAgeSec}${hsts?.IncludeSubdomains ? '; includeSubDomains' : ''}${hsts?.Preload ? '; preload' : ''}`,
    ),
    ...CustomHeadersConfig.Items.flatMap((item) => header(item.Header.toLowerCase(), item, item.Value)),
  ];
}

function corsOf({ CorsConfig: cors }: Config, origin: string): Header[] {
  const origins = cors?.AccessControlAllowOrigins.Items ?? [];
  if (!cors || !(origins.includes('*') || origins.includes(origin))) return [];
  const values = {
    'access-control-allow-origin': origins.includes('*') ? '*' : origin,
    'access-control-allow-methods': cors.AccessControlAllowMethods.Items.join(', '),
    'access-control-allow-headers': cors.AccessControlAllowHeaders.Items.join(', '),
    ...(cors.AccessControlAllowCredentials && { 'access-control-allow-credentials': 'true' }),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value, override: cors.OriginOverride }));
}
