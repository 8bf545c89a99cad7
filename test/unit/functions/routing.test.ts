/** Routing through the functions, with in-memory stores: who is asked, in which order, and what waiting changes. */

import { describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { AgentId, CallId, InteractionId } from '../../../core/ids.ts';
import { strategies } from '../../../core/routing/strategies.ts';
import { createVoice } from '../../../functions/agent/voice.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';
import { createMemoryStores, type Stores } from '../../support/memory-store.ts';

const agents = [
  { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 2, skills: { returns: 80 }, languages: { es: 90 } },
  { id: 'tomas', name: 'Tomás', email: 'tomas@shop.example', capacity: 2, languages: { pt: 100, es: 40 } },
  { id: 'rui', name: 'Rui', email: 'rui@shop.example', capacity: 2 },
];
const members = agents.map(({ id }) => ({ agent: id }));

type QueueInput = ConfigurationInput['queues'][number];

function foyerWith(
  queue: Partial<QueueInput>,
  change: Partial<ConfigurationInput> = {},
  surroundings?: Parameters<typeof createFoyer>[1],
): Promise<Foyer> {
  const queues: QueueInput[] = [
    { id: 'orders', name: 'Orders', strategy: 'longest-idle', offerS: 20, members, ...queue },
    { id: 'advice', name: 'Advice', strategy: 'longest-idle', members },
  ];
  return createFoyer({ agents, queues, ...change }, surroundings);
}

async function phone(foyer: Foyer, agentId: string, state: 'ringing' | 'idle'): Promise<void> {
  const voice = createVoice({
    ...foyer.stores,
    desk: foyer.desk,
    connections: { post: async () => 'sent' },
    now: foyer.now,
  });
  await voice.report({ arm: async () => {} }, AgentId.parse(agentId), { state, callId: CallId.parse('call-1') });
}

const load = async (foyer: Foyer, interactionId: string) =>
  told((await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat);

async function offeredTo(foyer: Foyer, interactionId: string): Promise<string> {
  const chat = await load(foyer, interactionId);
  return (chat.stage === 'offered' && chat.agent?.id) || chat.stage;
}

/** A second apart, so that none have the same time. */
async function signIn(foyer: Foyer, ...ids: string[]) {
  for (const id of ids) {
    await foyer.signIn(id);
    foyer.advance(1);
  }
}

async function eventsOf(foyer: Foyer, interactionId: string) {
  const commits = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1000);
  return commits.flatMap(({ events }) => events);
}

describe('strategies', () => {
  it.each([
    ['longest-idle', {}, ['rui', 'tomas', 'ines']],
    ['round-robin', {}, ['ines', 'tomas', 'rui', 'ines']],
    ['least-busy', {}, ['rui', 'tomas', 'ines', 'rui']],
    ['fewest-chats', {}, ['rui', 'tomas', 'ines', 'rui']],
    ['linear', {}, ['ines', 'ines', 'tomas']],
    [
      'weighted',
      { members: [{ agent: 'ines', penalty: 5 }, { agent: 'tomas', penalty: 1 }, { agent: 'rui' }] },
      ['rui', 'rui', 'tomas', 'tomas', 'ines'],
    ],
  ] as const)('B5 %s', async (strategy, queue, expected) => {
    const foyer = await foyerWith({ strategy, ...structuredClone(queue) } as unknown as Partial<QueueInput>);
    await signIn(foyer, 'rui', 'tomas', 'ines');
    const asked: string[] = [];
    for (const _ of expected) {
      asked.push(await offeredTo(foyer, (await foyer.start()).interactionId));
      foyer.advance(1);
    }
    expect(asked).toEqual(expected);
  });

  it('B5 random begins anywhere and goes round', async () => {
    const foyer = await foyerWith({ strategy: 'random' });
    await signIn(foyer, 'rui', 'tomas', 'ines');
    const asked = [];
    for (let n = 0; n < 6; n++) asked.push(await offeredTo(foyer, (await foyer.start()).interactionId));
    expect(asked.toSorted()).toEqual(['ines', 'ines', 'rui', 'rui', 'tomas', 'tomas']);
  });

  it('B5 pick offers to nobody', async () => {
    const foyer = await foyerWith({ strategy: 'pick' });
    await signIn(foyer, 'ines');
    expect(await offeredTo(foyer, (await foyer.start()).interactionId)).toBe('waiting');
  });

  it('B5 the order of every strategy is of whole numbers', () => {
    const agent = { idleSince: 1, givenAt: 2, today: 3, used: 1, capacity: 3, place: 4, penalty: 5, draw: 0.7 };
    for (const { order } of Object.values(strategies)) expect(order(agent).every(Number.isSafeInteger)).toBe(true);
  });
});

describe('ring-all', () => {
  it('B5 rings all free agents; the first to accept gets it, and the others hear about it', async () => {
    const foyer = await foyerWith({ strategy: 'ring-all' });
    await signIn(foyer, 'ines', 'tomas', 'rui');
    const { interactionId } = await foyer.start();
    const chat = await load(foyer, interactionId);
    if (chat.stage !== 'waiting' || !chat.asked) throw new Error('does not ring');
    const { offerId, asked: rung } = chat;
    expect(rung.toSorted()).toEqual(['ines', 'rui', 'tomas']);
    for (const id of ['ines', 'tomas', 'rui']) {
      expect(foyer.heard(`desk-${id}`)).toContainEqual({ t: 'chat', interactionId });
      const range = await foyer.agent(id, `desk-${id}`, { t: 'sync', id: foyer.newId(), interactionId, after: 0 });
      expect(JSON.stringify(range)).toContain('"reserves":false');
      foyer.heard(`desk-${id}`);
    }
    const accept = (id: string) =>
      foyer.agent(id, `desk-${id}`, { t: 'accept', id: foyer.newId(), interactionId, offerId });
    expect(await accept('tomas')).toMatchObject({ t: 'ack' });
    expect(await accept('ines')).toMatchObject({ t: 'refused', code: 'offer_over' });
    expect(foyer.heard('desk-rui')).toMatchObject([
      { t: 'commit', commit: { events: [{ type: 'accepted', agent: { id: 'tomas' } }] } },
    ]);
    expect(await load(foyer, interactionId)).toMatchObject({
      stage: 'handled',
      sockets: { agent: ['desk-tomas'] },
    });
    expect((await foyer.stores.agents.get(AgentId.parse('ines')))?.reservations).toEqual([]);
  });

  it('B5 an agent who becomes free while it rings is rung as well', async () => {
    const foyer = await foyerWith({ strategy: 'ring-all' });
    await signIn(foyer, 'ines');
    const { interactionId } = await foyer.start();
    await signIn(foyer, 'rui');
    const chat = await load(foyer, interactionId);
    expect(chat.stage === 'waiting' && chat.asked).toEqual(['ines', 'rui']);
  });

  it('B5 five chats of a lane ring at once; the sixth when one of them has left the line', async () => {
    const foyer = await foyerWith({ strategy: 'ring-all' });
    await signIn(foyer, 'ines');
    const started: string[] = [];
    for (const _ of Array(7)) {
      foyer.advance(1);
      started.push((await foyer.start()).interactionId);
    }
    const ringing = async () => {
      const chats = await Promise.all(started.map((interactionId) => load(foyer, interactionId)));
      return started.filter((_, index) => chats[index]?.asked);
    };
    expect(await ringing()).toEqual(started.slice(0, 5));
    const [first = ''] = started;
    await foyer.visitor(first, 'tab', { t: 'end', id: foyer.newId(), after: 0 });
    expect(await ringing()).toEqual(started.slice(1, 6));
  });

  it('B2 rings the preferred agent alone, and not at all while they are away', async () => {
    const queueConditions = [{ queue: 'orders', preferredAgent: 'rui' }];
    const foyer = await foyerWith({ strategy: 'ring-all' }, { queueConditions });
    await signIn(foyer, 'ines', 'rui');
    const status = (status: string) => foyer.agent('rui', 'desk-rui', { t: 'status', id: foyer.newId(), status });
    await status('paused');
    const { interactionId } = await foyer.start();
    expect(foyer.heard('desk-rui')).toEqual([]);
    await status('available');
    const chat = await load(foyer, interactionId);
    expect(chat.stage === 'waiting' && chat.asked).toEqual(['rui']);
  });

  it('E1 a console that is loaded anew while it rings hears of it again', async () => {
    const foyer = await foyerWith({ strategy: 'ring-all' });
    await signIn(foyer, 'ines');
    const { interactionId } = await foyer.start();
    foyer.heard('desk-ines');
    await foyer.agent('ines', 'desk-anew', { t: 'hello' });
    expect(foyer.heard('desk-anew')).toContainEqual({ t: 'chat', interactionId });
  });

  it('B7 unanswered it rings again; rejected by all it waits a moment', async () => {
    const foyer = await foyerWith({ strategy: 'ring-all' });
    await signIn(foyer, 'ines');
    const { interactionId } = await foyer.start();
    foyer.advance(20);
    await foyer.timer('expire-offer', interactionId, foyer.now());
    const again = await load(foyer, interactionId);
    if (again.stage !== 'waiting' || !again.asked) throw new Error('does not ring again');
    const { offerId } = again;
    await foyer.agent('ines', 'desk-ines', { t: 'reject', id: foyer.newId(), interactionId, offerId });
    expect(await load(foyer, interactionId)).not.toHaveProperty('asked');
    foyer.advance(10);
    await foyer.timer('find-agent', interactionId, foyer.now());
    expect(await load(foyer, interactionId)).toHaveProperty('asked');
  });
});

describe('a chat that nobody is asked about any more asks whoever may be asked, at once', () => {
  const offering = Object.entries(strategies).flatMap(([name, { offersTo }]) => (offersTo === 'nobody' ? [] : name));
  const ways = {
    'refuses as well': (foyer, id, interactionId) => refuse(foyer, id, interactionId),
    'lets the time pass': async (foyer, _, interactionId) => {
      foyer.advance(OFFER_S);
      await foyer.timer('expire-offer', interactionId, foyer.now());
    },
    'is called': (foyer, id) => phone(foyer, id, 'ringing'),
    'signs out': async (foyer, id) => {
      await foyer.agent(id, `desk-${id}`, { t: 'status', id: foyer.newId(), status: 'offline' });
    },
    vanishes: async (foyer, id) => {
      await foyer.stores.agents.renewLease(AgentId.parse(id), foyer.now());
      await foyer.later('lease', id);
    },
  } satisfies Record<string, (foyer: Foyer, agentId: string, interactionId: string) => Promise<void>>;
  /** Less than the time for which whoever refused is left alone. */
  const OFFER_S = 8;

  const asked = async (foyer: Foyer, interactionId: string): Promise<string[]> =>
    (await load(foyer, interactionId)).asked ?? [];
  async function refuse(foyer: Foyer, id: string, interactionId: string): Promise<void> {
    const { offerId } = await load(foyer, interactionId);
    await foyer.agent(id, `desk-${id}`, { t: 'reject', id: foyer.newId(), interactionId, offerId });
  }

  describe.each(offering)('%s', (strategy) => {
    it.each(Object.entries(ways))('B7 one refused, the other %s', async (_, way) => {
      const foyer = await foyerWith({ strategy: strategy as QueueInput['strategy'], offerS: OFFER_S });
      await signIn(foyer, 'ines');
      const { interactionId } = await foyer.start();
      await signIn(foyer, 'rui');
      await refuse(foyer, 'ines', interactionId);
      expect(await asked(foyer, interactionId)).toEqual(['rui']);
      await way(foyer, 'rui', interactionId);
      expect(await asked(foyer, interactionId)).toContain('ines');
    });

    it('B7 B12 it was with a lone agent whose phone rang in vain', async () => {
      const foyer = await foyerWith({ strategy: strategy as QueueInput['strategy'] });
      await signIn(foyer, 'ines');
      const { interactionId } = await foyer.start();
      await phone(foyer, 'ines', 'ringing');
      expect(await asked(foyer, interactionId)).toEqual([]);
      foyer.advance(2);
      await phone(foyer, 'ines', 'idle');
      expect(await asked(foyer, interactionId)).toEqual(['ines']);
    });

    it.each([
      ['refuses', ways['refuses as well']],
      ['lets the time pass', ways['lets the time pass']],
    ])('B5 B7 the preferred agent %s', async (_, way) => {
      const foyer = await foyerWith(
        { strategy: strategy as QueueInput['strategy'], offerS: OFFER_S, preferredForS: 60 },
        { queueConditions: [{ queue: 'orders', preferredAgent: 'ines' }] },
      );
      await signIn(foyer, 'ines', 'rui');
      const { interactionId } = await foyer.start();
      expect(await asked(foyer, interactionId)).toEqual(['ines']);
      await way(foyer, 'ines', interactionId);
      expect(await asked(foyer, interactionId)).toContain('rui');
    });
  });

  it('B5 B7 random finds whoever is free, wherever it begins', async () => {
    for (let chance = 0; chance < 1; chance += 0.05) {
      const foyer = await foyerWith({ strategy: 'random' }, {}, { chance: () => chance });
      await signIn(foyer, 'ines', 'rui');
      const { interactionId } = await foyer.start();
      const [first = ''] = await asked(foyer, interactionId);
      await refuse(foyer, first, interactionId);
      expect(await asked(foyer, interactionId), `from ${chance}`).toEqual([first === 'rui' ? 'ines' : 'rui']);
    }
  });

  it.each<[string, (foyer: Foyer) => Promise<unknown>]>([
    ['called', (foyer) => phone(foyer, 'ines', 'ringing')],
    ['gone', (foyer) => foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status: 'offline' })],
  ])('B5 B12 D7 ring-all: an agent who is %s as it begins to ring is not rung', async (_, happens) => {
    const between: (() => Promise<unknown>)[] = [];
    const stores = createMemoryStores();
    const ready: Stores['queues']['ready'] = async (...of) => {
      const found = await stores.queues.ready(...of);
      await between.pop()?.();
      return found;
    };
    const foyer = await foyerWith(
      { strategy: 'ring-all' },
      {},
      { stores: { ...stores, queues: { ...stores.queues, ready } } },
    );
    await signIn(foyer, 'ines', 'rui');
    between.push(() => happens(foyer));
    const { interactionId } = await foyer.start();
    expect(between).toEqual([]);
    expect(await asked(foyer, interactionId)).toEqual(['rui']);
  });

  it('B7 ring-all: one who refused is left alone while it rings others', async () => {
    const foyer = await foyerWith({ strategy: 'ring-all' });
    await signIn(foyer, 'ines', 'tomas', 'rui');
    const { interactionId } = await foyer.start();
    await refuse(foyer, 'ines', interactionId);
    expect(await asked(foyer, interactionId)).toEqual(['tomas', 'rui']);
  });
});

