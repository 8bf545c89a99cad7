/** An agent: the console's own engine, and somebody who accepts whatever is offered, answers every message and wraps up. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Chat, Entry } from '../../console/live/chat.ts';
import type { InteractionId } from '../../console/live/ids.ts';
import { createLive } from '../../console/live/live.ts';
import { ConsoleSession } from '../../protocol/agent.ts';
import { createLine, type Line } from './line.ts';
import { type Run, wallClock } from './run.ts';
import { answerTo, isLast } from './script.ts';

export interface Agent {
  line: Line;
  /** Chats that are not finished. */
  chats(): number;
  stop(): void;
}

/** How an agent signs in. */
export interface Credentials {
  /** The address of the admin API. */
  api(): Promise<string>;
  /** `fresh`: the last one was not accepted. */
  idToken(fresh: boolean): Promise<string>;
}

type Written = Extract<Entry, { kind: 'message' }>;

export async function startAgent(run: Run, credentials: Credentials): Promise<Agent> {
  const { ledger, now, random } = run;
  const first = await sessionOf(credentials);
  const me = first.person;
  const line = createLine({
    ...{ side: 'agent', ledger, now },
    resumed: (afterMs) => void run.steps.resumed.push(afterMs),
  });
  const live = createLive({
    me: me.id,
    address: async () => {
      const { socketUrl, ticket } = await sessionOf(credentials);
      return `${socketUrl}?token=${encodeURIComponent(ticket)}`;
    },
    openSocket: (url, { opened, text, closed }) => line.open(url, { opened, received: text, closed }),
    ...{ clock: wallClock, random, storage: storage() },
    drafts: { wrapUp: () => ({ disposition: '', note: '' }), inWrapUp: () => [], forget() {} },
    newId: () => crypto.randomUUID(),
    isVisible: () => true,
  });
  /** What this agent has done, or is about to do, until the chat is gone. */
  const done = new Map<InteractionId, Set<string>>();
  let answers = 0;

  function look(): void {
    const { chats } = live.state();
    for (const id of done.keys()) if (!chats.has(id)) done.delete(id);
    for (const chat of chats.values()) attend(chat);
  }

  function attend(chat: Chat): void {
    if (chat.stage === 'offered') once(chat, chat.offerId, accept);
    if (chat.stage === 'wrap-up') once(chat, 'wrap-up', wrapUp);
    if (chat.stage !== 'active') return;
    const asked = lastOf(chat, 'visitor');
    if (!asked || chat.entries.some((entry) => isAnswer(entry, asked.text))) return;
    once(chat, asked.text, (now) => answer(now, asked.text));
  }

  /** After a moment, as the chat is then. */
  function once({ id }: Chat, what: string, act: (chat: Chat) => void): void {
    const before = done.get(id) ?? new Set();
    if (before.has(what)) return;
    done.set(id, before.add(what));
    void run
      .think(2)
      .catch(() => {})
      .then(() => {
        const chat = live.state().chats.get(id);
        if (chat) act(chat);
      });
  }

  function accept(chat: Chat): void {
    if (chat.stage === 'offered') live.accept(chat);
  }

  function answer(chat: Chat, asked: string): void {
    if (chat.stage !== 'active') return;
    answers += 1;
    const text = answerTo(asked, me.name, answers);
    live.typed(chat);
    live.look(chat);
    ledger.wrote(chat.contact.name, 'agent', text);
    live.say(chat, text);
    if (isLast(asked)) live.end(chat);
  }

  function wrapUp(chat: Chat): void {
    if (chat.stage !== 'wrap-up') return;
    const texts = chat.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
    ledger.closed(chat.contact.name, 'agent', texts);
    live.finish(chat, chat.terms.dispositions[0]?.code ?? '', '');
  }

  live.subscribe(look);
  live.start();
  live.setStatus('available');
  while (live.state().status !== 'available') await pause(50);
  return { line, chats: () => live.state().chats.size, stop: live.stop };
}

const lastOf = (chat: Chat, from: Written['from']) =>
  chat.entries.filter((entry) => entry.kind === 'message').findLast((entry) => entry.from === from);

const isAnswer = (entry: Entry, asked: string) =>
  entry.kind === 'message' && entry.from === 'agent' && entry.text.includes(`“${asked}”`);

/** @throws as `fetch` does, or if Foyer does not let this agent in */
async function sessionOf({ api, idToken }: Credentials): Promise<ConsoleSession> {
  const ask = async (fresh: boolean) => {
    const authorization = `Bearer ${await idToken(fresh)}`;
    return fetch(`${await api()}/v1/session`, { headers: { authorization }, signal: AbortSignal.timeout(15_000) });
  };
  let answer = await ask(false);
  if (answer.status === 401) answer = await ask(true);
  if (!answer.ok) throw new Error(`GET /v1/session: ${answer.status} ${await answer.text()}`);
  return ConsoleSession.parse(await answer.json());
}

/** A browser's storage that lasts as long as the agent. */
function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    key: (nth: number) => [...kept.keys()][nth] ?? null,
    get length() {
      return kept.size;
    },
  };
}
