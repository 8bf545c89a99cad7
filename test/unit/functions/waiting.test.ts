/** What waiting leads to: decided again whenever a chat joins the line, and according to the time that it waited. */

import { describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId } from '../../../core/ids.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

type QueueInput = ConfigurationInput['queues'][number];

const agents = ['ines', 'rui'].map((id) => ({ id, name: id, email: `${id}@shop.example`, capacity: 2 }));
/** Open from 9 to 18 on weekdays; the clock starts on a Monday at 9. */
const office = { id: 'office', zone: 'UTC', week: { mon: [{ from: '09:00', to: '18:00' }] } };

function foyerWith(
  orders: Partial<QueueInput>,
  advice: Partial<QueueInput> = {},
  change: Partial<ConfigurationInput> = {},
) {
  const queues: QueueInput[] = [
    { id: 'orders', name: 'Orders', strategy: 'longest-idle', offerS: 20, members: [{ agent: 'ines' }], ...orders },
    { id: 'advice', name: 'Advice', strategy: 'longest-idle', offerS: 20, members: [{ agent: 'rui' }], ...advice },
  ];
  return createFoyer({ agents, queues, calendars: [office], ...change });
}

const load = async (foyer: Foyer, interactionId: string) =>
  told((await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat);

/** Time passes second by second. Each timer that the chat's log requests arrives when it is due, once, and no other does. */
async function pass(foyer: Foyer, interactionId: string, seconds: number) {
  for (let second = 0; second < seconds; second++) {
    foyer.advance(1);
    for (const agentId of ['ines', 'rui']) await foyer.agent(agentId, `desk-${agentId}`, { t: 'ping', chats: [] });
    const log = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1000);
    const armed = log.flatMap((commit) => timersOf(InteractionId.parse(interactionId), commit));
    for (const timer of armed) {
      if (timer.kind !== 'auto-finish' && timer.dueAt === foyer.now()) await foyer.deliver(timer);
    }
  }
}

async function accept(foyer: Foyer, interactionId: string, agentId: string) {
  const chat = await load(foyer, interactionId);
  if (chat.stage !== 'offered') throw new Error(`the chat is ${chat.stage}`);
  await foyer.agent(agentId, `desk-${agentId}`, {
    t: 'accept',
    id: foyer.newId(),
    interactionId,
    offerId: chat.offerId,
  });
}

const leave = (foyer: Foyer, agentId: string) =>
  foyer.agent(agentId, `desk-${agentId}`, { t: 'status', id: foyer.newId(), status: 'offline' });

