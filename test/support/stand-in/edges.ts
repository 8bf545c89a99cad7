/**
 * What is between browsers and functions, in one process: the local cloud's API Gateway, CloudFront and issuer, with routes
 * from the functions' contract, from which `lib/` also builds them.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Side } from '../../../core/interaction/facts.ts';
import { functions as contracts, EDGE_HEADER, type FunctionContract } from '../../../functions/contract.ts';
import type { Connections } from '../../../functions/desk/push.ts';
import { serveHttpApi } from '../../../local/apigateway/http-api.ts';
import type { Api, JwtAuthorizer, Route } from '../../../local/apigateway/read-apis.ts';
import { serveWebSocketApi, type WebSocketApi } from '../../../local/apigateway/websocket-api.ts';
import type { BucketFiles } from '../../../local/cloudfront/bucket-files.ts';
import type { Behaviour, Distribution } from '../../../local/cloudfront/read-distribution.ts';
import { serveDistribution } from '../../../local/cloudfront/serve-distribution.ts';
import { serveIssuer } from '../../../local/issuer/serve-issuer.ts';
import type { DemoUser } from '../../../local/issuer/sign-in-page.ts';
import type { Invoke } from '../../../local/lambda/invoker.ts';
import { hostOf, listen, stopListening } from '../../../local/listen.ts';
import { EDGE_KEY } from '../foyer-in-memory.ts';

const places = ['widget', 'console', 'public', 'admin', 'visitor', 'agent', 'issuer'] as const;
type Place = (typeof places)[number];
const sides = ['visitor', 'agent'] as const;

const CLIENT = 'console';
const STAGE = 'ws';

export interface Sites {
  /** Directories with built files. */
  widget?: string;
  console?: string;
  /** Who can sign in to the console. */
  users?: DemoUser[];
}

/** All addresses are known from here on; `serve` starts answering. */
export async function openEdges() {
  const listening = await Promise.all(places.map(async (place) => [place, await listen(0)] as const));
  const servers = Object.fromEntries(listening) as Record<Place, Server>;
  const at = (place: Place) => `http://${hostOf(servers[place])}`;
  const urls = { visitor: `ws://${hostOf(servers.visitor)}/${STAGE}`, agent: `ws://${hostOf(servers.agent)}/${STAGE}` };
  const apis = {} as Record<Side, WebSocketApi>;
  const sockets: Connections & { urls: typeof urls } = {
    post: async (side, id, frame) => apis[side].post(id, Buffer.from(JSON.stringify(frame))),
    close: async (side, id) => void apis[side].close(id),
    urls,
  };
  /** To the widget's address, in order. */
  const requests: string[] = [];
  servers.widget.on('request', ({ method, url }) => requests.push(`${method} ${url}`));

  function serve(invoke: Invoke, { widget, console, users = [] }: Sites): void {
    const jwt: JwtAuthorizer = { type: 'jwt', issuer: at('issuer'), audience: [CLIENT], scopes: [] };
    serveHttpApi(servers.public, apiOf('public'), invoke);
    serveHttpApi(servers.admin, apiOf('admin', jwt), invoke);
    for (const side of sides) apis[side] = serveWebSocketApi(servers[side], apiOf(side), invoke);
    const publish = (place: 'widget' | 'console', site: Distribution, files: BucketFiles) =>
      serveDistribution(servers[place], site, { bucket: () => files, address: () => at('public') });
    if (widget) publish('widget', widgetSite, filesIn(widget));
    if (!console) return;
    const config = { issuer: at('issuer'), clientId: CLIENT, scopes: 'openid email profile', api: at('admin') };
    const files = filesIn(console).set('config.json', fileOf(JSON.stringify({ ...config, tenant: 'test' })));
    publish('console', consoleSite([at('admin'), at('issuer'), new URL(urls.agent).origin]), files);
    const home = `${at('console')}/`;
    const client = {
      ...{ id: CLIENT, redirectUris: [home], logoutUris: [home], scopes: config.scopes.split(' ') },
      ...{ idTokenS: 3600, accessTokenS: 3600, refreshTokenS: 43_200 },
    };
    serveIssuer(servers.issuer, { issuer: config.issuer, clients: [client], users, dataDir });
  }

  /** Like a power failure: no function is told. */
  function cut(): void {
    for (const side of sides) apis[side].stop();
  }

  async function stop(): Promise<void> {
    cut();
    await Promise.all(Object.values(servers).map(stopListening));
  }

  return { at, sockets, requests, serve, cut, stop };
}

