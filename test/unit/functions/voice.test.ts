/** B12: calls come first. Each sentence of the source about calls is a test here, with the functions on in-memory stores. */
import { beforeEach, describe, expect, it } from 'vitest';
import { newMachineKey } from '../../../adapters/machine-key.ts';
import { HOLD_MS } from '../../../core/agent/next-agent.ts';
import { CALL_HOLDS_MS } from '../../../core/agent/phone.ts';
import { AgentId, InteractionId } from '../../../core/ids.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import type { Interaction } from '../../../core/interaction/state.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';
import { handsOf } from '../../support/stand-in/hands.ts';

let foyer: Foyer;
let hands: ReturnType<typeof handsOf>;
let key: string;
beforeEach(async () => {
  foyer = await createFoyer();
  hands = handsOf(foyer);
  const made = newMachineKey('voice', foyer.now());
  await foyer.stores.machineKeys.add(made.key);
  key = made.text;
});

const advice = { id: 'advice', name: 'Advice', strategy: 'pick' } as const;

type State = 'ringing' | 'in-call' | 'idle';
const report = (agentId: string, state: State, callId = 'call-1', more: object = {}, bearer = key) =>
  foyer.http('agent-voice', { bearer, parameters: { agentId }, body: { state, callId, ...more } });
const ask = async (callId = 'call-1', more: object = {}) =>
  (await foyer.http('next-agent', { bearer: key, body: { callId, ...more } })).body;
const why = ({ others }: { others: { id: string; why: string }[] }) =>
  Object.fromEntries(others.map((each) => [each.id, each.why]));

/** A chat that the agent has accepted. */
async function chatWith(agentId: string, website = 'fw_picked00000'): Promise<string> {
  const interactionId = await hands.visit(website, 'Marta');
  await hands.agentAccepts(agentId, interactionId);
  return interactionId;
}

async function stageOf(interactionId: string) {
  const chat = await hands.chatOf(interactionId);
  return chat.stage?.is;
}
const offeredTo = async (interactionId: string) => {
  const chat = await hands.chatOf(interactionId);
  return chat.stage && chat.offers.flatMap(({ to }) => to.map(({ id }) => id));
};
const listedIn = async (agentId: string) =>
  Object.keys((await foyer.stores.agents.get(AgentId.parse(agentId)))?.listed ?? {});