describe('B8 overflow', () => {
  it('that fell due while an offer stood happens when the offer is over', async () => {
    const foyer = await foyerWith({ offerS: 30, overflow: { afterS: 60, queue: 'advice' } });
    await foyer.signIn('rui');
    const { interactionId } = await foyer.start();
    await pass(foyer, interactionId, 50);
    await foyer.signIn('ines');
    await pass(foyer, interactionId, 10);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
    await pass(foyer, interactionId, 20);
    expect(await load(foyer, interactionId)).toMatchObject({
      stage: 'offered',
      queueId: 'advice',
      agent: { id: 'rui' },
    });
  });

  it('counts what was waited, not the conversation between', async () => {
    const foyer = await foyerWith({ overflow: { afterS: 60, queue: 'advice' } });
    const { interactionId } = await foyer.start();
    await foyer.signIn('ines');
    await accept(foyer, interactionId, 'ines');
    foyer.advance(300);
    await foyer.signIn('rui');
    await leave(foyer, 'ines');
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting', queueId: 'orders' });
    await pass(foyer, interactionId, 61);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', queueId: 'advice' });
  });

  it('F2 and a page that is opened after it reads what the one before was told', async () => {
    const foyer = await foyerWith({ overflow: { afterS: 60, queue: 'advice' } });
    const { interactionId } = await foyer.start();
    await foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
    await foyer.signIn('ines');
    await accept(foyer, interactionId, 'ines');
    await leave(foyer, 'ines');
    await pass(foyer, interactionId, 61);
    const pushed = foyer.heard('tab').flatMap(({ commit }) => commit?.events ?? []);
    const resume = { t: 'resume', id: foyer.newId(), after: 0 };
    const { commits } = await foyer.visitor(interactionId, 'another-tab', resume);
    const read = commits.flatMap(({ events }: { events: object[] }) => events);
    expect(read.slice(-pushed.length)).toEqual(JSON.parse(JSON.stringify(pushed)));
    expect(read.filter(({ type }: { type: string }) => type === 'queued')).toEqual([
      { type: 'queued', queue: 'Orders', because: 'arrived' },
      { type: 'queued', because: 'returned' },
      { type: 'queued', queue: 'Advice', because: 'overflowed' },
    ]);
  });

  it('that fell due while the other queue was closed is tried again when that opens', async () => {
    const foyer = await foyerWith({ overflow: { afterS: 60, queue: 'advice' } }, { calendar: 'office' });
    foyer.advance(10 * 3600);
    const { interactionId } = await foyer.start();
    await pass(foyer, interactionId, 60);
    const opensAt = Date.UTC(2026, 0, 12, 9);
    foyer.advance((opensAt - foyer.now()) / 1000 - 1);
    await foyer.signIn('rui');
    await pass(foyer, interactionId, 1);
    expect(await load(foyer, interactionId)).toMatchObject({
      stage: 'offered',
      queueId: 'advice',
      agent: { id: 'rui' },
    });
  });

  it('that fell due while an offer stood and the other queue was closed is tried when that opens', async () => {
    const foyer = await foyerWith({ offerS: 30, overflow: { afterS: 60, queue: 'advice' } }, { calendar: 'office' });
    foyer.advance(10 * 3600);
    const { interactionId } = await foyer.start();
    await pass(foyer, interactionId, 50);
    await foyer.signIn('ines');
    await pass(foyer, interactionId, 10);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
    await leave(foyer, 'ines');
    const opensAt = Date.UTC(2026, 0, 12, 9);
    foyer.advance((opensAt - foyer.now()) / 1000 - 1);
    await foyer.signIn('rui');
    await pass(foyer, interactionId, 1);
    expect(await load(foyer, interactionId)).toMatchObject({
      stage: 'offered',
      queueId: 'advice',
      agent: { id: 'rui' },
    });
  });

  it('is put off once, however often somebody looks before the other queue opens', async () => {
    const foyer = await foyerWith({ offerS: 30, overflow: { afterS: 60, queue: 'advice' } }, { calendar: 'office' });
    foyer.advance(10 * 3600);
    const { interactionId } = await foyer.start();
    await pass(foyer, interactionId, 70);
    await foyer.timer('review', interactionId, foyer.now());
    await foyer.signIn('ines');
    await leave(foyer, 'ines');
    const log = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1000);
    expect(log.flatMap(({ events }) => events).filter(({ type }) => type === 'overflow-closed')).toHaveLength(1);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting', queueId: 'orders' });
  });

  it('does not lead into a queue that is closed or switched off', async () => {
    for (const advice of [{ enabled: false }, { calendar: 'office' }]) {
      const foyer = await foyerWith({ overflow: { afterS: 60, queue: 'advice' } }, advice);
      foyer.advance(10 * 3600);
      await foyer.signIn('rui');
      const { interactionId } = await foyer.start();
      await pass(foyer, interactionId, 61);
      expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting', queueId: 'orders' });
      await foyer.signIn('ines');
      expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
    }
  });
});

describe('B8 B11 a chat does not overflow to where nobody could ever have it', () => {
  const [ines, rui] = agents;
  const change = (spoken: object) => ({
    agents: [
      { ...ines, languages: { es: 100 } },
      { ...rui, ...spoken },
    ] as ConfigurationInput['agents'],
    queueConditions: [{ queue: 'orders', language: 'es' }],
  });
  const overflow = { afterS: 60, queue: 'advice' };

  it('and is found where it stands by who comes later', async () => {
    const foyer = await foyerWith({ overflow }, {}, change({}));
    await foyer.signIn('rui');
    const { interactionId } = await foyer.start();
    await pass(foyer, interactionId, 61);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting', queueId: 'orders' });
    await foyer.signIn('ines');
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
  });

  it('but does as soon as it asks for no more than somebody there has', async () => {
    const foyer = await foyerWith({ overflow, relax: [{ afterS: 90, drop: ['language'] }] }, {}, change({}));
    await foyer.signIn('rui');
    const { interactionId } = await foyer.start();
    await pass(foyer, interactionId, 89);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting', queueId: 'orders' });
    await pass(foyer, interactionId, 1);
    expect(await load(foyer, interactionId)).toMatchObject({
      stage: 'offered',
      queueId: 'advice',
      agent: { id: 'rui' },
    });
  });

  it('and goes where the other queue gives it up, or has it', async () => {
    const spoken = await foyerWith({ overflow }, {}, change({ languages: { es: 10 } }));
    const givenUp = await foyerWith({ overflow }, { relax: [{ afterS: 30, drop: ['language'] }] }, change({}));
    for (const foyer of [spoken, givenUp]) {
      await foyer.signIn('rui');
      const { interactionId } = await foyer.start();
      await pass(foyer, interactionId, 60);
      expect(await load(foyer, interactionId)).toMatchObject({
        stage: 'offered',
        queueId: 'advice',
        agent: { id: 'rui' },
      });
    }
  });
});

