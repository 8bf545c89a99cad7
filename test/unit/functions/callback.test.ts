/** Calling somebody back, through the functions (A7). */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { AgentId, InteractionId, QueueId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const day = [{ from: '09:00', to: '18:00' }];
const week = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] };
const site = { id: 'shop', name: 'Casa Alba', token: 'fw_shop000000', domains: ['shop.example'], queue: 'orders' };
const centre: Partial<ConfigurationInput> = {
  websites: [{ ...site, apps: { callback: { tries: 2, againMinutes: 30, daysAhead: 3 } } }],
  queues: [{ id: 'orders', name: 'Orders', calendar: 'hours', strategy: 'pick', members: [{ agent: 'ines' }] }],
  calendars: [{ id: 'hours', zone: 'Europe/Madrid', week }],
};
const slots = async (foyer: Foyer): Promise<number[]> =>
  (
    await foyer.http('website', {
      ...{ parameters: { token: site.token }, origin: 'https://shop.example', query: 'kind=callback' },
    })
  ).body.slots;
const want = (foyer: Foyer, at: unknown, id = foyer.newId()) =>
  foyer.http('leave', {
    ...{ origin: 'https://shop.example' },
    body: {
      ...{ website: site.token, id, culture: 'es', kind: 'callback', at },
      answers: { name: 'Marta', phone: '+34 600 555 144' },
    },
  });
const waiting = (foyer: Foyer) => foyer.stores.queues.waitingIn(QueueId.parse('orders'), 10);
/** It is wanted in its second slot. */
async function wanted(change: Partial<ConfigurationInput> = {}) {
  const foyer = await createFoyer({ ...centre, ...change });
  const at = (await slots(foyer))[1] ?? 0;
  const id = foyer.newId();
  expect(await want(foyer, at, id)).toMatchObject({ status: 200, body: {} });
  const interactionId = createHash('sha256').update(`callback\nshop\n${id}`).digest('base64url').slice(0, 22);
  const until = (then: number) => foyer.advance(Math.max(0, (then - foyer.now()) / 1000));
  const chat = async () => {
    const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
    if (!chat.stage) throw new Error('nothing was kept');
    return chat;
  };
  const due = async (then = at) => {
    until(then);
    await foyer.timer('call-due', interactionId, then);
  };
  return { foyer, at, id, interactionId, until, chat, due };
}

it('A7 the page is shown the times at which its queue is open, for as far ahead as the website says', async () => {
  const foyer = await createFoyer(centre);
  const shown = await slots(foyer);
  // Monday at 10:00 in Madrid.
  expect(new Date(shown[0] ?? 0).toISOString()).toBe('2026-01-05T09:30:00.000Z');
  expect(new Date(shown.at(-1) ?? 0).toISOString()).toBe('2026-01-08T08:30:00.000Z');
  expect(shown).toHaveLength(15 + 18 + 18 + 2);
});

it.each([
  ['no time', () => undefined],
  ['a time of the past', (foyer: Foyer) => foyer.now() - 1_800_000],
  ['a crooked time', (foyer: Foyer) => foyer.now() + 60_000],
  ['a time at night', (foyer: Foyer) => foyer.now() + 12 * 3_600_000],
  ['a time too far ahead', (foyer: Foyer) => foyer.now() + 3 * 86_400_000],
])('A7 %s is refused, and nothing is kept', async (_, at) => {
  const foyer = await createFoyer(centre);
  expect(await want(foyer, at(foyer))).toMatchObject({ status: 409, body: { code: 'slot_gone' } });
  expect(await waiting(foyer)).toEqual([]);
});

it('A7 what was kept and not acknowledged is found, although its time has passed', async () => {
  const { foyer, at, id, until } = await wanted();
  until(at + 1);
  expect((await want(foyer, at, id)).status).toBe(200);
});

it('A7 when it is due it waits in its queue, at the age at which it was asked for', async () => {
  const { foyer, due, chat } = await wanted();
  const since = foyer.now();
  expect(await waiting(foyer)).toEqual([]);
  await due();
  expect(await waiting(foyer)).toMatchObject([{ visitorName: 'Marta', since }]);
  expect((await chat()).contact.phone).toBe('+34600555144');
});

it('A7 a timer that comes twice, early or late brings it once', async () => {
  const { foyer, at, interactionId, until, due } = await wanted();
  until(at - 5000);
  await foyer.timer('call-due', interactionId, foyer.now());
  expect(await waiting(foyer)).toEqual([]);
  await due(at + 600_000);
  await due(at + 600_000);
  expect(await waiting(foyer)).toHaveLength(1);
});

it('A7 a publish that closes the queue by then puts it off until that opens', async () => {
  const { foyer, due, chat } = await wanted();
  await foyer.publish({
    ...{
      ...centre,
      calendars: [{ id: 'hours', zone: 'Europe/Madrid', week, holidays: [{ date: '2026-01-05', name: 'Off' }] }],
    },
  });
  await due();
  expect(await waiting(foyer)).toEqual([]);
  expect((await chat()).call?.dueAt).toBe(Date.UTC(2026, 0, 6, 8));
  await due(Date.UTC(2026, 0, 6, 8));
  expect(await waiting(foyer)).toHaveLength(1);
});

it.each([
  ['removes its queue', [{ id: 'other', name: 'Other', members: [{ agent: 'ines' }] }], 'other'],
  ['disables it', [{ id: 'orders', name: 'Orders', enabled: false, members: [{ agent: 'ines' }] }], 'orders'],
])('A7 G7 a publish that %s leaves it to a supervisor', async (_, queues, queue) => {
  const { foyer, due } = await wanted();
  await foyer.publish({ ...centre, queues, websites: [{ ...site, queue }], calendars: [] });
  await due();
  expect(await foyer.stores.inbox.list(10)).toMatchObject([{ kind: 'callback', because: 'closed' }]);
});

it('A7 an agent takes it, calls, reaches nobody, and it comes again by rule; after the last try it ends', async () => {
  const { foyer, interactionId, due, chat } = await wanted();
  await due();
  let console1 = await foyer.signIn('ines');
  const frame = (t: string, more: object = {}) =>
    foyer.agent('ines', console1, { t, id: foyer.newId(), interactionId, after: 1, ...more });
  expect((await frame('take')).t).toBe('ack');
  expect(
    await foyer.agent('tomas', 'desk-tomas', {
      t: 'call-made',
      id: foyer.newId(),
      interactionId,
      after: 1,
      reached: true,
    }),
  ).toMatchObject({ code: 'chat_not_yours' });
  expect((await frame('call-made', { reached: false })).t).toBe('ack');
  const again = (await chat()).call?.dueAt ?? 0;
  expect(again).toBe(foyer.now() + 1_800_000);
  expect((await foyer.stores.agents.get(AgentId.parse('ines')))?.reservations).toEqual([]);
  await due(again);
  console1 = await foyer.signIn('ines');
  expect((await frame('take')).t).toBe('ack');
  expect((await frame('call-made', { reached: false })).t).toBe('ack');
  expect((await chat()).stage).toMatchObject({ is: 'wrap-up', outcome: 'abandoned' });
});
