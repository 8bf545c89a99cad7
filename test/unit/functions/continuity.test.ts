import { expect, test } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId } from '../../../core/ids.ts';
import { context, createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const continuity = { afterS: 120, openS: 86_400 };
const queues: ConfigurationInput['queues'] = [
  { ...{ id: 'orders', name: 'Orders' }, members: [{ agent: 'ines' }] },
  { ...{ id: 'advice', name: 'Advice', strategy: 'pick', continuity }, members: [{ agent: 'ines' }] },
];

const websites: ConfigurationInput['websites'] = [
  {
    ...{ id: 'advice', name: 'Advice', token: 'fw_picked00000', domains: ['shop.example'], queue: 'advice' },
    files: {},
  },
];

const typesOf = async (foyer: Foyer, interactionId: string) =>
  (await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1000)).flatMap(({ events }) =>
    events.map(({ type }) => type),
  );

/** Inés has Marta's chat, and Marta has closed the page. */
async function left(isAgreed = true) {
  const foyer = await createFoyer({ queues, websites });
  const desk = await foyer.signIn('ines');
  const answers = { answers_by_mail: isAgreed };
  const { interactionId } = await foyer.start('fw_picked00000', undefined, undefined, { answers });
  await foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
  await foyer.agent('ines', desk, { t: 'take', id: foyer.newId(), interactionId, after: 0 });
  await foyer.leave(interactionId, 'tab');
  const say = async (text: string) => {
    const after = await foyer.stores.chats.newest(InteractionId.parse(interactionId));
    return foyer.agent('ines', desk, { t: 'message', id: foyer.newId(), interactionId, after, text });
  };
  /** The timer that is due, and then the mail. */
  const mailIsDue = async () => {
    foyer.advance(120);
    await foyer.timer('send-mail', interactionId, foyer.now());
    await foyer.sendMail(interactionId);
  };
  return { foyer, desk, interactionId, say, mailIsDue };
}

test('D11 an answer follows the visitor by e-mail, once, however often it is asked for', async () => {
  const { foyer, interactionId, say, mailIsDue } = await left();
  await say('It is on its way.');
  await say('It arrives tomorrow.');
  await mailIsDue();
  await foyer.sendMail(interactionId);
  await foyer.timer('send-mail', interactionId, foyer.now());
  expect(foyer.mails).toHaveLength(1);
  const [mail] = foyer.mails;
  expect(mail).toMatchObject({ to: 'marta@correo.example', sender: 'Advice', subject: 'Tu respuesta de Advice' });
  expect(mail?.text).toContain('> It is on its way.\n\n> It arrives tomorrow.');
  expect((await typesOf(foyer, interactionId)).filter((type) => type === 'mailed')).toHaveLength(1);
});

test('D11 E4 a file is in the e-mail by its name, unless its check refused it', async () => {
  const { foyer, desk, interactionId, mailIsDue } = await left();
  const content = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n');
  for (const [name, scan] of [
    ['Rechnung.pdf', 'clean'],
    ['bad.pdf', 'malware'],
  ] as const) {
    const frame = { interactionId, after: 0 };
    const upload = { ...frame, t: 'upload', id: foyer.newId(), name, bytes: content.length };
    const { url, of } = (await foyer.agent('ines', desk, upload)) as unknown as { url: string; of: number };
    foyer.files.put(url, content, scan);
    await foyer.agent('ines', desk, { ...frame, t: 'file', id: foyer.newId(), of });
    const seq = await foyer.stores.chats.newest(InteractionId.parse(interactionId));
    await foyer.functions['file-check']({ interactionId, seq }, context);
  }
  await mailIsDue();
  expect(foyer.mails[0]?.text).toContain('> Un archivo: Rechnung.pdf');
  expect(foyer.mails[0]?.text).not.toContain('bad.pdf');
});

