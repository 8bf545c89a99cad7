/** Forms before a chat, through the functions (C1 to C3). */
import { expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const forms: ConfigurationInput['forms'] = [
  {
    ...{ id: 'problem', name: 'Problem' },
    elements: [
      { kind: 'text', name: 'name', label: { en: 'Name', es: 'Nombre' }, required: true, to: { contact: 'name' } },
      { kind: 'phone', name: 'phone', label: 'Phone', to: { contact: 'phone' } },
      { kind: 'number', name: 'amount', label: 'Amount' },
      { kind: 'text', name: 'order', label: 'Order', visible: false, to: { variable: 'order_number' } },
    ],
  },
];
const websites = [
  { id: 'shop', name: 'Shop', token: 'fw_shop000000', domains: ['shop.example'], queue: 'orders', form: 'problem' },
];
const queueConditions: ConfigurationInput['queueConditions'] = [
  { gateway: ['shop'], compare: [{ variable: 'amount', is: '>', value: 1000 }], queue: 'advice', note: 'Large orders' },
];

const start = (foyer: Foyer, answers: object, more: object = {}) =>
  foyer.http('chat-start', {
    body: { website: 'fw_shop000000', id: foyer.newId(), culture: 'es', answers, ...more },
    origin: 'https://shop.example',
  });
const chatOf = async (foyer: Foyer, interactionId: string) =>
  (await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat;

it('C1 C6 the page gets the form in its visitor’s culture, without what it must not see', async () => {
  const foyer = await createFoyer({ forms, websites });
  const query = 'culture=es-MX';
  const { body } = await foyer.http('website', {
    parameters: { token: 'fw_shop000000' },
    origin: 'https://shop.example',
    query,
  });
  expect(body.form).toMatchObject([{ label: 'Nombre', required: true }, { label: 'Phone' }, { kind: 'number' }]);
  expect(JSON.stringify(body.form)).not.toMatch(/order|variable/);
});

it('C3 answers become the contact and variables, a number in the visitor’s culture', async () => {
  const foyer = await createFoyer({ forms, websites, queueConditions });
  const answers = { name: ' Marta ', phone: '+34 600 555 144', amount: '1.250,50' };
  const { body } = await start(foyer, answers, { variables: { order: '4711', basket: 3 } });
  expect(await chatOf(foyer, body.interactionId)).toMatchObject({
    contact: { name: 'Marta', phone: '+34600555144' },
    // B3: routed by what was answered.
    place: { queueId: 'advice' },
    facts: { variables: { amount: 1250.5, order: '4711', order_number: '4711', basket: 3 } },
  });
});

it.each([
  ['answers_wrong', {}, 'name'],
  ['answers_wrong', { name: 'Marta', phone: 'none', amount: 'much' }, 'phone, amount'],
  ['form_changed', { name: 'Marta', size: 'large' }, 'size'],
  ['form_changed', { name: 'Marta', order: '1' }, 'order'],
  ['body_malformed', { name: { toString: 'x' } }, 'answers.name'],
])('C1 %s: %j, and nothing starts', async (code, answers, which) => {
  const foyer = await createFoyer({ forms, websites });
  const { body } = await start(foyer, answers);
  expect(body.code).toBe(code);
  expect(body.message).toContain(`(${which})`);
  expect(await foyer.stores.queues.waiting('orders' as never, 10)).toEqual([]);
});

it('C1 after a publish without the form the ordinary one is asked for again', async () => {
  const foyer = await createFoyer({ forms, websites });
  await foyer.publish({ websites: websites.map(({ form: _, ...website }) => website) });
  expect((await start(foyer, { name: 'Marta', amount: '1' })).body.code).toBe('form_changed');
  expect((await start(foyer, { name: 'Marta', email: 'm@correo.example', question: 'Hello' })).status).toBe(200);
});

it('C1 F2 a chat whose start was not acknowledged is still found after a publish that changed the form', async () => {
  const foyer = await createFoyer({ forms, websites });
  const id = foyer.newId();
  const { body } = await start(foyer, { name: 'Marta', amount: '1' }, { id });
  await foyer.publish({ websites: websites.map(({ form: _, ...website }) => website) });
  const again = await start(foyer, { name: 'Marta', amount: '1' }, { id });
  expect(again).toMatchObject({ status: 200, body: { interactionId: body.interactionId } });
});
