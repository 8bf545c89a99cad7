/** HTTP APIs: payload format 2.0 in, JSON out. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { errors } from '../../protocol/errors.ts';
import { addressOf, isOwnPage } from './address.ts';
import { type Boundary, isRefused, type Refused, readJson, refusedBody, stack, whereWrong } from './stack.ts';

const HttpEvent = z.object({
  headers: z.record(z.string(), z.optional(z.string())),
  pathParameters: z.optional(z.record(z.string(), z.optional(z.string()))),
  rawQueryString: z._default(z.string(), ''),
  requestContext: z.object({
    http: z.optional(z.object({ sourceIp: z.string() })),
    authorizer: z.optional(z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) })),
  }),
});

/** Twice what the longest sensible body needs. API Gateway accepts 10 MB, which takes seconds to parse. */
const MAX_BODY_CHARS = 64 * 1024;

/** What a function may read from a request. */
export interface HttpRequest<Body> {
  body: Body;
  parameters: Record<string, string | undefined>;
  query: URLSearchParams;
  /** Where the request came from. */
  address: string;
  origin: string | undefined;
  /** The page is on the widget's own distribution; only with the rule `edgeKey`. */
  isOwnPage: boolean;
  /** From `Authorization: Bearer …`. */
  bearer: string | undefined;
  /** From the token that the API's own authorizer checked; empty without one. */
  claims: Record<string, unknown>;
}

interface Rules {
  /** Proves that a request came through the widget's distribution; needed if the address matters. */
  edgeKey?: string;
  /** Refuses whoever may not ask, before the body is looked at: strangers learn nothing about it. */
  admit?(bearer: string | undefined): Promise<Refused | undefined>;
}

export function onHttp<Body, Answer extends object>(
  body: z.ZodMiniType<Body>,
  handle: (request: HttpRequest<Body>) => Promise<Answer | Refused>,
  rules: Rules = {},
) {
  return stack(http<Body, Answer>(body, rules), handle);
}

type OnHttp = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** One function behind several routes, by the route's name. */
export const byRoute =
  (handlers: Readonly<Record<string, OnHttp>>): OnHttp =>
  async (event, context) => {
    const handler = handlers[event.routeKey];
    if (!handler) throw new Error(`No handler for ${event.routeKey}`);
    return handler(event, context);
  };

/** For routes that do not look at the body. */
export const NoBody: z.ZodMiniType<undefined> = z.undefined();

const http = <Body, Answer extends object>(
  body: z.ZodMiniType<Body>,
  { edgeKey, admit }: Rules,
): Boundary<APIGatewayProxyEventV2, HttpRequest<Body>, Answer, APIGatewayProxyStructuredResultV2> => ({
  read: async (event) => {
    const request = HttpEvent.parse(event);
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const refused = await admit?.(bearer);
    if (refused) return refused;
    const text = Object.is(body, NoBody) ? undefined : event.body;
    if ((text?.length ?? 0) > MAX_BODY_CHARS) return { refused: 'body_malformed', detail: 'too long' };
    const parsed = body.safeParse(text === undefined ? undefined : readJson(plainBody(event)));
    if (!parsed.success) return { refused: 'body_malformed', detail: whereWrong(parsed.error) };
    return {
      body: parsed.data,
      parameters: request.pathParameters ?? {},
      query: new URLSearchParams(request.rawQueryString),
      address: addressOf({ ...request, sourceIp: request.requestContext.http?.sourceIp ?? '' }, edgeKey),
      origin: request.headers.origin,
      isOwnPage: isOwnPage(request, edgeKey),
      bearer,
      claims: claimsOf(bearer, request.requestContext.authorizer?.jwt.claims),
    };
  },
  answer: (answer) => ({
    statusCode: isRefused(answer) ? errors[answer.refused][0] : 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...retryAfter(answer) },
    body: JSON.stringify(isRefused(answer) ? refusedBody(answer) : answer),
  }),
});

const retryAfter = (answer: object | Refused): Record<string, string> =>
  isRefused(answer) && answer.retryAfterS !== undefined ? { 'retry-after': String(answer.retryAfterS) } : {};

const plainBody = ({ body, isBase64Encoded }: APIGatewayProxyEventV2) =>
  isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : body;

type Claims = Record<string, unknown>;
const Claims = z.record(z.string(), z.unknown());

/**
 * The authorizer passes claims on as text: `[a b]` for a list, even if names contain spaces, and something unspecified for an
 * object. So the claims are read from the token itself, provided it is the same one.
 */
function claimsOf(token: string | undefined, checked: Claims | undefined): Claims {
  if (!checked) return {};
  const { data } = Claims.safeParse(readJson(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()));
  const isSame = (name: string) => String(data?.[name]) === String(checked[name]);
  return data && ['iss', 'sub', 'exp'].every(isSame) ? data : checked;
}
