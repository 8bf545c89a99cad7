/** E9: the wallboard over the agents' socket: who may ask, what it shows, and how large it gets. */

import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitKey } from '../../../adapters/dynamodb/keys.ts';
import { commitRow } from '../../../adapters/dynamodb/rows.ts';
import { instantsOf } from '../../../core/calendar/calendar.ts';
import { InteractionId, QueueId } from '../../../core/ids.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import type { Commit } from '../../../core/interaction/events.ts';
import { createHandler } from '../../../functions/after-commit.lambda.ts';
import { beginOf } from '../../../functions/agent/board.ts';
import { createMeasure } from '../../../functions/desk/measure.ts';
import { AgentPush } from '../../../protocol/agent.ts';
import { asInes, asTomas, commandId, ines, offerId, tomas, visitor } from '../../support/chats.ts';
import { context, createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';
import { createMemoryStores } from '../../support/memory-store.ts';
import { tallied } from '../../support/tallied.ts';

/** Rui oversees these queues. */
const overseenByRui = (queues: string[]) => ({
  profiles: [{ id: 'some', name: 'Some', queues }],
  agents: ['ines', 'tomas', 'rui'].map((id) => ({
    ...{ id, name: { ines: 'Inés' }[id] ?? id, email: `${id}@shop.example`, capacity: 2 },
    ...(id === 'rui' ? { profile: 'some' } : {}),
  })),
});

const ask = (foyer: Foyer, agentId = 'person:eva', more: object = {}, role = 'supervisor') =>
  foyer.agent(agentId, `desk-${agentId}`, { t: 'board', id: foyer.newId(), period: 'today', ...more }, role);

const recordOf = (interactionId: InteractionId, commit: Commit): DynamoDBRecord => {
  const Keys = commitKey(interactionId, commit.seq);
  return {
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: String(commit.seq), Keys, NewImage: { ...Keys, ...commitRow(commit, 0) } },
  };
};

/** What the stream delivers of these chats. */
async function deliver(foyer: Foyer, ...chats: string[]): Promise<void> {
  const records = await Promise.all(
    chats.map(async (id) => {
      const interactionId = InteractionId.parse(id);
      return (await foyer.stores.chats.range(interactionId, 0)).map((commit) => recordOf(interactionId, commit));
    }),
  );
  for (const queueId of ['orders', 'advice']) await foyer.stores.queues.recount(QueueId.parse(queueId), foyer.now());
  await foyer.hears(records.flat());
}

const take = (foyer: Foyer, agentId: string, interactionId: string) =>
  foyer.agent(agentId, `desk-${agentId}`, { t: 'take', id: foyer.newId(), interactionId });

