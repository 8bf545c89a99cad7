/** What visitors leave instead of a chat, through the functions (C4, C5). */
import { expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const always = [{ from: '00:00', to: '24:00' }];
const never = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const site = { id: 'shop', name: 'Casa Alba', token: 'fw_shop000000', domains: ['shop.example'], queue: 'orders' };
const mail = { to: 'help@shop.example', as: 'new' as const, subject: 'topic' };
const forms: ConfigurationInput['forms'] = [
  {
    ...{ id: 'offline', name: 'Offline' },
    elements: [
      { kind: 'email', name: 'email', label: { en: 'Email', es: 'Correo' }, required: true, to: { contact: 'email' } },
      { kind: 'text', name: 'topic', label: { en: 'Subject', es: 'Asunto' } },
      { kind: 'lines', name: 'message', label: 'Message', required: true, to: { message: true } },
      { kind: 'agreement', name: 'call', label: 'You may call me' },
    ],
  },
];
const closed: Partial<ConfigurationInput> = {
  forms,
  websites: [{ ...site, offline: { form: 'offline', mail } }],
  queues: [{ id: 'orders', name: 'Orders', calendar: 'never', members: [{ agent: 'ines' }] }],
  calendars: [{ id: 'never', zone: 'Europe/Madrid', week: { ...never, mon: [{ from: '09:00', to: '18:00' }] } }],
};
const answers = { email: 'marta@correo.example', topic: 'My lamp', message: 'It arrived cracked.', call: true };

const leave = (foyer: Foyer, more: object = {}, origin = 'https://shop.example') =>
  foyer.http('leave', {
    body: { website: 'fw_shop000000', id: foyer.newId(), culture: 'es', answers, ...more },
    origin,
  });
const inboxOf = (foyer: Foyer) => foyer.stores.inbox.list(100);
const chatOf = async (foyer: Foyer, id: string) => (await foyer.stores.chats.load(InteractionId.parse(id))).chat;
const only = async (foyer: Foyer) => {
  const [entry, more] = await inboxOf(foyer);
  if (!entry || more) throw new Error('expected one item in the inbox');
  return entry;
};
/** It is Saturday. */
const saturday = async (change: Partial<ConfigurationInput> = closed) => {
  const foyer = await createFoyer(change);
  foyer.advance(5 * 86_400);
  return foyer;
};

it('C4 A13 a closed website says when it opens, and asks what to leave', async () => {
  const foyer = await saturday();
  const { body } = await foyer.http('website', {
    parameters: { token: 'fw_shop000000' },
    origin: 'https://shop.example',
    query: 'culture=es',
  });
  expect(body).toMatchObject({ signal: 'closed', form: [{ label: 'Correo', is: 'email' }, {}, {}, {}] });
  expect(body.opensAt).toBe(Date.UTC(2026, 0, 12, 8));
});

it('C4 an open one asks it of whoever would rather leave a message', async () => {
  const foyer = await createFoyer({ forms, websites: [{ ...site, offline: { form: 'offline' } }] });
  const ask = async (query: string) =>
    (await foyer.http('website', { parameters: { token: site.token }, origin: 'https://shop.example', query })).body;
  expect((await ask('')).form.map(({ name }: { name: string }) => name)).toEqual(['name', 'email', 'question']);
  expect(await ask('kind=offline')).toMatchObject({ signal: 'free', form: [{ name: 'email' }, {}, {}, {}] });
});

it('C4 what was kept and not acknowledged is found after a publish that changed the form', async () => {
  const foyer = await saturday();
  const id = foyer.newId();
  await leave(foyer, { id });
  await foyer.publish({ ...closed, websites: [site] });
  expect(await leave(foyer, { id })).toMatchObject({ status: 200 });
  expect(await inboxOf(foyer)).toHaveLength(1);
});

it('C4 what was left is kept before it is answered, once however often it is sent', async () => {
  const foyer = await saturday();
  const id = foyer.newId();
  const first = await leave(foyer, { id });
  expect(first).toMatchObject({ status: 200, body: {} });
  expect((await leave(foyer, { id })).status).toBe(200);
  const entry = await only(foyer);
  expect(entry).toMatchObject({
    ...{ kind: 'offline', because: 'closed', visitorName: 'marta@correo.example', subject: 'It arrived cracked.' },
  });
  expect(await foyer.stores.chats.range(entry.interactionId, 0)).toHaveLength(1);
  expect((await foyer.stores.chats.range(entry.interactionId, 0))[0]?.events).toContainEqual({
    ...{ type: 'message-left', because: 'closed', subject: 'It arrived cracked.' },
    answers: [
      { label: 'Email', value: 'marta@correo.example' },
      { label: 'Subject', value: 'My lamp' },
      { label: 'Message', value: 'It arrived cracked.' },
      { label: 'You may call me', value: true },
    ],
  });
});

it('C4 the same id for a chat and for a message is two things, and neither is lost', async () => {
  const foyer = await createFoyer({ forms, websites: [{ ...site, offline: { form: 'offline' } }] });
  const id = foyer.newId();
  const { interactionId } = await foyer.start('fw_shop000000', 'Marta', id);
  expect((await leave(foyer, { id })).status).toBe(200);
  expect((await only(foyer)).interactionId).not.toBe(interactionId);
});

it.each([
  ['origin_refused', {}, 'https://elsewhere.example'],
  ['website_unknown', { website: 'fw_nobody00000' }, 'https://shop.example'],
  ['answers_wrong', { answers: { email: 'no' } }, 'https://shop.example'],
  ['form_changed', { answers: { ...answers, size: 'L' } }, 'https://shop.example'],
  ['body_malformed', { answers: 'none' }, 'https://shop.example'],
])('C4 %s keeps nothing', async (code, more, origin) => {
  const foyer = await saturday();
  expect((await leave(foyer, more, origin)).body.code).toBe(code);
  expect(await inboxOf(foyer)).toEqual([]);
});

it('C4 an address that leaves too many is refused for a while, and repeats are not', async () => {
  const foyer = await saturday({ ...closed, startsPerAddress: { most: 2, withinS: 600 } });
  const ids = [foyer.newId(), foyer.newId(), foyer.newId()];
  const statuses = [];
  for (const id of [...ids, ids[0]]) statuses.push((await leave(foyer, { id })).status);
  expect(statuses).toEqual([200, 200, 429, 200]);
});

it('C4 B8 it is the door that is left when the tenant has as many chats as it may', async () => {
  const foyer = await createFoyer({
    ...{ forms, maxChats: 1, websites: [{ ...site, offline: { form: 'offline' } }] },
  });
  await foyer.start('fw_shop000000');
  expect((await leave(foyer)).status).toBe(200);
  expect((await only(foyer)).because).toBe('busy');
  expect(await foyer.stores.chats.countOpen()).toBe(1);
});

it('C4 the e-mail goes to the account, from us, with a reply to the visitor and their subject; once', async () => {
  const foyer = await saturday();
  await leave(foyer);
  const { interactionId } = await only(foyer);
  await foyer.sendMail(interactionId);
  await foyer.sendMail(interactionId);
  expect(foyer.mails).toMatchObject([
    {
      to: 'help@shop.example',
      replyTo: 'marta@correo.example',
      subject: 'My lamp',
      sender: 'marta@correo.example (Casa Alba)',
    },
  ]);
  expect(foyer.mails[0]?.text).toContain('Message:\n  It arrived cracked.');
  expect(foyer.mails[0]?.text).toContain('You may call me:\n  Yes');
  expect((await only(foyer)).mail).toBe('sent');
});

it('C4 a website that e-mails nothing keeps it all the same', async () => {
  const foyer = await saturday({ ...closed, websites: [{ ...site, offline: { form: 'offline' } }] });
  await leave(foyer);
  expect((await only(foyer)).mail).toBeUndefined();
});

it('C4 if SES does not answer, the e-mail is sent later, and nothing is lost', async () => {
  const foyer = await saturday();
  await leave(foyer);
  const { interactionId } = await only(foyer);
  foyer.answerMails(new Error('SES did not send a mail: TooManyRequestsException'));
  await expect(foyer.sendMail(interactionId)).rejects.toThrow('TooManyRequestsException');
  expect((await only(foyer)).mail).toBe('asked');
  foyer.answerMails({ is: 'sent' });
  await foyer.sendMail(interactionId);
  expect(foyer.mails).toHaveLength(1);
});

it('C4 E9 what SES refuses is marked, the operator is told, and a supervisor has it sent again', async () => {
  const foyer = await saturday();
  await leave(foyer);
  const { interactionId } = await only(foyer);
  foyer.answerMails({ is: 'refused', code: 'MessageRejected' });
  await foyer.sendMail(interactionId);
  expect((await only(foyer)).mail).toBe('failed');
  expect(foyer.reported).toEqual(['mail_refused MessageRejected']);
  foyer.answerMails({ is: 'sent' });
  const frame = { t: 'forward-again', id: foyer.newId(), interactionId, after: 2 };
  expect(await foyer.agent('person:elena', 'desk-elena', frame, 'agent')).toMatchObject({ code: 'not_supervisor' });
  expect((await foyer.agent('person:elena', 'desk-elena', frame, 'supervisor')).t).toBe('ack');
  await foyer.sendMail(interactionId);
  expect(foyer.mails).toHaveLength(1);
  expect((await only(foyer)).mail).toBe('sent');
});

it('C4 nobody is sent more than ten an hour in one visitor’s name; the rest is kept and marked', async () => {
  const foyer = await saturday({ ...closed, startsPerAddress: { most: 0, withinS: 600 } });
  for (let n = 0; n < 12; n++) await leave(foyer);
  for (const { interactionId } of await inboxOf(foyer)) await foyer.sendMail(interactionId);
  expect(foyer.mails).toHaveLength(10);
  expect((await inboxOf(foyer)).filter(({ mail }) => mail === 'failed')).toHaveLength(2);
  expect(foyer.reported).toEqual(['mail_limited', 'mail_limited']);
});

it('C4 whoever waits may leave a message instead: the chat ends, and its page hears how', async () => {
  const foyer = await createFoyer({ forms, websites: [{ ...site, offline: { form: 'offline' } }] });
  const { interactionId, token } = await foyer.start('fw_shop000000');
  await foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
  foyer.heard('tab');
  expect((await leave(foyer, { continues: token })).status).toBe(200);
  expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: { is: 'ended', outcome: 'offline' } });
  expect(foyer.heard('tab').flatMap(({ commit }) => commit?.events ?? [])).toMatchObject([
    { type: 'ended', by: 'visitor', outcome: 'offline' },
  ]);
  expect((await only(foyer)).because).toBe('chosen');
});

