/** Hand-overs, guests and supervisors through the functions: rights, races, calls, publishes, and who is told (D9). */
import { beforeEach, describe, expect, it } from 'vitest';
import { newMachineKey } from '../../../adapters/machine-key.ts';
import { AgentId } from '../../../core/ids.ts';
import { WATCH_MS } from '../../../core/interaction/topics/oversight.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';
import { handsOf } from '../../support/stand-in/hands.ts';

const many = Array.from({ length: 45 }, (_, n) => ({
  ...{ id: `m${n}`, name: `M${String(n).padStart(2, '0')}`, email: `m${n}@shop.example`, capacity: 2 },
}));
const agents = [
  { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 2 },
  { id: 'tomas', name: 'Tomás', email: 'tomas@shop.example', capacity: 1 },
  { id: 'rui', name: 'Rui', email: 'rui@shop.example', capacity: 1 },
  ...many,
];
const members = [...agents.map(({ id }) => ({ agent: id }))];
const advice = { id: 'advice', name: 'Advice', strategy: 'pick' as const, members };
const orders = { id: 'orders', name: 'Orders', strategy: 'pick' as const, members: [{ agent: 'rui' }] };
const queues = [advice, orders];

let foyer: Foyer;
let hands: ReturnType<typeof handsOf>;
let key: string;
/** With Inés. */
let interactionId: string;
beforeEach(async () => {
  foyer = await createFoyer({ agents, queues });
  hands = handsOf(foyer);
  const made = newMachineKey('voice', foyer.now());
  await foyer.stores.machineKeys.add(made.key);
  key = made.text;
  for (const id of ['ines', 'tomas', 'rui']) await foyer.signIn(id);
  interactionId = await hands.visit('fw_picked00000', 'Marta');
  await hands.agentAccepts('ines', interactionId);
});

const sends = (agentId: string, frame: object, role = 'agent') =>
  foyer.agent(agentId, `desk-${agentId}`, { id: foyer.newId(), interactionId, after: 0, ...frame } as never, role);
const elena = (frame: object) => sends('person:elena', frame, 'supervisor');
const report = (agentId: string, state: 'in-call' | 'idle') =>
  foyer.http('agent-voice', { bearer: key, parameters: { agentId }, body: { state, callId: `call-${agentId}` } });
const people = async () => {
  const chat = await hands.chatOf(interactionId);
  return chat.stage && Object.fromEntries(chat.people.map(({ agent, as }) => [agent.id, as]));
};
const stage = async () => {
  const chat = await hands.chatOf(interactionId);
  return (
    chat.stage && { is: chat.stage.is, parked: chat.parked?.by, asked: chat.offers.flatMap(({ to }) => to.length) }
  );
};
const held = async (agentId: string) => (await foyer.stores.agents.get(AgentId.parse(agentId)))?.reservations.length;
const joins = async (agentId: string) => {
  await sends('ines', { t: 'invite', to: { agentId } });
  const chat = await hands.chatOf(interactionId);
  return sends(agentId, { t: 'accept', offerId: chat.stage && chat.offers[0]?.id });
};
const says = (agentId: string, text: string, role = 'agent') => sends(agentId, { t: 'message', text }, role);

