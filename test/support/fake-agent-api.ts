/**
 * Stands in for everything that the console talks to: static files with the console's policy, an issuer that signs in at once,
 * GET /v1/session, the decisions about a chat, and the agents' socket over chats in memory. Tests move the visitors' side by hand.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { UnsecuredJWT } from 'jose';
import { type WebSocket, WebSocketServer } from 'ws';
import { InteractionId, LaneId, QueueId } from '../../core/ids.ts';
import {
  AgentCommit,
  AgentFrame,
  AgentPush,
  ConsoleSession,
  DecisionsAnswer,
  type WaitingRow,
} from '../../protocol/agent.ts';
import { errors } from '../../protocol/errors.ts';

/** What CloudFront will send with the console; the socket and API addresses are added to connect-src. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

type Status = Extract<AgentPush, { t: 'status' }>['status'];
type Refusal = keyof typeof errors;

interface FakeChat {
  id: InteractionId;
  queueId: string;
  commits: AgentCommit[];
  /** The command that caused a commit, to answer a repeated one as before. */
  commands: Map<string, AgentCommit>;
  waiting: boolean;
  mine: boolean;
  /** Offered to this agent and others at once: may be read, but is in no list of what the agent has. */
  ringing: boolean;
  requires: WaitingRow['requires'];
  visitorName: string;
  culture: string;
  since: number;
}

