/** Reads HTTP and WebSocket APIs from the template: routes, what they call, and who may call them. */
import * as z from 'zod';
import type { Deployment, Resource } from '../template/resolve.ts';

export interface Api {
  id: string;
  name: string;
  protocol: 'HTTP' | 'WEBSOCKET';
  stage: string;
  /** `arn:aws:execute-api:…:<id>/<stage>`, the start of every route's ARN. */
  stageArn: string;
  /** WebSocket: the member of a frame that selects its route (`t` for `$request.body.t`). */
  routeMember: string | undefined;
  cors: Cors | undefined;
  accessLog: { logGroup: string; format: string } | undefined;
  routes: Route[];
}

export interface Route {
  /** `GET /v1/things/{id}`, `$default`, `$connect` … */
  key: string;
  integration: Integration;
  authorizer: Authorizer | undefined;
  /** WebSocket: whether the function's result is sent back on the socket. */
  answers: boolean;
}

type Integration = { type: 'mock'; statusCode: number } | FunctionIntegration;
export type FunctionIntegration = { type: 'function'; call: FunctionCall; timeoutMs: number };

/** Lambda checks that the caller (`sourceArn`) has permission. */
interface FunctionCall {
  functionArn: string;
  sourceArn: string;
}

type Authorizer = JwtAuthorizer | RequestAuthorizer;
export type JwtAuthorizer = { type: 'jwt'; issuer: string; audience: string[]; scopes: string[] };
export type RequestAuthorizer = { type: 'request'; call: FunctionCall; identitySources: string[] };

const strings = z.array(z.string()).default([]);

const Cors = z.object({
  AllowOrigins: strings,
  AllowMethods: strings,
  AllowHeaders: strings,
  ExposeHeaders: strings,
  MaxAge: z.number().optional(),
  AllowCredentials: z.boolean().default(false),
});
export type Cors = z.infer<typeof Cors>;

const ApiProperties = z.object({
  Name: z.string(),
  ProtocolType: z.enum(['HTTP', 'WEBSOCKET']),
  CorsConfiguration: Cors.optional(),
  RouteSelectionExpression: z
    .string()
    .regex(/^\$request\.body\.\w+$/, 'the local cloud knows $request.body.<member>')
    .optional(),
});

const StageProperties = z.object({
  ApiId: z.string(),
  StageName: z.string(),
  AccessLogSettings: z.object({ DestinationArn: z.string(), Format: z.string() }).optional(),
});

const RouteProperties = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: strings,
  RouteResponseSelectionExpression: z.string().optional(),
});

const IntegrationProperties = z.discriminatedUnion('IntegrationType', [
  z.object({
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    TimeoutInMillis: z.number().optional(),
  }),
  z.object({ IntegrationType: z.literal('MOCK'), RequestTemplates: z.object({ $default: z.string() }) }),
]);

const MockTemplate = z.object({ statusCode: z.number() });

const AuthorizerProperties = z.discriminatedUnion('AuthorizerType', [
  z.object({
    AuthorizerType: z.literal('JWT'),
    IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
    JwtConfiguration: z.object({ Issuer: z.string(), Audience: strings }),
  }),
  z.object({ AuthorizerType: z.literal('REQUEST'), AuthorizerUri: z.string(), IdentitySource: strings }),
]);

/** The longest that API Gateway waits for an integration. */
const integrationTimeoutMs = { HTTP: 30_000, WEBSOCKET: 29_000 };

/** @throws for anything about an API that the local cloud does not support */
export function readApis(resources: Resource[], { region, accountId }: Deployment): Api[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === `AWS::ApiGatewayV2::${type}`);
  const stages = ofType('Stage').map(({ properties }) => StageProperties.parse(properties));

  return ofType('Api').map(({ properties, physicalId: id, logicalId }) => {
    const api = ApiProperties.parse(properties);
    const { StageName: stage, AccessLogSettings } = stages.find(({ ApiId }) => ApiId === id) ?? {};
    if (!stage) throw new Error(`${logicalId}: an API without a stage cannot be called`);
    const apiArn = `arn:aws:execute-api:${region}:${accountId}:${id}`;
    const stageArn = `${apiArn}/${stage}`;
    const part = (type: string, wanted: string) => {
      const found = ofType(type).find(({ physicalId, properties }) => physicalId === wanted && properties.ApiId === id);
      if (!found) throw new Error(`${logicalId}: the template has no ${type} ${wanted}`);
      return found;
    };

    const routes = ofType('Route').map((route): Route | undefined => {
      const { ApiId, RouteKey: key, Target, AuthorizerId, ...rest } = RouteProperties.parse(route.properties);
      if (ApiId !== id) return undefined;
      return {
        key,
        integration: readIntegration(part('Integration', Target.replace('integrations/', '')), {
          sourceArn: `${stageArn}/${key.replace(' ', '')}`,
          timeoutMs: integrationTimeoutMs[api.ProtocolType],
        }),
        authorizer:
          AuthorizerId === undefined
            ? undefined
            : readAuthorizer(part('Authorizer', AuthorizerId), {
                sourceArn: `${apiArn}/authorizers/${AuthorizerId}`,
                scopes: rest.AuthorizationScopes,
              }),
        answers: rest.RouteResponseSelectionExpression === '$default',
      };
    });
    return {
      ...{ id, name: api.Name, protocol: api.ProtocolType, stage, stageArn, cors: api.CorsConfiguration },
      accessLog: AccessLogSettings && {
        logGroup: AccessLogSettings.DestinationArn.split(':log-group:')[1]?.replace(/:\*$/, '') ?? '',
        format: AccessLogSettings.Format,
      },
      routeMember: api.RouteSelectionExpression?.split('.')[2],
      routes: routes.filter((route) => route !== undefined),
    };
  });
}

function readIntegration(resource: Resource, defaults: { sourceArn: string; timeoutMs: number }): Integration {
  const integration = IntegrationProperties.parse(resource.properties);
  switch (integration.IntegrationType) {
    case 'AWS_PROXY':
      return {
        type: 'function',
        call: { functionArn: functionArn(integration.IntegrationUri), sourceArn: defaults.sourceArn },
        timeoutMs: integration.TimeoutInMillis ?? defaults.timeoutMs,
      };
    case 'MOCK':
      return { type: 'mock', ...MockTemplate.parse(JSON.parse(integration.RequestTemplates.$default)) };
    default:
      return integration satisfies never;
  }
}

function readAuthorizer(resource: Resource, route: { sourceArn: string; scopes: string[] }): Authorizer {
  const authorizer = AuthorizerProperties.parse(resource.properties);
  switch (authorizer.AuthorizerType) {
    case 'JWT': {
      const { Issuer, Audience } = authorizer.JwtConfiguration;
      return { type: 'jwt', issuer: Issuer, audience: Audience, scopes: route.scopes };
    }
    case 'REQUEST':
      return {
        type: 'request',
        call: { functionArn: functionArn(authorizer.AuthorizerUri), sourceArn: route.sourceArn },
        identitySources: authorizer.IdentitySource,
      };
    default:
      return authorizer satisfies never;
  }
}

/** `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<arn>/invocations`, or just the ARN. */
function functionArn(uri: string): string {
  return /\/functions\/(arn:.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}