describe('D9 whom and where to', () => {
  it('D9 lists all forty-five who could take it before those who could not, and says why not', async () => {
    for (const { id } of many) await foyer.signIn(id);
    await hands.pause('m3');
    await report('m4', 'in-call');
    const other = await hands.visit('fw_picked00000', 'Jon');
    await hands.agentAccepts('tomas', other);
    const { agents: listed, queues: places, more } = await sends('ines', { t: 'targets' });
    expect(more).toBe(0);
    expect(listed.slice(0, 44).every(({ is }: { is: string }) => is === 'ready')).toBe(true);
    expect(listed.slice(44)).toEqual([
      { id: 'm3', name: 'M03', is: 'paused', used: 0, capacity: 2 },
      { id: 'm4', name: 'M04', is: 'call', used: 0, capacity: 2 },
      { id: 'tomas', name: 'Tomás', is: 'full', used: 1, capacity: 1 },
    ]);
    expect(places).toEqual([
      { id: 'advice', name: 'Advice', takes: true, waiting: 0 },
      { id: 'orders', name: 'Orders', takes: true, waiting: 0 },
    ]);
  });

  it('D9 is told to those in the chat and to supervisors only', async () => {
    expect(await sends('tomas', { t: 'targets' })).toMatchObject({ code: 'chat_not_yours' });
    expect(await elena({ t: 'targets' })).toMatchObject({ t: 'targets' });
  });

  it.each([
    ['pauses', () => hands.pause('tomas'), 'target_away'],
    ['takes a call', () => report('tomas', 'in-call'), 'target_away'],
    ['leaves', () => sends('tomas', { t: 'status', status: 'offline' }), 'target_away'],
    [
      'gets another chat',
      async () => hands.agentAccepts('tomas', await hands.visit('fw_picked00000', 'Jon')),
      'target_full',
    ],
  ] as const)('D9 an agent who %s after the list was read: refused, and it stays', async (_, happens, code) => {
    await sends('ines', { t: 'targets' });
    await happens();
    expect(await sends('ines', { t: 'transfer', to: { agentId: 'tomas' } })).toMatchObject({ t: 'refused', code });
    expect([await people(), await held('ines')]).toEqual([{ ines: 'owner' }, 1]);
  });

  it.each([
    ['is switched off', [advice, { ...orders, enabled: false }], 'queue_closed'],
    ['is removed', [advice], 'queue_unknown'],
  ] as const)('D9 a queue that %s after the list was read: refused, and it stays', async (_, left, code) => {
    await sends('ines', { t: 'targets' });
    const websites = [
      { id: 'advice', name: 'Advice', token: 'fw_picked00000', domains: ['shop.example'], queue: 'advice' },
    ];
    await foyer.publish({ queues: [...left], websites });
    expect(await sends('ines', { t: 'transfer', to: { queueId: 'orders' } })).toMatchObject({ t: 'refused', code });
    expect([await people(), await held('ines')]).toEqual([{ ines: 'owner' }, 1]);
  });

  it('D9 two at once: one is asked', async () => {
    const answers = await Promise.all(
      ['tomas', 'rui'].map((agentId) => sends('ines', { t: 'transfer', to: { agentId } })),
    );
    expect(answers.map(({ t, code }) => code ?? t).sort()).toEqual(['ack', 'transfer_under_way']);
    expect([await held('tomas'), await held('rui')].sort()).toEqual([0, 1]);
  });

  it('D9 nobody who is not in the chat can do any of it', async () => {
    const commands = [
      ...[{ t: 'transfer', to: { agentId: 'rui' } }, { t: 'invite', to: { agentId: 'rui' } }, { t: 'withdraw' }],
      ...[{ t: 'leave' }, { t: 'watch' }, { t: 'join' }, { t: 'take-over' }, { t: 'whisper', text: 'x' }],
      ...[{ t: 'park' }, { t: 'end' }, { t: 'message', text: 'x' }, { t: 'note', text: 'x' }],
    ];
    for (const frame of commands)
      expect(['chat_not_yours', 'not_supervisor']).toContain((await sends('tomas', frame)).code);
    expect(await people()).toEqual({ ines: 'owner' });
  });
});

