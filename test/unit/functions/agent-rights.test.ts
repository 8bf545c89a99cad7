/** What a publish, and an expired lease, do to connected agents and to waiting chats. */

import { describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId, QueueId } from '../../../core/ids.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const chatOf = async (foyer: Foyer, interactionId: string) =>
  told((await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat);

const agents = [
  { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 2, skills: { returns: 80 } },
  { id: 'tomas', name: 'Tomás', email: 'tomas@shop.example', capacity: 1 },
  { id: 'rui', name: 'Rui', email: 'rui@shop.example', capacity: 1 },
];
const without = (agentId: string): Partial<ConfigurationInput> => ({
  agents: agents.filter(({ id }) => id !== agentId),
  queues: [
    {
      ...{ id: 'orders', name: 'Orders', strategy: 'longest-idle' },
      members: ['ines', 'tomas'].filter((id) => id !== agentId).map((agent) => ({ agent })),
    },
    { id: 'advice', name: 'Advice', strategy: 'pick', members: [{ agent: 'rui' }] },
  ],
});

async function talking() {
  const foyer = await createFoyer();
  const { interactionId } = await foyer.start();
  await foyer.signIn('ines');
  const range = await foyer.agent('ines', 'desk-ines', { t: 'sync', id: foyer.newId(), interactionId, after: 0 });
  const events = range.commits.flatMap((commit: { events: { type: string }[] }) => commit.events);
  const { offerId } = events.find((event: { type: string }) => event.type === 'offered');
  await foyer.agent('ines', 'desk-ines', { t: 'accept', id: foyer.newId(), interactionId, offerId });
  return { foyer, interactionId };
}

describe('G2: an agent who is removed', () => {
  it('is told so, loses the socket, and gives the chats back to the next', async () => {
    const { foyer, interactionId } = await talking();
    await foyer.signIn('tomas');
    foyer.heard('desk-ines');
    await foyer.publish(without('ines'));

    expect(foyer.heard('desk-ines').at(-1)).toMatchObject({ t: 'refused', code: 'agent_unknown' });
    expect(foyer.gone).toContain('desk-ines');
    expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'tomas' } });
  });

  it('D5 may finish a wrap-up, but not park it: nobody would resume it', async () => {
    const { foyer, interactionId } = await talking();
    const does = (t: string) =>
      foyer.agent('ines', 'desk-ines', { t, id: foyer.newId(), interactionId, after: 0, disposition: 'solved' });
    await does('end');
    await foyer.publish(without('ines'));
    expect(await does('park')).toMatchObject({ t: 'refused', code: 'chat_not_yours' });
    expect(await does('finish')).toMatchObject({ t: 'ack' });
  });

  it('is refused whatever a frame that was still under way asks', async () => {
    const { foyer, interactionId } = await talking();
    const other = await foyer.start('fw_picked00000');
    await foyer.publish(without('ines'));
    const before = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 100);
    const id = foyer.newId();
    for (const frame of [
      { t: 'hello' },
      { t: 'ping', chats: [] },
      { t: 'status', id, status: 'available' },
      { t: 'take', id, interactionId: other.interactionId },
      { t: 'sync', id, interactionId, after: 0 },
      { t: 'message', id, interactionId, after: 5, text: 'still here' },
      { t: 'end', id, interactionId, after: 5 },
    ]) {
      expect([frame.t, (await foyer.agent('ines', 'desk-ines', frame)).t]).toEqual([frame.t, 'refused']);
    }
    expect(await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 100)).toEqual(before);
  });

  it('reads no chat that was theirs, also over a socket that had not said hello and so was not closed', async () => {
    const { foyer, interactionId } = await talking();
    await foyer.agent('ines', 'desk-ines', { t: 'end', id: foyer.newId(), interactionId, after: 3 });
    await foyer.publish(without('ines'));
    const sync = { t: 'sync', id: foyer.newId(), interactionId, after: 0 };
    expect(await foyer.agent('ines', 'quiet', sync)).toMatchObject({ t: 'refused', code: 'agent_unknown' });
  });

  it('hears no name of a visitor who comes after', async () => {
    const { foyer } = await talking();
    await foyer.publish(without('ines'));
    expect(await foyer.stores.queues.watchers(QueueId.parse('orders'))).toEqual([]);
  });
});

