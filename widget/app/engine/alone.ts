/**
 * One command on a socket of its own, for what is asked of a chat that this page no longer follows. Sent again until Foyer has
 * it or refuses it for good, as long as the page is open. Foyer answers a repetition as a repetition, or refuses it by the
 * chat's state.
 */
import { delayMs, isPassing } from '../../../protocol/client.ts';
import type { VisitorFrame } from '../../../protocol/visitor.ts';
import { isSession } from './api.ts';
import { asJson, isText, maybe, object, parse } from './guard.ts';
import type { KeptChat } from './kept.ts';

/** `again`: it is tried once more, after a pause. */
export type Fate = { is: 'done' } | { is: 'again' } | { is: 'refused'; code: string };

type Command = Extract<VisitorFrame, { id: string }>;

const TIMEOUT_MS = 10_000;
const again: Fate = { is: 'again' };
const isAnswer = object<{ t: string; id: string; code?: string }>({ t: isText, id: isText, code: maybe(isText) });

/** `base` ends with a slash. `on` is called with each news, the last of which is not `again`. */
export async function sendAlone(base: string, chat: KeptChat, command: Command, on: (fate: Fate) => void) {
  for (let failures = 0; ; failures++) {
    const fate = await attempt(base, chat, command);
    on(fate);
    if (fate.is !== 'again') return;
    await new Promise((resume) => setTimeout(resume, delayMs(failures, Math.random())));
  }
}

async function attempt(base: string, chat: KeptChat, command: Command): Promise<Fate> {
  // The page's token may have run out. A start that is repeated is the same chat, also when that is over.
  const [path, request]: [string, RequestInit] =
    chat.is === 'open'
      ? ['chats/token', { headers: { authorization: `Bearer ${chat.session.token}` } }]
      : ['chats', { headers: { 'content-type': 'application/json' }, body: chat.body }];
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${base}v1/${path}`, { method: 'POST', signal, ...request });
    const { status } = response;
    const session = parse(await response.text(), isSession);
    if (!session)
      return status < 400 || status >= 500 || status === 429 || status === 408 ? again : { is: 'refused', code: '' };
    return await asked(new WebSocket(`${session.socketUrl}?token=${encodeURIComponent(session.token)}`), command);
  } catch {
    return again;
  }
}

const asked = (socket: WebSocket, command: Command): Promise<Fate> =>
  new Promise((resolve) => {
    const settle = (fate: Fate) => {
      clearTimeout(timer);
      resolve(fate);
      socket.close();
    };
    const timer = setTimeout(settle, TIMEOUT_MS, again);
    socket.onopen = () => socket.send(asJson(command));
    socket.onclose = () => settle(again);
    socket.onmessage = ({ data }) => {
      const answer = parse(data, isAnswer);
      if (answer?.id !== command.id) return;
      const { t, code = '' } = answer;
      settle(t === 'ack' ? { is: 'done' } : isPassing(code) ? again : { is: 'refused', code });
    };
  });