describe('a call comes before chats', () => {
  it('B12 a free agent is rung first, the one who was idle for longest, and the answer says why not the others', async () => {
    await foyer.signIn('ines');
    foyer.advance(5);
    await foyer.signIn('tomas');
    await foyer.agent('tomas', 'desk-tomas', { t: 'ping', chats: [] });
    const answer = await ask();
    expect(answer).toMatchObject({
      agent: { id: 'ines', name: 'Inés', why: 'free', interrupts: [], heldUntil: foyer.now() + HOLD_MS },
    });
    expect(why(answer)).toEqual({ tomas: 'later-in-order', rui: 'offline' });
  });

  it('B12 calls are work too: the next one goes to the agent who has had none for longest', async () => {
    await foyer.signIn('ines');
    foyer.advance(5);
    await foyer.signIn('tomas');
    for (const [callId, id] of [
      ['call-1', 'ines'],
      ['call-2', 'tomas'],
      ['call-3', 'ines'],
    ] as const) {
      expect(await ask(callId)).toMatchObject({ agent: { id } });
      await report(id, 'in-call', callId);
      foyer.advance(10);
      await report(id, 'idle', callId);
    }
  });

  it('B12 an agent with a chat in progress is interrupted only if no other agent is free', async () => {
    await foyer.signIn('ines');
    await foyer.signIn('tomas');
    const chat = await chatWith('ines');
    expect(await ask('call-1')).toMatchObject({ agent: { id: 'tomas', why: 'free' } });
    await report('tomas', 'in-call');
    const answer = await ask('call-2');
    expect(answer).toMatchObject({ agent: { id: 'ines', why: 'interrupts', interrupts: [chat] } });
    expect(why(answer)).toEqual({ tomas: 'on-call', rui: 'offline' });
  });

  it('B12 a guest is interrupted in a conversation that its owner has parked', async () => {
    await foyer.signIn('ines');
    await foyer.signIn('tomas');
    const chat = await chatWith('ines');
    const inChat = { interactionId: chat, after: 0 };
    await foyer.agent('ines', 'desk-ines', { t: 'invite', id: foyer.newId(), to: { agentId: 'tomas' }, ...inChat });
    await hands.agentAccepts('tomas', chat);
    await foyer.agent('ines', 'desk-ines', { t: 'park', id: foyer.newId(), ...inChat });
    expect(await ask('call-1')).toMatchObject({ agent: { id: 'ines', why: 'only-parked', interrupts: [] } });
    expect(await ask('call-2')).toMatchObject({ agent: { id: 'tomas', why: 'interrupts', interrupts: [chat] } });
  });

  it('B12 of busy agents the one with the fewest chats in progress is interrupted', async () => {
    await foyer.signIn('ines');
    await foyer.signIn('tomas');
    await chatWith('ines');
    await chatWith('ines');
    await chatWith('tomas');
    expect(await ask()).toMatchObject({ agent: { id: 'tomas', why: 'interrupts' } });
  });

  it('B12 in wrap-up no call is given, until the wrap-up is completed', async () => {
    await foyer.signIn('ines');
    const chat = await chatWith('ines');
    await hands.agentEnds('ines', chat);
    const answer = await ask();
    expect(answer).toMatchObject({ agent: null, retryAfterS: 5 });
    expect(why(answer)).toMatchObject({ ines: 'wrap-up' });
    await foyer.agent('ines', 'desk-ines', {
      ...{ t: 'finish', id: foyer.newId(), interactionId: chat, after: 9, disposition: 'solved' },
    });
    expect(await stageOf(chat)).toBe('ended');
    expect(await ask()).toMatchObject({ agent: { id: 'ines', why: 'free' } });
  });

  it('B12 another chat in progress does not help: in wrap-up means no call', async () => {
    await foyer.signIn('ines');
    await chatWith('ines');
    await hands.agentEnds('ines', await chatWith('ines'));
    expect(await ask()).toMatchObject({ agent: null });
  });

  it('B12 only members of the queue, with the skill and the language', async () => {
    foyer = await createFoyer({
      agents: [
        { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 2, languages: { es: 90 } },
        { id: 'tomas', name: 'Tomás', email: 'tomas@shop.example', capacity: 1, skills: { returns: 40 } },
        { id: 'rui', name: 'Rui', email: 'rui@shop.example', capacity: 1, skills: { returns: 90 } },
      ],
    });
    const made = newMachineKey('voice', foyer.now());
    await foyer.stores.machineKeys.add(made.key);
    key = made.text;
    for (const id of ['ines', 'tomas', 'rui']) await foyer.signIn(id);
    expect(why(await ask('call-1', { queue: 'orders' }))).not.toHaveProperty('rui');
    const skilled = await ask('call-2', { skill: 'returns', proficiency: 60 });
    expect(skilled).toMatchObject({ agent: { id: 'rui' } });
    expect(why(skilled)).toEqual({ ines: 'lacks-skill', tomas: 'not-proficient' });
    expect(why(await ask('call-3', { language: 'pt' }))).toMatchObject({ ines: 'lacks-language' });
    expect(await ask('call-4', { queue: 'orders', except: ['ines', 'tomas'] })).toMatchObject({ agent: null });
    expect(await ask('call-5', { queue: 'nowhere' })).toMatchObject({ code: 'queue_not_found' });
  });
});

