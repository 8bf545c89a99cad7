/**
 * The visitor's side of Foyer without AWS: one server that hands out the widget and speaks `protocol/visitor.ts`, with an agent
 * whom the test plays. Every frame is checked against the protocol's schemas in both directions.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { CommandId, InteractionId } from '../../core/ids.ts';
import type { Outcome } from '../../core/interaction/facts.ts';
import type { Said } from '../../core/scenario/schema.ts';
import {
  SessionAnswer,
  StartBody,
  type VisitorCommit,
  type VisitorEvent,
  VisitorFrame,
  VisitorPush,
  WebsiteAnswer,
} from '../../protocol/visitor.ts';

interface FakeChat {
  interactionId: string;
  startId: string;
  commits: VisitorCommit[];
  answered: Map<string, VisitorCommit>;
  sockets: Set<WebSocket>;
  place: number;
  wait?: { fromS: number; toS: number };
}

export interface FakeVisitorApi {
  url: string;
  socketUrl: string;
  /** Paths asked for, in order. */
  requests: string[];
  chats: FakeChat[];
  /** Bodies of the chats' starts. */
  started: StartBody[];
  /** What the website answers from now on. */
  website(change: Partial<WebsiteAnswer>): void;
  /** What comes after `started` in the chats from now on: in line unless told otherwise. */
  begin(...events: VisitorEvent[]): void;
  accept(agent: string): void;
  say(text: string): void;
  /** The automated conversation goes on. */
  bot(asks: boolean, ...lines: Said[]): void;
  place(place: number, wait?: { fromS: number; toS: number }): void;
  end(by: 'agent' | 'system', outcome?: Outcome): void;
  /** While set, a chat's start is answered so. */
  answerStart(answer: { status: number; body: object } | undefined): void;
  /** While set, a message is answered so instead of being saved. */
  refuse(code: string | undefined): void;
  /** Cuts every socket and takes no more until `comeBack`. */
  goAway(): void;
  comeBack(): void;
  close(): Promise<void>;
}