describe('G2: an agent who gets more', () => {
  it('has the skill at once: a chat in the new lane is offered without a reload', async () => {
    const foyer = await createFoyer({ agents });
    await foyer.signIn('ines');
    foyer.heard('desk-ines');
    await foyer.publish({
      agents,
      queueConditions: [{ gateway: ['shop'], queue: 'orders', skill: 'returns', proficiency: 60 }],
    });
    expect(foyer.heard('desk-ines')).toEqual([{ t: 'changed' }]);
    const { interactionId } = await foyer.start();
    expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
  });

  it('has the place at once: who waits is offered', async () => {
    const foyer = await createFoyer();
    await foyer.signIn('tomas');
    await foyer.start();
    const { interactionId } = await foyer.start();
    expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: 'waiting' });
    await foyer.publish({ agents: agents.map((each) => (each.id === 'tomas' ? { ...each, capacity: 2 } : each)) });
    expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'tomas' } });
  });

  it('has the new name at once, also in the next offer', async () => {
    const foyer = await createFoyer();
    await foyer.signIn('ines');
    await foyer.publish({ agents: agents.map((each) => (each.id === 'ines' ? { ...each, name: 'Inés Soto' } : each)) });
    const { interactionId } = await foyer.start();
    expect(await chatOf(foyer, interactionId)).toMatchObject({ agent: { id: 'ines', name: 'Inés Soto' } });
  });

  it('who says hello with what was just replaced gets what counts', async () => {
    const foyer = await createFoyer();
    const { configurations } = foyer.stores;
    const old = await configurations.current();
    await foyer.publish({ agents: agents.map((each) => ({ ...each, capacity: 5 })) });
    await foyer.signIn('ines');
    const current = configurations.current;
    let reads = 0;
    Object.assign(configurations, { current: () => (reads++ === 0 ? Promise.resolve(old) : current()) });
    await foyer.agent('ines', 'desk-ines', { t: 'hello' });
    expect(reads).toBe(2);
    expect(await foyer.stores.agents.get('ines' as never)).toMatchObject({ capacity: 5, version: 2 });
  });
});

describe('B5: a lane that a publish takes away', () => {
  const rows = [{ gateway: ['shop'], queue: 'orders', skill: 'returns', proficiency: 90 }];

  it('moves who waits in it to where the new rows lead, at their old age, and offers them', async () => {
    const foyer = await createFoyer({ agents, queueConditions: rows });
    const { interactionId } = await foyer.start();
    await foyer.signIn('ines');
    const { since } = (await chatOf(foyer, interactionId)) as { since: number };
    expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: 'waiting', requires: { proficiency: 90 } });
    foyer.advance(30);
    await foyer.publish({ agents, queueConditions: [] });
    expect(await chatOf(foyer, interactionId)).toMatchObject({
      ...{ stage: 'offered', agent: { id: 'ines' }, requires: {}, since },
    });
  });

  it('B7 G2 a look that was missed when it came back to its lane finds that the lane is gone', async () => {
    const foyer = await createFoyer({ agents, queueConditions: rows });
    const { interactionId } = await foyer.start();
    // Its review came while the chat was on offer, and the process died before it looked again.
    await foyer.putInForce({ agents, queueConditions: [] });
    await foyer.timer('find-agent', interactionId, foyer.now());
    expect((await chatOf(foyer, interactionId)).requires).toEqual({});
  });

  it('B9 explains both decisions, each by its own version', async () => {
    const foyer = await createFoyer({
      agents,
      queueConditions: [{ ...rows[0], queue: 'orders', note: 'Old' }],
    });
    const { interactionId } = await foyer.start();
    await foyer.publish({ agents, queueConditions: [{ queue: 'orders', priority: 7, note: 'New' }] });
    const { body } = await foyer.http('decisions', {
      parameters: { interactionId },
      claims: { email: 'ines@shop.example', email_verified: true, 'cognito:groups': ['agent'] },
    });
    const routed = body.decisions.filter(({ kind }: { kind: string }) => kind === 'queue');
    expect(routed).toMatchObject([
      { version: 1, rows: [{ note: 'Old' }] },
      { version: 2, priority: 7, rows: [{ note: 'New' }] },
    ]);
  });

  it('moves who comes back to it after the publish', async () => {
    const foyer = await createFoyer({
      agents,
      queueConditions: [{ ...rows[0], queue: 'orders', proficiency: 60 }],
    });
    const { interactionId } = await foyer.start();
    await foyer.signIn('ines');
    expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: 'offered' });
    await foyer.publish({ agents, queueConditions: [] });
    await foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status: 'offline' });
    expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: 'waiting', requires: {} });
    await foyer.signIn('tomas');
    expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'tomas' } });
  });

  it('moves who waits in a queue that is no more', async () => {
    const foyer = await createFoyer();
    const { interactionId } = await foyer.start('fw_picked00000');
    await foyer.signIn('ines');
    await foyer.publish({
      websites: [{ id: 'advice', name: 'Advice', token: 'fw_picked00000', domains: ['shop.example'], queue: 'orders' }],
      queues: [{ id: 'orders', name: 'Orders', strategy: 'longest-idle', members: [{ agent: 'ines' }] }],
    });
    expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: 'offered', queueId: 'orders' });
  });
});

