/** B12: whom to ring in a large centre, where looking at everything would take longer than a call may. */
import { expect, it } from 'vitest';
import type { Agent } from '../../../core/agent/agent.ts';
import { silent } from '../../../core/agent/phone.ts';
import { AgentId, CallId, InteractionId } from '../../../core/ids.ts';
import type { Interaction } from '../../../core/interaction/state.ts';
import { createNextAgent } from '../../../functions/agent/next-agent.ts';
import { active, asInes, given } from '../../support/chats.ts';

const talks = given(...active).chat as Interaction;
const wrapsUp = given(...active, [20, { type: 'end', actor: asInes }]).chat as Interaction;

/** Three hundred agents with four chats each, except the last, who has three. */
function centre(chatOf: (agentId: AgentId) => Interaction) {
  const rows = Array.from({ length: 300 }, (_, n) => agentWith(AgentId.parse(`agent-${n}`), n === 299 ? 3 : 4));
  const read = new Set<string>();
  const load = async (id: InteractionId) => {
    read.add(id);
    const agentId = AgentId.parse(id.split('/')[0]);
    const chat = chatOf(agentId);
    return {
      chat: { ...chat, people: chat.people.map((one) => ({ ...one, agent: { id: agentId, name: '' } })) },
      tail: [],
    };
  };
  const published = { version: 1, configuration: { agents: rows, queues: [] } };
  const nextAgent = createNextAgent({
    agents: {
      get: async (id) => rows.find((each) => each.id === id),
      changePhone: async (id) => {
        const agent = rows.find((each) => each.id === id);
        return agent && { agent, isChanged: true };
      },
    },
    chats: { load },
    configurations: { current: async () => published as never },
    now: () => 0,
  });
  return { read, ask: () => nextAgent({ callId: CallId.parse('call-1') }) };
}

const agentWith = (id: AgentId, count: number) => {
  const reservations = Array.from({ length: count }, (_, n) => ({ interactionId: InteractionId.parse(`${id}/${n}`) }));
  const row = { id, name: id, status: 'available', leaseUntil: 1, phone: silent, readySince: 0, reservations };
  return { ...row, skills: {}, languages: {} } as unknown as Agent;
};

it('B12 of hundreds of busy agents those with the fewest chats are looked at, and the best of them is rung', async () => {
  const { read, ask } = centre(() => talks);
  expect(await ask()).toMatchObject({ agent: { id: 'agent-299', why: 'interrupts' } });
  expect(read.size).toBeLessThanOrEqual(103);
});

it('B12 goes on to those with more while everyone is in wrap-up, and gives up before the time is over', async () => {
  const some = centre((id) => (id === 'agent-50' ? talks : wrapsUp));
  expect(await some.ask()).toMatchObject({ agent: { id: 'agent-50' } });
  const { read, ask } = centre(() => wrapsUp);
  expect(await ask()).toMatchObject({ agent: null, retryAfterS: 5 });
  expect(read.size).toBeLessThanOrEqual(403);
});