export async function startFakeVisitorApi(
  widgetDir: string,
  website: Omit<WebsiteAnswer, 'signal'>,
): Promise<FakeVisitorApi> {
  let answer: WebsiteAnswer = { ...website, signal: 'free' };
  let beginning: VisitorEvent[] = [{ type: 'queued', queue: 'Shop' }];
  const requests: string[] = [];
  const started: StartBody[] = [];
  const chats: FakeChat[] = [];
  let isAway = false;
  let startAnswer: { status: number; body: object } | undefined;
  let refusal: string | undefined;
  let nextId = 0;

  const http = createServer((request, response) => void respond(request, response));
  const sockets = new WebSocketServer({ noServer: true });
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const address = http.address();
  if (!address || typeof address === 'string') throw new Error('No port');
  const url = `http://127.0.0.1:${address.port}/`;
  const socketUrl = `ws://127.0.0.1:${address.port}/socket`;

  async function respond(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? '/';
    requests.push(`${request.method} ${path}`);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'authorization, content-type');
    const json = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    if (isAway && path.startsWith('/v1/')) return request.socket.destroy();
    if (path.startsWith('/v1/websites/')) return json(200, WebsiteAnswer.parse(answer));
    if (path === '/v1/chats') {
      const start = StartBody.parse(JSON.parse(await text(request)));
      if (startAnswer) return json(startAnswer.status, startAnswer.body);
      started.push(start);
      return json(200, sessionOf(chats.find(({ startId }) => startId === start.id) ?? begin(start)));
    }
    if (path === '/v1/chats/token') {
      const chat = chats.find(({ interactionId }) => request.headers.authorization === `Bearer token-${interactionId}`);
      return chat ? json(200, sessionOf(chat)) : json(401, { code: 'token_invalid', message: 'Start again.' });
    }
    try {
      const file = await readFile(join(widgetDir, new URL(path, url).pathname));
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(file);
    } catch {
      json(404, { code: 'route_unknown', message: 'Nothing here.' });
    }
  }

  function begin(start: StartBody): FakeChat {
    const chat: FakeChat = {
      interactionId: InteractionId.parse(`chat-${++nextId}`),
      startId: start.id,
      commits: [],
      answered: new Map(),
      sockets: new Set(),
      place: 3,
    };
    chats.push(chat);
    const first: VisitorEvent[] = start.text ? [messageOf(start.text, 'visitor')] : [];
    commit(chat, { type: 'started', contact: start.visitor }, ...first, ...beginning);
    return chat;
  }

  const sessionOf = ({ interactionId }: FakeChat) =>
    SessionAnswer.parse({ interactionId, token: `token-${interactionId}`, expiresAt: Date.now() + 600_000, socketUrl });

  const messageOf = (text: string, from: 'visitor' | 'agent', id = `message-${++nextId}`.padEnd(16, '-')) =>
    ({ type: 'message', id: CommandId.parse(id), from, text }) satisfies VisitorEvent;

  function commit(chat: FakeChat, ...events: VisitorEvent[]): VisitorCommit {
    const prev = chat.commits.at(-1)?.seq ?? 0;
    // Numbers that the visitor never sees lie between.
    const made: VisitorCommit = { seq: prev + 2, prev, at: Date.now(), events };
    chat.commits.push(made);
    return made;
  }

  function push(socket: WebSocket, frame: VisitorPush) {
    socket.send(JSON.stringify(VisitorPush.parse(frame)));
  }

  function happens(...events: VisitorEvent[]) {
    const chat = newest();
    const made = commit(chat, ...events);
    for (const socket of chat.sockets) push(socket, { t: 'commit', commit: made });
  }

  function newest(): FakeChat {
    const chat = chats.at(-1);
    if (!chat) throw new Error('No chat was started');
    return chat;
  }

  http.on('upgrade', (request, socket, head) => {
    const token = new URL(request.url ?? '', url).searchParams.get('token');
    const chat = chats.find(({ interactionId }) => token === `token-${interactionId}`);
    if (isAway || !chat) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (visitor) => {
      chat.sockets.add(visitor);
      visitor.on('close', () => chat.sockets.delete(visitor));
      visitor.on('message', (data) => receive(chat, visitor, VisitorFrame.parse(JSON.parse(String(data)))));
    });
  });

  function receive(chat: FakeChat, socket: WebSocket, frame: VisitorFrame) {
    const seq = chat.commits.at(-1)?.seq ?? 0;
    switch (frame.t) {
      case 'resume': {
        const commits = chat.commits.filter((commit) => commit.seq > frame.after);
        push(socket, { t: 'range', seq, more: false, commits });
        return pushPlace(chat, socket);
      }
      case 'ping':
        return push(socket, { t: 'pong', seq });
      case 'message':
      case 'person':
      case 'end': {
        if (refusal) return push(socket, { t: 'refused', id: frame.id, code: refusal, message: refusal });
        const repeated = chat.answered.get(frame.id);
        const made = repeated ?? commit(chat, eventOf(frame));
        chat.answered.set(frame.id, made);
        push(socket, { t: 'ack', id: frame.id, commit: made });
        if (repeated) return;
        for (const other of chat.sockets) if (other !== socket) push(other, { t: 'commit', commit: made });
        if (frame.t === 'person') pushPlace(chat, socket);
        return;
      }
      default:
        return frame satisfies never;
    }
  }

  function eventOf(frame: Exclude<VisitorFrame, { t: 'resume' | 'ping' }>): VisitorEvent {
    if (frame.t === 'message') return messageOf(frame.text, 'visitor', frame.id);
    if (frame.t === 'person') return { type: 'queued', queue: 'Shop' };
    return { type: 'ended', by: 'visitor', outcome: 'completed' };
  }

  function pushPlace(chat: FakeChat, socket: WebSocket) {
    const types = chat.commits.flatMap(({ events }) => events.map(({ type }) => type));
    const isWaiting = types.includes('queued') && !types.includes('accepted');
    push(socket, { t: 'position', position: isWaiting ? chat.place : 0, ...(chat.wait && { wait: chat.wait }) });
  }

  return {
    url,
    socketUrl,
    requests,
    started,
    chats,
    website(change) {
      answer = { ...answer, ...change };
    },
    begin(...events) {
      beginning = events;
    },
    bot: (asks, ...lines) => happens({ type: 'said', asks, lines }),
    accept: (name) => happens({ type: 'accepted', agent: { name } }),
    say: (text) => happens(messageOf(text, 'agent')),
    place(place, wait) {
      const chat = Object.assign(newest(), { place, wait });
      for (const socket of chat.sockets) pushPlace(chat, socket);
    },
    end: (by, outcome = by === 'agent' ? 'completed' : 'auto-finished') => happens({ type: 'ended', by, outcome }),
    answerStart(answer) {
      startAnswer = answer;
    },
    refuse(code) {
      refusal = code;
    },
    goAway() {
      isAway = true;
      for (const socket of sockets.clients) socket.terminate();
    },
    comeBack() {
      isAway = false;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
    },
  };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
