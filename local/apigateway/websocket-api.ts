/**
 * One WebSocket API as API Gateway runs it: asks the authorizer, passes frames to functions, and lets functions answer and
 * push.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import type { ConnectionInfo } from '../aws/endpoint.ts';
import type { Faults } from '../faults.ts';
import type { Invoke } from '../lambda/invoker.ts';
import type { AccessLog } from './access-log.ts';
import { authorizeConnection } from './authorize-connection.ts';
import { callWithin } from './call-within.ts';
import { type ConnectRequest, readConnectRequest } from './connect-request.ts';
import type { Api, Route } from './read-apis.ts';
import { headFits } from './request-head.ts';

/**
 * AWS allows 32 KB a frame and 128 KB a message of several frames. `ws` does not expose frames, so here a whole message must
 * fit into one frame. That is stricter than AWS, but browsers send a message as one frame.
 */
const MAX_FRAME_BYTES = 32 * 1024;

/** For a function's result. `@connections` checks posts itself. docs/decisions/limits-of-the-local-gateway.md */
const MAX_MESSAGE_BYTES = 128 * 1024;

/** Characters, including the query: a token that grows too long fails here as well, not only on AWS. */
const MAX_URL_CHARACTERS = 4096;

interface Limits {
  idleMs: number;
  ageMs: number;
}

interface Options {
  limits?: Limits | undefined;
  accessLog?: AccessLog | undefined;
  losesDisconnect?: Faults['losesDisconnect'];
}

const awsLimits: Limits = { idleMs: 10 * 60_000, ageMs: 2 * 60 * 60_000 };

/** What functions may do with connections; `gone` if there is none with this id. */
export interface WebSocketApi {
  post(connectionId: string, body: Buffer): 'sent' | 'gone';
  get(connectionId: string): ConnectionInfo | 'gone';
  close(connectionId: string): 'closed' | 'gone';
  /** Cuts every connection without telling any function, like a power failure. */
  stop(): void;
}

interface Connection {
  id: string;
  socket: WebSocket;
  request: ConnectRequest;
  /** The authorizer's result, which is part of every later event. */
  authorizer: Record<string, unknown> | undefined;
  connectedAtMs: number;
  lastActiveAtMs: number;
  idle: NodeJS.Timeout;
}