describe('while the phone rings, and in a call', () => {
  it.each<State>(['ringing', 'in-call'])(
    'B12 %s: no chat is offered, an open offer goes to the next',
    async (state) => {
      await foyer.signIn('ines');
      const offered = await hands.visit('fw_offered0000', 'Marta');
      expect(await offeredTo(offered)).toEqual(['ines']);
      await foyer.signIn('tomas');
      await report('ines', state);
      const call = { state, since: foyer.now() };
      expect(await offeredTo(offered)).toEqual(['tomas']);
      expect(await listedIn('ines')).toEqual([]);
      const next = await hands.visit('fw_offered0000', 'Luis');
      expect(await offeredTo(next)).toEqual([]);
      expect(foyer.heard('desk-ines')).toContainEqual({
        t: 'status',
        status: 'available',
        since: expect.any(Number),
        call,
      });
    },
  );

  it.each<State>(['ringing', 'in-call'])('B12 %s: a chat that rings everybody rings the others only', async (state) => {
    const members = [{ agent: 'ines' }, { agent: 'tomas' }];
    await foyer.publish({ queues: [{ id: 'orders', name: 'Orders', strategy: 'ring-all', members }, advice] });
    await foyer.signIn('ines');
    await foyer.signIn('tomas');
    const rings = await hands.visit('fw_offered0000', 'Marta');
    expect(await offeredTo(rings)).toEqual(['ines', 'tomas']);
    await report('ines', state);
    expect(await offeredTo(rings)).toEqual(['tomas']);
  });

  it('B12 a report that comes after the last one ran out begins a call, even before anyone noticed that it had', async () => {
    await foyer.signIn('ines');
    await report('ines', 'in-call');
    foyer.advance(CALL_HOLDS_MS / 1000);
    await foyer.agent('ines', 'desk-ines', { t: 'hello' });
    const offered = await hands.visit('fw_offered0000', 'Marta');
    expect(await offeredTo(offered)).toEqual(['ines']);
    await report('ines', 'in-call');
    expect(await offeredTo(offered)).toEqual([]);
  });

  it('B12 after the call the agent is served: who waits is offered at once', async () => {
    await foyer.signIn('ines');
    await report('ines', 'in-call');
    const waits = await hands.visit('fw_offered0000', 'Marta');
    expect(await offeredTo(waits)).toEqual([]);
    foyer.heard('desk-ines');
    await report('ines', 'idle');
    expect(await offeredTo(waits)).toEqual(['ines']);
    expect(foyer.heard('desk-ines')[0]).toEqual({ t: 'status', status: 'available', since: expect.any(Number) });
  });

  it('B12 an offer that was withdrawn is no rejection by the agent, and comes back to a lone agent after the call', async () => {
    await foyer.signIn('ines');
    const offered = await hands.visit('fw_offered0000', 'Marta');
    await report('ines', 'ringing');
    const log = await foyer.stores.chats.range(InteractionId.parse(offered), 0, 100);
    expect(log.at(-1)).toMatchObject({ by: 'system', events: [{ type: 'offer-rejected', because: 'call' }] });
    foyer.advance(11);
    await report('ines', 'idle');
    expect(await offeredTo(offered)).toEqual(['ines']);
    await hands.visitorEnds(offered);
    const whole = await foyer.stores.chats.range(InteractionId.parse(offered), 0, 100);
    expect(measuresOf(momentsOf(InteractionId.parse(offered), whole))?.offers).toEqual({
      made: 2,
      rejected: 0,
      expired: 0,
    });
  });

  it.each<State>(['ringing', 'in-call'])('B12 D9 %s: no colleague can hand a chat over to the agent', async (state) => {
    await foyer.signIn('ines');
    await foyer.signIn('tomas');
    const chat = await chatWith('ines');
    await report('tomas', state);
    for (const t of ['transfer', 'invite']) {
      const frame = { t, id: foyer.newId(), interactionId: chat, after: 0, to: { agentId: 'tomas' } };
      const answer = await foyer.agent('ines', 'desk-ines', frame);
      expect(answer).toMatchObject({ t: 'refused', code: 'target_away' });
    }
  });

  it.each<State>(['in-call', 'ringing'])(
    'B12 B5 a call (%s) is work: the next chat goes to whoever had neither for longest',
    async (state) => {
      await foyer.signIn('ines');
      foyer.advance(5);
      await foyer.signIn('tomas');
      foyer.advance(5);
      await report('ines', state);
      foyer.advance(60);
      await report('ines', 'idle');
      expect(await offeredTo(await hands.visit('fw_offered0000', 'Marta'))).toEqual(['tomas']);
    },
  );

  it('B12 an agent on a call may still take a chat from the list', async () => {
    await foyer.signIn('ines');
    await report('ines', 'in-call');
    const chat = await hands.visit('fw_picked00000', 'Marta');
    await hands.agentAccepts('ines', chat);
    expect(await stageOf(chat)).toBe('handled');
  });

  it('B12 a console that is opened, or asks, hears of the call', async () => {
    await foyer.signIn('ines');
    await report('ines', 'in-call');
    const since = foyer.now();
    foyer.advance(10);
    const call = { state: 'in-call', since };
    expect(await foyer.agent('ines', 'desk-2', { t: 'hello' })).toMatchObject({ t: 'welcome', call });
    expect(await foyer.agent('ines', 'desk-2', { t: 'ping', chats: [] })).toMatchObject({ t: 'pong', call });
    await report('ines', 'idle');
    expect(await foyer.agent('ines', 'desk-2', { t: 'ping', chats: [] })).not.toHaveProperty('call');
  });
});

