/** Parking through the functions: what the agent, the visitor, the line and the timer make of it. */
import { describe, expect, it } from 'vitest';
import { InteractionId } from '../../../core/ids.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import { SHORT_WAIT_MS } from '../../../core/interaction/waits.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

async function parked(change: Parameters<typeof createFoyer>[0] = {}) {
  const foyer = await createFoyer(change);
  await foyer.signIn('ines');
  const { interactionId } = await foyer.start('fw_offered0000');
  await foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
  const { offerId } = await load(foyer, interactionId);
  await does(foyer, interactionId, { t: 'accept', offerId });
  await does(foyer, interactionId, { t: 'park', after: 0 });
  return { foyer, interactionId };
}

const load = async ({ stores }: Foyer, interactionId: string) => {
  const { chat } = await stores.chats.load(InteractionId.parse(interactionId));
  return { ...told(chat), parked: chat.stage && chat.parked };
};

const does = (foyer: Foyer, interactionId: string, frame: Record<string, unknown>, agentId = 'ines') =>
  foyer.agent(agentId, `desk-${agentId}`, { id: foyer.newId(), interactionId, ...frame });

const says = (foyer: Foyer, interactionId: string) =>
  foyer.visitor(interactionId, 'tab', { t: 'message', id: foyer.newId(), after: 0, text: 'Are you there?' });

async function timersOfChat(foyer: Foyer, interactionId: string) {
  const log = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1000);
  return log.flatMap((commit) =>
    timersOf(InteractionId.parse(interactionId), commit).map((timer) => ({ ...timer, waits: timer.dueAt - commit.at })),
  );
}