/** Serves the API on `server`, which is already listening. */
export function serveWebSocketApi(
  server: Server,
  api: Api,
  invoke: Invoke,
  { limits = awsLimits, accessLog = () => {}, losesDisconnect = () => false }: Options = {},
): WebSocketApi {
  const connections = new Map<string, Connection>();
  let isStopped = false;
  const routes = new Map(api.routes.map((route) => [route.key, route]));
  // Most APIs have one route for all frames, so the frame need not be parsed.
  const named = api.routes.some(({ key }) => !key.startsWith('$'));
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: () => false,
  });

  server.on('request', (_request, response) => response.writeHead(426).end());
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    connect(request, stream, head).catch((error) => {
      console.error(error);
      refuse(stream, 500);
    });
  });

  async function connect(incoming: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const request = readConnectRequest(incoming);
    if (request.path !== `/${api.stage}`) return refuse(stream, 403);
    if ((incoming.url ?? '').length > MAX_URL_CHARACTERS) return refuse(stream, 414);
    if (!headFits(incoming)) return refuse(stream, 431);
    const id = `${randomBytes(11).toString('base64url')}=`;
    const connectedAtMs = Date.now();
    const context = { ...eventContext(id, request, connectedAtMs), routeKey: '$connect', eventType: 'CONNECT' };
    const event = { ...request.parts, requestContext: context, isBase64Encoded: false };

    const route = routes.get('$connect');
    const who =
      route?.authorizer?.type === 'request'
        ? await authorizeConnection(route.authorizer, `${api.stageArn}/$connect`, event, invoke)
        : { status: 200 as const, context: undefined };
    if (who.status !== 200) {
      logged(id, 'CONNECT', '$connect', who.status);
      return refuse(stream, who.status);
    }
    const authorized = { ...event, requestContext: { ...context, authorizer: who.context } };
    const status = route ? await connectStatus(route, authorized) : 200;
    logged(id, 'CONNECT', '$connect', status);
    if (status < 200 || status > 299) return refuse(stream, status);

    sockets.handleUpgrade(incoming, stream, head, (socket) => {
      const idle = setTimeout(() => socket.close(1001, 'Going away'), limits.idleMs);
      const times = { connectedAtMs, lastActiveAtMs: connectedAtMs, idle };
      open({ id, socket, request, authorizer: who.context, ...times });
    });
  }

  /** The status that the function or mock behind `$connect` gives a new connection. */
  async function connectStatus({ integration }: Route, event: object): Promise<number> {
    if (integration.type === 'mock') return integration.statusCode;
    const outcome = await callWithin(integration, event, invoke);
    if (outcome === 'late') return 504;
    const answer = outcome.ok ? FunctionAnswer.safeParse(outcome.payload).data : undefined;
    return answer?.statusCode ?? 502;
  }

  function open(connection: Connection): void {
    const { socket, id } = connection;
    connections.set(id, connection);
    const age = setTimeout(() => socket.close(1001, 'Going away'), limits.ageMs);
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return socket.close(1003, 'Binary frames are not supported');
      active(connection);
      void receive(connection, data.toString());
    });
    // A frame broke the protocol or a limit: `ws` closes with the right code, and 'close' follows.
    socket.on('error', () => {});
    socket.on('close', (code, reason) => {
      clearTimeout(age);
      clearTimeout(connection.idle);
      if (connections.delete(id) && !losesDisconnect()) void disconnected(connection, code, reason.toString());
    });
  }

  async function receive(connection: Connection, body: string): Promise<void> {
    const route = routes.get(routeKey(body)) ?? routes.get('$default');
    const requestId = randomUUID();
    const refused = (status: number, message: string) => {
      logged(connection.id, 'MESSAGE', route?.key, status, { 'error.message': message });
      send(connection, errorFrame(message, connection, requestId));
    };
    if (!route) return refused(403, 'Forbidden');
    if (route.integration.type === 'mock') return;
    const event = {
      requestContext: {
        ...eventContext(connection.id, connection.request, connection.connectedAtMs, requestId),
        routeKey: route.key,
        eventType: 'MESSAGE',
        messageId: requestId,
        authorizer: connection.authorizer,
      },
      body,
      isBase64Encoded: false,
    };
    const outcome = await callWithin(route.integration, event, invoke);
    if (outcome === 'late') return refused(504, 'Endpoint request timed out');
    if (!outcome.ok) return refused(500, 'Internal server error');
    logged(connection.id, 'MESSAGE', route.key, 200);
    const answer = FunctionAnswer.safeParse(outcome.payload).data;
    if (route.answers && answer?.body) answerFrame(connection, route, answer.body);
  }

  function answerFrame(connection: Connection, route: Route, body: string): void {
    const bytes = Buffer.byteLength(body);
    if (bytes > MAX_MESSAGE_BYTES) {
      console.error(`${api.name} ${route.key} answered ${bytes} bytes; a message may have ${MAX_MESSAGE_BYTES}`);
      connection.socket.close(1009, 'Message too long');
    } else send(connection, body);
  }

  /** `$request.body.<name>`. A frame that is not a JSON object goes to `$default`. */
  function routeKey(body: string): string {
    if (!named) return '$default';
    const key = Frame.safeParse(body).data?.[api.routeMember ?? ''];
    return typeof key === 'string' ? key : '$default';
  }

  async function disconnected(connection: Connection, code: number, reason: string): Promise<void> {
    const integration = routes.get('$disconnect')?.integration;
    if (integration?.type !== 'function') return;
    const { id, request, connectedAtMs, authorizer } = connection;
    const outcome = await invoke(integration.call, {
      headers: { Host: request.host, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
      requestContext: {
        ...eventContext(id, request, connectedAtMs),
        routeKey: '$disconnect',
        eventType: 'DISCONNECT',
        disconnectStatusCode: code,
        disconnectReason: reason,
        authorizer,
      },
      isBase64Encoded: false,
    });
    logged(id, 'DISCONNECT', '$disconnect', outcome.ok ? 200 : 500);
  }

  /** A function may still answer when the cloud has stopped, and its directory with the logs may be gone. */
  function logged(connectionId: string, eventType: string, routeKey: string | undefined, status: number, more = {}) {
    if (isStopped) return;
    accessLog({ requestId: randomUUID(), connectionId, eventType, routeKey, status, ...more });
  }

  function eventContext(connectionId: string, request: ConnectRequest, connectedAt: number, requestId = randomUUID()) {
    return {
      ...{ connectionId, connectedAt, requestId, extendedRequestId: requestId, requestTimeEpoch: Date.now() },
      ...{ apiId: api.id, stage: api.stage, domainName: request.host, messageDirection: 'IN' },
      identity: { sourceIp: request.sourceIp, userAgent: request.userAgent },
    };
  }

  function active(connection: Connection): void {
    connection.lastActiveAtMs = Date.now();
    connection.idle.refresh();
  }

  function send(connection: Connection, text: string | Buffer): void {
    active(connection);
    connection.socket.send(text, { binary: false });
  }

  /** A connection that is closing counts as closed. */
  function openConnection(connectionId: string): Connection | undefined {
    const connection = connections.get(connectionId);
    return connection?.socket.readyState === WebSocket.OPEN ? connection : undefined;
  }

  return {
    post(connectionId, body) {
      const connection = openConnection(connectionId);
      if (!connection) return 'gone';
      send(connection, body);
      return 'sent';
    },
    get(connectionId) {
      const connection = openConnection(connectionId);
      if (!connection) return 'gone';
      const { connectedAtMs, lastActiveAtMs, request } = connection;
      return { connectedAtMs, lastActiveAtMs, sourceIp: request.sourceIp, userAgent: request.userAgent };
    },
    close(connectionId) {
      const connection = openConnection(connectionId);
      if (!connection) return 'gone';
      connection.socket.close(1000, 'Connection Closed Normally');
      return 'closed';
    },
    stop() {
      isStopped = true;
      for (const { socket, idle } of connections.values()) {
        clearTimeout(idle);
        socket.terminate();
      }
      connections.clear();
    },
  };
}

const Frame = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.unknown()));

const FunctionAnswer = z.object({ statusCode: z.number().optional(), body: z.string().optional() });

function errorFrame(message: string, { id }: Connection, requestId: string): string {
  return JSON.stringify({ message, connectionId: id, requestId });
}

const refusals: Record<number, string> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
};

function refuse(stream: Duplex, status: number): void {
  const message = refusals[status] ?? 'Internal server error';
  const body = JSON.stringify({ message });
  stream.end(
    `HTTP/1.1 ${status} ${message}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