describe('chats during a call', () => {
  const parked = async (interactionId: string) => {
    const chat = await hands.chatOf(interactionId);
    return chat.stage && chat.parked?.by;
  };

  it('B12 D5 they park by themselves when the call begins, not while it rings, and resume by themselves when it is over', async () => {
    await foyer.signIn('ines');
    const chats = [await chatWith('ines'), await chatWith('ines')];
    const all = () => Promise.all(chats.map(parked));
    await report('ines', 'ringing');
    expect(await all()).toEqual([undefined, undefined]);
    await report('ines', 'in-call');
    expect(await all()).toEqual(['call', 'call']);
    await report('ines', 'idle');
    expect(await all()).toEqual([undefined, undefined]);
    expect(await Promise.all(chats.map(stageOf))).toEqual(['handled', 'handled']);
  });

  it('B12 D5 a call that rings in vain interrupts nothing', async () => {
    await foyer.signIn('ines');
    const chat = await chatWith('ines');
    const { seq } = await hands.chatOf(chat);
    await report('ines', 'ringing');
    await report('ines', 'idle');
    expect((await hands.chatOf(chat)).seq).toBe(seq);
  });

  it('B12 D5 what the agent had parked stays parked', async () => {
    await foyer.signIn('ines');
    const [byHand, active] = [await chatWith('ines'), await chatWith('ines')];
    const { seq: after } = await hands.chatOf(byHand);
    await foyer.agent('ines', 'desk-ines', { t: 'park', id: foyer.newId(), interactionId: byHand, after });
    await report('ines', 'in-call');
    expect([await parked(byHand), await parked(active)]).toEqual(['agent', 'call']);
    await report('ines', 'idle');
    expect([await parked(byHand), await parked(active)]).toEqual(['agent', undefined]);
    expect(await ask()).toMatchObject({ agent: { id: 'ines', interrupts: [active] } });
  });

  it('B12 an agent whose chats are all parked is rung before one who is in a chat', async () => {
    await foyer.signIn('ines');
    await foyer.signIn('tomas');
    const chat = await chatWith('ines');
    await chatWith('tomas');
    const { seq: after } = await hands.chatOf(chat);
    await foyer.agent('ines', 'desk-ines', { t: 'park', id: foyer.newId(), interactionId: chat, after });
    expect(await ask()).toMatchObject({ agent: { id: 'ines', why: 'only-parked', interrupts: [] } });
  });

  it('B12 D6 if the visitor ends the chat during the call, it resumes in wrap-up, with the whole time for it', async () => {
    await foyer.signIn('ines');
    const chat = await chatWith('ines');
    await report('ines', 'in-call');
    await hands.visitorEnds(chat);
    expect(await parked(chat)).toBe('call');
    foyer.advance(150);
    await report('ines', 'idle');
    const { stage, place } = (await hands.chatOf(chat)) as Interaction;
    expect(stage).toMatchObject({ is: 'wrap-up', deadline: foyer.now() + place.terms.wrapUpS * 1000 });
    expect(await ask('call-2')).toMatchObject({ agent: null });
  });

  it('B12 D6 a wrap-up waits too, and goes on with the time that was left', async () => {
    await foyer.signIn('ines');
    const chat = await chatWith('ines');
    await hands.agentEnds('ines', chat);
    const { stage: before } = (await hands.chatOf(chat)) as Interaction;
    const left = before.is === 'wrap-up' ? before.deadline - foyer.now() : 0;
    await report('ines', 'in-call');
    foyer.advance(60);
    await report('ines', 'in-call');
    foyer.advance(100);
    await report('ines', 'idle');
    expect(await hands.chatOf(chat)).toMatchObject({ stage: { is: 'wrap-up', deadline: foyer.now() + left } });
  });

  it('B12 a chat that the agent resumes or takes during the call stays, however often the report is repeated', async () => {
    await foyer.signIn('ines');
    const resumed = await chatWith('ines');
    await report('ines', 'in-call');
    const { seq: after } = await hands.chatOf(resumed);
    await foyer.agent('ines', 'desk-ines', { t: 'resume', id: foyer.newId(), interactionId: resumed, after });
    const taken = await chatWith('ines');
    foyer.advance(60);
    await report('ines', 'in-call');
    expect([await parked(resumed), await parked(taken)]).toEqual([undefined, undefined]);
  });

  it('B12 a second call keeps them parked until both are over', async () => {
    await foyer.signIn('ines');
    const chat = await chatWith('ines');
    await report('ines', 'in-call', 'call-1');
    await report('ines', 'ringing', 'call-2');
    await report('ines', 'in-call', 'call-2');
    await report('ines', 'idle', 'call-1');
    expect(await parked(chat)).toBe('call');
    await report('ines', 'idle', 'call-2');
    expect(await parked(chat)).toBeUndefined();
  });

  it('B12 when the phone system goes silent they resume', async () => {
    await foyer.signIn('ines');
    const chat = await chatWith('ines');
    await report('ines', 'in-call');
    foyer.advance(CALL_HOLDS_MS / 1000);
    await foyer.later('call', 'ines');
    expect(await parked(chat)).toBeUndefined();
  });

  it('B12 a call that was parking chats when it ended leaves none parked', async () => {
    await foyer.signIn('ines');
    const chat = await chatWith('ines');
    const { changePhone } = foyer.stores.agents;
    // The end arrives after the begin counted, and before anything follows from it.
    let isFirst = true;
    foyer.stores.agents.changePhone = async (...given) => {
      const changed = await changePhone(...given);
      if (isFirst) {
        isFirst = false;
        await report('ines', 'idle');
      }
      return changed;
    };
    await report('ines', 'in-call');
    expect(isFirst).toBe(false);
    expect(await parked(chat)).toBeUndefined();
    expect((await foyer.stores.agents.get(AgentId.parse('ines')))?.phone).toMatchObject({
      state: 'idle',
      turn: 2,
      settled: 2,
    });
  });

  it('B12 D7 an agent who leaves in the middle of a call leaves their chats to others', async () => {
    await foyer.signIn('ines');
    const chat = await chatWith('ines', 'fw_offered0000');
    await report('ines', 'in-call');
    await foyer.signIn('tomas');
    await foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status: 'offline' });
    expect(await offeredTo(chat)).toEqual(['tomas']);
    expect(await parked(chat)).toBeUndefined();
    await report('ines', 'idle');
    expect(await offeredTo(chat)).toEqual(['tomas']);
  });
});