test('D11 the agent sees that it was sent, and after how long', async () => {
  const { foyer, desk, say, mailIsDue } = await left();
  await say('It is on its way.');
  foyer.heard(desk);
  const answeredAt = foyer.now();
  await mailIsDue();
  const events = foyer.heard(desk).flatMap(({ commit }) => commit?.events ?? []);
  expect(events).toMatchObject([{ type: 'mail-requested' }, { type: 'mailed', answeredAt }]);
});

test('D11 nothing is sent to a visitor who did not agree, or who came back before the e-mail was sent', async () => {
  const silent = await left(false);
  await silent.say('It is on its way.');
  expect(await typesOf(silent.foyer, silent.interactionId)).not.toContain('mail-planned');

  const { foyer, interactionId, say } = await left();
  await say('It is on its way.');
  foyer.advance(120);
  await foyer.timer('send-mail', interactionId, foyer.now());
  await foyer.visitor(interactionId, 'tab-2', { t: 'resume', id: foyer.newId(), after: 0 });
  await foyer.sendMail(interactionId);
  // They leave again, and have seen it.
  await foyer.leave(interactionId, 'tab-2');
  foyer.advance(1);
  await foyer.sendMail(interactionId);
  expect(foyer.mails).toEqual([]);
});

test('D11 if SES does not answer the mail is sent later, and the chat is told nothing until then', async () => {
  const { foyer, interactionId, say, mailIsDue } = await left();
  await say('It is on its way.');
  foyer.answerMails(new Error('SES did not send a mail: TooManyRequestsException'));
  await expect(mailIsDue()).rejects.toThrow('TooManyRequestsException');
  expect(await typesOf(foyer, interactionId)).not.toContain('mailed');
  foyer.answerMails({ is: 'sent' });
  await foyer.sendMail(interactionId);
  expect(foyer.mails).toHaveLength(1);
});

test('D11 if SES refuses it the agent and the operator are told, and nobody is told the address', async () => {
  const { foyer, desk, say, mailIsDue } = await left();
  await say('It is on its way.');
  foyer.heard(desk);
  foyer.answerMails({ is: 'refused', code: 'MessageRejected' });
  await mailIsDue();
  expect(foyer.heard(desk).flatMap(({ commit }) => commit?.events ?? [])).toMatchObject([
    { type: 'mail-requested' },
    { type: 'mail-failed', because: 'refused' },
  ]);
  expect(foyer.reported).toEqual(['mail_refused MessageRejected']);
});

test('D11 a message that a closed socket did not get is e-mailed too', async () => {
  const { foyer, interactionId, say, mailIsDue } = await left();
  await foyer.visitor(interactionId, 'tab-2', { t: 'resume', id: foyer.newId(), after: 0 });
  foyer.gone.add('tab-2');
  await say('Are you there?');
  await mailIsDue();
  expect(foyer.mails[0]?.text).toContain('> Are you there?');
});

test('D11 what is written after the mail was asked for goes with the next one alone', async () => {
  const { foyer, interactionId, say, mailIsDue } = await left();
  await say('It is on its way.');
  foyer.advance(120);
  await foyer.timer('send-mail', interactionId, foyer.now());
  await say('It arrives tomorrow.');
  await foyer.sendMail(interactionId);
  await mailIsDue();
  expect(foyer.mails.map(({ text }) => text.match(/^> .*/gm))).toEqual([
    ['> It is on its way.'],
    ['> It arrives tomorrow.'],
  ]);
});

test('D3 D11 the chat ends as usual if all answers were deleted before the mail was sent, and the agent is told', async () => {
  const { foyer, desk, interactionId, say, mailIsDue } = await left();
  await say('It is on its way.');
  const of = await foyer.stores.chats.newest(InteractionId.parse(interactionId));
  await foyer.agent('ines', desk, { t: 'revise', id: foyer.newId(), interactionId, after: of, of });
  foyer.heard(desk);
  await mailIsDue();
  expect(foyer.mails).toEqual([]);
  const [, failed] = foyer.heard(desk).flatMap(({ commit }) => commit?.events ?? []);
  expect(failed).toEqual({
    ...{ type: 'mail-failed', because: 'deleted', request: of + 2 },
    endsAt: foyer.now() + 600_000,
  });
  expect(foyer.reported).toEqual([]);
});

