import { beforeEach, describe, expect, it } from 'vitest';
import { AgentId, ConnectionId, InteractionId } from '../../../core/ids.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

let foyer: Foyer;
beforeEach(async () => {
  foyer = await createFoyer();
});

const statusOf = async (interactionId: string) =>
  told((await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat).stage;

/** The offer that a console finds when it follows the hint. */
async function offerTo(agentId: string, interactionId: string): Promise<string> {
  const range = await foyer.agent(agentId, `desk-${agentId}`, {
    t: 'sync',
    id: foyer.newId(),
    interactionId,
    after: 0,
  });
  const events = range.commits.flatMap((commit: { events: { type: string }[] }) => commit.events);
  return events.findLast((event: { type: string }) => event.type === 'offered').offerId;
}

const accept = async (agentId: string, interactionId: string) =>
  foyer.agent(agentId, `desk-${agentId}`, {
    t: 'accept',
    id: foyer.newId(),
    interactionId,
    offerId: await offerTo(agentId, interactionId),
  });

const reject = async (agentId: string, interactionId: string) =>
  foyer.agent(agentId, `desk-${agentId}`, {
    t: 'reject',
    id: foyer.newId(),
    interactionId,
    offerId: await offerTo(agentId, interactionId),
  });

const resume = (interactionId: string, connectionId: string, after = 0) =>
  foyer.visitor(interactionId, connectionId, { t: 'resume', id: foyer.newId(), after });

describe('assignment', () => {
  it('B5 longest-idle: a chat that starts is offered to whoever is ready longest', async () => {
    await foyer.signIn('tomas');
    foyer.advance(60);
    await foyer.signIn('ines');
    const { interactionId } = await foyer.start();
    expect(foyer.heard('desk-tomas')).toEqual([{ t: 'chat', interactionId }]);
    expect(foyer.heard('desk-ines')).toEqual([]);
    foyer.advance(1);
    const second = await foyer.start();
    expect(foyer.heard('desk-ines')).toEqual([{ t: 'chat', interactionId: second.interactionId }]);
  });

  it('B5 a chat that comes while somebody is ready never stands in line: start and offer are one commit', async () => {
    await foyer.signIn('ines');
    const { interactionId } = await foyer.start();
    const [first, ...others] = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 10);
    expect(first?.events.map(({ type }) => type)).toEqual(['started', 'screened', 'routed', 'queued', 'offered']);
    expect(others).toEqual([]);
  });

  it('B5 an agent who turned out to be away is in the receipt, and the next is asked', async () => {
    await foyer.signIn('ines');
    foyer.advance(60);
    await foyer.signIn('tomas');
    // Inés has been silent for longer, and no timer has removed her from the list.
    foyer.advance(31);
    const { interactionId } = await foyer.start();
    const [first] = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 10);
    expect(first?.events.at(-1)).toMatchObject({
      agents: [{ id: 'tomas' }],
      considered: [
        { agentId: 'ines', why: 'away' },
        { agentId: 'tomas', why: 'chosen' },
      ],
    });
    expect(foyer.heard('desk-ines')).toEqual([]);
  });

  it('B5 an agent who becomes available gets the chat that waits longest', async () => {
    const first = await foyer.start();
    foyer.advance(5);
    await foyer.start();
    await foyer.signIn('tomas');
    expect(foyer.heard('desk-tomas')).toEqual([{ t: 'chat', interactionId: first.interactionId }]);
  });

  it('B6 nobody is offered more than they may have, and an agent who finishes gets the next', async () => {
    await foyer.signIn('tomas');
    const first = await foyer.start();
    const second = await foyer.start();
    expect(await statusOf(second.interactionId)).toBe('waiting');
    await accept('tomas', first.interactionId);
    await foyer.agent('tomas', 'desk-tomas', {
      t: 'end',
      id: foyer.newId(),
      interactionId: first.interactionId,
      after: 0,
    });
    expect(await statusOf(second.interactionId)).toBe('waiting');
    const finish = {
      t: 'finish',
      id: foyer.newId(),
      interactionId: first.interactionId,
      after: 0,
      disposition: 'solved',
    };
    foyer.heard('desk-tomas');
    expect(await foyer.agent('tomas', 'desk-tomas', finish)).toMatchObject({ t: 'ack' });
    expect(await statusOf(second.interactionId)).toBe('offered');
    expect(foyer.heard('desk-tomas')).toEqual([{ t: 'chat', interactionId: second.interactionId }]);
  });

  it('B7 an agent who passes on a chat gets the next, and the same console is told', async () => {
    await foyer.signIn('tomas');
    const first = await foyer.start();
    const second = await foyer.start();
    await reject('tomas', first.interactionId);
    expect(await statusOf(second.interactionId)).toBe('offered');
    expect(foyer.heard('desk-tomas')).toContainEqual({ t: 'chat', interactionId: second.interactionId });
  });

  it('D8 a paused agent gets no offers, and goes on with the chats in progress', async () => {
    await foyer.signIn('ines');
    const first = await foyer.start();
    await accept('ines', first.interactionId);
    await foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status: 'paused', reason: 'lunch' });
    const second = await foyer.start();
    expect(await statusOf(second.interactionId)).toBe('waiting');
    const message = { t: 'message', id: foyer.newId(), interactionId: first.interactionId, after: 0, text: 'Hola' };
    expect(await foyer.agent('ines', 'desk-ines', message)).toMatchObject({ t: 'ack' });
  });

  it('D8 a reason for a pause is one of the tenant’s; another is refused, with those that are possible', async () => {
    await foyer.signIn('ines');
    const pause = (reason: string) =>
      foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status: 'paused', reason });
    const refused = await pause('golf');
    expect(refused).toMatchObject({ t: 'refused', code: 'pause_reason_unknown' });
    expect(refused.message).toContain('(break, lunch, meeting, training)');
    expect((await foyer.stores.agents.get(AgentId.parse('ines')))?.status).toBe('available');
    foyer.advance(5);
    expect(await pause('lunch')).toMatchObject({ t: 'status', status: 'paused', reason: 'lunch', since: foyer.now() });
    foyer.advance(60);
    const welcome = await foyer.agent('ines', 'second', { t: 'hello' });
    expect(welcome).toMatchObject({ status: 'paused', reason: 'lunch', since: foyer.now() - 60_000 });
  });

  it('D8 only a pause has a reason', async () => {
    await foyer.signIn('ines');
    for (const status of ['available', 'offline'])
      expect(
        await foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status, reason: 'lunch' }),
      ).not.toHaveProperty('reason');
  });

  it('D7 an agent whose lease ran out gets no offers', async () => {
    await foyer.signIn('ines');
    foyer.advance(91);
    const { interactionId } = await foyer.start();
    expect(await statusOf(interactionId)).toBe('waiting');
  });

  it('B5 an agent who was away and comes back with a heartbeat is found again', async () => {
    await foyer.signIn('ines');
    foyer.advance(91);
    const { interactionId } = await foyer.start();
    await foyer.agent('ines', 'desk-ines', { t: 'ping', chats: [] });
    expect(await statusOf(interactionId)).toBe('offered');
  });

  it('E2 pick: nobody is offered the chat, and one of two takers has it', async () => {
    await foyer.signIn('ines');
    await foyer.signIn('rui');
    const { interactionId } = await foyer.start('fw_picked00000');
    expect(await statusOf(interactionId)).toBe('waiting');
    const takes = await Promise.all(
      ['ines', 'rui'].map((agent) =>
        foyer.agent(agent, `desk-${agent}`, { t: 'take', id: foyer.newId(), interactionId }),
      ),
    );
    expect(takes.map(({ t }) => t).sort()).toEqual(['ack', 'refused']);
    expect(takes.find(({ t }) => t === 'refused')).toMatchObject({ code: 'chat_taken' });
  });

  it('B6 taking from the list stops at the limit', async () => {
    await foyer.signIn('rui');
    const [first, second] = [await foyer.start('fw_picked00000'), await foyer.start('fw_picked00000')];
    const take = (interactionId: string) =>
      foyer.agent('rui', 'desk-rui', { t: 'take', id: foyer.newId(), interactionId });
    expect(await take(first.interactionId)).toMatchObject({ t: 'ack' });
    expect(await take(second.interactionId)).toMatchObject({ t: 'refused', code: 'agent_full' });
    expect(await statusOf(second.interactionId)).toBe('waiting');
  });

  it('B13 a chat of a queue that the agent does not serve is not taken', async () => {
    await foyer.signIn('rui');
    const { interactionId } = await foyer.start('fw_offered0000');
    expect(await foyer.agent('rui', 'desk-rui', { t: 'take', id: foyer.newId(), interactionId })).toMatchObject({
      code: 'queue_not_yours',
    });
  });
});

