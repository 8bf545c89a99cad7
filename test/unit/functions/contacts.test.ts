/** Contacts, through the functions: who comes again is known, and nobody else learns it (C3, E5, B2). */
import { describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { type ContactId, InteractionId, ListId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const to = (contact: string) => ({ contact }) as never;
const forms: ConfigurationInput['forms'] = [
  {
    ...{ id: 'who', name: 'Who' },
    elements: [
      { kind: 'text', name: 'name', label: 'Name', required: true, to: to('name') },
      { kind: 'email', name: 'email', label: 'Email', to: to('email') },
      { kind: 'phone', name: 'phone', label: 'Phone', to: to('phone') },
      { kind: 'text', name: 'customer', label: 'Customer' },
      { kind: 'text', name: 'order', label: { en: 'Order', es: 'Pedido' } },
    ],
  },
];
const contactFields = [{ id: 'customer', label: { en: 'Customer number', es: 'Número de cliente' } }];
const website = { name: 'Shop', domains: ['shop.example'], queue: 'orders', form: 'who' };
const websites: ConfigurationInput['websites'] = [
  { ...website, id: 'shop', token: 'fw_shop000000' },
  { ...website, id: 'by-phone', token: 'fw_byphone000', contactMatch: 'phone' },
  { ...website, id: 'by-number', token: 'fw_bynumber00', contactMatch: { field: 'customer' } },
];
const change: Partial<ConfigurationInput> = { forms, websites, contactFields };

const start = async (foyer: Foyer, answers: object, more: object = {}) => {
  const { status, body } = await foyer.http('chat-start', {
    body: {
      website: 'fw_shop000000',
      id: foyer.newId(),
      culture: 'es',
      answers: { name: 'Marta', ...answers },
      ...more,
    },
    origin: 'https://shop.example',
  });
  expect(status).toBe(200);
  return InteractionId.parse(body.interactionId);
};
const chatOf = async (foyer: Foyer, interactionId: InteractionId) => {
  const { chat } = await foyer.stores.chats.load(interactionId);
  if (!chat.stage) throw new Error('No chat');
  return chat;
};
const contactOf = async (foyer: Foyer, interactionId: InteractionId) =>
  (await chatOf(foyer, interactionId)).contact.id as ContactId;

describe('C3 who comes', () => {
  it('C3 again is the same contact, however they write it; another is another', async () => {
    const foyer = await createFoyer(change);
    const first = await contactOf(foyer, await start(foyer, { email: 'marta@correo.example', customer: '7' }));
    expect(await foyer.stores.contacts.get(first)).toMatchObject({
      ...{ name: 'Marta', email: 'marta@correo.example', fields: { customer: '7' }, createdAt: foyer.now() },
    });
    expect(await contactOf(foyer, await start(foyer, { email: ' MARTA@correo.example' }))).toBe(first);
    expect(await contactOf(foyer, await start(foyer, { email: 'jon@correo.example' }))).not.toBe(first);
  });

  it('C3 is known by the field that the website names', async () => {
    const foyer = await createFoyer(change);
    const by = async (token: string, answers: object) =>
      contactOf(foyer, await start(foyer, answers, { website: token }));
    const phone = await by('fw_byphone000', { phone: '+34 600 555 144', email: 'a@a.example' });
    expect(await by('fw_byphone000', { phone: '0034600555144', email: 'b@a.example' })).toBe(phone);
    expect(await by('fw_bynumber00', { customer: 'CA-7' })).toBe(await by('fw_bynumber00', { customer: 'ca-7' }));
  });

  it('C3 C4 and leaves a message is the contact too', async () => {
    const foyer = await createFoyer(change);
    const email = 'marta@correo.example';
    const known = await contactOf(foyer, await start(foyer, { email }));
    const { status } = await foyer.http('leave', {
      body: {
        ...{ website: 'fw_shop000000', id: foyer.newId(), culture: 'es' },
        answers: { name: 'Marta', email: 'MARTA@correo.example', message: 'Call me' },
      },
      origin: 'https://shop.example',
    });
    expect(status).toBe(200);
    const [left] = await foyer.stores.inbox.list(10);
    if (!left) throw new Error('Nothing was left');
    expect(await contactOf(foyer, left.interactionId)).toBe(known);
  });

  it('C3 and says nothing to be known by, is no contact', async () => {
    const foyer = await createFoyer(change);
    expect(await contactOf(foyer, await start(foyer, {}))).toBeUndefined();
  });

  it('C3 many times at once is one contact', async () => {
    const foyer = await createFoyer(change);
    const starts = Array.from({ length: 8 }, () => start(foyer, { email: 'marta@correo.example' }));
    const ids = await Promise.all((await Promise.all(starts)).map((id) => contactOf(foyer, id)));
    expect(new Set(ids).size).toBe(1);
  });

  it('C3 with somebody else’s address changes nothing about them, and is told nothing', async () => {
    const foyer = await createFoyer(change);
    const known = await contactOf(foyer, await start(foyer, { email: 'marta@correo.example', phone: '600 555 144' }));
    const before = await foyer.stores.contacts.get(known);
    const id = await start(foyer, {
      name: 'Mallory',
      email: 'marta@correo.example',
      phone: '611 111 111',
      customer: '666',
    });
    expect(await contactOf(foyer, id)).toBe(known);
    expect(await foyer.stores.contacts.get(known)).toEqual(before);
    const range = await foyer.visitor(id, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
    expect(JSON.stringify(range)).toContain('Mallory');
    expect(JSON.stringify([range, foyer.heard('tab')])).not.toMatch(new RegExp(`${known}|600555144`));
  });
});

it('B2 a row for a contact list takes those on it, also if the list was edited since', async () => {
  const foyer = await createFoyer({
    ...change,
    lists: [{ id: 'vip', name: 'VIP', entries: [] }],
    queueConditions: [{ list: ['vip'], queue: 'advice' }],
  });
  const email = 'marta@correo.example';
  const first = await start(foyer, { email });
  expect(await chatOf(foyer, first)).toMatchObject({ place: { queueId: 'orders' } });
  const contact = await foyer.stores.contacts.get(await contactOf(foyer, first));
  if (!contact) throw new Error('No contact');
  const listed = { ...contact, lists: [ListId.parse('vip'), ListId.parse('gone')], revision: 2 };
  expect(await foyer.stores.contacts.change(listed, contact)).toBe('changed');
  expect(await chatOf(foyer, await start(foyer, { email }))).toMatchObject({ place: { queueId: 'advice' } });
});

describe('E5 beside the chat', () => {
  const claims = (email: string, role = 'agent') => ({ email, email_verified: 'true', 'cognito:groups': `[${role}]` });
  const ask = (foyer: Foyer, interactionId: string, email = 'ines@shop.example', query = 'culture=es') =>
    foyer.http('contact', { parameters: { interactionId }, claims: claims(email), query });
  /** Whoever was there, and left while they waited. */
  const visited = async (foyer: Foyer, answers: object, more: object = {}) => {
    const id = await start(foyer, answers, more);
    await foyer.visitor(id, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
    foyer.advance(60);
    await foyer.visitor(id, 'tab', { t: 'message', id: foyer.newId(), after: 0, text: 'Where is my lamp?' });
    await foyer.visitor(id, 'tab', { t: 'end', id: foyer.newId(), after: 0 });
    await foyer.measure(id, (await chatOf(foyer, id)).seq);
    return id;
  };

  it('E5 stand what is on file, what the form asked, and what else they came for, newest first', async () => {
    const foyer = await createFoyer(change);
    const email = 'marta@correo.example';
    const [first, second] = [await visited(foyer, { email, customer: '7' }), await visited(foyer, { email })];
    await visited(foyer, { email: 'jon@correo.example' });
    const id = await start(foyer, { email, order: '4711' });
    expect(await ask(foyer, id)).toMatchObject({
      status: 200,
      body: {
        contact: { name: 'Marta', email, fields: { customer: '7' }, lists: [] },
        fields: [{ id: 'customer', label: 'Número de cliente' }],
        asked: [{ variable: 'order', label: 'Pedido' }],
        earlier: [
          { interactionId: second, outcome: 'abandoned', subject: 'Where is my lamp?', queue: 'Orders', agents: [] },
          { interactionId: first },
        ],
      },
    });
    expect((await ask(foyer, id)).body.earlier).toHaveLength(2);
    expect((await ask(foyer, id, undefined, 'culture=%00')).body.fields).toEqual([
      { id: 'customer', label: 'Customer number' },
    ]);
  });

  it('E5 stands what they came for as one of the contacts that were merged', async () => {
    const foyer = await createFoyer(change);
    const first = await visited(foyer, { email: 'marta@old.example' });
    const id = await start(foyer, { email: 'marta@new.example' });
    const { contacts } = foyer.stores;
    const [other, survivor] = [
      await contacts.get(await contactOf(foyer, first)),
      await contacts.get(await contactOf(foyer, id)),
    ];
    if (!other || !survivor) throw new Error('No contacts');
    const merged = { ...survivor, keys: [...survivor.keys, ...other.keys], merged: [other.id], revision: 2 };
    expect(await contacts.merge(merged, survivor, other)).toBe('merged');
    expect((await ask(foyer, id)).body.earlier).toMatchObject([{ interactionId: first }]);
    const again = await start(foyer, { email: 'marta@old.example' });
    expect(await contactOf(foyer, again)).toBe(survivor.id);
  });

  it('B13 is shown to whoever sees the queue, and of the rest only what was in a queue that they see', async () => {
    const foyer = await createFoyer({
      ...change,
      websites: [...(websites ?? []), { ...website, id: 'advice', token: 'fw_advice0000', queue: 'advice' }],
    });
    const email = 'marta@correo.example';
    const hidden = await visited(foyer, { email });
    const id = await start(foyer, { email }, { website: 'fw_advice0000' });
    const rui = 'rui@shop.example';
    expect((await ask(foyer, id)).body.earlier).toMatchObject([{ interactionId: hidden }]);
    expect((await ask(foyer, id, rui)).body).toMatchObject({ contact: { email }, earlier: [] });
    expect(await ask(foyer, hidden, rui)).toMatchObject({ status: 403, body: { code: 'chat_not_yours' } });
    expect(await ask(foyer, 'nothing')).toMatchObject({ status: 404, body: { code: 'chat_unknown' } });
    expect((await foyer.http('contact', { parameters: { interactionId: id }, claims: {} })).status).toBe(403);
  });
});

describe('E5 a contact is changed', () => {
  const email = 'marta@correo.example';
  const claims = (who: string, role = 'agent') => ({
    ...{ email: `${who}@shop.example`, email_verified: 'true', 'cognito:groups': `[${role}]` },
  });
  const put = (foyer: Foyer, interactionId: string, body: object, who = 'eva', role = 'supervisor') =>
    foyer.http('contact-change', { parameters: { interactionId }, claims: claims(who, role), body });
  const lists = [{ id: 'vip', name: 'VIP', entries: [] }];
  const setting = { ...change, lists };
  const is = {
    name: 'Marta Solís',
    email: 'new@correo.example',
    fields: { customer: '8', other: 'x' },
    lists: ['vip', 'no'],
  };

  it('E5 in all that the tenant knows of contacts; who comes with the new address is known, and with the old one another', async () => {
    const foyer = await createFoyer(setting);
    const id = await start(foyer, { email, customer: '7', phone: '600 555 144' });
    expect(await put(foyer, id, { revision: 1, is })).toMatchObject({
      status: 200,
      body: {
        contact: { revision: 2, name: 'Marta Solís', fields: { customer: '8' }, lists: [{ id: 'vip', name: 'VIP' }] },
      },
    });
    const contact = await contactOf(foyer, id);
    expect(await foyer.stores.contacts.get(contact)).not.toHaveProperty('phone');
    expect(await contactOf(foyer, await start(foyer, { email: is.email }))).toBe(contact);
    expect(await contactOf(foyer, await start(foyer, { email }))).not.toBe(contact);
  });

  it('E5 not over somebody else’s change, nor to what is another’s', async () => {
    const foyer = await createFoyer(setting);
    const id = await start(foyer, { email });
    await start(foyer, { email: is.email });
    expect((await put(foyer, id, { revision: 1, is })).body.code).toBe('contact_taken');
    expect((await put(foyer, id, { revision: 1, is: { ...is, email } })).status).toBe(200);
    expect((await put(foyer, id, { revision: 1, is: { ...is, email } })).body.code).toBe('contact_changed');
    expect((await put(foyer, await start(foyer, {}), { revision: 1, is })).body.code).toBe('contact_unknown');
    expect((await put(foyer, id, { revision: 2, is: { ...is, name: '<b>\ud800' } })).body.code).toBe('body_malformed');
  });

  it('E5 by being merged with another interaction’s, whose visitor is then the same', async () => {
    const foyer = await createFoyer(setting);
    const [id, other] = [
      await start(foyer, { email, phone: '600 555 144' }),
      await start(foyer, { email: is.email, customer: '9' }),
    ];
    expect((await put(foyer, id, { revision: 1, merges: other })).body.contact).toMatchObject({
      ...{ revision: 2, email, phone: '600555144', fields: { customer: '9' } },
    });
    expect((await put(foyer, id, { revision: 2, merges: other })).status).toBe(200);
    const contact = await contactOf(foyer, id);
    expect(await contactOf(foyer, await start(foyer, { email: is.email }))).toBe(contact);
    // An edit takes its own address away, not what it got by the merge.
    expect((await put(foyer, id, { revision: 2, is: { ...is, email: 'third@correo.example' } })).status).toBe(200);
    expect(await contactOf(foyer, await start(foyer, { email: is.email }))).toBe(contact);
  });

  it('E5 B13 by who is in the conversation or supervises it, and never with one that they must not see', async () => {
    const foyer = await createFoyer({
      ...setting,
      websites: [...(websites ?? []), { ...website, id: 'advice', token: 'fw_advice0000', queue: 'advice' }],
    });
    const id = await start(foyer, { email }, { website: 'fw_advice0000' });
    const hidden = await start(foyer, { email: is.email });
    for (const body of [
      { revision: 1, is },
      { revision: 1, merges: hidden },
    ])
      expect(await put(foyer, id, body, 'rui', 'agent')).toMatchObject({
        status: 403,
        body: { code: 'chat_not_yours' },
      });
    await foyer.agent('rui', 'desk', { t: 'hello' });
    await foyer.agent('rui', 'desk', { t: 'status', id: foyer.newId(), status: 'available' });
    expect(
      await foyer.agent('rui', 'desk', { t: 'take', id: foyer.newId(), interactionId: id, after: 0 }),
    ).toMatchObject({ t: 'ack' });
    expect((await put(foyer, id, { revision: 1, merges: hidden }, 'rui', 'agent')).body.code).toBe('chat_not_yours');
    expect((await put(foyer, id, { revision: 1, is: { ...is, email } }, 'rui', 'agent')).status).toBe(200);
  });
});