describe('reports that are late, repeated or wrong', () => {
  it('B12 a report says what it changed, and how often to repeat it', async () => {
    await foyer.signIn('ines');
    expect((await report('ines', 'in-call', 'call-1', { at: 20 })).body).toEqual({
      ...{ agentId: 'ines', state: 'in-call', since: foyer.now(), report: 'taken', repeatS: 60 },
    });
    expect((await report('ines', 'ringing', 'call-1', { at: 10 })).body).toMatchObject({
      ...{ state: 'in-call', report: 'late' },
    });
  });

  it('B12 an agent who never signed in is no mistake, one who does not exist is', async () => {
    expect(await report('rui', 'ringing')).toMatchObject({
      status: 200,
      body: { report: 'not-signed-in', state: 'idle' },
    });
    expect(await report('nobody', 'ringing')).toMatchObject({ status: 404, body: { code: 'agent_not_found' } });
    expect(await report('ñ', 'ringing')).toMatchObject({ status: 404, body: { code: 'agent_not_found' } });
  });

  it('B12 an agent who signs in during a call gets chats when it is over', async () => {
    await foyer.signIn('ines');
    await foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status: 'offline' });
    await report('ines', 'in-call');
    await foyer.signIn('ines');
    const waits = await hands.visit('fw_offered0000', 'Marta');
    expect(await offeredTo(waits)).toEqual([]);
    await report('ines', 'idle');
    expect(await offeredTo(waits)).toEqual(['ines']);
  });

  it('B12 an agent whom a publish removed is unknown', async () => {
    await foyer.signIn('rui');
    const agents = (await foyer.stores.configurations.current())?.configuration.agents.filter(({ id }) => id !== 'rui');
    const queues = (await foyer.stores.configurations.current())?.configuration.queues.map((queue) => ({
      ...{ ...queue, members: queue.members.filter(({ agent }) => agent !== 'rui') },
    }));
    await foyer.publish({ agents, queues } as never);
    expect((await report('rui', 'ringing')).body).toMatchObject({ code: 'agent_not_found' });
    expect(await ask()).toMatchObject({ agent: null });
  });

  it.each<[string, object]>([
    ['an unknown state', { state: 'busy', callId: 'call-1' }],
    ['no call', { state: 'idle' }],
    ['a call with a name in any script', { state: 'idle', callId: 'llamada-ñ' }],
    ['a call with too long a name', { state: 'idle', callId: 'c'.repeat(129) }],
    ['a field that nobody knows', { state: 'idle', callId: 'call-1', until: 1 }],
    ['a time as text', { state: 'idle', callId: 'call-1', at: '2026-01-05T09:00:00Z' }],
  ])('B12 is refused: %s', async (_, body) => {
    const answer = await foyer.http('agent-voice', { bearer: key, parameters: { agentId: 'ines' }, body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'body_malformed' } });
  });

  it('B12 when the phone system goes silent, the call is over after three minutes, and the agent is served', async () => {
    await foyer.signIn('ines');
    await report('ines', 'in-call');
    expect(foyer.armed).toContainEqual({ kind: 'call', agentId: 'ines', dueAt: foyer.now() + CALL_HOLDS_MS });
    const waits = await hands.visit('fw_offered0000', 'Marta');
    for (let minute = 1; minute <= 3; minute++) {
      foyer.advance(60);
      await foyer.agent('ines', 'desk-ines', { t: 'ping', chats: [] });
    }
    foyer.heard('desk-ines');
    await foyer.later('call', 'ines');
    expect(await offeredTo(waits)).toEqual(['ines']);
    expect(foyer.heard('desk-ines')).toContainEqual({ t: 'status', status: 'available', since: expect.any(Number) });
    await foyer.later('call', 'ines');
    expect(foyer.heard('desk-ines')).toEqual([]);
  });

  it('B12 a timer that comes before the end of a repeated report changes nothing', async () => {
    await foyer.signIn('ines');
    await report('ines', 'in-call');
    foyer.advance(60);
    await report('ines', 'in-call');
    foyer.advance(120);
    foyer.heard('desk-ines');
    await foyer.later('call', 'ines');
    expect(foyer.heard('desk-ines')).toEqual([]);
  });

  it('B12 a report that was cut off after it counted is finished by its repetition', async () => {
    await foyer.signIn('ines');
    const offered = await hands.visit('fw_offered0000', 'Marta');
    foyer.refuses.add('desk-ines');
    expect(await report('ines', 'ringing')).toMatchObject({ status: 503 });
    expect(await offeredTo(offered)).toEqual(['ines']);
    foyer.refuses.clear();
    await report('ines', 'ringing');
    expect(await offeredTo(offered)).toEqual([]);
  });
});

