/**
 * The visitor's side of Foyer without AWS: one server that hands out the widget and speaks `protocol/visitor.ts`, with an agent
 * whom the test plays. Every frame is checked against the protocol's schemas in both directions.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { ChatId, CommandId } from '../../core/ids.ts';
import {
  RenewBody,
  SessionAnswer,
  StartBody,
  type VisitorCommit,
  type VisitorEvent,
  VisitorFrame,
  VisitorPush,
  WebsiteAnswer,
} from '../../protocol/visitor.ts';

interface FakeChat {
  chatId: string;
  startId: string;
  commits: VisitorCommit[];
  answered: Map<string, VisitorCommit>;
  sockets: Set<WebSocket>;
  place: number;
}

export interface FakeVisitorApi {
  url: string;
  socketUrl: string;
  /** Paths asked for, in order. */
  requests: string[];
  chats: FakeChat[];
  accept(agent: string): void;
  say(text: string): void;
  place(place: number): void;
  end(by: 'agent' | 'system'): void;
  /** While set, a message is answered so instead of being saved. */
  refuse(code: string | undefined): void;
  /** Cuts every socket and takes no more until `comeBack`. */
  goAway(): void;
  comeBack(): void;
  close(): Promise<void>;
}

export async function startFakeVisitorApi(widgetDir: string, website: WebsiteAnswer): Promise<FakeVisitorApi> {
  const requests: string[] = [];
  const chats: FakeChat[] = [];
  let isAway = false;
  let refusal: string | undefined;
  let nextId = 0;

  const http = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ noServer: true });
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const address = http.address();
  if (!address || typeof address === 'string') throw new Error('No port');
  const url = `http://127.0.0.1:${address.port}/`;
  const socketUrl = `ws://127.0.0.1:${address.port}/socket`;

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? '/';
    requests.push(`${request.method} ${path}`);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'authorization, content-type');
    const json = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    if (isAway && path.startsWith('/v1/')) return request.socket.destroy();
    if (path.startsWith('/v1/websites/')) return json(200, WebsiteAnswer.parse(website));
    if (path === '/v1/chats') {
      const start = StartBody.parse(JSON.parse(await text(request)));
      return json(200, sessionOf(chats.find(({ startId }) => startId === start.id) ?? begin(start)));
    }
    if (path === '/v1/chats/token') {
      RenewBody.parse(JSON.parse(await text(request)));
      const chat = chats.find(({ chatId }) => request.headers.authorization === `Bearer token-${chatId}`);
      return chat ? json(200, sessionOf(chat)) : json(401, { code: 'token_invalid', message: 'Start again.' });
    }
    try {
      const file = await readFile(join(widgetDir, path));
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(file);
    } catch {
      json(404, { code: 'route_unknown', message: 'Nothing here.' });
    }
  }

  function begin(start: StartBody): FakeChat {
    const chat: FakeChat = {
      chatId: ChatId.parse(`chat-${++nextId}`),
      startId: start.id,
      commits: [],
      answered: new Map(),
      sockets: new Set(),
      place: 3,
    };
    chats.push(chat);
    const first: VisitorEvent[] = start.text ? [messageOf(start.text, 'visitor')] : [];
    commit(chat, { type: 'started', visitor: start.visitor }, { type: 'queued', queue: 'Shop' }, ...first);
    return chat;
  }

  const sessionOf = ({ chatId }: FakeChat) =>
    SessionAnswer.parse({ chatId, token: `token-${chatId}`, expiresAt: Date.now() + 600_000, socketUrl });

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
    const chat = chats.find(({ chatId }) => token === `token-${chatId}`);
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
        const isWaiting = !chat.commits.some(({ events }) => events.some(({ type }) => type === 'accepted'));
        return push(socket, { t: 'position', position: isWaiting ? chat.place : 0 });
      }
      case 'ping':
        return push(socket, { t: 'pong', seq });
      case 'message':
      case 'end': {
        if (refusal) return push(socket, { t: 'refused', id: frame.id, code: refusal, message: refusal });
        const repeated = chat.answered.get(frame.id);
        const event: VisitorEvent =
          frame.t === 'message'
            ? messageOf(frame.text, 'visitor', frame.id)
            : { type: 'ended', by: 'visitor', outcome: 'completed' };
        const made = repeated ?? commit(chat, event);
        chat.answered.set(frame.id, made);
        push(socket, { t: 'ack', id: frame.id, commit: made });
        if (repeated) return;
        for (const other of chat.sockets) if (other !== socket) push(other, { t: 'commit', commit: made });
        return;
      }
      default:
        return frame satisfies never;
    }
  }

  return {
    url,
    socketUrl,
    requests,
    chats,
    accept: (name) => happens({ type: 'accepted', agent: { name } }),
    say: (text) => happens(messageOf(text, 'agent')),
    place(place) {
      newest().place = place;
      for (const socket of newest().sockets) push(socket, { t: 'position', position: place });
    },
    end: (by) => happens({ type: 'ended', by, outcome: by === 'agent' ? 'completed' : 'auto-finished' }),
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
