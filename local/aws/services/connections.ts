/** API Gateway's @connections, answered by the local socket APIs rather than by an engine. */
import { type Answer, type AwsRequest, BadRequest, type Call, type Place, type Service } from './service.ts';

/** Implemented by the WebSocket APIs. */
export interface ConnectionsHandler {
  post(apiId: string, stage: string, connectionId: string, body: Buffer): 'sent' | 'gone' | 'busy';
  get(apiId: string, stage: string, connectionId: string): ConnectionInfo | 'gone';
  close(apiId: string, stage: string, connectionId: string): 'closed' | 'gone';
}

export interface ConnectionInfo {
  connectedAtMs: number;
  lastActiveAtMs: number;
  sourceIp: string;
  userAgent: string;
}

/** 128 KB. A client's frame is limited to 32 KB, but API Gateway splits posted data into frames itself. */
const mostBytes = 128 * 1024;

export const connections: Service = {
  read(request: AwsRequest, place: Place): Call {
    const { apiId, stage } = addressed(request);
    // AWS checks permission for the route, not for a single connection.
    const resource = `arn:aws:execute-api:${place.region}:${place.accountId}:${apiId}/${stage}/${request.method}/@connections/{connectionId}`;
    return {
      operation: `execute-api:${request.method}`,
      accesses: [{ action: 'execute-api:ManageConnections', resource }],
      ...(request.body.length > mostBytes && { beyond: answer(413, 'PayloadTooLargeException', 'Message too long') }),
    };
  },

  refuse(error, message) {
    if (error === 'bad-request') return answer(404, 'NotFoundException', message);
    const type = error === 'access-denied' ? 'AccessDeniedException' : 'UnrecognizedClientException';
    return answer(403, type, message);
  },
};

export function answerConnection(handler: ConnectionsHandler, request: AwsRequest): Answer {
  const { apiId, stage, connectionId } = addressed(request);
  switch (request.method) {
    case 'POST':
      return posted[handler.post(apiId, stage, connectionId, request.body)];
    case 'DELETE':
      return handler.close(apiId, stage, connectionId) === 'gone' ? gone : { status: 204, headers: {}, body: '' };
    default: {
      const info = handler.get(apiId, stage, connectionId);
      if (info === 'gone') return gone;
      const { connectedAtMs, lastActiveAtMs, sourceIp, userAgent } = info;
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          connectedAt: new Date(connectedAtMs).toISOString(),
          lastActiveAt: new Date(lastActiveAtMs).toISOString(),
          identity: { sourceIp, userAgent },
        }),
      };
    }
  }
}

/** `/_sockets/<apiId>/<stage>/@connections/<connectionId>`. Clients escape the @, and ids that end in =. */
function addressed({ method, url }: AwsRequest): { apiId: string; stage: string; connectionId: string } {
  const [path = ''] = url.split('?');
  const [, root, apiId, stage, command, connectionId] = path.split('/').map(decodeURIComponent);
  const known = root === '_sockets' && command === '@connections' && ['POST', 'GET', 'DELETE'].includes(method);
  if (!known || !apiId || !stage || !connectionId) throw new BadRequest('the path is not one of @connections');
  return { apiId, stage, connectionId };
}

const gone: Answer = { status: 410, headers: { 'x-amzn-errortype': 'GoneException' }, body: '' };

const posted: Record<ReturnType<ConnectionsHandler['post']>, Answer> = {
  sent: { status: 200, headers: {}, body: '' },
  gone,
  busy: answer(429, 'LimitExceededException', 'Too Many Requests'),
};

function answer(status: number, type: string, message: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
    body: JSON.stringify({ message }),
  };
}