describe('a hold', () => {
  it('B12 of two calls at once each gets an agent of its own', async () => {
    await foyer.signIn('ines');
    await foyer.signIn('tomas');
    const answers = await Promise.all([ask('call-1'), ask('call-2'), ask('call-3')]);
    expect(answers.map(({ agent }) => agent?.id).sort()).toEqual(['ines', 'tomas', undefined].sort());
    expect(why(answers.find(({ agent }) => !agent) ?? { others: [] })).toMatchObject({ ines: 'held', tomas: 'held' });
  });

  it('B12 is the same for a request that is repeated, and ends when another is wanted', async () => {
    await foyer.signIn('ines');
    foyer.advance(1);
    await foyer.signIn('tomas');
    expect(await ask()).toMatchObject({ agent: { id: 'ines' } });
    await chatWith('ines');
    expect(await ask()).toMatchObject({ agent: { id: 'ines', why: 'interrupts' } });
    expect(await ask('call-1', { except: ['ines'] })).toMatchObject({ agent: { id: 'tomas' } });
  });

  it('B12 that is not used costs nobody a chat, and is over by itself', async () => {
    await foyer.signIn('ines');
    await ask();
    const chat = await hands.visit('fw_offered0000', 'Marta');
    expect(await offeredTo(chat)).toEqual(['ines']);
    expect(await ask('call-2')).toMatchObject({ agent: null });
    foyer.advance(HOLD_MS / 1000);
    expect(await ask('call-2')).toMatchObject({ agent: { id: 'ines', why: 'only-offered' } });
  });

  it('B12 ends with the first report of the call', async () => {
    await foyer.signIn('ines');
    await ask('call-1');
    await report('ines', 'ringing', 'call-1');
    await report('ines', 'idle', 'call-1');
    expect(await ask('call-2')).toMatchObject({ agent: { id: 'ines' } });
  });
});