export interface FakeAgentApi {
  origin: string;
  /** Refuses GET /v1/session with this from now on. */
  refuseSession?: Refusal;
  /** What GET /v1/interactions/{interactionId}/decisions answers instead of an example. */
  decisions: 'example' | 'none' | 'failing';
  /** Neither sockets nor sessions are answered. */
  down: boolean;
  /** The next frames of this kind are refused. */
  refuseFrames: Map<string, Refusal>;
  start(options: {
    name: string;
    queueId: string;
    email?: string;
    culture?: string;
    text?: string;
    waitedS?: number;
    requires?: WaitingRow['requires'];
    tags?: string[];
    variables?: Record<string, string | number | boolean>;
    /** Asked by a bot before the queue. */
    scripted?: boolean;
  }): InteractionId;
  offer(interactionId: InteractionId, seconds?: number): void;
  /** To this agent and the named ones at once. Named again: more have joined. */
  ring(interactionId: InteractionId, others: string[], seconds?: number): void;
  ringExpires(interactionId: InteractionId): void;
  /** Took too long: goes on to another queue. */
  overflows(interactionId: InteractionId, queueId: string): void;
  visitorSays(interactionId: InteractionId, text: string): void;
  visitorEnds(interactionId: InteractionId): void;
  /** Wrap-up took too long. */
  wrapUpRunsOut(interactionId: InteractionId): void;
  visitorLeaves(interactionId: InteractionId): void;
  visitorReturns(interactionId: InteractionId): void;
  takenBy(interactionId: InteractionId, name: string): void;
  said(interactionId: InteractionId): string[];
  /** Notes of wrap-up, whether in time or late. */
  notes(interactionId: InteractionId): string[];
  /** The agent's status as Foyer has it. */
  status(): Status;
  dropSockets(): void;
  stop(): Promise<void>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const dispositions = [
  { code: 'replaced', label: 'Replaced without return' },
  { code: 'return', label: 'Return agreed' },
  { code: 'repair', label: 'Repair at the workshop' },
  { code: 'question', label: 'Only a question' },
];
const session = ConsoleSession.parse({
  tenant: 'casa-alba',
  agent: {
    ...{ id: 'ines', name: 'Inés Carrasco', role: 'agent', capacity: 6 },
    skills: { returns: 80, electrics: 40 },
    languages: { es: 100, en: 80, pt: 60 },
  },
  queues: [
    { id: 'advice', name: 'Advice', strategy: 'pick', serviceLevelS: 120, dispositions },
    { id: 'orders', name: 'Orders & delivery', strategy: 'longest-idle', serviceLevelS: 60, dispositions },
    { id: 'repairs', name: 'Repairs', strategy: 'ring-all', serviceLevelS: 90, dispositions },
    { id: 'returns', name: 'Returns & repairs', strategy: 'longest-idle', serviceLevelS: 90, dispositions },
  ],
  socketUrl: 'ws://known-once-started',
  ticket: 'new-for-every-answer',
});

function termsOf(queueId: string) {
  const queue = session.queues.find((candidate) => candidate.id === queueId);
  if (!queue) throw new Error(`No queue ${queueId}`);
  return {
    ...{ queueName: queue.name, strategy: queue.strategy, offerS: 20, wrapUpS: 120, autoFinishS: 120 },
    ...{ maxMessagesPer10S: 10, zone: 'Europe/Madrid', agentCapacity: 0, maxChats: 0, timeOutS: 0, overflowS: 0 },
    ...{ relax: [], preferredForS: 20, dispositions: queue.dispositions },
  };
}

/** As in the picture of the conditions: the second row wins, one reason of every kind. */
const exampleOf = (at: number) => [
  {
    ...{ kind: 'signal', at, version: 47, row: null, signal: 'free', scenario: 'triage' },
    rows: [
      {
        ...{ row: 1, note: 'Christmas', matched: false },
        cells: [
          { column: 'gateway', wanted: ['casa-alba'], actual: 'casa-alba', holds: true },
          { column: 'from', wanted: '2026-12-24', actual: '2026-11-18T10:36', holds: false },
          { column: 'calendar', wanted: { mode: 'holiday' }, actual: 'in-hours', holds: false },
        ],
      },
      {
        ...{ row: 2, matched: false },
        cells: [
          { column: 'queueLongerThan', wanted: 1500, actual: 12, holds: false },
          { column: 'frequencyOver', wanted: { count: 20, withinS: 60, by: 'address' }, actual: 1, holds: false },
          { column: 'trackingOpen', wanted: true, actual: false, holds: false },
        ],
      },
    ],
  },
  {
    ...{ kind: 'queue', at, version: 47, row: 2, queue: 'Orders & delivery', priority: 300 },
    ...{ requires: { skill: 'returns', proficiency: 60, language: 'es' }, preferred: 'Joana Prates' },
    rows: [
      {
        ...{ row: 1, note: 'Fraud desk', matched: false },
        cells: [{ column: 'tags', wanted: { any: ['fraud*'] }, actual: ['club-alba'], holds: false }],
      },
      {
        ...{ row: 2, note: 'Spanish returns', matched: true },
        cells: [
          { column: 'culture', wanted: ['es'], actual: 'es-ES', holds: true },
          {
            column: 'compare',
            wanted: [
              { variable: 'topic', is: '=', value: 'damaged' },
              { variable: 'order_total', is: '<', value: 60 },
            ],
            ...{ actual: ['damaged', 48], holds: true },
          },
        ],
      },
      {
        ...{ row: 3, matched: false },
        cells: [
          { column: 'culture', wanted: ['pt'], actual: 'es-ES', holds: false },
          { column: 'list', wanted: ['trade'], actual: [], holds: false },
        ],
      },
      { row: 4, note: 'Everything else', matched: false, cells: [] },
    ],
  },
  {
    ...{ kind: 'agents', at: at + 1000, queue: 'Orders & delivery', strategy: 'longest-idle', how: 'offered' },
    chosen: ['Inés Carrasco'],
    others: [
      { name: 'Lucía Benítez', why: 'passed-it' },
      { name: 'Mateo Ruiz', why: 'later-in-order' },
      { name: 'Priya Nair', why: 'not-proficient' },
      { name: 'Tomás Ferreira', why: 'not-ready' },
    ],
  },
];

/** What does not have the protocol's shape is this file's mistake, and must not reach a console. */
const encode = (push: unknown) => JSON.stringify(AgentPush.parse(push));

export async function startFakeAgentApi(files: string): Promise<FakeAgentApi> {
  const chats = new Map<string, FakeChat>();
  const sockets = new Set<WebSocket>();
  let status: { status: Status; reason?: string } = { status: 'offline' };
  const push = (frame: string) => {
    for (const socket of sockets) socket.send(frame);
  };

  function commit(chat: FakeChat, events: object[], command?: string, at = Date.now()): AgentCommit {
    const seq = chat.commits.length + 1;
    const made = AgentCommit.parse({ seq, prev: seq - 1, at, events });
    chat.commits.push(made);
    if (command) chat.commands.set(command, made);
    if (chat.mine || chat.ringing) push(encode({ t: 'commit', interactionId: chat.id, commit: made }));
    return made;
  }

  const row = (chat: FakeChat) => ({
    interactionId: chat.id,
    queueId: chat.queueId,
    visitorName: chat.visitorName,
    lane: LaneId.parse(chat.queueId),
    subject: firstWords(chat),
    latest: newestWords(chat),
    culture: chat.culture,
    requires: chat.requires,
    priority: 300,
    since: chat.since,
  });
  const waitingIn = (queueId: string) =>
    [...chats.values()].filter((chat) => chat.waiting && chat.queueId === queueId).map(row);
  function lineOf(queueId: QueueId) {
    const since = waitingIn(queueId).map((chat) => chat.since);
    return {
      queueId,
      countedAt: Date.now(),
      total: since.length,
      ...(since.length > 0 && { oldestSince: Math.min(...since) }),
    };
  }
  function setWaiting(chat: FakeChat, waiting: boolean): void {
    chat.waiting = waiting;
    const { interactionId, lane } = row(chat);
    push(
      encode({
        ...{ t: 'waiting', ...lineOf(QueueId.parse(chat.queueId)) },
        ...(waiting ? { stand: [row(chat)], removed: [] } : { stand: [], removed: [{ interactionId, lane }] }),
      }),
    );
  }

  const me = { id: session.agent.id, name: session.agent.name };
  const find = (interactionId: string) => {
    const chat = chats.get(interactionId);
    if (!chat) throw new Error(`No chat ${interactionId}`);
    return chat;
  };
  const mine = () => [...chats.values()].filter((chat) => chat.mine);

  function answer(frame: AgentFrame): string {
    const refused = (code: Refusal) =>
      encode({ t: 'refused', ...('id' in frame && { id: frame.id }), code, message: errors[code][1] });
    const planned = api.refuseFrames.get(frame.t);
    if (planned) {
      api.refuseFrames.delete(frame.t);
      return refused(planned);
    }
    const now = Date.now();
    switch (frame.t) {
      case 'hello':
        return encode({
          t: 'welcome',
          ...status,
          chats: mine().map((chat) => chat.id),
          lines: session.queues.map(({ id }) => lineOf(id)),
          now,
        });
      case 'ping':
        return encode({
          t: 'pong',
          ...status,
          chats: Object.fromEntries(mine().map((chat) => [chat.id, chat.commits.length])),
          now,
        });
      case 'status':
        status = { status: frame.status, ...(frame.reason && { reason: frame.reason }) };
        return encode({ t: 'status', id: frame.id, ...status });
      case 'line': {
        const { queueId } = frame;
        return encode({ t: 'line', id: frame.id, rows: waitingIn(queueId), more: false, ...lineOf(queueId) });
      }
      default: {
        const chat = chats.get(frame.interactionId);
        if (!chat) return refused('chat_unknown');
        if (frame.t === 'sync') {
          if (!chat.mine && !chat.ringing) return refused('chat_not_yours');
          const commits = chat.commits.filter((made) => made.seq > frame.after);
          return encode({ t: 'range', interactionId: chat.id, seq: chat.commits.length, more: false, commits });
        }
        const before = chat.commands.get(frame.id);
        if (before) return encode({ t: 'ack', id: frame.id, interactionId: chat.id, commit: before });
        const done = run(chat, frame);
        return typeof done === 'string'
          ? refused(done)
          : encode({ t: 'ack', id: frame.id, interactionId: chat.id, commit: done });
      }
    }
  }

  type Command = Exclude<AgentFrame, { t: 'hello' | 'ping' | 'sync' | 'status' | 'line' }>;
  function run(chat: FakeChat, frame: Command): AgentCommit | Refusal {
    switch (frame.t) {
      case 'take':
        if (!chat.waiting) return 'chat_taken';
        setWaiting(chat, false);
        chat.mine = true;
        return commit(chat, [{ type: 'accepted', agent: me, how: 'take' }], frame.id);
      case 'accept':
        if (!chat.mine && !chat.ringing) return 'offer_over';
        if (chat.ringing) setWaiting(chat, false);
        chat.mine = true;
        chat.ringing = false;
        return commit(chat, [{ type: 'accepted', agent: me, how: 'offer' }], frame.id);
      case 'reject': {
        if (!chat.mine && !chat.ringing) return 'offer_over';
        const made = commit(chat, [{ type: 'offer-rejected', agentId: me.id, offerId: frame.offerId }], frame.id);
        if (chat.mine) setWaiting(chat, true);
        chat.mine = false;
        chat.ringing = false;
        return made;
      }
      case 'message':
        return commit(chat, [{ type: 'message', id: frame.id, from: 'agent', text: frame.text }], frame.id);
      case 'end':
        return commit(chat, [endedBy('agent')], frame.id);
      case 'finish': {
        const { disposition, note } = frame;
        const written = { ...(disposition && { disposition }), ...(note && { note }) };
        if (!chat.mine) return commit(chat, [{ type: 'noted', ...written }], frame.id);
        const made = commit(chat, [{ type: 'finished', by: 'agent', ...written }], frame.id);
        chat.mine = false;
        return made;
      }
    }
  }
  const endedBy = (by: 'agent' | 'visitor') => ({
    type: 'ended',
    by,
    outcome: 'completed',
    wrapUpUntil: Date.now() + 120_000,
  });

  const server = createServer((request, response) => {
    void respond(request, response).catch(() => response.writeHead(500).end());
  });
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', api.origin);
    const json = (value: unknown, code = 200) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    switch (url.pathname) {
      case '/config.json':
        return void json({
          issuer: api.origin,
          clientId: 'console',
          scopes: 'openid email profile',
          api: api.origin,
          tenant: session.tenant,
        });
      case '/.well-known/openid-configuration':
        return void json({
          issuer: api.origin,
          authorization_endpoint: `${api.origin}/authorize`,
          token_endpoint: `${api.origin}/token`,
          end_session_endpoint: `${api.origin}/end`,
        });
      case '/authorize': {
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('code', 'code');
        back.searchParams.set('state', url.searchParams.get('state') ?? '');
        return void response.writeHead(302, { location: back.href }).end();
      }
      case '/token':
        return void json({
          token_type: 'Bearer',
          access_token: 'access',
          refresh_token: 'refresh',
          expires_in: 3600,
          scope: 'openid email profile',
          id_token: new UnsecuredJWT({ email: 'ines@example.com' })
            .setSubject('ines')
            .setIssuer(api.origin)
            .setAudience('console')
            .setIssuedAt()
            .setJti(randomUUID())
            .setExpirationTime('1h')
            .encode(),
        });
      case '/end':
        return void response.writeHead(302, { location: '/' }).end();
      case '/v1/session': {
        if (api.down) return void json({}, 503);
        if (api.refuseSession) {
          const [code, message] = errors[api.refuseSession];
          return void json({ code: api.refuseSession, message }, code);
        }
        const socketUrl = `${api.origin.replace('http', 'ws')}/socket`;
        return void json({ ...session, socketUrl, ticket: randomUUID() } satisfies ConsoleSession);
      }
      default: {
        const asked = /^\/v1\/interactions\/([^/]+)\/decisions$/.exec(url.pathname)?.[1];
        if (asked !== undefined) return void decisions(asked, json);
        const path = extname(url.pathname) ? url.pathname : '/index.html';
        const body = await readFile(join(files, path)).catch(() => undefined);
        if (!body) return void response.writeHead(404).end();
        response.writeHead(200, {
          'content-type': types[extname(path)] ?? 'application/octet-stream',
          'content-security-policy': `${POLICY}; connect-src 'self' ${api.origin.replace('http', 'ws')}`,
        });
        return void response.end(body);
      }
    }
  }