describe('E9 the wallboard', () => {
  it('is for supervisors and administrators', async () => {
    const foyer = await createFoyer();
    for (const t of ['board', 'quarters']) {
      const frame = t === 'board' ? { t, period: 'today' } : { t, from: foyer.now() };
      for (const role of ['agent', 'supervisor', 'admin']) {
        const answer = await foyer.agent('ines', 'desk-ines', { ...frame, id: foyer.newId() }, role);
        expect(answer).toMatchObject(role === 'agent' ? { t: 'refused', code: 'supervisors_only' } : { t });
        expect(AgentPush.safeParse(answer).success).toBe(true);
      }
    }
  });

  it('shows lines, figures, agents and their places', async () => {
    const foyer = await createFoyer({ maxChats: 40 });
    for (const agentId of ['ines', 'tomas']) await foyer.signIn(agentId);
    await foyer.agent('rui', 'desk-rui', { t: 'hello' });
    const [taken, waiting] = [await foyer.start('fw_picked00000'), await foyer.start('fw_picked00000', 'Jon')];
    foyer.advance(50);
    await take(foyer, 'ines', taken.interactionId);
    await deliver(foyer, taken.interactionId, waiting.interactionId);
    foyer.advance(5);
    const { board, now } = await ask(foyer);
    expect(now).toBe(foyer.now());
    expect(board.queues).toMatchObject([
      { id: 'orders', name: 'Orders', waiting: 0, active: 0, figures: {}, isOpen: true, signedIn: 2, ready: 2 },
      {
        ...{ id: 'advice', waiting: 1, oldestSince: now - 55_000, active: 1, samples: [1], serviceLevelS: 120 },
        figures: { arrived: 1, answered: 1, inTime: 1, answeredAfterMs: 50_000 },
      },
    ]);
    expect(board.agents).toEqual([
      {
        ...{ id: 'ines', name: 'Inés', queues: ['orders', 'advice'], status: 'available', since: now - 55_000 },
        capacity: 2,
        places: [
          {
            ...{ is: 'active', weight: 1, since: now - 5000 },
            chat: { interactionId: taken.interactionId, queueId: 'advice', visitorName: 'Marta' },
          },
        ],
      },
      {
        ...{ id: 'tomas', name: 'Tomás', queues: ['orders', 'advice'], status: 'available', since: now - 55_000 },
        ...{ capacity: 1, places: [] },
      },
    ]);
    expect(board.totals).toEqual({ signedIn: 2, ready: 2, capacity: 3, used: 1, open: 2, maxChats: 40 });
  });

  it('shows an agent’s own view of queues (B13), and of other queues only that a place is used', async () => {
    const foyer = await createFoyer(overseenByRui(['advice']));
    await foyer.signIn('ines');
    const { interactionId } = await foyer.start('fw_offered0000');
    const rui = (await ask(foyer, 'rui')).board;
    expect(rui.queues.map(({ id }: { id: string }) => id)).toEqual(['advice']);
    expect(rui.agents).toMatchObject([{ id: 'ines', queues: ['advice'], places: [{ is: 'offered', weight: 1 }] }]);
    expect(JSON.stringify(rui)).not.toContain(interactionId);
    expect(JSON.stringify(rui)).not.toContain('Marta');
    expect(JSON.stringify((await ask(foyer)).board)).toContain(interactionId);
    const quarters = await foyer.agent(
      ...(['rui', 'desk-rui', { t: 'quarters', id: foyer.newId(), from: foyer.now() }, 'supervisor'] as const),
    );
    expect(quarters.quarters.queues.map(({ id }: { id: string }) => id)).toEqual(['advice']);
  });

  it('B13 shows the queues that its viewer may watch: those of their profile, or all without one', async () => {
    const foyer = await createFoyer();
    await foyer.signIn('ines');
    const { interactionId } = await foyer.start('fw_offered0000');
    const watch = { t: 'watch', interactionId };
    for (const [queues, shown] of [
      [undefined, 2],
      [['advice'], 1],
    ] as const) {
      await foyer.publish(queues ? overseenByRui([...queues]) : {});
      expect((await ask(foyer, 'rui')).board.queues).toHaveLength(shown);
      const answer = await foyer.agent('rui', 'desk-rui', { ...watch, id: foyer.newId() }, 'supervisor');
      expect(answer).toMatchObject(queues ? { code: 'queue_not_yours' } : { t: 'ack' });
    }
  });

  it('follows a publish that takes a queue away', async () => {
    const foyer = await createFoyer(overseenByRui(['advice']));
    expect((await ask(foyer, 'rui')).board.queues).toHaveLength(1);
    await foyer.publish(overseenByRui([]));
    expect((await ask(foyer, 'rui')).board.queues).toEqual([]);
  });

  it('is a few bytes if it is the one that is known', async () => {
    const foyer = await createFoyer();
    await foyer.signIn('ines');
    const { digest } = await ask(foyer);
    foyer.advance(2);
    const same = await ask(foyer, 'person:eva', { known: digest });
    expect(same).toEqual({ t: 'board', id: expect.any(String), now: foyer.now(), digest });
    expect(JSON.stringify(same).length).toBeLessThan(150);
    await foyer.agent('ines', 'desk-ines', { t: 'status', id: foyer.newId(), status: 'paused', reason: 'lunch' });
    const other = await ask(foyer, 'person:eva', { known: digest });
    expect(other.board.agents).toMatchObject([{ status: 'paused', reason: 'lunch', since: foyer.now() }]);
    expect(other.board.totals).toMatchObject({ signedIn: 1, ready: 0, capacity: 0, used: 0 });
  });

  it('shows a lost agent until their chats go back, and nobody who signed out', async () => {
    const foyer = await createFoyer();
    await foyer.signIn('ines');
    await foyer.signIn('tomas');
    await foyer.closeConsole('ines', 'desk-ines');
    await foyer.agent('tomas', 'desk-tomas', { t: 'status', id: foyer.newId(), status: 'offline' });
    const { board, now } = await ask(foyer);
    expect(board.agents).toMatchObject([{ id: 'ines', lostAt: now + 90_000 }]);
    expect(board.totals).toMatchObject({ signedIn: 1, ready: 0 });
    foyer.advance(91);
    expect((await ask(foyer)).board.agents).toEqual([]);
  });

  it('shows the message that nobody has answered for longer than half a minute, until somebody does', async () => {
    const foyer = await createFoyer();
    await foyer.signIn('ines');
    const { interactionId } = await foyer.start('fw_picked00000');
    await take(foyer, 'ines', interactionId);
    const say = (text: string) =>
      foyer.visitor(interactionId, 'tab-1', { t: 'message', id: foyer.newId(), after: 0, text });
    const ping = () => foyer.agent('ines', 'desk-ines', { t: 'ping', chats: [] });
    const unanswered = async () => (await ask(foyer)).board.agents[0].places[0].chat.unansweredSince;
    foyer.advance(10);
    await say('¿Hola?');
    const asked = foyer.now();
    foyer.advance(15);
    await say('¿Hay alguien?');
    await ping();
    expect(await unanswered()).toBeUndefined();
    foyer.advance(30);
    await ping();
    expect(await unanswered()).toBe(asked);
    const answer = { t: 'message', id: foyer.newId(), interactionId, after: 0, text: 'Sí' };
    await foyer.agent('ines', 'desk-ines', answer);
    foyer.advance(30);
    await ping();
    foyer.advance(16);
    expect(await unanswered()).toBeUndefined();
  });

  it('is asked at most fifteen times in ten seconds', async () => {
    const foyer = await createFoyer();
    for (let n = 0; n < 15; n++) expect(await ask(foyer)).toMatchObject({ t: 'board' });
    expect(await ask(foyer)).toMatchObject({ t: 'refused', code: 'rate_limited' });
    expect(await foyer.agent('person:eva', 'desk-person:eva', { t: 'ping', chats: [] }, 'admin')).toMatchObject({
      t: 'pong',
    });
  });

  it('of two hundred queues and a thousand agents fits into a frame, and says what it leaves out', async () => {
    const upTo = (n: number) => Array.from({ length: n }, (_, index) => index);
    const foyer = await createFoyer({
      websites: [],
      queues: upTo(200).map((n) => ({
        ...{ id: `queue-${n}`.padEnd(40, 'x'), name: '語"'.repeat(40), maxChats: 5 },
        members: upTo(1000)
          .slice(n < 5 ? 0 : 999)
          .map((agent) => ({ agent: `agent-${agent}` })),
      })),
      agents: upTo(1000).map((n) => ({ id: `agent-${n}`, name: '語'.repeat(80), email: `${n}@shop.example` })),
    });
    for (const n of upTo(1000))
      await foyer.agent(`agent-${n}`, `desk-${n}`, { t: 'status', id: foyer.newId(), status: 'available' });
    for (const n of upTo(1000)) await foyer.signIn(`agent-${n}`);
    const answer = await ask(foyer);
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(128_000);
    const { queues, moreQueues, agents, moreAgents, totals } = answer.board;
    expect([queues.length + moreQueues, agents.length + moreAgents]).toEqual([200, 1000]);
    expect(Math.min(moreQueues, moreAgents)).toBeGreaterThan(0);
    expect(totals).toMatchObject({ signedIn: 1000, ready: 1000, capacity: 4000 });

    const ids = ({ board }: typeof answer) => board.agents.map(({ id }: { id: string }) => id);
    expect(ids(answer)).not.toContain('agent-999');
    const one = await ask(foyer, 'person:eva', { queueId: 'queue-7'.padEnd(40, 'x') });
    expect(ids(one)).toEqual(['agent-999']);
    expect(one.board).toMatchObject({ moreAgents: 0, totals });
    expect(one.board.queues.length).toBe(queues.length);
    const last = await ask(foyer, 'person:eva', { queueId: 'queue-199'.padEnd(40, 'x') });
    expect(last.board.queues.at(-1).id).toMatch(/^queue-199x/);
    await foyer.closeConsole('agent-999', 'desk-agent-999');
    const lost = await ask(foyer);
    expect(ids(lost).at(-1)).toBe('agent-999');
    expect(Buffer.byteLength(JSON.stringify(lost))).toBeLessThan(128_000);
  });
});