describe('D2 a chat that comes back in line', () => {
  it('is not timed out for the time that it talked, in front of a free agent', async () => {
    const members = [{ agent: 'ines' }, { agent: 'rui' }];
    const foyer = await foyerWith({ timeOutS: 120, members });
    const { interactionId } = await foyer.start();
    const { since } = (await load(foyer, interactionId)) as { since: number };
    foyer.advance(5);
    await foyer.signIn('ines');
    await accept(foyer, interactionId, 'ines');
    foyer.advance(140);
    await foyer.signIn('rui');
    await leave(foyer, 'ines');
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'rui' }, since });
  });

  it('is timed out after what is left of its time', async () => {
    const foyer = await foyerWith({ timeOutS: 120 });
    const { interactionId } = await foyer.start();
    foyer.advance(5);
    await foyer.signIn('ines');
    await accept(foyer, interactionId, 'ines');
    foyer.advance(140);
    await leave(foyer, 'ines');
    await pass(foyer, interactionId, 114);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting' });
    await pass(foyer, interactionId, 1);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'timed-out' });
  });

  it('in mid-conversation is not put out by the closing hour at once, nor kept for ever', async () => {
    const foyer = await foyerWith({ calendar: 'office' });
    foyer.advance(9 * 3600 - 60);
    const { interactionId } = await foyer.start();
    await foyer.signIn('ines');
    await accept(foyer, interactionId, 'ines');
    foyer.advance(600);
    await leave(foyer, 'ines');
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting' });
    await pass(foyer, interactionId, 599);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting' });
    await pass(foyer, interactionId, 1);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'out-of-time' });
  });
});

describe('B1, G7 no way leads into a queue that takes no chats', () => {
  const scenario = {
    ...{ id: 'bot', name: 'Bot' },
    steps: [
      { id: 'hello', do: 'ask' as const, text: 'What is it about?', variable: 'topic' },
      { id: 'on', do: 'route' as const, queue: 'orders' },
    ],
  };
  const gatewayConditions = [{ gateway: ['shop'], signal: 'free' as const, scenario: 'bot' }];

  it('a bot that hands over after closing time says that it is closed', async () => {
    const foyer = await foyerWith({ calendar: 'office' }, {}, { scenarios: [scenario], gatewayConditions });
    await foyer.signIn('ines');
    foyer.advance(9 * 3600 - 60);
    const { interactionId } = await foyer.start();
    foyer.advance(120);
    const answer = { t: 'message', id: foyer.newId(), after: 1, text: 'A lamp' };
    expect(await foyer.visitor(interactionId, 'marta', answer)).toMatchObject({ t: 'ack' });
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'out-of-time' });
  });

  it('a visitor who asks for a person then hears the same', async () => {
    const foyer = await foyerWith({ calendar: 'office' }, {}, { scenarios: [scenario], gatewayConditions });
    foyer.advance(9 * 3600 - 60);
    const { interactionId } = await foyer.start();
    foyer.advance(120);
    await foyer.visitor(interactionId, 'marta', { t: 'person', id: foyer.newId(), after: 1 });
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'out-of-time' });
  });

  it.each([{ enabled: false }, { calendar: 'office' }])('a queue row does not lead there (%j)', async (advice) => {
    const queueConditions = [{ gateway: ['shop'], queue: 'advice' }];
    const foyer = await foyerWith({}, advice, { queueConditions });
    foyer.advance(10 * 3600);
    const { interactionId } = await foyer.start();
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'out-of-time' });
  });
});

describe('D2 the closing hour', () => {
  const closesAt = Date.UTC(2026, 0, 5, 18);

  it('is one timer of the queue, which ends all in line', async () => {
    const foyer = await foyerWith({ calendar: 'office' });
    const chats = [(await foyer.start()).interactionId, (await foyer.start()).interactionId];
    const log = await Promise.all(chats.map((id) => foyer.stores.chats.range(InteractionId.parse(id), 0, 1000)));
    const timers = log.flatMap((commits, n) =>
      commits.flatMap((commit) => timersOf(InteractionId.parse(chats[n]), commit)),
    );
    expect(timers.filter(({ kind }) => kind !== 'auto-finish')).toEqual([
      { kind: 'closing', queueId: 'orders', dueAt: closesAt },
      { kind: 'closing', queueId: 'orders', dueAt: closesAt },
    ]);
    foyer.advance((closesAt - foyer.now()) / 1000);
    await foyer.deliver({ kind: 'closing', queueId: 'orders', dueAt: closesAt });
    for (const interactionId of chats) {
      expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'out-of-time' });
    }
  });

  it('is the chat’s own timer where it is near', async () => {
    const foyer = await foyerWith({ calendar: 'office' });
    foyer.advance(9 * 3600 - 900);
    const { interactionId } = await foyer.start();
    await pass(foyer, interactionId, 900);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'out-of-time' });
  });

  it('lets those go on who talk, and ends who comes back into line after it', async () => {
    const foyer = await foyerWith({ calendar: 'office', offerS: 30 });
    await foyer.signIn('ines');
    foyer.advance((closesAt - foyer.now()) / 1000 - 10);
    for (const agentId of ['ines']) await foyer.agent(agentId, `desk-${agentId}`, { t: 'ping', chats: [] });
    const { interactionId } = await foyer.start();
    foyer.advance(10);
    await foyer.deliver({ kind: 'closing', queueId: 'orders', dueAt: closesAt });
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered' });
    await pass(foyer, interactionId, 20);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'out-of-time' });
  });
});