test('D11 the e-mail says until when the link works, and has none if the chat is over', async () => {
  const open = await left();
  await open.say('It is on its way.');
  await open.mailIsDue();
  expect(open.foyer.mails[0]?.text).toContain('hasta el domingo, 11 de enero, 09:00 UTC');

  const over = await left();
  await over.say('It is on its way.');
  const { foyer, desk, interactionId } = over;
  await foyer.agent('ines', desk, { t: 'end', id: foyer.newId(), interactionId, after: 0 });
  await over.mailIsDue();
  expect(foyer.mails[0]?.text).not.toContain('c.html#ey');
  expect(foyer.mails[0]?.text).toContain('c.html#stop=');
});

test.each([
  ['asks if the queue e-mails', { continuity }, true],
  ['does not ask for consent where it asks for no address', { continuity, email: 'hidden' }, false],
  ['does not ask if the queue sends no e-mails', {}, false],
] as const)('D11 the form %s', async (_, settings, asks) => {
  const foyer = await createFoyer({ queues: [...queues.slice(0, 1), { id: 'advice', name: 'Advice', ...settings }] });
  const parameters = { token: 'fw_picked00000' };
  const { body } = await foyer.http('website', { parameters, origin: 'https://shop.example' });
  expect(body.form.some(({ name }: { name?: string }) => name === 'answers_by_mail')).toBe(asks);
});

/** What the e-mail's links carry. */
const linksIn = (foyer: Foyer) => ({
  chat: /c\.html#(\S+)/.exec(foyer.mails[0]?.text ?? '')?.[1] ?? '',
  stop: /stop\?token=([^>]+)/.exec(foyer.mails[0]?.headers['List-Unsubscribe'] ?? '')?.[1] ?? '',
});

async function mailed() {
  const chat = await left();
  await chat.say('It is on its way.');
  await chat.mailIsDue();
  return { ...chat, links: linksIn(chat.foyer) };
}

const WEEK_S = 7 * 86_400;

test('D11 the link leads back into the same chat, as often as it is opened, and the agent sees what is written', async () => {
  const { foyer, desk, interactionId, links } = await mailed();
  for (const connectionId of ['phone', 'laptop']) {
    const { status, body } = await foyer.http('chat-continue', { bearer: links.chat });
    expect(status).toBe(200);
    expect(body).toMatchObject({ token: 'fw_picked00000', culture: 'es', website: { name: 'Advice', signal: 'free' } });
    expect(body.session.interactionId).toBe(interactionId);
    expect(await foyer.tokens.verify(body.session.token, 'visitor', foyer.now())).toMatchObject({
      subject: interactionId,
    });
    const range = await foyer.visitor(interactionId, connectionId, { t: 'resume', id: foyer.newId(), after: 0 });
    expect(JSON.stringify(range)).toContain('It is on its way.');
  }
  foyer.heard(desk);
  await foyer.visitor(interactionId, 'phone', { t: 'message', id: foyer.newId(), after: 0, text: 'Thank you' });
  expect(foyer.heard(desk)).toMatchObject([{ commit: { events: [{ type: 'message', text: 'Thank you' }] } }]);
});