describe('D5 a parked chat', () => {
  it('D5 is shown as parked to every console of its agent, and to nobody else', async () => {
    const { foyer, interactionId } = await parked();
    await foyer.agent('ines', 'second-desk', { t: 'hello', id: foyer.newId() });
    const { commits } = await foyer.agent('ines', 'second-desk', {
      ...{ t: 'sync', id: foyer.newId(), interactionId, after: 0 },
    });
    expect(JSON.stringify(commits)).toContain('{"type":"parked","by":"agent"}');
    await does(foyer, interactionId, { t: 'resume', after: 0 });
    expect(JSON.stringify(foyer.heard('second-desk'))).toContain('{"type":"resumed","by":"agent"}');
    expect(JSON.stringify(foyer.heard('tab'))).not.toMatch(/parked|resumed/);
  });

  it('D5 keeps its place: an agent with two places and two parked chats gets no third', async () => {
    const { foyer, interactionId } = await parked();
    const second = await foyer.start('fw_offered0000');
    const { offerId } = await load(foyer, second.interactionId);
    await does(foyer, second.interactionId, { t: 'accept', offerId });
    await does(foyer, second.interactionId, { t: 'park', after: 0 });
    const third = await foyer.start('fw_offered0000');
    expect((await load(foyer, third.interactionId)).stage).toBe('waiting');
    expect((await does(foyer, third.interactionId, { t: 'take' })).code).toBe('agent_full');
    await does(foyer, interactionId, { t: 'end', after: 0 });
    await does(foyer, interactionId, { t: 'finish', after: 0, disposition: 'solved' });
    expect((await load(foyer, third.interactionId)).stage).toBe('offered');
  });

  it('D5 is refused to whoever does not have it, in whatever name', async () => {
    const { foyer, interactionId } = await parked();
    await foyer.signIn('tomas');
    for (const t of ['park', 'resume']) {
      const refused = await does(foyer, interactionId, { t, after: 0, agentId: 'ines' }, 'tomas');
      expect(refused).toMatchObject({ t: 'refused', code: 'chat_not_yours' });
    }
    const asVisitor = await foyer.visitor(interactionId, 'tab', { t: 'park', id: foyer.newId(), after: 0 });
    expect(asVisitor).toMatchObject({ t: 'refused' });
    expect((await load(foyer, interactionId)).parked).toBeDefined();
  });

  it('F2 the same command sent again after a resume does not park it again', async () => {
    const { foyer, interactionId } = await parked();
    await does(foyer, interactionId, { t: 'resume', after: 0 });
    const park = { t: 'park', id: foyer.newId(), interactionId, after: 0 };
    await foyer.agent('ines', 'desk-ines', park);
    await does(foyer, interactionId, { t: 'resume', after: 0 });
    expect(await foyer.agent('ines', 'desk-ines', park)).toMatchObject({ t: 'ack' });
    expect((await load(foyer, interactionId)).parked).toBeUndefined();
  });

  it('D5 that its visitor wrote in goes to the next agent, who gets it once, however often the timer comes', async () => {
    const { foyer, interactionId } = await parked();
    await foyer.signIn('tomas');
    for (let n = 0; n < 5; n++) await says(foyer, interactionId);
    const [timer, ...more] = (await timersOfChat(foyer, interactionId)).filter(({ kind }) => kind === 'return-parked');
    if (!timer) throw new Error('no timer was set');
    expect({ more, waits: timer.waits }).toEqual({ more: [], waits: 60_000 });
    foyer.advance(60);
    await foyer.deliver(timer);
    await foyer.deliver(timer);
    const log = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1000);
    expect(log.flatMap(({ events }) => events.filter(({ type }) => type === 'queued')).length).toBe(2);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'tomas' } });
    expect(foyer.heard('tab').flatMap(({ commit }) => commit?.events ?? [])).toContainEqual({
      type: 'queued',
      because: 'unresumed',
    });
  });

  it('D5 D9 that a guest answers stays with its owner; the visitor’s next message counts anew', async () => {
    const { foyer, interactionId } = await parked();
    await foyer.signIn('tomas');
    await does(foyer, interactionId, { t: 'invite', after: 0, to: { agentId: 'tomas' } });
    const { offerId } = await load(foyer, interactionId);
    await does(foyer, interactionId, { t: 'accept', offerId }, 'tomas');
    await says(foyer, interactionId);
    await does(foyer, interactionId, { t: 'message', after: 0, text: 'I am' }, 'tomas');
    foyer.advance(60);
    await foyer.timer('return-parked', interactionId, foyer.now());
    expect(await load(foyer, interactionId)).toMatchObject({ agent: { id: 'ines' }, parked: { by: 'agent' } });
    await says(foyer, interactionId);
    foyer.advance(60);
    await foyer.timer('return-parked', interactionId, foyer.now());
    expect(await load(foyer, interactionId)).toMatchObject({ agent: { id: 'tomas' }, parked: undefined });
  });

  it('D2 D7 is not closed by a closing time that passed while it was parked', async () => {
    const calendar = { id: 'office', zone: 'UTC', week: { mon: [{ from: '09:00', to: '09:01' }] } };
    const { foyer, interactionId } = await parked({
      calendars: [calendar],
      queues: [
        {
          ...{ id: 'orders', name: 'Orders', strategy: 'longest-idle', calendar: 'office', offerS: 20 },
          members: [{ agent: 'ines' }],
        },
        { id: 'advice', name: 'Advice' },
      ],
    });
    await says(foyer, interactionId);
    foyer.advance(61);
    await foyer.timer('return-parked', interactionId, foyer.now());
    expect((await load(foyer, interactionId)).closesAt).toBe(foyer.now() + 10 * 60_000);
  });

  it('H7 sets no timer that is an execution', async () => {
    const { foyer, interactionId } = await parked();
    await says(foyer, interactionId);
    await does(foyer, interactionId, { t: 'resume', after: 0 });
    await does(foyer, interactionId, { t: 'end', after: 0 });
    await does(foyer, interactionId, { t: 'park', after: 0 });
    await does(foyer, interactionId, { t: 'resume', after: 0 });
    const waits = (await timersOfChat(foyer, interactionId)).map(({ waits }) => waits);
    expect(Math.max(...waits)).toBeLessThanOrEqual(SHORT_WAIT_MS);
  });
});
