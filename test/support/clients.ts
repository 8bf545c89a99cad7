/** A visitor and an agent as programs: what the widget and the console send, without their screens. */
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { AgentPush, ConsoleSession } from '../../protocol/agent.ts';
import { SessionAnswer, VisitorPush } from '../../protocol/visitor.ts';
import { type SignedIn, signIn } from './sign-in.ts';

export interface Socket<Push extends { t: string }> {
  send(frame: object): void;
  /** Sends, and resolves with the first matching push. @throws on a refusal */
  ask(frame: object, fits: (push: Push) => boolean): Promise<Push>;
  on(listener: (push: Push) => void): () => void;
  close(): void;
}

export async function openSocket<Push extends { t: string }>(
  url: string,
  read: (data: unknown) => Push,
): Promise<Socket<Push>> {
  const socket = new WebSocket(url);
  const listeners = new Set<(push: Push) => void>();
  socket.on('message', (data) => {
    const push = read(JSON.parse(String(data)));
    for (const listener of listeners) listener(push);
  });
  await new Promise<void>((ready, fail) => socket.once('open', () => ready()).once('error', fail));
  const on = (listener: (push: Push) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const send = (frame: object) => socket.send(JSON.stringify(frame));
  return {
    on,
    send,
    ask: (frame, fits) =>
      new Promise((answer, fail) => {
        const off = on((push) => {
          if (!fits(push) && push.t !== 'refused') return;
          off();
          if (fits(push)) answer(push);
          else fail(new Error(JSON.stringify(push)));
        });
        send(frame);
      }),
    close: () => socket.close(),
  };
}

export async function startVisitor(api: string, website: string, origin: string) {
  const body = JSON.stringify({
    website,
    id: randomUUID(),
    answers: { name: 'Marta', email: 'marta@correo.example' },
    culture: 'es',
  });
  const answer = await fetch(`${api}/v1/chats`, {
    method: 'POST',
    body,
    headers: { origin, 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`POST /v1/chats: ${answer.status} ${await answer.text()}`);
  const { interactionId, token, socketUrl } = SessionAnswer.parse(await answer.json());
  const socket = await openSocket(`${socketUrl}?token=${token}`, (data) => VisitorPush.parse(data));
  await socket.ask({ t: 'resume', id: randomUUID(), after: 0 }, ({ t }) => t === 'range');
  return { interactionId, ...socket };
}

export async function startAgent(consoleUrl: string, email: string) {
  const signedIn = await signIn(consoleUrl, email);
  const { socketUrl, ticket, agent } = await consoleSession(signedIn);
  if (!agent) throw new Error(`${email} is no agent`);
  const socket = await openSocket(`${socketUrl}?token=${ticket}`, (data) => AgentPush.parse(data));
  await socket.ask({ t: 'hello' }, ({ t }) => t === 'welcome');
  await socket.ask({ t: 'status', id: randomUUID(), status: 'available' }, ({ t }) => t === 'status');
  return { agentId: agent.id, ...socket };
}

export async function consoleSession({ api, idToken }: SignedIn) {
  const answer = await fetch(`${api}/v1/session`, { headers: { authorization: `Bearer ${idToken}` } });
  if (!answer.ok) throw new Error(`GET /v1/session: ${answer.status} ${await answer.text()}`);
  return ConsoleSession.parse(await answer.json());
}