describe('what a chat asks for', () => {
  const spanish: Partial<ConfigurationInput> = {
    queueConditions: [{ culture: ['es'], queue: 'orders', language: 'es', note: 'Spanish' }],
  };

  it('B2 B5 a language ranks by proficiency', async () => {
    const foyer = await foyerWith({}, spanish);
    await signIn(foyer, 'rui', 'tomas', 'ines');
    const asked = [];
    for (let n = 0; n < 5; n++) asked.push(await offeredTo(foyer, (await foyer.start()).interactionId));
    expect(asked).toEqual(['ines', 'ines', 'tomas', 'tomas', 'waiting']);
  });

  it('B5 is given up in steps while the chat waits', async () => {
    const relax = [
      { afterS: 30, proficiency: 10 },
      { afterS: 60, drop: ['skill' as const] },
    ];
    const foyer = await foyerWith(
      { relax },
      { queueConditions: [{ queue: 'orders', skill: 'returns', proficiency: 90 }] },
    );
    await signIn(foyer, 'rui');
    const { interactionId } = await foyer.start();
    await signIn(foyer, 'ines');
    expect(await offeredTo(foyer, interactionId)).toBe('waiting');
    foyer.advance(28);
    await foyer.timer('review', interactionId, foyer.now());
    expect(await offeredTo(foyer, interactionId)).toBe('waiting');
    foyer.advance(2);
    await foyer.timer('review', interactionId, foyer.now());
    expect(await offeredTo(foyer, interactionId)).toBe('ines');
    expect((await eventsOf(foyer, interactionId)).filter(({ type }) => type === 'queued')).toMatchObject([
      { because: 'arrived', requires: { skill: 'returns', proficiency: 90 } },
      { because: 'relaxed', requires: { skill: 'returns', proficiency: 10 } },
    ]);
  });

  it('B5 without requirements anyone may have it', async () => {
    const foyer = await foyerWith(
      { relax: [{ afterS: 30, drop: ['skill'] }] },
      { queueConditions: [{ queue: 'orders', skill: 'returns' }] },
    );
    await signIn(foyer, 'rui');
    const { interactionId } = await foyer.start();
    foyer.advance(30);
    await foyer.timer('review', interactionId, foyer.now());
    expect(await offeredTo(foyer, interactionId)).toBe('rui');
  });

  it('B5 the preferred agent is asked alone, then anyone', async () => {
    const foyer = await foyerWith(
      { preferredForS: 30 },
      { queueConditions: [{ queue: 'orders', preferredAgent: 'ines' }] },
    );
    await signIn(foyer, 'rui');
    const { interactionId } = await foyer.start();
    expect(await offeredTo(foyer, interactionId)).toBe('waiting');
    foyer.advance(30);
    await foyer.timer('review', interactionId, foyer.now());
    expect(await offeredTo(foyer, interactionId)).toBe('rui');
    const other = await foyer.start();
    await signIn(foyer, 'ines');
    expect(await offeredTo(foyer, other.interactionId)).toBe('ines');
  });

  it('B5 an agent who is not a member of the queue is not preferred there', async () => {
    const foyer = await foyerWith(
      { members: [{ agent: 'rui' }] },
      { queueConditions: [{ queue: 'orders', preferredAgent: 'ines' }] },
    );
    await signIn(foyer, 'ines', 'rui');
    expect(await offeredTo(foyer, (await foyer.start()).interactionId)).toBe('rui');
  });

  it('B2 B13 a chat can be taken by an agent who meets its requirements', async () => {
    const foyer = await foyerWith({ strategy: 'pick' }, spanish);
    await signIn(foyer, 'rui', 'ines');
    const { interactionId } = await foyer.start();
    const take = (id: string) => foyer.agent(id, `desk-${id}`, { t: 'take', id: foyer.newId(), interactionId });
    expect(await take('rui')).toMatchObject({ t: 'refused', code: 'requirement_unmet' });
    expect(await take('ines')).toMatchObject({ t: 'ack' });
  });

  it('B2 a list holds an address in whichever spelling it or the visitor uses', async () => {
    const lists = [{ id: 'vip', name: 'VIP', entries: ['*@пример.рф', 'MU\u0308LLER@firma.de'] }];
    const foyer = await foyerWith({}, { lists, queueConditions: [{ list: ['vip'], queue: 'orders', priority: 500 }] });
    const priorityOf = async (email: string) => {
      const { interactionId } = await foyer.start(undefined, undefined, undefined, { answers: { name: 'V', email } });
      return ((await load(foyer, interactionId)) as { priority: number }).priority;
    };
    expect(await priorityOf('ana@xn--e1afmkfd.xn--p1ai')).toBe(500);
    expect(await priorityOf('müller@firma.de')).toBe(500);
    expect(await priorityOf('ana@xn--e1afmkfd.example')).toBe(0);
  });

  it('B8 higher priority goes first, then age', async () => {
    const foyer = await foyerWith(
      {},
      {
        queueConditions: [{ list: ['vip'], queue: 'orders', priority: 500 }],
        lists: [{ id: 'vip', name: 'VIP', entries: ['*@vip.example'] }],
      },
    );
    const first = await foyer.start();
    foyer.advance(1);
    const vip = await foyer.start(undefined, undefined, undefined, { answers: { name: 'V', email: 'v@vip.example' } });
    await signIn(foyer, 'ines');
    expect(await offeredTo(foyer, vip.interactionId)).toBe('ines');
    expect(await offeredTo(foyer, first.interactionId)).toBe('ines');
    const order = await Promise.all(
      [vip, first].map(
        async ({ interactionId }) => (await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 10)).length,
      ),
    );
    expect(order).toEqual([2, 2]);
    expect(
      foyer
        .heard('desk-ines')
        .filter(({ t }) => t === 'chat')
        .map(({ interactionId }) => interactionId),
    ).toEqual([vip.interactionId, first.interactionId]);
  });
});

