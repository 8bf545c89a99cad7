/**
 * The canary (H8): every quarter of an hour it acts as a visitor: it starts a chat through the widget's distribution, opens the
 * socket, answers the question, sees the chat end, and reads it all again. A problem is one log line, which counts as a failure
 * and so raises the alarm.
 */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { SessionAnswer, VisitorPush } from '../protocol/visitor.ts';
import { log, readJson } from './edge/stack.ts';
import { CANARY_ORIGIN, canaryToken } from './visitor/canary-website.ts';
import { environment } from './wiring.ts';

/** As long as a visitor waits for a page that does not respond. */
const PATIENCE_MS = 10_000;

interface Parts {
  /** The widget's address. */
  widget: string;
  token: string;
}

export const createHandler = (parts: Parts) => async (_: unknown, context: Context) => {
  const since = performance.now();
  let step = 'start';
  try {
    await chat(parts, (next) => {
      step = next;
    });
    log('info', context, { code: 'canary_well', ms: Math.round(performance.now() - since) });
  } catch (error) {
    log('error', context, { code: 'canary_failed', step, error: String(error) });
  }
};

async function chat({ widget, token }: Parts, comesTo: (step: string) => void): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const started = await fetch(`${widget}/v1/chats`, {
    method: 'POST',
    signal,
    headers: { origin: CANARY_ORIGIN, 'content-type': 'application/json' },
    body: JSON.stringify({ website: token, id: randomUUID(), answers: { name: 'Canary' }, culture: 'en' }),
  });
  if (!started.ok) throw new Error(`${started.status} ${await started.text()}`);
  const session = SessionAnswer.parse(await started.json());

  comesTo('connect');
  const socket = await connected(`${session.socketUrl}?token=${session.token}`, signal);
  try {
    comesTo('resume');
    await answered(socket, { t: 'resume', id: randomUUID(), after: 0 }, signal, ({ t }) => t === 'range');
    comesTo('message');
    const id = randomUUID();
    await answered(socket, { t: 'message', id, after: 0, text: 'Yes' }, signal, ({ t }) => t === 'ack');
    comesTo('read');
    const all = { t: 'resume', id: randomUUID(), after: 0 };
    const log = await answered(socket, all, signal, ({ t }) => t === 'range');
    const events = log.t === 'range' ? log.commits.flatMap((commit) => commit.events) : [];
    if (events.filter((event) => event.type === 'message' && event.id === id).length !== 1)
      throw new Error('An acknowledged message is missing from the chat, or appears twice');
    if (events.at(-1)?.type !== 'ended') throw new Error('The chat did not end');
  } finally {
    socket.close();
  }
}

/** @throws if the socket cannot be opened in time */
function connected(url: string, signal: AbortSignal): Promise<WebSocket> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket));
    socket.addEventListener('close', ({ code }) => reject(new Error(`The socket closed with ${code}`)));
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/** The first matching push. @throws on a refusal, and if nothing arrives in time */
function answered(
  socket: WebSocket,
  frame: object,
  signal: AbortSignal,
  fits: (push: VisitorPush) => boolean,
): Promise<VisitorPush> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('message', ({ data }) => {
      const push = VisitorPush.safeParse(readJson(String(data)));
      if (!push.success || push.data.t === 'refused') reject(new Error(`Answered with ${String(data).slice(0, 200)}`));
      else if (fits(push.data)) resolve(push.data);
    });
    signal.addEventListener('abort', () => reject(signal.reason));
    socket.send(JSON.stringify(frame));
  });
}

export const handler = createHandler({
  widget: environment('FOYER_WIDGET'),
  token: canaryToken(environment('FOYER_EDGE_KEY')),
});
