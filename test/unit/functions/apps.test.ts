/** What a visitor leaves by an app of the page, through the functions (A5, A6). */
import { expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { QueueId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const never = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const site = { id: 'shop', name: 'Casa Alba', token: 'fw_shop000000', domains: ['shop.example'], queue: 'orders' };
const centre: Partial<ConfigurationInput> = {
  websites: [{ ...site, apps: { form: { form: 'catalogue' }, message: {} } }],
  forms: [
    {
      ...{ id: 'catalogue', name: 'Catalogue' },
      elements: [
        { kind: 'lines', name: 'address', label: { en: 'Address', es: 'Dirección' }, required: true },
        { kind: 'select', name: 'which', label: 'Which?', options: [{ label: 'Lamps', value: 'lamps' }] },
      ],
    },
  ],
  queues: [
    { id: 'orders', name: 'Orders', strategy: 'longest-idle', members: [{ agent: 'ines' }] },
    { id: 'lamps', name: 'Lamps', strategy: 'pick', members: [{ agent: 'ines' }] },
  ],
  queueConditions: [{ compare: [{ variable: 'which', is: '=', value: 'lamps' }], queue: 'lamps', priority: 7 }],
};
const address = 'C/ Luna 7\nMadrid';
const leave = (foyer: Foyer, said: object = {}) =>
  foyer.http('leave', {
    body: { website: site.token, id: foyer.newId(), culture: 'es', kind: 'form', answers: { address }, ...said },
    origin: 'https://shop.example',
  });
const formOf = async (foyer: Foyer, query: string) =>
  foyer.http('website', { parameters: { token: site.token }, origin: 'https://shop.example', query });
const waiting = (foyer: Foyer, queue: string) => foyer.stores.queues.waitingIn(QueueId.parse(queue), 10);

it('A5 A6 the page gets the form of the app, also while no chat may start', async () => {
  const foyer = await createFoyer({ ...centre, gatewayConditions: [{ gateway: ['shop'], signal: 'hidden' }] });
  expect((await formOf(foyer, 'kind=form&culture=es')).body).toMatchObject({
    ...{ signal: 'free', form: [{ name: 'address', label: 'Dirección' }, { name: 'which' }] },
  });
  expect((await formOf(foyer, 'kind=message')).body.form).toMatchObject([
    ...[{ name: 'name' }, { name: 'email', required: true }, { name: 'message' }],
  ]);
  expect((await formOf(foyer, '')).body.signal).toBe('hidden');
});

it.each(['kind=callme', 'kind=', 'kind=chat'])('A5 %s is no app of the website', async (query) => {
  const foyer = await createFoyer(centre);
  expect((await formOf(foyer, query)).body.code).toBe('app_unknown');
});

it('A5 a website without the app neither shows nor takes it', async () => {
  const foyer = await createFoyer({ ...centre, websites: [site] });
  expect((await formOf(foyer, 'kind=form')).body.code).toBe('app_unknown');
  expect((await leave(foyer)).body.code).toBe('app_unknown');
});

it('A5 B2 B3 the conditions choose its queue by its answers, once however often it is sent', async () => {
  const foyer = await createFoyer(centre);
  const id = foyer.newId();
  const said = { id, answers: { address, which: 'lamps' } };
  expect(await leave(foyer, said)).toMatchObject({ status: 200, body: {} });
  expect((await leave(foyer, said)).status).toBe(200);
  expect(await waiting(foyer, 'lamps')).toMatchObject([{ priority: 7, visitorName: 'Catalogue', culture: 'es' }]);
  expect(await waiting(foyer, 'orders')).toEqual([]);
});

it('A5 B5 an agent who is free is offered it beside the chats that they have', async () => {
  const foyer = await createFoyer(centre);
  const console1 = await foyer.signIn('ines');
  await foyer.start(site.token);
  foyer.heard(console1);
  await leave(foyer);
  const [{ interactionId } = { interactionId: '' }] = foyer.heard(console1).filter(({ t }) => t === 'chat');
  const { commits } = await foyer.agent('ines', console1, { t: 'sync', id: foyer.newId(), interactionId, after: 0 });
  const events = commits.flatMap(({ events }: { events: { type: string }[] }) => events);
  expect(events.map(({ type }: { type: string }) => type)).toContain('offered');
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'message-left', answers: [{ label: 'Address', value: address }] }),
  );
});

it('A5 B1 it waits for a queue that is closed now, and a supervisor has what is for a disabled one', async () => {
  const closed = { id: 'nights', zone: 'UTC', week: never, exceptions: [] };
  const queue = { id: 'orders', name: 'Orders', members: [{ agent: 'ines' }] };
  const foyer = await createFoyer({
    ...centre,
    calendars: [closed],
    queues: [{ ...queue, calendar: 'nights' }],
    queueConditions: [],
  });
  expect((await leave(foyer)).status).toBe(200);
  expect(await waiting(foyer, 'orders')).toHaveLength(1);
  await foyer.publish({ ...centre, queues: [{ ...queue, enabled: false }], queueConditions: [] });
  expect((await leave(foyer)).status).toBe(200);
  expect(await waiting(foyer, 'orders')).toHaveLength(1);
  expect(await foyer.stores.inbox.list(10)).toMatchObject([{ kind: 'form', because: 'closed' }]);
});

it('A5 one id for a form and for a message is two things', async () => {
  const foyer = await createFoyer(centre);
  const id = foyer.newId();
  await leave(foyer, { id });
  const answers = { name: 'Marta', email: 'marta@correo.example', message: 'Do you repair lamps?' };
  await leave(foyer, { id, kind: 'message', answers });
  expect(await waiting(foyer, 'orders')).toHaveLength(2);
});

it('A5 what was kept and not acknowledged is found after a publish that took the app away', async () => {
  const foyer = await createFoyer(centre);
  const id = foyer.newId();
  await leave(foyer, { id });
  await foyer.publish({ ...centre, websites: [site] });
  expect(await leave(foyer, { id })).toMatchObject({ status: 200 });
  expect(await waiting(foyer, 'orders')).toHaveLength(1);
});

it('A5 it ends nobody’s chat, and an address that leaves too many is refused for a while', async () => {
  const foyer = await createFoyer({ ...centre, startsPerAddress: { most: 2, withinS: 600 } });
  const { interactionId, token } = await foyer.start(site.token);
  expect((await leave(foyer, { continues: token })).status).toBe(200);
  const ends = await foyer.stores.chats.load(interactionId as never);
  expect(ends.chat.stage?.is).toBe('waiting');
  expect((await leave(foyer)).status).toBe(429);
});