describe('offers', () => {
  it('B7 a rejected chat goes to the next', async () => {
    await foyer.signIn('ines');
    foyer.advance(1);
    await foyer.signIn('tomas');
    const { interactionId } = await foyer.start();
    expect(foyer.heard('desk-ines')).toEqual([{ t: 'chat', interactionId }]);
    await reject('ines', interactionId);
    expect(foyer.heard('desk-tomas')).toContainEqual({ t: 'chat', interactionId });
    expect(await accept('tomas', interactionId)).toMatchObject({ t: 'ack' });
  });

  it('B7 rejected while nobody else is free: waits, and comes back after a while rather than never', async () => {
    await foyer.signIn('ines');
    const { interactionId } = await foyer.start();
    await reject('ines', interactionId);
    expect(await statusOf(interactionId)).toBe('waiting');
    foyer.advance(10);
    expect(await foyer.timer('find-agent', interactionId, foyer.now())).toBe(0);
    expect(await statusOf(interactionId)).toBe('offered');
  });

  it('B7 an unanswered offer goes to the next when its timer comes; coming twice does nothing', async () => {
    await foyer.signIn('ines');
    foyer.advance(1);
    await foyer.signIn('tomas');
    const { interactionId } = await foyer.start();
    await offerTo('ines', interactionId);
    const dueAt = foyer.now() + 20_000;
    foyer.advance(20);
    await foyer.timer('expire-offer', interactionId, dueAt);
    expect(await statusOf(interactionId)).toBe('offered');
    expect(foyer.heard('desk-ines').at(-1)).toMatchObject({ commit: { events: [{ type: 'offer-expired' }] } });
    expect(foyer.heard('desk-tomas')).toContainEqual({ t: 'chat', interactionId });
    await foyer.timer('expire-offer', interactionId, dueAt);
    expect(await statusOf(interactionId)).toBe('offered');
  });

  it('D6 a timer that comes early is put back until it is due, and does nothing before', async () => {
    const { interactionId } = await foyer.start();
    const dueAt = foyer.now() + 600_000;
    foyer.advance(598.5);
    expect(await foyer.timer('auto-finish', interactionId, dueAt)).toBe(1);
    expect([foyer.delayed, foyer.armed, await statusOf(interactionId)]).toEqual([[2], [], 'waiting']);
  });
});