describe('D7: a lease that runs out', () => {
  it('takes the agent out of every list without anybody asking', async () => {
    const gatewayConditions = [{ gateway: ['advice'], availableFewerThan: 1, signal: 'busy' as const }];
    const foyer = await createFoyer({ gatewayConditions });
    await foyer.signIn('rui');
    const signal = async () =>
      (await foyer.http('website', { parameters: { token: 'fw_picked00000' }, origin: 'https://shop.example' })).body
        .signal;
    expect(await signal()).toBe('free');
    foyer.advance(90);
    await foyer.later('lease', 'rui');
    expect(await signal()).toBe('busy');
    expect(await foyer.stores.queues.watchers(QueueId.parse('advice'))).toEqual([]);
  });

  it('and a laptop that wakes with its socket open says hello once more', async () => {
    const foyer = await createFoyer();
    await foyer.signIn('rui');
    foyer.advance(600);
    await foyer.later('lease', 'rui');
    expect(await foyer.agent('rui', 'desk-rui', { t: 'ping', chats: [] })).toEqual({ t: 'changed' });
    await foyer.agent('rui', 'desk-rui', { t: 'hello' });
    expect(await foyer.agent('rui', 'desk-rui', { t: 'ping', chats: [] })).toMatchObject({ t: 'pong' });
    expect(await foyer.stores.queues.watchers(QueueId.parse('advice'))).toHaveLength(1);
  });
});

it('E1: a console that is loaded anew in wrap-up hears how that ends', async () => {
  const { foyer, interactionId } = await talking();
  await foyer.agent('ines', 'desk-ines', { t: 'end', id: foyer.newId(), interactionId, after: 3 });
  await foyer.agent('ines', 'anew', { t: 'hello' });
  await foyer.agent('ines', 'anew', { t: 'sync', id: foyer.newId(), interactionId, after: 0 });
  foyer.advance(3600);
  await foyer.timer('expire-wrap-up', interactionId, foyer.now());
  const finished = { t: 'commit', commit: { events: [{ type: 'finished', by: 'system' }] } };
  expect(foyer.heard('anew')).toMatchObject([finished]);
});

it('E1: a second console hears at once of a chat that was taken in the first', async () => {
  const foyer = await createFoyer();
  const { interactionId } = await foyer.start('fw_picked00000');
  await foyer.signIn('rui');
  await foyer.agent('rui', 'laptop', { t: 'hello' });
  await foyer.agent('rui', 'desk-rui', { t: 'take', id: foyer.newId(), interactionId });
  expect(foyer.heard('laptop')).toEqual([{ t: 'chat', interactionId }]);
  expect(foyer.heard('desk-rui')).toEqual([]);
});