describe('limits', () => {
  it('B6 an agent has at most the allowed chats of a queue, and may take those of another', async () => {
    const foyer = await foyerWith(
      { agentCapacity: 1 },
      {
        websites: [
          { id: 'shop', name: 'Shop', token: 'fw_offered0000', domains: ['shop.example'], queue: 'orders' },
          { id: 'help', name: 'Help', token: 'fw_helping0000', domains: ['shop.example'], queue: 'advice' },
        ],
      },
    );
    await signIn(foyer, 'ines');
    expect(await offeredTo(foyer, (await foyer.start()).interactionId)).toBe('ines');
    expect(await offeredTo(foyer, (await foyer.start()).interactionId)).toBe('waiting');
    expect(await offeredTo(foyer, (await foyer.start('fw_helping0000')).interactionId)).toBe('ines');
  });

  it('B8 a visitor is turned away if the line is full, and the first stays', async () => {
    const foyer = await foyerWith({ maxChats: 2 });
    const ids = [];
    for (let n = 0; n < 3; n++) {
      ids.push((await foyer.start()).interactionId);
      foyer.advance(1);
    }
    const states = await Promise.all(ids.map((id) => load(foyer, id)));
    expect(states).toMatchObject([{ stage: 'waiting' }, { stage: 'waiting' }, { stage: 'ended', outcome: 'rejected' }]);
  });

  it('B8 overflows to another queue with its age, once', async () => {
    const foyer = await foyerWith(
      { members: [], overflow: { afterS: 60, queue: 'advice' } },
      { queueConditions: [{ queue: 'orders', skill: 'returns' }] },
    );
    await signIn(foyer, 'rui', 'ines');
    const { interactionId } = await foyer.start();
    const since = foyer.now();
    foyer.advance(59);
    await foyer.timer('review', interactionId, foyer.now());
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting', queueId: 'orders' });
    foyer.advance(1);
    await foyer.timer('review', interactionId, foyer.now());
    expect(await load(foyer, interactionId)).toMatchObject({
      ...{ stage: 'offered', queueId: 'advice', since: since, agent: { id: 'ines' } },
      terms: { queueName: 'Advice' },
    });
  });

  it('B8 the tenant’s limit of open chats holds however many start together, and there is room again when one ends', async () => {
    const foyer = await foyerWith({}, { maxChats: 10 });
    const started = await Promise.all(Array.from({ length: 14 }, () => foyer.start()));
    const states = await Promise.all(started.map(({ interactionId }) => load(foyer, interactionId)));
    const open = states.filter(({ stage }) => stage === 'waiting');
    expect(open).toHaveLength(10);
    expect(states.filter((chat) => chat.stage === 'ended' && chat.outcome === 'rejected')).toHaveLength(4);
    const ask = async () =>
      (await foyer.http('website', { origin: 'https://shop.example', parameters: { token: 'fw_offered0000' } })).body;
    expect(await ask()).toMatchObject({ signal: 'busy' });
    await foyer.visitor(open[0]?.id ?? '', 'tab', { t: 'end', id: foyer.newId(), after: 1 });
    expect(await ask()).toMatchObject({ signal: 'free' });
    expect(await load(foyer, (await foyer.start()).interactionId)).toMatchObject({ stage: 'waiting' });
    expect(await foyer.stores.chats.countOpen()).toBe(10);
  });

  it('D2 waiting ends with the longest wait', async () => {
    const foyer = await foyerWith({ timeOutS: 90 });
    const { interactionId } = await foyer.start();
    foyer.advance(90);
    await foyer.timer('review', interactionId, foyer.now());
    // Nobody is signed in.
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'unmanaged' });
    const later = await foyer.start();
    await foyer.agent('ines', 'desk-ines', { t: 'hello' });
    foyer.advance(90);
    await foyer.timer('review', later.interactionId, foyer.now());
    expect(await load(foyer, later.interactionId)).toMatchObject({ stage: 'ended', outcome: 'timed-out' });
  });
});