describe('D9 guests', () => {
  it('D9 may write and note, and neither end, park, transfer nor invite', async () => {
    await joins('tomas');
    expect(await says('tomas', 'I am from the workshop')).toMatchObject({ t: 'ack' });
    expect(await sends('tomas', { t: 'note', text: 'Two left' })).toMatchObject({ t: 'ack' });
    for (const frame of [
      ...[{ t: 'end' }, { t: 'park' }, { t: 'transfer', to: { agentId: 'rui' } }],
      { t: 'invite', to: { agentId: 'rui' } },
    ])
      expect((await sends('tomas', frame)).t).toBe('refused');
    expect(await people()).toEqual({ ines: 'owner', tomas: 'guest' });
  });

  it('D9 read the same log as its owner, in whatever order they reload', async () => {
    await joins('tomas');
    await says('tomas', 'Hello');
    await hands.visitorSays(interactionId, 'Hello both');
    const logOf = async (agentId: string) => (await sends(agentId, { t: 'sync' })).commits;
    const read = await logOf('tomas');
    expect(read).toEqual(await logOf('ines'));
    expect(JSON.stringify(read)).toContain('Hello both');
  });

  it('D9 B12 whose phone rings leave the chat as it is; its owner’s call parks it, and guests go on', async () => {
    await joins('tomas');
    await report('tomas', 'in-call');
    expect(await stage()).toMatchObject({ parked: undefined });
    await report('ines', 'in-call');
    expect(await stage()).toMatchObject({ parked: 'call' });
    expect(await says('tomas', 'One moment')).toMatchObject({ t: 'ack' });
    await report('tomas', 'idle');
    expect(await stage()).toMatchObject({ parked: 'call' });
    await report('ines', 'idle');
    expect(await stage()).toMatchObject({ parked: undefined });
  });

  it('D9 D7 who vanish or sign out leave it, and give their place back; an owner who signs out leaves it to them', async () => {
    await joins('tomas');
    foyer.advance(60);
    for (const id of ['ines', 'rui']) await foyer.agent(id, `desk-${id}`, { t: 'ping', chats: [] });
    foyer.advance(60);
    await foyer.later('lease', 'tomas');
    expect([await people(), await held('tomas')]).toEqual([{ ines: 'owner' }, 0]);
    await joins('rui');
    await sends('ines', { t: 'status', status: 'offline' });
    expect([await people(), await held('ines'), await held('rui')]).toEqual([{ rui: 'owner' }, 0, 1]);
  });

  it('D9 D5 a parked conversation that is handed over is parked no longer', async () => {
    await sends('ines', { t: 'park' });
    await sends('ines', { t: 'transfer', to: { agentId: 'tomas' } });
    expect(await stage()).toMatchObject({ parked: 'agent' });
    const chat = await hands.chatOf(interactionId);
    await sends('tomas', { t: 'accept', offerId: chat.stage && chat.offers[0]?.id });
    expect([await people(), await stage()]).toMatchObject([{ tomas: 'owner' }, { is: 'handled', parked: undefined }]);
  });

  it('D9 a second invitation waits for the first; a transfer too; it can be withdrawn', async () => {
    await sends('ines', { t: 'invite', to: { agentId: 'tomas' } });
    expect((await sends('ines', { t: 'invite', to: { agentId: 'rui' } })).code).toBe('transfer_under_way');
    expect((await sends('ines', { t: 'transfer', to: { queueId: 'orders' } })).code).toBe('transfer_under_way');
    expect(await sends('ines', { t: 'withdraw' })).toMatchObject({ t: 'ack' });
    expect([await held('tomas'), (await sends('ines', { t: 'withdraw' })).code]).toEqual([0, 'offer_over']);
  });
});

describe('D9 supervisors', () => {
  it('D9 who watch may neither write nor note; who joined may', async () => {
    await elena({ t: 'watch' });
    expect((await says('person:elena', 'x', 'supervisor')).code).toBe('chat_not_yours');
    expect((await elena({ t: 'note', text: 'x' })).code).toBe('chat_not_yours');
    await elena({ t: 'join' });
    expect(await says('person:elena', 'I can help', 'supervisor')).toMatchObject({ t: 'ack' });
  });

  it('D9 take over while somebody is asked: both are free', async () => {
    await foyer.publish({ agents: [...agents, { id: 'sara', name: 'Sara', email: 'sara@shop.example', capacity: 1 }] });
    await foyer.signIn('sara');
    await sends('ines', { t: 'transfer', to: { agentId: 'tomas' } });
    expect(await sends('sara', { t: 'take-over' }, 'supervisor')).toMatchObject({ t: 'ack' });
    expect([await people(), await held('ines'), await held('tomas'), await held('sara')]).toEqual([
      { sara: 'owner' },
      ...[0, 0, 1],
    ]);
  });

  it('D9 B13 whose right a publish takes away whisper no longer, and see nothing more once their time is over', async () => {
    const boss = { id: 'boss', name: 'Boss', email: 'boss@shop.example', profile: 'some' };
    const some = (queue: string) => [{ id: 'some', name: 'Some', queues: [queue] }];
    await foyer.publish({ agents: [...agents, boss], profiles: some('advice') });
    const overseer = (frame: object) => sends('boss', frame, 'supervisor');
    await overseer({ t: 'watch' });
    await foyer.publish({ agents: [...agents, boss], profiles: some('orders') });
    for (const frame of [{ t: 'whisper', text: 'x' }, { t: 'join' }, { t: 'take-over' }, { t: 'watch' }])
      expect((await overseer(frame)).code).toBe('queue_not_yours');
    foyer.advance(WATCH_MS / 1000);
    foyer.heard('desk-boss');
    await hands.visitorSays(interactionId, 'A secret');
    await foyer.visitor(interactionId, `tab-${interactionId}`, { t: 'presence', typing: true });
    expect(foyer.heard('desk-boss')).toEqual([]);
  });
});

it('D5 what another console of theirs has done already is acknowledged, and changes nothing', async () => {
  await sends('ines', { t: 'park' });
  const again = await foyer.agent('ines', 'second-desk', { t: 'park', id: foyer.newId(), interactionId, after: 0 });
  expect(again).toMatchObject({ t: 'ack', interactionId });
  expect(again).not.toHaveProperty('commit');
});
