/** Who may do what without an entry among the configuration's agents (D9, E9, B13): everything is denied but overseeing. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';
import { handsOf } from '../../support/stand-in/hands.ts';

const agents = [
  { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 2 },
  { id: 'rui', name: 'Rui', email: 'rui@shop.example', profile: 'few' },
];
const queues = [
  { id: 'advice', name: 'Advice', strategy: 'pick' as const, members: [{ agent: 'ines' }] },
  { id: 'orders', name: 'Orders', strategy: 'pick' as const, members: [{ agent: 'ines' }] },
];
const profiles = [{ id: 'few', name: 'Few', queues: ['orders'] }];

let foyer: Foyer;
/** With Inés, and in line. */
let handled: string;
let waiting: string;
beforeEach(async () => {
  foyer = await createFoyer({ agents, queues, profiles });
  const hands = handsOf(foyer);
  await foyer.signIn('ines');
  handled = await hands.visit('fw_picked00000', 'Marta');
  await hands.agentAccepts('ines', handled);
  waiting = await hands.visit('fw_picked00000', 'Jon');
});

const sends = (who: string, role: string, frame: object) =>
  foyer.agent(who, `desk-${who}`, { id: foyer.newId(), after: 0, ...frame } as never, role);
const answer = async (who: string, role: string, frame: object) => {
  const { t, code } = await sends(who, role, frame);
  return code ?? t;
};

const offer = { t: 'accept', offerId: 'offer-1' };
/** What an agent does. */
const work = [
  ['status', () => ({ t: 'status', status: 'available' }), 'agent_unknown'],
  ['line', () => ({ t: 'line', queueId: 'advice', after: undefined }), 'agent_unknown'],
  ['take', () => ({ t: 'take', interactionId: waiting }), 'queue_not_yours'],
  ['accept', () => ({ ...offer, interactionId: waiting }), 'offer_over'],
  ['message', () => ({ t: 'message', text: 'Hello', interactionId: handled }), 'chat_not_yours'],
  ['end', () => ({ t: 'end', interactionId: handled }), 'chat_not_yours'],
  ['park', () => ({ t: 'park', interactionId: handled }), 'chat_not_yours'],
  ['take over', () => ({ t: 'take-over', interactionId: handled }), 'agent_unknown'],
] as const;

describe('Someone who is no agent', () => {
  it.each(['supervisor', 'admin'])(
    'E9 D9 as %s sees the wallboard, and watches, whispers, joins, leaves',
    async (role) => {
      expect(await sends('person:eva', role, { t: 'hello' })).toMatchObject({ t: 'welcome', chats: [], lines: [] });
      const { board } = await sends('person:eva', role, { t: 'board', period: 'today' });
      expect(board.queues.map(({ id }: { id: string }) => id)).toEqual(['advice', 'orders']);
      for (const frame of [
        { t: 'watch' },
        { t: 'targets' },
        { t: 'whisper', text: 'Offer a refund' },
        { t: 'join' },
        { t: 'message', text: 'May I help?' },
        { t: 'leave' },
      ])
        expect(await answer('person:eva', role, { interactionId: handled, ...frame }), frame.t).toMatch(
          /^(ack|targets)$/,
        );
    },
  );

  it.each(work)('E1 as supervisor may not do an agent’s work: %s', async (_, frame, code) => {
    await sends('person:eva', 'supervisor', { t: 'hello' });
    expect(await answer('person:eva', 'supervisor', frame())).toBe(code);
    await sends('person:eva', 'supervisor', { t: 'watch', interactionId: handled });
    expect(await answer('person:eva', 'supervisor', frame())).toBe(code);
    expect(await foyer.stores.agents.get('person:eva' as never)).toBeUndefined();
  });

  it.each([
    ['board', { t: 'board', period: 'today' }, 'supervisors_only'],
    ...(['watch', 'join', 'take-over'] as const).map((t) => [t, { t }, 'not_supervisor'] as const),
    ['whisper', { t: 'whisper', text: 'Psst' }, 'not_supervisor'],
    ['targets', { t: 'targets' }, 'chat_not_yours'],
    ['sync', { t: 'sync' }, 'agent_unknown'],
    ['transfer', { t: 'transfer', to: { queueId: 'orders' } }, 'chat_not_yours'],
  ] as const)('E9 D9 with the role of an agent only, may do nothing: %s', async (_, frame, code) => {
    expect(await answer('person:eva', 'agent', { interactionId: handled, ...frame })).toBe(code);
  });
});

describe('A supervisor whom a publish took out of the agents', () => {
  it('B13 sees no queue over the old socket, rather than all of them without their profile', async () => {
    const board = async () => {
      const { board } = await sends('rui', 'supervisor', { t: 'board', period: 'today' });
      return board.queues.map(({ id }: { id: string }) => id);
    };
    await sends('rui', 'supervisor', { t: 'hello' });
    expect(await board()).toEqual(['orders']);
    expect(await answer('rui', 'supervisor', { t: 'watch', interactionId: handled })).toBe('queue_not_yours');
    await foyer.publish({ agents: agents.filter(({ id }) => id !== 'rui'), queues, profiles });
    expect(await board()).toEqual([]);
    expect(await answer('rui', 'supervisor', { t: 'watch', interactionId: handled })).toBe('queue_not_yours');
    expect(await answer('rui', 'supervisor', { t: 'targets', interactionId: handled })).toBe('chat_not_yours');
  });
});