const officeHours = {
  id: 'office',
  zone: 'Europe/Madrid',
  week: { mon: [{ from: '09:00', to: '18:00' }] },
};

describe('gateways', () => {
  const ask = async (foyer: Foyer, query = '') =>
    (await foyer.http('website', { origin: 'https://shop.example', parameters: { token: 'fw_offered0000' }, query }))
      .body;

  it('B1 D2 closed by the calendar: the widget hears when it opens, waiting chats are told at closing time', async () => {
    // Monday, 5 January 2026, 10:00 in Madrid.
    const foyer = await foyerWith({ calendar: 'office' }, { calendars: [officeHours] });
    expect(await ask(foyer)).toMatchObject({ signal: 'free' });
    const { interactionId } = await foyer.start();
    foyer.advance(8 * 3600);
    await foyer.timer('review', interactionId, foyer.now());
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'out-of-time' });
    expect(await ask(foyer)).toMatchObject({ signal: 'closed', opensAt: Date.UTC(2026, 0, 12, 8) });
    const late = await foyer.start();
    expect(await load(foyer, late.interactionId)).toMatchObject({ stage: 'ended', outcome: 'out-of-time' });
  });

  it.each([
    ['nothing else', [], Date.UTC(2026, 0, 12, 8)],
    [
      'a row by date says closed then',
      [{ from: '2026-01-12', to: '2026-01-12', signal: 'closed' as const }],
      Date.UTC(2026, 0, 19, 8),
    ],
    ['it depends on who is there by then', [{ availableFewerThan: 1, signal: 'busy' as const }], undefined],
  ])('B1 the opening is promised where the whole table keeps it: %s', async (_, gatewayConditions, promised) => {
    const closedToday = { from: '2026-01-05', to: '2026-01-05', signal: 'closed' as const };
    const foyer = await foyerWith(
      { calendar: 'office' },
      { calendars: [officeHours], gatewayConditions: [closedToday, ...gatewayConditions] },
    );
    foyer.advance(9 * 3600);
    const { signal, opensAt } = await ask(foyer);
    expect([signal, opensAt]).toEqual(['closed', promised]);
  });

  it('B1 the server decides again at the start, and says why', async () => {
    const foyer = await foyerWith(
      {},
      { gatewayConditions: [{ tags: { any: ['bot*'] }, signal: 'busy', note: 'Bots' }] },
    );
    expect(await ask(foyer, 'tag=botnet')).toMatchObject({ signal: 'busy' });
    expect(await ask(foyer, 'tag=person&culture=xx-invalid-culture-!')).toMatchObject({ signal: 'free' });
    const { interactionId } = await foyer.start(undefined, undefined, undefined, { tags: ['BOT-7'] });
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'rejected' });
    expect((await eventsOf(foyer, interactionId)).map(({ type }) => type)).toEqual(['started', 'screened', 'ended']);
  });

  it('B1 counts who is registered and available, and how many wait', async () => {
    const foyer = await foyerWith(
      {},
      {
        gatewayConditions: [
          { registeredFewerThan: 1, signal: 'hidden' },
          { queueLongerThan: 1, signal: 'busy' },
          { availableFewerThan: 1, signal: 'closed' },
        ],
      },
    );
    expect((await ask(foyer)).signal).toBe('hidden');
    await signIn(foyer, 'ines');
    expect((await ask(foyer)).signal).toBe('free');
    for (let n = 0; n < 2; n++) await foyer.start();
    expect((await ask(foyer)).signal).toBe('closed');
  });

  it('B1 a visitor, an address, a gateway may ask so often within a sliding window', async () => {
    const foyer = await foyerWith(
      { strategy: 'pick' },
      {
        gatewayConditions: [{ frequencyOver: { count: 2, withinS: 60, by: 'address' }, signal: 'busy' }],
      },
    );
    for (let n = 0; n < 2; n++) {
      expect((await ask(foyer)).signal).toBe('free');
      await foyer.start();
      foyer.advance(20);
    }
    expect((await ask(foyer)).signal).toBe('busy');
    const { interactionId } = await foyer.start();
    expect(await load(foyer, interactionId)).toMatchObject({ outcome: 'rejected' });
    foyer.advance(61);
    expect((await ask(foyer)).signal).toBe('free');
  });

  it('B1 an external tracking id that has an open chat', async () => {
    const foyer = await foyerWith({}, { gatewayConditions: [{ trackingOpen: true, signal: 'busy' }] });
    const said = { trackingId: 'basket-77' };
    const { interactionId } = await foyer.start(undefined, undefined, undefined, said);
    expect((await ask(foyer, 'tracking=basket-77')).signal).toBe('busy');
    expect((await ask(foyer, 'tracking=basket-78')).signal).toBe('free');
    await foyer.visitor(interactionId, 'tab', { t: 'end', id: foyer.newId(), after: 1 });
    expect((await ask(foyer, 'tracking=basket-77')).signal).toBe('free');
  });

  it('G7 a queue that is switched off is closed, whatever the rows say', async () => {
    const foyer = await foyerWith({ enabled: false }, { gatewayConditions: [{ signal: 'free' }] });
    expect((await ask(foyer)).signal).toBe('closed');
    expect(await load(foyer, (await foyer.start()).interactionId)).toMatchObject({ outcome: 'out-of-time' });
  });
});