it('C4 a stranger’s token ends nobody’s chat', async () => {
  const foyer = await createFoyer({ forms, websites: [{ ...site, offline: { form: 'offline' } }] });
  const { interactionId } = await foyer.start('fw_shop000000');
  expect((await leave(foyer, { continues: 'made-up' })).status).toBe(200);
  expect(await chatOf(foyer, interactionId)).toMatchObject({ stage: { is: 'waiting' } });
});

it('C4 D9 a supervisor gives it to a closed queue, and an agent takes it when they come', async () => {
  const foyer = await saturday({
    ...closed,
    queues: [{ id: 'orders', name: 'Orders', calendar: 'never', strategy: 'pick', members: [{ agent: 'ines' }] }],
  });
  const console1 = await foyer.signIn('ines');
  await leave(foyer);
  const { interactionId } = await only(foyer);
  const give = { t: 'transfer', id: foyer.newId(), interactionId, after: 1, to: { queueId: 'orders' } };
  expect((await foyer.agent('person:elena', 'desk-elena', give, 'supervisor')).t).toBe('ack');
  expect(await inboxOf(foyer)).toEqual([]);
  const take = { t: 'take', id: foyer.newId(), interactionId };
  expect((await foyer.agent('ines', console1, take)).t).toBe('ack');
});