describe('the key', () => {
  it.each(['', 'nonsense', 'foyer_voice_0123456789ab_x'])('B12 G9 without a key that is one: %j', async (bearer) => {
    expect(await report('ines', 'idle', 'call-1', {}, bearer)).toMatchObject({
      status: 401,
      body: { code: 'key_invalid' },
    });
    const answer = await foyer.http('next-agent', { ...(bearer ? { bearer } : {}), body: { callId: 'call-1' } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'key_invalid' } });
  });

  it.each(['', '{', '{"callId":1}', 'x'.repeat(70_000)])(
    'B12 G9 whoever has no key learns nothing about the body %#',
    async (rawBody) => {
      for (const name of ['agent-voice', 'next-agent'] as const) {
        const answer = await foyer.http(name, { parameters: { agentId: 'ines' }, rawBody });
        expect(answer, name).toMatchObject({ status: 401, body: { code: 'key_invalid' } });
      }
    },
  );

  it('B12 G9 the secret, the id and the use all have to be right, and a revoked key is refused at once', async () => {
    const { text: unknown } = newMachineKey('voice', 0);
    const swapped = `${key.slice(0, 'foyer_voice_'.length + 13)}${unknown.slice(-43)}`;
    const otherUse = key.replace('_voice_', '_admin_');
    for (const wrong of [unknown, swapped, otherUse, `${key}x`, key.toUpperCase()])
      expect(await report('rui', 'idle', 'call-1', {}, wrong), wrong).toMatchObject({ status: 401 });
    expect(await report('rui', 'idle')).toMatchObject({ status: 200 });
    const [listed] = await foyer.stores.machineKeys.list();
    await foyer.stores.machineKeys.revoke(listed?.id ?? '');
    expect(await report('rui', 'idle')).toMatchObject({ status: 401 });
  });

  it('B12 G9 nothing from which the secret could be learnt is stored', async () => {
    const [stored] = await foyer.stores.machineKeys.list();
    expect(JSON.stringify(stored)).not.toContain(key.slice(-43));
    expect(stored?.hash).toMatch(/^[\w-]{43}$/);
  });
});