describe('automated conversations', () => {
  const scenario = {
    id: 'hello',
    name: 'Hello',
    steps: [
      {
        id: 'topic',
        do: 'choose' as const,
        text: 'What about?',
        variable: 'topic',
        options: [{ label: 'Returns' }, { label: 'Lamps' }],
      },
      { id: 'number', do: 'ask' as const, text: 'Order number?', variable: 'order', as: 'number' as const },
      {
        id: 'look',
        do: 'call' as const,
        url: 'https://api.shop.example/order',
        send: ['order'],
        save: { total: 'total' },
        external: 'state',
        otherwise: 'on',
      },
      { id: 'on', do: 'route' as const },
    ],
  };
  const change: Partial<ConfigurationInput> = {
    scenarios: [scenario],
    callHosts: ['api.shop.example'],
    gatewayConditions: [{ signal: 'free', scenario: 'hello' }],
    queueConditions: [
      { compare: [{ variable: 'topic', is: '=', value: 'Lamps' }], queue: 'advice' },
      { external: 'lost*', queue: 'orders', priority: 900 },
      { queue: 'orders' },
    ],
  };
  const say = (foyer: Foyer, interactionId: string, text: string) =>
    foyer.visitor(interactionId, 'tab', { t: 'message', id: foyer.newId(), after: 1, text });

  it('B3 B4 an answer decides the queue, and the call its priority', async () => {
    const foyer = await foyerWith({}, change);
    const { interactionId } = await foyer.start();
    const began = await foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
    expect(JSON.stringify(began)).toContain('"options":["Returns","Lamps"]');
    await say(foyer, interactionId, 'returns');
    expect(JSON.stringify(await say(foyer, interactionId, 'seven'))).toContain('número');
    await say(foyer, interactionId, '4711');
    expect(await load(foyer, interactionId)).toMatchObject({
      stage: 'arriving',
      doing: 'calling',
    });
    foyer.answerCalls({ ok: true, answer: { total: 12.5, state: 'lost-in-mail' } });
    await foyer.makeCall(interactionId);
    expect(foyer.called).toEqual([
      { hosts: ['api.shop.example'], url: 'https://api.shop.example/order', body: { order: 4711 } },
    ]);
    expect(await load(foyer, interactionId)).toMatchObject({
      ...{ stage: 'waiting', queueId: 'orders', priority: 900, external: 'lost-in-mail' },
      variables: { topic: 'Returns', order: 4711, total: 12.5 },
    });
  });

  it('B14 a visitor who goes from it into line is told their place', async () => {
    const foyer = await foyerWith({}, change);
    await foyer.start('fw_offered0000');
    const { interactionId } = await foyer.start();
    await foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
    await say(foyer, interactionId, 'Lamps');
    await say(foyer, interactionId, '4711');
    expect(foyer.heard('tab').filter(({ t }) => t === 'position')).toEqual([]);
    await foyer.makeCall(interactionId);
    expect(foyer.heard('tab').filter(({ t }) => t === 'position')).toEqual([{ t: 'position', position: 1 }]);
  });

  it('B4 a call whose process died when the answer was written goes on when it is made again', async () => {
    const foyer = await foyerWith({}, change);
    const { interactionId } = await foyer.start();
    await say(foyer, interactionId, 'Returns');
    await say(foyer, interactionId, '4711');
    const { chats } = foyer.stores;
    const { append } = chats;
    let isDead = false;
    chats.append = async (...args) => {
      if (isDead) throw new Error('dead');
      isDead = true;
      return append(...args);
    };
    await expect(foyer.makeCall(interactionId)).rejects.toThrow();
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'arriving', doing: 'routing' });
    chats.append = append;
    await foyer.makeCall(interactionId);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting', queueId: 'orders' });
  });

  it('B4 a call without a good answer goes the other way, and one that comes twice counts once', async () => {
    const foyer = await foyerWith({}, change);
    const { interactionId } = await foyer.start();
    await say(foyer, interactionId, 'Returns');
    await say(foyer, interactionId, '4711');
    await foyer.makeCall(interactionId);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting', priority: 0 });
    await foyer.makeCall(interactionId);
    expect(foyer.called).toHaveLength(1);
  });

  it('B4 the visitor may ask for a person at any time', async () => {
    const foyer = await foyerWith({}, change);
    const { interactionId } = await foyer.start();
    const ask = { t: 'person', id: foyer.newId(), after: 1 };
    expect(await foyer.visitor(interactionId, 'tab', ask)).toMatchObject({ t: 'ack' });
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'waiting', queueId: 'orders' });
    expect(await foyer.visitor(interactionId, 'tab', ask)).toMatchObject({ t: 'ack' });
    expect(await foyer.visitor(interactionId, 'tab', { ...ask, id: foyer.newId() })).toMatchObject({
      code: 'chat_not_open',
    });
  });

  it('B3 a variable of the form decides without a conversation', async () => {
    const { gatewayConditions: _, ...without } = change;
    const foyer = await foyerWith({}, without);
    const { interactionId } = await foyer.start(undefined, undefined, undefined, { variables: { topic: 'lamps' } });
    expect(await load(foyer, interactionId)).toMatchObject({ queueId: 'advice' });
  });
});

