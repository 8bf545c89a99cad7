/** Answers by e-mail and what is written back, through the functions (A6). */
import { expect, it } from 'vitest';
import { InteractionId, QueueId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const site = { id: 'shop', name: 'Casa Alba', token: 'fw_shop000000', domains: ['shop.example'], queue: 'orders' };
const queues = [
  { id: 'orders', name: 'Orders', strategy: 'pick' as const, members: [{ agent: 'ines' }, { agent: 'tomas' }] },
];
const centre = { websites: [{ ...site, apps: { message: {} } }], queues };

interface Written {
  foyer: Foyer;
  interactionId: string;
  says(text: string): Promise<{ t: string; code?: string; commit?: { seq: number } }>;
  /** Inés ends it. */
  ends(): Promise<void>;
  /** By the link in the newest letter. */
  back(text: string, id?: string): ReturnType<Foyer['http']>;
  log(): Promise<{ type: string }[]>;
}

async function written(change: object = {}): Promise<Written> {
  const foyer = await createFoyer({ ...centre, startsPerAddress: { most: 0, withinS: 600 }, ...change });
  const console1 = await foyer.signIn('ines');
  const answers = { name: 'Marta', email: 'marta@correo.example', message: 'Do you repair lamps?' };
  const body = { website: site.token, id: foyer.newId(), culture: 'es', kind: 'message', answers };
  await foyer.http('leave', { body, origin: 'https://shop.example' });
  const [row] = await foyer.stores.queues.waitingIn(QueueId.parse('orders'), 10);
  const [offered] = foyer.heard(console1).filter(({ t }) => t === 'chat');
  const interactionId: string = row?.interactionId ?? offered?.interactionId ?? '';
  const frame = (t: string, more: object = {}) =>
    foyer.agent('ines', console1, { t, id: foyer.newId(), interactionId, after: 1, ...more });
  const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
  const [offer] = (chat.stage && chat.offers) ?? [];
  await (offer ? frame('accept', { offerId: offer.id }) : frame('take'));
  const tokenOf = () => /#reply=(\S+)/.exec(foyer.mails.at(-1)?.text ?? '')?.[1] ?? '';
  return {
    ...{ foyer, interactionId },
    says: (text) => frame('message', { text }),
    async ends() {
      await frame('end');
      await frame('finish', { disposition: 'solved' });
    },
    back: (text, id = foyer.newId()) => foyer.http('reply', { bearer: tokenOf(), body: { id, text } }),
    log: async () =>
      (await foyer.stores.chats.range(InteractionId.parse(interactionId), 0)).flatMap(({ events }) => events),
  };
}

const mail = async ({ foyer, interactionId }: Written) => foyer.sendMail(interactionId);

it('A6 an answer goes to whoever left the message, from us, and the log says so; once', async () => {
  const one = await written();
  expect((await one.says('We do.')).t).toBe('ack');
  await mail(one);
  await mail(one);
  expect(one.foyer.mails).toMatchObject([
    { to: 'marta@correo.example', sender: 'Inés (Casa Alba)', subject: 'Tu mensaje a Casa Alba', headers: {} },
  ]);
  expect(one.foyer.mails[0]?.text).not.toContain('repair');
  expect((await one.log()).at(-1)).toMatchObject({ type: 'letter-sent', messageId: '<1@mail.example>' });
});

it('A6 the next one belongs to the same thread', async () => {
  const one = await written();
  await one.says('We do.');
  await mail(one);
  await one.says('On Mondays.');
  await mail(one);
  expect(one.foyer.mails[1]?.headers).toEqual({ 'In-Reply-To': '<1@mail.example>', References: '<1@mail.example>' });
});

it('A6 if SES does not answer it is sent once more, marked, and not a third time', async () => {
  const one = await written();
  await one.says('We do.');
  one.foyer.answerMails(new Error('SES did not send a mail: TimeoutError'));
  await expect(mail(one)).rejects.toThrow('TimeoutError');
  one.foyer.answerMails({ is: 'sent' });
  await mail(one);
  expect(one.foyer.mails).toHaveLength(1);
  expect((await one.log()).at(-1)).toMatchObject({ type: 'letter-sent', again: true });

  await one.says('On Mondays.');
  one.foyer.answerMails(new Error('SES did not send a mail: TimeoutError'));
  await expect(mail(one)).rejects.toThrow('TimeoutError');
  await expect(mail(one)).rejects.toThrow('TimeoutError');
  one.foyer.answerMails({ is: 'sent' });
  await mail(one);
  expect(one.foyer.mails).toHaveLength(1);
  expect((await one.log()).at(-1)).toMatchObject({ type: 'letter-failed', because: 'unanswered' });
  expect(one.foyer.reported).toEqual(['mail_unanswered']);
});

it('A6 what SES refuses is marked, and the operator is told', async () => {
  const one = await written();
  await one.says('We do.');
  one.foyer.answerMails({ is: 'refused', code: 'MessageRejected' });
  await mail(one);
  expect((await one.log()).at(-1)).toMatchObject({ type: 'letter-failed', because: 'refused' });
  expect(one.foyer.reported).toEqual(['mail_refused MessageRejected']);
});

it('A6 one address gets at most twenty an hour', async () => {
  const one = await written();
  for (let n = 0; n < 21; n++) {
    one.foyer.advance(11);
    await one.says(`Letter ${n}`);
    await mail(one);
  }
  expect(one.foyer.mails).toHaveLength(20);
  expect((await one.log()).at(-1)).toMatchObject({ type: 'letter-failed', because: 'limited' });
});

it('A6 what is written back reaches whoever has it, once however often it is sent', async () => {
  const one = await written();
  await one.says('We do.');
  await mail(one);
  const id = one.foyer.newId();
  expect(await one.back('How much?', id)).toMatchObject({ status: 200, body: {} });
  expect((await one.back('How much?', id)).status).toBe(200);
  expect((await one.log()).filter(({ type }) => type === 'message')).toHaveLength(2);
});

it('A6 D8 what is over comes back by the link, to the same agent, although another has been idle for longer', async () => {
  const one = await written({ queues: [{ ...queues[0], strategy: 'longest-idle' }] });
  await one.foyer.signIn('tomas');
  await one.says('We do.');
  await mail(one);
  one.foyer.advance(60);
  await one.ends();
  expect((await one.back('How much?')).status).toBe(200);
  const { chat } = await one.foyer.stores.chats.load(InteractionId.parse(one.interactionId));
  expect(chat).toMatchObject({ stage: { is: 'waiting' }, offers: [{ to: [{ id: 'ines' }] }] });
});

it.each([
  [
    'link_invalid',
    (one: Written) => one.foyer.http('reply', { bearer: 'a.b.c', body: { id: one.foyer.newId(), text: 'x' } }),
  ],
  ['link_invalid', (one: Written) => one.foyer.http('reply', { body: { id: one.foyer.newId(), text: 'x' } })],
  ['body_malformed', (one: Written) => one.back(' ')],
  ['body_malformed', (one: Written) => one.back('x'.repeat(4001))],
])('A6 %s writes nothing', async (code, act) => {
  const one = await written();
  await one.says('We do.');
  await mail(one);
  const before = (await one.log()).length;
  expect((await act(one)).body.code).toBe(code);
  expect(await one.log()).toHaveLength(before);
});

it('A6 neither a chat’s token nor another purpose’s link writes back', async () => {
  const one = await written();
  const { token } = await one.foyer.start(site.token);
  const body = { id: one.foyer.newId(), text: 'x' };
  expect((await one.foyer.http('reply', { bearer: token, body })).body.code).toBe('link_invalid');
  const link = await one.foyer.tokens.issue({
    ...{ audience: 'link', subject: one.interactionId, claims: {}, ttlS: 60, now: one.foyer.now() },
  });
  expect((await one.foyer.http('reply', { bearer: link, body })).body.code).toBe('link_invalid');
});

it('A6 a link writes at most twenty times an hour, and stops after a week', async () => {
  const one = await written();
  await one.says('We do.');
  await mail(one);
  const statuses = [];
  for (let n = 0; n < 21; n++) statuses.push((await one.back(`${n}`)).status);
  expect(statuses).toEqual([...Array(20).fill(200), 429]);
  one.foyer.advance(3600);
  expect((await one.back('later')).status).toBe(200);
  one.foyer.advance(8 * 86_400);
  expect((await one.back('too late')).body.code).toBe('link_expired');
});