  function decisions(interactionId: string, json: (value: unknown, code?: number) => unknown): void {
    if (api.decisions === 'failing') json({}, 500);
    else if (api.decisions === 'none') {
      const [code, message] = errors.receipt_unknown;
      json({ code: 'receipt_unknown', message }, code);
    } else json(DecisionsAnswer.parse({ interactionId, decisions: exampleOf(find(interactionId).since) }));
  }

  const webSockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (api.down) return void socket.destroy();
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.add(webSocket);
      webSocket.on('close', () => sockets.delete(webSocket));
      webSocket.on('message', (data) => {
        const frame = AgentFrame.parse(JSON.parse(String(data)));
        webSocket.send(answer(frame));
      });
    });
  });

  const api: FakeAgentApi = {
    origin: '',
    decisions: 'example',
    down: false,
    refuseFrames: new Map(),
    start: ({ name, queueId, email, culture = 'en-GB', text, waitedS = 0, requires = {}, ...told }) => {
      const { tags = [], variables = {}, scripted = false } = told;
      const terms = termsOf(queueId);
      const since = Date.now() - waitedS * 1000;
      const id = InteractionId.parse(randomUUID());
      const chat: FakeChat = {
        id,
        queueId,
        commits: [],
        commands: new Map(),
        waiting: false,
        mine: false,
        ringing: false,
        requires,
        visitorName: name,
        culture,
        since,
      };
      chats.set(id, chat);
      const facts = {
        ...{ at: since, local: '2026-11-18T10:36', gateway: 'casa-alba', queue: queueId, culture, tags },
        ...{ calendar: 'office', calendars: { office: 'in-hours' } },
      };
      const screened = {
        ...{ table: 'gateway', version: 47, failed: '', row: null, signal: 'free' },
        facts: { ...facts, trackingOpen: false, requests: {} },
        ...(scripted && { scenario: 'triage' }),
      };
      const routed = {
        ...{ table: 'queue', version: 47, failed: 'c', row: 1, queueId, priority: 300, ...requires },
        facts: { ...facts, lists: [], variables },
      };
      const stepped = (is: 'asking' | 'routing', ...said: object[]) => ({
        ...{ type: 'stepped', run: { step: 'topic', tries: 0, doing: { is } }, said, tags, variables },
      });
      commit(
        chat,
        [
          { type: 'started', visitor: { name, ...(email && { email }) }, culture, tags, variables, terms },
          { type: 'screened', receipt: screened },
        ],
        undefined,
        since,
      );
      if (scripted) {
        const question = { text: '¿Qué ha pasado?', options: ['Llegó roto', 'No ha llegado', 'Otra cosa'] };
        commit(chat, [stepped('asking', { text: 'Hola, soy el asistente de Casa Alba.' }, question)], undefined, since);
        commit(
          chat,
          [
            { type: 'message', id: randomUUID(), from: 'visitor', text: 'Llegó roto' },
            stepped('routing', { text: 'Te paso con una persona.' }),
          ],
          undefined,
          since,
        );
      }
      commit(
        chat,
        [
          { type: 'routed', receipt: routed },
          {
            type: 'queued',
            because: 'arrived',
            queueId,
            priority: 300,
            since,
            waitedFrom: since,
            requires,
            reviewAt: [],
            terms,
          },
        ],
        undefined,
        since,
      );
      if (text) commit(chat, [{ type: 'message', id: randomUUID(), from: 'visitor', text }], undefined, since + 1000);
      setWaiting(chat, true);
      return id;
    },
    offer: (interactionId, seconds = 20) => {
      const chat = find(interactionId);
      setWaiting(chat, false);
      const expiresAt = Date.now() + seconds * 1000;
      const considered = [
        { agentId: me.id, why: 'chosen' },
        ...['joana', 'mateo', 'priya'].map((agentId) => ({ agentId, why: 'later-in-order' })),
      ];
      commit(chat, [{ type: 'offered', agent: me, offerId: randomUUID(), expiresAt, considered }]);
      chat.mine = true;
      push(encode({ t: 'chat', interactionId }));
    },
    ring: (interactionId, others, seconds = 20) => {
      const chat = find(interactionId);
      const before = chat.commits.flatMap(({ events }) => events).findLast((event) => event.type === 'rung');
      const { offerId, expiresAt } = before ?? { offerId: randomUUID(), expiresAt: Date.now() + seconds * 1000 };
      const agents = [me, ...others.map((name) => ({ id: name.toLowerCase(), name }))];
      const considered = agents.map(({ id }) => ({ agentId: id, why: 'chosen' }));
      commit(chat, [{ type: 'rung', agents, offerId, expiresAt, considered }]);
      if (chat.ringing) return;
      chat.ringing = true;
      push(encode({ t: 'chat', interactionId }));
    },
    ringExpires: (interactionId) => {
      const chat = find(interactionId);
      const rung = chat.commits.flatMap(({ events }) => events).findLast((event) => event.type === 'rung');
      commit(chat, [{ type: 'ring-expired', offerId: rung?.offerId }]);
      chat.ringing = false;
    },
    overflows: (interactionId, queueId) => {
      const chat = find(interactionId);
      const { since, requires } = chat;
      const terms = termsOf(queueId);
      chat.queueId = queueId;
      commit(chat, [
        {
          type: 'queued',
          because: 'overflowed',
          queueId,
          priority: 300,
          since,
          waitedFrom: since,
          requires,
          reviewAt: [],
          terms,
        },
      ]);
      setWaiting(chat, true);
    },
    visitorSays: (interactionId, text) =>
      void commit(find(interactionId), [{ type: 'message', id: randomUUID(), from: 'visitor', text }]),
    visitorEnds: (interactionId) => void commit(find(interactionId), [endedBy('visitor')]),
    wrapUpRunsOut: (interactionId) => {
      commit(find(interactionId), [{ type: 'finished', by: 'system' }]);
      find(interactionId).mine = false;
    },
    visitorLeaves: (interactionId) =>
      void commit(find(interactionId), [{ type: 'visitor-left', endsAt: Date.now() + 120_000 }]),
    visitorReturns: (interactionId) => void commit(find(interactionId), [{ type: 'visitor-returned' }]),
    takenBy: (interactionId, name) => {
      const chat = find(interactionId);
      commit(chat, [{ type: 'accepted', agent: { id: name.toLowerCase(), name }, how: 'offer' }]);
      if (chat.ringing) setWaiting(chat, false);
      chat.mine = false;
      chat.ringing = false;
    },
    said: (interactionId) =>
      find(interactionId).commits.flatMap(({ events }) =>
        events.flatMap((event) => (event.type === 'message' && event.from === 'agent' ? [event.text] : [])),
      ),
    notes: (interactionId) =>
      find(interactionId).commits.flatMap(({ events }) =>
        events.flatMap((event) =>
          (event.type === 'finished' || event.type === 'noted') && event.note ? [event.note] : [],
        ),
      ),
    status: () => status.status,
    dropSockets: () => {
      for (const socket of sockets) socket.terminate();
    },
    stop: async () => {
      for (const socket of sockets) socket.terminate();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A server on a TCP port has an AddressInfo.
  api.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return api;
}

/** Of the visitor, after the first. */
function newestWords({ commits }: FakeChat): string {
  const said = commits.flatMap(({ events }) => events.filter((event) => event.type === 'message'));
  const newest = said.slice(1).findLast(({ from }) => from === 'visitor');
  return newest?.text ?? '';
}

function firstWords({ commits }: FakeChat): string {
  for (const { events } of commits) {
    for (const event of events) if (event.type === 'message') return event.text;
  }
  return '';
}