describe('reasons', () => {
  const claims = (email: string, role: string) => ({ email, email_verified: 'true', 'cognito:groups': `[${role}]` });
  const decisions = (foyer: Foyer, interactionId: string, email = 'ines@shop.example', role = 'agent') =>
    foyer.http('decisions', { parameters: { interactionId }, claims: claims(email, role) });

  it('B9 says for each row and each member why', async () => {
    const foyer = await foyerWith(
      {},
      {
        queueConditions: [
          { culture: ['pt'], queue: 'advice', note: 'Portuguese' },
          { culture: ['es'], tags: { none: ['vip'] }, queue: 'orders', language: 'es', note: 'Spanish' },
          { queue: 'advice' },
        ],
      },
    );
    await signIn(foyer, 'rui', 'tomas', 'ines');
    const { interactionId } = await foyer.start();
    const { status, body } = await decisions(foyer, interactionId);
    expect(status).toBe(200);
    expect(body.decisions).toMatchObject([
      { kind: 'signal', signal: 'free', row: null, rows: [] },
      {
        ...{ kind: 'queue', queue: 'Orders', row: 2, requires: { language: 'es' } },
        rows: [
          {
            row: 1,
            note: 'Portuguese',
            matched: false,
            cells: [{ column: 'culture', wanted: ['pt'], actual: 'es', holds: false }],
          },
          { row: 2, note: 'Spanish', matched: true },
          { row: 3, matched: false },
        ],
      },
      {
        ...{ kind: 'agents', how: 'offered', strategy: 'longest-idle', chosen: ['Inés'] },
        others: [
          { name: 'Tomás', why: 'later-in-order' },
          { name: 'Rui', why: 'lacks-language' },
        ],
      },
    ]);
  });

  it('B13 to whoever oversees the queue, not to an agent who does not see it, and not for a chat that does not exist', async () => {
    const foyer = await foyerWith({ members: [{ agent: 'ines' }] });
    const { interactionId } = await foyer.start();
    expect(await decisions(foyer, interactionId, 'rui@shop.example')).toMatchObject({
      status: 403,
      body: { code: 'chat_not_yours' },
    });
    for (const overseer of ['rui@shop.example', 'eva@shop.example'])
      expect((await decisions(foyer, interactionId, overseer, 'supervisor')).status).toBe(200);
    expect(await decisions(foyer, 'nothing')).toMatchObject({ status: 404, body: { code: 'chat_unknown' } });
    expect((await foyer.http('decisions', { parameters: { interactionId }, claims: {} })).status).toBe(403);
  });

  it('B9 stays what it was when the configuration changes meanwhile', async () => {
    const foyer = await foyerWith({}, { queueConditions: [{ queue: 'orders', note: 'As it was' }] });
    const { interactionId } = await foyer.start();
    const now = await foyer.stores.configurations.current();
    if (!now) throw new Error('no configuration');
    await foyer.stores.configurations.publish({ ...now.configuration, queueConditions: [] }, now.version, 1);
    expect(JSON.stringify((await decisions(foyer, interactionId)).body)).toContain('As it was');
  });
});

describe('visibility', () => {
  it('B13 a profile says what an agent sees, membership what is offered', async () => {
    const seen = [{ ...agents[0], profile: 'all' }, { ...agents[1], profile: 'one' }, agents[2]] as typeof agents;
    const foyer = await foyerWith(
      { members: [{ agent: 'rui' }], strategy: 'pick' },
      {
        agents: seen,
        profiles: [
          { id: 'all', name: 'All', queues: 'all' },
          { id: 'one', name: 'Advice alone', queues: ['advice'] },
        ],
      },
    );
    await signIn(foyer, 'ines', 'tomas');
    const { interactionId } = await foyer.start();
    const take = (id: string) => foyer.agent(id, `desk-${id}`, { t: 'take', id: foyer.newId(), interactionId });
    expect(await take('tomas')).toMatchObject({ code: 'queue_not_yours' });
    expect(await take('ines')).toMatchObject({ t: 'ack' });
  });
});