describe('conversation', () => {
  /** The timer that a departure sets, when due. */
  async function awayForTenSeconds(interactionId: string) {
    foyer.advance(10);
    await foyer.timer('tell-away', interactionId, foyer.now());
  }

  async function talking() {
    await foyer.signIn('ines');
    const { interactionId } = await foyer.start();
    await resume(interactionId, 'tab-1');
    await accept('ines', interactionId);
    foyer.heard('tab-1');
    foyer.heard('desk-ines');
    return interactionId;
  }

  it('F2 a message is acknowledged to the sender and told to the other side, once each', async () => {
    const interactionId = await talking();
    const id = foyer.newId();
    const ack = await foyer.visitor(interactionId, 'tab-1', { t: 'message', id, after: 3, text: 'Hola' });
    expect(ack).toMatchObject({
      t: 'ack',
      id,
      commit: { events: [{ type: 'message', text: 'Hola', from: 'visitor' }] },
    });
    expect(foyer.heard('tab-1')).toEqual([]);
    expect(foyer.heard('desk-ines')).toMatchObject([{ t: 'commit', interactionId, commit: { seq: ack.commit.seq } }]);
  });

  it('F2 the same command again is the same message', async () => {
    const interactionId = await talking();
    const frame = { t: 'message', id: foyer.newId(), after: 0, text: 'Hola' };
    const first = await foyer.visitor(interactionId, 'tab-1', frame);
    for (let n = 0; n < 20; n++) {
      foyer.advance(1);
      await foyer.agent('ines', 'desk-ines', {
        t: 'message',
        id: foyer.newId(),
        interactionId,
        after: 0,
        text: `${n}`,
      });
    }
    const again = await foyer.visitor(interactionId, 'tab-2', frame);
    expect(again.commit.seq).toBe(first.commit.seq);
    const { commits } = await resume(interactionId, 'tab-2');
    const ids = commits.flatMap(({ events }: { events: { id?: string }[] }) => events.map(({ id }) => id));
    expect(ids.filter((id: string) => id === frame.id)).toHaveLength(1);
  });

  it('F2 a client that was away gets what it missed, from its position on', async () => {
    const interactionId = await talking();
    await foyer.leave(interactionId, 'tab-1');
    await awayForTenSeconds(interactionId);
    expect(foyer.heard('desk-ines')).toMatchObject([{ commit: { events: [{ type: 'visitor-left' }] } }]);
    const said = { t: 'message', id: foyer.newId(), interactionId, after: 0, text: 'Still there?' };
    await foyer.agent('ines', 'desk-ines', said);
    const range = await resume(interactionId, 'tab-2', 5);
    expect(range.commits).toMatchObject([{ events: [{ type: 'message', text: 'Still there?' }] }]);
    expect(foyer.heard('desk-ines')).toMatchObject([{ commit: { events: [{ type: 'visitor-returned' }] } }]);
  });

  it('F2 of nine tabs the oldest is told that it hears no more and closed, and the visitor stays as long as one is open', async () => {
    const interactionId = await talking();
    const newer = Array.from({ length: 8 }, (_, index) => `newer-${index}`);
    for (const tab of newer) await resume(interactionId, tab);
    expect(foyer.heard('tab-1')).toMatchObject([{ t: 'refused', code: 'too_many_sockets' }]);
    expect([...foyer.gone]).toEqual(['tab-1']);
    foyer.heard('desk-ines');
    for (const tab of ['tab-1', ...newer.slice(0, -1)]) await foyer.leave(interactionId, tab);
    expect(foyer.heard('desk-ines')).toEqual([]);
    const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
    expect(told(chat)).toMatchObject({ stage: 'handled', sockets: { visitor: ['newer-7'] } });
    expect(chat).not.toHaveProperty('away');
  });

  it('F2 E1 of nine consoles of an agent the oldest is told that it rests, and the eight newest hear all', async () => {
    const interactionId = await talking();
    const newer = Array.from({ length: 8 }, (_, index) => `console-${index}`);
    for (const socket of newer.slice(0, -1)) {
      await foyer.signIn('ines', ConnectionId.parse(socket));
      await foyer.agent('ines', socket, { t: 'sync', id: foyer.newId(), interactionId, after: 0 });
    }
    expect([...foyer.gone]).toEqual([]);
    // A console that says hello again counts as new.
    await foyer.signIn('ines', ConnectionId.parse('desk-ines'));
    await foyer.signIn('ines', ConnectionId.parse('console-7'));
    expect(foyer.heard('console-0')).toContainEqual(
      expect.objectContaining({ t: 'refused', code: 'too_many_sockets' }),
    );
    expect([...foyer.gone]).toEqual(['console-0']);
    await foyer.agent('ines', 'console-7', { t: 'sync', id: foyer.newId(), interactionId, after: 0 });
    for (const socket of ['desk-ines', ...newer]) foyer.heard(socket);
    await foyer.visitor(interactionId, 'tab-1', { t: 'message', id: foyer.newId(), after: 0, text: 'Hola' });
    const hear = ['desk-ines', ...newer].filter((socket) => foyer.heard(socket).some(({ t }) => t === 'commit'));
    expect(hear).toEqual(['desk-ines', ...newer.slice(1)]);
  });

  it('F2 a console that closed without a word makes room, and nobody is told to rest', async () => {
    foyer.gone.add('console-0');
    for (const index of Array(9).keys()) await foyer.signIn('ines', ConnectionId.parse(`console-${index}`));
    const agent = await foyer.stores.agents.get(AgentId.parse('ines'));
    expect(agent?.connections).toHaveLength(8);
    expect([...foyer.gone]).toEqual(['console-0']);
  });

  it('B5 a chat rings more agents than a visitor has tabs: all hear who took it', async () => {
    const agents = Array.from({ length: 12 }, (_, n) => ({
      ...{ id: `agent-${n}`, name: `Agent ${n}`, email: `agent-${n}@shop.example`, capacity: 1 },
    }));
    foyer = await createFoyer({
      queues: [
        { id: 'orders', name: 'Orders', strategy: 'ring-all', members: agents.map(({ id }) => ({ agent: id })) },
        { id: 'advice', name: 'Advice' },
      ],
      agents,
    });
    for (const { id } of agents) await foyer.signIn(id);
    const { interactionId } = await foyer.start();
    for (const { id } of agents)
      await foyer.agent(id, `desk-${id}`, { t: 'sync', id: foyer.newId(), interactionId, after: 0 });
    for (const { id } of agents) foyer.heard(`desk-${id}`);
    const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
    const offerId = told(chat).offerId;
    await foyer.agent('agent-11', 'desk-agent-11', { t: 'accept', id: foyer.newId(), interactionId, offerId });
    const heard = agents.filter(({ id }) =>
      foyer.heard(`desk-${id}`).some((frame) => JSON.stringify(frame).includes('"accepted"')),
    );
    expect(heard.map(({ id }) => id)).toEqual(agents.slice(0, -1).map(({ id }) => id));
  });

  it('D3 a socket found gone while telling makes the visitor away', async () => {
    const interactionId = await talking();
    foyer.gone.add('tab-1');
    await foyer.agent('ines', 'desk-ines', { t: 'message', id: foyer.newId(), interactionId, after: 0, text: 'Hola' });
    await awayForTenSeconds(interactionId);
    expect(foyer.heard('desk-ines')).toMatchObject([{ commit: { events: [{ type: 'visitor-left' }] } }]);
  });

  it('D3 a page that the visitor opens meanwhile is not told: no frame, no line in the log', async () => {
    const interactionId = await talking();
    await foyer.leave(interactionId, 'tab-1');
    foyer.advance(3);
    await resume(interactionId, 'tab-2');
    await awayForTenSeconds(interactionId);
    expect(foyer.heard('desk-ines')).toEqual([]);
  });

  it('F2 every tab of the visitor hears what the other tab sent', async () => {
    const interactionId = await talking();
    await resume(interactionId, 'tab-2');
    await foyer.visitor(interactionId, 'tab-1', { t: 'message', id: foyer.newId(), after: 0, text: 'Hola' });
    expect(foyer.heard('tab-2')).toMatchObject([{ t: 'commit', commit: { events: [{ text: 'Hola' }] } }]);
  });

  it('E1 a reloaded console finds its chats', async () => {
    const interactionId = await talking();
    await foyer.closeConsole('ines', 'desk-ines');
    expect(await foyer.agent('ines', 'desk-new', { t: 'hello' })).toMatchObject({
      t: 'welcome',
      status: 'available',
      chats: [interactionId],
    });
  });

  it('E1 the heartbeat says how far each chat is', async () => {
    const interactionId = await talking();
    const { chats } = await foyer.agent('ines', 'desk-ines', { t: 'ping', chats: [interactionId] });
    expect(chats).toEqual({
      [interactionId]: (await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat.seq,
    });
  });

  it('D7 an agent who goes offline gives the chats back, and the next one gets them', async () => {
    const interactionId = await talking();
    await foyer.signIn('tomas');
    await foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status: 'offline' });
    expect(foyer.heard('tab-1')).toMatchObject([
      { commit: { events: [{ type: 'queued' }] } },
      { t: 'position', position: 1 },
    ]);
    expect(foyer.heard('desk-tomas')).toContainEqual({ t: 'chat', interactionId });
  });

  it('D7 a vanished agent’s chat goes back in line when the lease is over, not before', async () => {
    const interactionId = await talking();
    foyer.advance(60);
    await foyer.agent('ines', 'desk-ines', { t: 'ping', chats: [interactionId] });
    foyer.advance(60);
    await foyer.later('lease', 'ines');
    expect(await statusOf(interactionId)).toBe('handled');
    foyer.advance(30);
    await foyer.later('lease', 'ines');
    expect(await statusOf(interactionId)).toBe('waiting');
  });

  it('D7 each renewal of a lease sets a timer for its end, and no timer sets another', async () => {
    await foyer.agent('ines', 'desk-ines', { t: 'hello' });
    foyer.advance(30);
    await foyer.agent('ines', 'desk-ines', { t: 'ping', chats: [] });
    const set = foyer.armed.splice(0);
    expect(set).toEqual([60_000, 90_000].map((ms) => ({ kind: 'lease', agentId: 'ines', dueAt: foyer.now() + ms })));
    foyer.advance(60);
    await foyer.later('lease', 'ines');
    expect(foyer.armed).toEqual([]);
  });

  it('E2 the waiting list says what it is about', async () => {
    const { interactionId } = await foyer.start();
    await foyer.visitor(interactionId, 'tab-1', {
      t: 'message',
      id: foyer.newId(),
      after: 0,
      text: 'Where is my lamp?',
    });
    await foyer.signIn('ines');
    await foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status: 'offline' });
    const { rows } = await foyer.agent('ines', 'desk-ines', { t: 'line', id: foyer.newId(), queueId: 'orders' });
    expect(rows).toMatchObject([{ interactionId, subject: 'Where is my lamp?' }]);
  });

  it('B14 a waiting visitor hears the place in line', async () => {
    await foyer.start();
    foyer.advance(1);
    const { interactionId } = await foyer.start();
    await resume(interactionId, 'tab-9');
    expect(foyer.heard('tab-9')).toEqual([{ t: 'position', position: 2 }]);
  });
});
