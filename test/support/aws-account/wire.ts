/**
 * An AWS endpoint in the services' own formats, so that tests run the real SDK clients:
 * https://smithy.io/2.0/aws/protocols/index.html. The meaning of each action is in `services.ts`.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

export class AwsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Call {
  service: string;
  action: string;
  region: string;
  accessKeyId: string;
  /** For JSON and query requests; paths and XML are in `path` and `body`. */
  input: Record<string, unknown>;
  path: URL;
  body: string;
}

/** An object, or text for services that answer in XML. */
export type Answer = object | string;

/** The action of a path, for services that identify it by path. */
const byPath: Record<string, (method: string, path: URL) => string> = {
  lambda: (_, { pathname }) => (pathname.endsWith('/account-settings') ? 'GetAccountSettings' : pathname),
  ses: (_, { pathname }) => (pathname.startsWith('/v2/email/identities/') ? 'GetEmailIdentity' : 'GetAccount'),
  cloudfront: (_, { pathname }) =>
    ({
      distribution: 'ListDistributions',
      'response-headers-policy': 'ListResponseHeadersPolicies',
      'origin-access-control': 'ListOriginAccessControls',
    })[pathname.split('/')[2] ?? ''] ?? pathname,
  s3: (method, { pathname, searchParams }) => {
    if (pathname === '/') return 'ListAllMyBuckets';
    if (searchParams.has('versions')) return 'ListBucketVersions';
    return method === 'DELETE' ? 'DeleteBucket' : 'DeleteObject';
  },
};
const XML = ['sts', 'cloudformation', 'cloudfront', 's3'];

export async function startWire(answer: (call: Call) => Promise<Answer> | Answer) {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const call = callOf(request, body);
    try {
      const answered = await answer(call);
      const xml = XML.includes(call.service);
      response.writeHead(200, { 'content-type': xml ? 'text/xml' : 'application/x-amz-json-1.1' });
      response.end(xml ? xmlAnswer(call, answered) : JSON.stringify(answered));
    } catch (error) {
      const { code, message } = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error));
      const status = code === 'NoSuchBucket' || code === 'NotFoundException' ? 404 : 400;
      response.writeHead(status, { 'x-amzn-errortype': code });
      response.end(
        XML.includes(call.service) ? xmlError(call, code, message) : JSON.stringify({ __type: code, message }),
      );
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function callOf({ headers, method = 'GET', url = '/' }: IncomingMessage, body: string): Call {
  const [, accessKeyId = '', region = '', service = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const path = new URL(url, 'http://aws');
  const target = headers['x-amz-target']?.toString().split('.')[1];
  const isQuery = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const query = isQuery ? Object.fromEntries(new URLSearchParams(body)) : {};
  const action = target ?? query.Action ?? byPath[service]?.(method, path) ?? path.pathname;
  const input = target ? z.record(z.string(), z.unknown()).parse(JSON.parse(body || '{}')) : query;
  return { service, action, region, accessKeyId, input, path, body };
}

function xmlAnswer({ action, service }: Call, answer: Answer): string {
  if (typeof answer === 'string') return `<?xml version="1.0" encoding="UTF-8"?>\n${answer}`;
  const namespace =
    service === 'sts'
      ? 'https://sts.amazonaws.com/doc/2011-06-15/'
      : 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
  return `<${action}Response xmlns="${namespace}"><${action}Result>${xml(answer)}</${action}Result></${action}Response>`;
}

const xmlError = ({ service }: Call, code: string, message: string): string =>
  service === 's3'
    ? `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`
    : `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;

/** Lists in the format of the query protocol. */
export function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => `<member>${xml(each)}</member>`).join('');
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => `<${name}>${xml(inner)}</${name}>`)
    .join('');
}

const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