it('C5 a chat that nobody took in hours is in the inbox until its visitor leaves a message', async () => {
  const foyer = await createFoyer({
    ...{ forms, websites: [{ ...site, offline: { form: 'offline' } }] },
    queues: [{ id: 'orders', name: 'Orders', timeOutS: 60, members: [{ agent: 'ines' }] }],
    calendars: [{ id: 'always', zone: 'UTC', week: { ...never, mon: always } }],
  });
  const { interactionId, token } = await foyer.start('fw_shop000000');
  foyer.advance(61);
  await foyer.timer('review', interactionId, foyer.now());
  expect(await only(foyer)).toMatchObject({ interactionId, kind: 'chat', because: 'unmanaged' });
  await leave(foyer, { continues: token });
  expect(await only(foyer)).toMatchObject({ kind: 'offline', because: 'unmanaged' });
});

it('C4 E9 B13 the inbox shows supervisors what is left in the queues that they see, page by page', async () => {
  const foyer = await saturday({
    ...{ ...closed, startsPerAddress: { most: 0, withinS: 600 } },
    profiles: [{ id: 'none', name: 'None', queues: [] }],
    agents: [
      { id: 'ines', name: 'Inés', email: 'ines@shop.example' },
      { id: 'rui', name: 'Rui', email: 'rui@shop.example', profile: 'none' },
    ],
  });
  for (let n = 0; n < 52; n++) await leave(foyer);
  const ask = (who: string, role: string, more: object = {}) =>
    foyer.agent(who, `desk-${who}`, { t: 'inbox', id: foyer.newId(), ...more }, role);
  const first = await ask('person:elena', 'supervisor');
  expect(first.rows).toHaveLength(50);
  const rest = await ask('person:elena', 'supervisor', { after: first.next });
  expect(rest.rows).toHaveLength(2);
  expect(rest.next).toBeUndefined();
  expect((await ask('rui', 'supervisor')).rows).toEqual([]);
  expect(await ask('ines', 'agent')).toMatchObject({ code: 'supervisors_only' });
});