// ---- over days ---------------------------------------------------------------------------------------------------------------

const commands: Command[] = [
  { type: 'offer', agents: [ines], offerId, considered: [] },
  { type: 'offer', agents: [tomas], offerId, considered: [] },
  { type: 'accept', actor: asInes, offerId },
  { type: 'accept', actor: asTomas, offerId },
  { type: 'return', agentId: ines.id },
  { type: 'message', id: commandId(99), actor: visitor, text: 'x' },
  { type: 'end', actor: visitor },
  { type: 'end', actor: asInes },
  { type: 'finish', actor: asInes, disposition: 'solved' },
  { type: 'finish', actor: asTomas, note: 'x' },
  { type: 'expire-offer' },
  { type: 'park', actor: asInes },
  { type: 'resume', actor: asInes },
  { type: 'park-for-call', agentId: tomas.id },
  { type: 'resume-after-call', agentId: tomas.id },
  { type: 'expire-wrap-up' },
  { type: 'auto-finish' },
];
const DAY_S = 86_400;
const chats = fc.array(
  fc.record({
    beginsAt: fc.integer({ min: 0, max: 3 * DAY_S }),
    steps: fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.constantFrom(...commands)), { maxLength: 15 }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('E9 over simulated days', () => {
  it('the tallies equal a count by hand of all logs, though batches come repeated, reordered and cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(chats, fc.infiniteStream(fc.nat()), async (all, chance) => {
        const draw = (below: number) => (chance.next().value ?? 0) % below;
        const logs = new Map(
          all.map(({ beginsAt, steps }, n) => [InteractionId.parse(`chat-${n}`), tallied.play(steps, beginsAt)]),
        );
        const { tallies, ...stores } = createMemoryStores();
        const range = async (interactionId: InteractionId, after: number, limit = 1000) =>
          (logs.get(interactionId) ?? []).slice(after, after + limit);
        let fails = 0;
        const add: typeof tallies.add = async (counted) => {
          // A batch of which a part was added before the process died.
          if (draw(4) === 0 && fails++ < 20) {
            await tallies.add(counted.slice(0, draw(3)));
            throw new Error('died');
          }
          return tallies.add(counted);
        };
        const handler = createHandler({
          ...{ ...stores, chats: { ...stores.chats, range }, tallies: { add }, now: () => 0 },
          measure: createMeasure({ ...stores, chats: { range } }),
          ...{
            thresholds: { ofLine: async () => {}, ofDay: async () => {} },
            desk: { forget: async () => undefined },
            connections: { post: async () => 'sent', close: async () => undefined },
          },
        });
        const records = [...logs].flatMap(([id, log]) => log.map((commit) => recordOf(id, commit)));
        const numbered = records.map((record, n) => ({
          ...record,
          dynamodb: { ...record.dynamodb, SequenceNumber: String(n) },
        }));
        // Any batches, in any order, until each record was handled once.
        const left = new Set(numbered);
        while (left.size > 0) {
          const begin = draw(numbered.length);
          const batch = left.size < 4 ? [...left] : numbered.slice(begin, begin + 1 + draw(9));
          const { batchItemFailures } = await handler({ Records: batch }, context);
          const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
          for (const record of batch) if (!failed.has(record.dynamodb.SequenceNumber)) left.delete(record);
        }
        const found = await tallies.find(0, Number.MAX_SAFE_INTEGER);
        expect(tallied.summed(found)).toEqual(tallied.summed([...logs.values()].flatMap(tallied.byHand)));
        const costs = [...logs.values()].map(tallied.costUntilClosed);
        expect(tallied.costIn(found)).toBe(costs.reduce((sum, cost) => sum + cost, 0));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['Europe/Madrid', '2026-03-29', 23],
    ['Europe/Madrid', '2026-10-25', 25],
    ['Asia/Kathmandu', '2026-05-05', 24],
    ['America/Santiago', '2026-09-06', 23],
  ])('a day in %s, %s, has %i hours of quarters, none of them in another day', (zone, date, hours) => {
    const [begin = 0] = instantsOf(zone, `${date}T00:00`);
    const end = begin + hours * 3_600_000;
    expect(beginOf('today', zone, begin)).toBe(begin);
    expect(beginOf('today', zone, end - 1)).toBe(begin);
    expect(beginOf('today', zone, end)).toBe(end);
  });

  it('a week begins on Monday, and an hour is the running quarter and the four before', () => {
    const [monday = 0] = instantsOf('Europe/Madrid', '2026-03-23T00:00');
    // The clocks change on that Sunday.
    const [sunday = 0] = instantsOf('Europe/Madrid', '2026-03-29T23:59');
    expect(beginOf('week', 'Europe/Madrid', monday)).toBe(monday);
    expect(beginOf('week', 'Europe/Madrid', sunday)).toBe(monday);
    expect(beginOf('week', 'Europe/Madrid', sunday + 60_000)).toBe(sunday + 60_000);
    expect(beginOf('hour', 'UTC', Date.UTC(2026, 0, 5, 10, 46))).toBe(Date.UTC(2026, 0, 5, 9, 45));
  });

  it('today contains today, a week all of it, and an hour only the last one', async () => {
    const foyer = await createFoyer({ zone: 'Europe/Madrid' });
    const chat = async () => {
      await foyer.signIn('ines');
      const { interactionId } = await foyer.start('fw_picked00000');
      await take(foyer, 'ines', interactionId);
      await deliver(foyer, interactionId);
      for (const t of ['end', 'finish'])
        await foyer.agent('ines', 'desk-ines', {
          t,
          id: foyer.newId(),
          interactionId,
          after: 0,
          disposition: 'solved',
        });
      await deliver(foyer, interactionId);
    };
    const answered = async (period: string) => (await ask(foyer, 'person:eva', { period })).board.queues[1].figures;
    await chat();
    foyer.advance(2 * 3600);
    await chat();
    expect([await answered('hour'), await answered('today'), await answered('week')]).toMatchObject([
      { answered: 1, completed: 1 },
      { answered: 2, completed: 2 },
      { answered: 2, completed: 2 },
    ]);
    // Past midnight in Madrid, where it is still Monday in UTC.
    foyer.advance(12.2 * 3600);
    await chat();
    expect([await answered('today'), await answered('week')]).toMatchObject([{ answered: 1 }, { answered: 3 }]);
    const { quarters } = await foyer.agent(
      ...(['person:eva', 'desk', { t: 'quarters', id: foyer.newId(), from: 0 }, 'admin'] as const),
    );
    const [, advice] = quarters.queues;
    expect(advice.quarters.map(([, count]: number[]) => count)).toEqual([1, 1, 1]);
    expect(quarters.from).toBe(Date.UTC(2026, 0, 4, 23));
  });
});