/** Stores the issuer's keys, which take a while to create. */
const dataDir = mkdtempSync(join(tmpdir(), 'foyer-issuer-'));
process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));

function apiOf(name: 'public' | 'admin' | Side, authorizer?: JwtAuthorizer): Api {
  const routes = Object.entries<FunctionContract>(contracts).flatMap(([functionName, { triggers }]) =>
    triggers.flatMap((trigger): Route[] => {
      if (!('api' in trigger) || trigger.api !== name) return [];
      const call = { functionArn: functionName, sourceArn: name };
      if (trigger.kind === 'socket-authorizer') {
        const asks = { type: 'request' as const, call, identitySources: ['route.request.querystring.token'] };
        return [{ key: '$connect', integration: { type: 'mock', statusCode: 200 }, authorizer: asks, answers: false }];
      }
      const integration = { type: 'function' as const, call, timeoutMs: 29_000 };
      return [{ key: trigger.route, integration, authorizer, answers: trigger.route === '$default' }];
    }),
  );
  const stageArn = `arn:aws:execute-api:eu-west-1:123456789012:${name}/${STAGE}`;
  const common = { id: name, name, stage: STAGE, stageArn, routeMember: undefined, accessLog: undefined, routes };
  if (name === 'visitor' || name === 'agent') return { ...common, protocol: 'WEBSOCKET', cors: undefined };
  const cors = {
    ...{ AllowOrigins: ['*'], AllowMethods: ['GET', 'POST', 'PUT'], AllowHeaders: ['authorization', 'content-type'] },
    ...{ ExposeHeaders: ['retry-after'], AllowCredentials: false },
  };
  return { ...common, protocol: 'HTTP', cors };
}

const bucketOf = (headers: Record<string, string>): Behaviour => ({
  ...{ fits: () => true, methods: ['GET', 'HEAD'], compress: false },
  origin: { type: 's3', domainName: 'files', customHeaders: {} },
  headers: {
    always: Object.entries(headers).map(([name, value]) => ({ name, value, override: true })),
    cors: () => [],
  },
});

/** As in `lib/widget-site.ts`, with sockets at an address of their own. */
const ownPages =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws:; img-src blob:; base-uri 'none'; frame-ancestors 'none'";

const widgetSite: Distribution = {
  comment: 'widget',
  behaviours: [
    {
      fits: (path) => path.startsWith('/v1/'),
      origin: { type: 'http', domainName: 'public', customHeaders: { [EDGE_HEADER]: EDGE_KEY } },
      ...{ methods: ['GET', 'POST', 'OPTIONS'], compress: false, headers: undefined },
    },
    {
      ...bucketOf({ 'content-security-policy': ownPages }),
      ...{ fits: (path) => path.startsWith('/w/'), rewritten: () => '/p.html' },
    },
    bucketOf({ 'access-control-allow-origin': '*' }),
  ],
  defaultRootObject: '',
  errorPages: new Map(),
};

/** The policy from `lib/console-site.ts`. */
const consoleSite = (connects: string[]): Distribution => ({
  comment: 'console',
  behaviours: [
    bucketOf({
      'content-security-policy': [
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'",
        `connect-src 'self' ${connects.join(' ')}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      ].join('; '),
    }),
  ],
  defaultRootObject: 'index.html',
  errorPages: new Map([[403, { status: 200, path: '/index.html' }]]),
});

function filesIn(directory: string): BucketFiles {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [relative(directory, path), fileOf(readFileSync(path))]));
}

const fileOf = (content: string | Buffer) => ({ content: Buffer.from(content), headers: {} });