test.each<[string, (given: Awaited<ReturnType<typeof mailed>>) => Promise<string>, number, string]>([
  [
    'after a week',
    async ({ foyer, links }) => {
      foyer.advance(WEEK_S + 1);
      return links.chat;
    },
    401,
    'link_expired',
  ],
  ['of another Foyer', async () => (await mailed()).links.chat.replace(/.$/, 'x'), 401, 'link_invalid'],
  ['cut off', async ({ links }) => links.chat.slice(0, 40), 401, 'link_invalid'],
  ['that stops e-mails', async ({ links }) => links.stop, 401, 'link_invalid'],
  [
    'to a chat that has ended',
    async ({ foyer, desk, interactionId, links }) => {
      await foyer.agent('ines', desk, { t: 'end', id: foyer.newId(), interactionId, after: 0 });
      return links.chat;
    },
    409,
    'chat_ended',
  ],
])('D11 a link %s is refused in words', async (_, tokenOf, status, code) => {
  const given = await mailed();
  const bearer = await tokenOf(given);
  expect(await given.foyer.http('chat-continue', { bearer })).toMatchObject({ status, body: { code } });
});

test('D11 D8 a link to a chat that silence ended leads back into it, and what is written there opens it again', async () => {
  const { foyer, interactionId, links } = await mailed();
  foyer.advance(continuity.openS);
  await foyer.timer('auto-finish', interactionId, foyer.now());
  expect((await typesOf(foyer, interactionId)).at(-1)).toBe('ended');
  foyer.advance(3 * 86_400);
  expect(await foyer.http('chat-continue', { bearer: links.chat })).toMatchObject({ status: 200 });
  await foyer.visitor(interactionId, 'phone', { t: 'resume', id: foyer.newId(), after: 0 });
  await foyer.visitor(interactionId, 'phone', { t: 'message', id: foyer.newId(), after: 0, text: 'Thank you' });
  expect((await typesOf(foyer, interactionId)).slice(-5)).toEqual(
    expect.arrayContaining(['reopened', 'connected', 'message', 'queued']),
  );
});

test('D11 a link to a chat whose time was over is refused in words', async () => {
  const foyer = await createFoyer();
  const issued = { audience: 'link', subject: 'chat-deleted', claims: {}, ttlS: 60, now: foyer.now() } as const;
  const bearer = await foyer.tokens.issue(issued);
  expect(await foyer.http('chat-continue', { bearer })).toMatchObject({ status: 404, body: { code: 'chat_unknown' } });
});

test('D11 nobody gets into a chat with the token of its visitor, or out of e-mails with the link into it', async () => {
  const { foyer, interactionId, links } = await mailed();
  const issued = { audience: 'visitor', subject: interactionId, claims: {}, ttlS: 60, now: foyer.now() } as const;
  const visitors = await foyer.tokens.issue(issued);
  expect((await foyer.http('chat-continue', { bearer: visitors })).status).toBe(401);
  expect((await foyer.http('mail-stop', { query: `token=${links.chat}` })).status).toBe(401);
  expect((await foyer.http('chat-token', { bearer: links.chat })).status).toBe(401);
});

test('D11 the visitor stops the e-mails, also from the mail program, which sends what it must; the agent is told', async () => {
  const { foyer, desk, interactionId, links, say } = await mailed();
  foyer.heard(desk);
  const oneClick = { query: `token=${links.stop}`, rawBody: 'List-Unsubscribe=One-Click' };
  expect((await foyer.http('mail-stop', oneClick)).status).toBe(200);
  expect((await foyer.http('mail-stop', { query: `token=${links.stop}` })).status).toBe(200);
  await say('One more thing.');
  const types = await typesOf(foyer, interactionId);
  expect(types.filter((type) => type === 'mail-declined')).toHaveLength(1);
  expect(types.filter((type) => type === 'mail-planned')).toHaveLength(1);
  const heard = foyer.heard(desk).flatMap(({ commit }) => commit?.events ?? []);
  expect(heard[0]).toMatchObject({ type: 'mail-declined' });
});

test('D11 the links work through a change of the signing key', async () => {
  const { foyer, links } = await mailed();
  await foyer.stores.keys.rotate(foyer.now(), WEEK_S * 1000);
  foyer.advance(6 * 86_400);
  expect((await foyer.http('mail-stop', { query: `token=${links.stop}` })).status).toBe(200);
});
