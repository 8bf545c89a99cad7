/**
 * Visitors, agents and timers all at once, their steps in the store interleaved by a seed. After every run the invariants of
 * the architecture hold. A seed that failed once stays in the list.
 */
import { describe, expect, it } from 'vitest';
import { mayBeOffered } from '../../../core/chat/decide.ts';
import type { Commit } from '../../../core/chat/events.ts';
import { evolve } from '../../../core/chat/evolve.ts';
import { type Chat, holdingOf, newChat } from '../../../core/chat/state.ts';
import { AgentId, ChatId, QueueId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';
import { randomBy } from '../../support/fuzz/random.ts';

/** Everybody who wants to take a step waits here; one of them, by chance, goes on. */
function createTurnstile(random: () => number) {
  const waiting: (() => void)[] = [];
  return {
    step: () => new Promise<void>((go) => void waiting.push(go)),
    async runUntilDone(work: Promise<unknown>): Promise<void> {
      let done = false;
      const finished = work.finally(() => {
        done = true;
      });
      while (!done) {
        waiting.splice(Math.floor(random() * waiting.length), 1)[0]?.();
        await new Promise(setImmediate);
      }
      await finished;
    },
  };
}

const agents = ['ines', 'tomas', 'rui'];
const capacity: Record<string, number> = { ines: 2, tomas: 1, rui: 1 };

async function simulate(seed: number) {
  const random = randomBy(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  let turnstile: ReturnType<typeof createTurnstile> | undefined;
  const foyer = await createFoyer(() => turnstile?.step() ?? Promise.resolve());
  const chats: string[] = [];
  const acknowledged: { chatId: string; id: string; seq: number }[] = [];

  const say = async (chatId: string) => {
    const id = foyer.newId();
    const frame = { t: 'message', id, after: 0, text: 'x' };
    // As a client does: the same command twice, at once.
    const [ack] = await Promise.all([
      foyer.visitor(chatId, `tab-${chatId}`, frame),
      foyer.visitor(chatId, `tab-${chatId}`, frame),
    ]);
    if (ack.t === 'ack') acknowledged.push({ chatId, id, seq: ack.commit.seq });
  };
  const act = async (agentId: string, chatId: string) => {
    const { chat } = await foyer.stores.chats.load(ChatId.parse(chatId));
    const offerId = chat.status === 'offered' ? chat.offerId : 'none';
    const t = pick(['accept', 'accept', 'take', 'reject', 'message', 'end', 'finish', 'finish']);
    const rest = { id: foyer.newId(), chatId, offerId, after: 0, text: 'y', disposition: 'solved' };
    await foyer.agent(agentId, `desk-${agentId}`, { t, ...rest });
  };
  const deeds: (() => Promise<unknown>)[] = [
    async () => void chats.push((await foyer.start(pick(['fw_offered0000', 'fw_picked00000']))).chatId),
    async () => chats.length > 0 && (await say(pick(chats))),
    async () => chats.length > 0 && (await act(pick(agents), pick(chats))),
    async () => chats.length > 0 && (await act(pick(agents), pick(chats))),
    async () => {
      const status = pick(['available', 'available', 'paused', 'offline']);
      const agentId = pick(agents);
      await foyer.agent(agentId, `desk-${agentId}`, { t: 'status', id: foyer.newId(), status });
    },
    async () => {
      if (chats.length === 0) return;
      await foyer.timer(pick(['offer', 'offer-again', 'wrap-up', 'away', 'auto-finish']), pick(chats), foyer.now());
    },
    async () => foyer.later(pick(['lease', 'rights']), pick(agents)),
    async () => chats.length > 0 && (await foyer.leave(pick(chats), `tab-${pick(chats)}`)),
  ];

  for (const agent of agents) await foyer.signIn(agent);
  for (let round = 0; round < 12; round++) {
    foyer.advance(Math.floor(random() * 30));
    for (const agent of agents) await foyer.agent(agent, `desk-${agent}`, { t: 'ping', chats: [] });
    turnstile = createTurnstile(random);
    const now = Array.from({ length: 6 }, () => pick(deeds)());
    await turnstile.runUntilDone(Promise.all(now));
    turnstile = undefined;
    await offerPassedAgain(foyer, chats);
    await expectInvariants(foyer, chats, acknowledged);
  }
}

/** The timers of chats that somebody passed on; all others must have found their agent without one. */
async function offerPassedAgain(foyer: Foyer, chats: string[]) {
  for (const chatId of chats) {
    const { chat } = await foyer.stores.chats.load(ChatId.parse(chatId));
    if (chat.status === 'waiting' && chat.passed) await foyer.timer('offer-again', chatId, foyer.now());
  }
}

async function expectInvariants(
  foyer: Foyer,
  chats: string[],
  acknowledged: { chatId: string; id: string; seq: number }[],
) {
  const states = new Map<string, Chat>();
  for (const chatId of chats.map((id) => ChatId.parse(id))) {
    const log = await foyer.stores.chats.range(chatId, 0, 10_000);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    const { chat } = await foyer.stores.chats.load(chatId);
    expect(log.reduce<Chat>(evolve, newChat(chatId))).toEqual(chat);
    states.set(chatId, chat);
    expectOnce(
      log,
      acknowledged.filter((each) => each.chatId === chatId),
    );
  }
  const waiting: string[] = [];
  for (const queue of ['orders', 'advice']) {
    waiting.push(...(await foyer.stores.queues.waitingIn(QueueId.parse(queue), 1000)).map(({ chatId }) => chatId));
  }
  const shouldWait = [...states].filter(([, chat]) => holdingOf(chat).holds === 'place in line').map(([id]) => id);
  expect(waiting.sort()).toEqual(shouldWait.sort());
  for (const agentId of agents) {
    const agent = await foyer.stores.agents.get(AgentId.parse(agentId));
    const held = [...states].filter(([, chat]) => {
      const holding = holdingOf(chat);
      return holding.holds === 'agent' && holding.agentId === agentId;
    });
    expect((agent?.reservations ?? []).map((held) => held.chatId).sort()).toEqual(held.map(([id]) => id).sort());
    expect(held.length).toBeLessThanOrEqual(capacity[agentId] ?? 0);
    const mayHave = [...states.values()].filter(
      (chat) =>
        chat.status === 'waiting' &&
        chat.queueId === 'orders' &&
        mayBeOffered(chat, AgentId.parse(agentId), foyer.now()),
    );
    const isFree = agent?.status === 'available' && held.length < agent.capacity && agent.standings.length > 0;
    expect(isFree ? mayHave.map(({ id }) => id) : []).toEqual([]);
  }
}

/** What was acknowledged is in the log, once, under the number that was told. */
function expectOnce(log: Commit[], acknowledged: { id: string; seq: number }[]) {
  for (const { id, seq } of acknowledged) {
    const found = log.filter(({ events }) => events.some((event) => event.type === 'message' && event.id === id));
    expect(found.map((commit) => commit.seq)).toEqual([seq]);
  }
}

describe('everybody at once', () => {
  it.each(Array.from({ length: 100 }, (_, index) => index + 1))(
    'B6 F2 D10 nothing is lost, doubled, or held by two: seed %i',
    async (seed) => {
      await simulate(seed);
    },
  );
});
