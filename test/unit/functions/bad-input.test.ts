import { beforeEach, describe, expect, it } from 'vitest';
import { InteractionId } from '../../../core/ids.ts';
import { errors } from '../../../protocol/errors.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const origin = 'https://shop.example';
const answers = { name: 'Marta', email: 'marta@correo.example' };

let foyer: Foyer;
beforeEach(async () => {
  foyer = await createFoyer();
});

const body = (changes: object = {}) => ({
  website: 'fw_offered0000',
  id: foyer.newId(),
  answers,
  culture: 'es',
  ...changes,
});

/** A documented code with its sentence, and nothing that the visitor wrote. */
function expectRefusal(answer: { status: number; body: { code: string; message: string } }, code: keyof typeof errors) {
  expect(answer.body.code).toBe(code);
  expect(answer.status).toBe(errors[code][0]);
  expect(answer.body.message.startsWith(errors[code][1])).toBe(true);
  expect(answer.body.message).not.toContain('correo');
}

const nobodyWaits = async () => {
  for (const queue of ['orders', 'advice']) {
    expect(await foyer.stores.queues.waiting(queue as never, 10)).toEqual([]);
  }
};

/** Each one different: comparing all of them takes quadratic time. */
const variants = (chars: number) =>
  Array.from({ length: chars / 9 }, (_, n) => `-${String(n).padStart(8, 'v')}`).join('');

describe('starting a chat', () => {
  it.each([
    ['website_unknown', { website: 'fw_nobody' }, origin],
    ['website_revoked', { website: 'fw_revoked0000' }, origin],
    ['origin_refused', {}, 'https://evil.example'],
    ['origin_refused', {}, undefined],
    ['answers_wrong', { answers: { ...answers, email: 'marta.correo' } }, origin],
    ['answers_wrong', { answers: { name: '' } }, origin],
    ['answers_wrong', { answers: {} }, origin],
    ['answers_wrong', { answers: { name: ['Marta'] } }, origin],
    ['answers_wrong', { answers: { name: 'x'.repeat(121) } }, origin],
    ['form_changed', { answers: { ...answers, phone: '600 555 144' } }, origin],
    ['body_malformed', { id: 'short' }, origin],
    ['body_malformed', { culture: '<script>' }, origin],
    ['body_malformed', { culture: `es${variants(20_000)}` }, origin],
    ['body_malformed', { answers: { name: 'x'.repeat(70_000) } }, origin],
    ['body_malformed', { answers: { ...answers, question: 'x'.repeat(4001) } }, origin],
  ] as const)('A2 %s: %j from %s', async (code, changes, from) => {
    expectRefusal(await foyer.http('chat-start', { body: body(changes), ...(from ? { origin: from } : {}) }), code);
    await nobodyWaits();
  });

  it.each(['', '{', 'null', '[]', '"x"'])('A2 body_malformed: %j', async (rawBody) => {
    expectRefusal(await foyer.http('chat-start', { rawBody, origin }), 'body_malformed');
    await nobodyWaits();
  });

  it.each([
    ['of fifty thousand characters', 'x'.repeat(50_000)],
    ['of half a character', `${'x'.repeat(50)}\ud83d`],
    ['that would be cut within one', `${'x'.repeat(89)}😀`],
  ])('F2 B3 a refusal names a variable %s in few whole characters', async (_, name) => {
    const { status, body: answer } = await foyer.http('chat-start', {
      body: body({ variables: { [name]: 1 } }),
      origin,
    });
    expect(status).toBe(400);
    expect(answer.message).toContain('(variables.x');
    expect(answer.message.length).toBeLessThan(200);
    expect(answer.message.isWellFormed()).toBe(true);
  });

  it('A2 the widget of an unknown, revoked or foreign website gets nothing to show', async () => {
    const ask = (token: string, from = origin) => foyer.http('website', { parameters: { token }, origin: from });
    expectRefusal(await ask('fw_nobody'), 'website_unknown');
    expectRefusal(await ask('fw_revoked0000'), 'website_revoked');
    expectRefusal(await ask('fw_offered0000', 'https://evil.example'), 'origin_refused');
    expect(await ask('fw_offered0000')).toMatchObject({
      status: 200,
      body: { name: 'Shop', form: [{ name: 'name' }, { name: 'email', required: true }, {}] },
    });
  });

  it('F2 the same start again is the same chat', async () => {
    const id = foyer.newId();
    const [first, second] = [
      await foyer.start('fw_offered0000', 'Marta', id),
      await foyer.start('fw_offered0000', 'Marta', id),
    ];
    expect(second.interactionId).toBe(first.interactionId);
    expect(first.interactionId).not.toContain(id);
  });
});

describe('tokens', () => {
  it('F2 renews a token that ran out less than a day ago, not an older one', async () => {
    const { token, interactionId } = await foyer.start();
    const renew = () => foyer.http('chat-token', { bearer: token });
    foyer.advance(23 * 3600);
    expect(await renew()).toMatchObject({ status: 200, body: { interactionId } });
    foyer.advance(3600 + 15 * 60);
    expectRefusal(await renew(), 'token_expired');
  });

  it('A2 a chat goes on when its website’s token is revoked, its domain taken off the list, or the website removed', async () => {
    const { token, interactionId } = await foyer.start();
    const { configuration } = (await foyer.stores.configurations.current()) ?? expect.fail('Nothing is published');
    const { websites } = configuration;
    const changes = [
      websites.map((each) => ({ ...each, revoked: true })),
      websites.map((each) => ({ ...each, domains: ['other.example'] })),
      [],
    ];
    for (const [version, websites] of changes.entries()) {
      await foyer.stores.configurations.publish({ ...configuration, websites }, version + 1, version + 1);
      const start = await foyer.http('chat-start', { body: body(), origin });
      expect(start.status).toBeGreaterThanOrEqual(400);
      expect(await foyer.http('chat-token', { origin, bearer: token })).toMatchObject({
        status: 200,
        body: { interactionId },
      });
    }
  });

  it('A2 a forged token, another use’s, or none is refused', async () => {
    const { token } = await foyer.start();
    const renew = (bearer?: string) => foyer.http('chat-token', { ...(bearer ? { bearer } : {}) });
    const [head, payload] = token.split('.');
    expectRefusal(await renew(`${head}.${payload}.${'A'.repeat(43)}`), 'token_invalid');
    expectRefusal(await renew(), 'token_invalid');
    const ticket = await foyer.tokens.issue({
      ...{ audience: 'agent', subject: 'ines', claims: { role: 'agent' }, ttlS: 60, now: foyer.now() },
    });
    expectRefusal(await renew(ticket), 'token_invalid');
  });
});

describe('routes without a body', () => {
  it.each(['{', '{"x":1}', 'x'.repeat(70_000)])('A2 D11 do not look at one %#', async (rawBody) => {
    expectRefusal(await foyer.http('chat-token', { rawBody }), 'token_invalid');
    for (const name of ['chat-continue', 'mail-stop'] as const)
      expectRefusal(await foyer.http(name, { rawBody }), 'link_invalid');
    const { token, interactionId } = await foyer.start();
    expect(await foyer.http('chat-token', { bearer: token, rawBody })).toMatchObject({ body: { interactionId } });
  });
});

describe('frames', () => {
  const bad: [keyof typeof errors, string][] = [
    ['frame_malformed', ''],
    ['frame_malformed', '{'],
    ['frame_malformed', 'null'],
    ['frame_malformed', '[1]'],
    ['frame_unknown', '{"t":"dance","id":"0123456789abcdef"}'],
    ['frame_unknown', '{}'],
    ['frame_malformed', '{"t":"message","id":"short","after":0,"text":"x"}'],
    ['frame_malformed', '{"t":"message","id":"0123456789abcdef","after":-1,"text":"x"}'],
    // A position with more digits than a log's keys have room for.
    ['frame_malformed', '{"t":"resume","id":"0123456789abcdef","after":999999990000}'],
    ['frame_malformed', `{"t":"message","id":"0123456789abcdef","after":0,"text":"${'x'.repeat(33_000)}"}`],
    ['message_empty', '{"t":"message","id":"0123456789abcdef","after":0,"text":"  \\n "}'],
    ['message_empty', '{"t":"message","id":"0123456789abcdef","after":0,"text":["x"]}'],
    ['message_empty', '{"t":"message","id":"0123456789abcdef","after":0,"text":{"toString":1}}'],
    ['message_unreadable', '{"t":"message","id":"0123456789abcdef","after":0,"text":"a\\u0000b"}'],
    ['message_unreadable', '{"t":"message","id":"0123456789abcdef","after":0,"text":"half \\ud83d"}'],
    ['message_too_long', `{"t":"message","id":"0123456789abcdef","after":0,"text":"${'x'.repeat(4001)}"}`],
    ['message_too_long', `{"t":"message","id":"0123456789abcdef","after":0,"text":"${'😀'.repeat(2001)}"}`],
  ];

  it.each(bad)('F2 %s: %s', async (code, frame) => {
    const { interactionId } = await foyer.start();
    const answer = await foyer.visitor(interactionId, 'tab-1', frame);
    expect(answer).toMatchObject({ t: 'refused', code });
    expect(answer.message.startsWith(errors[code][1])).toBe(true);
    expect((await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat.seq).toBe(1);
  });

  it.each(['transfer', 'invite', 'finish'])(
    'D9 F2 a note to %s that cannot be shown is refused as a message is',
    async (t) => {
      await foyer.signIn('ines');
      const { interactionId } = await foyer.start();
      const frame = { ...{ t, id: foyer.newId(), interactionId, after: 1 }, note: 'a\u0000b' };
      const fields = t === 'finish' ? {} : { to: { agentId: 'rui' } };
      const answer = await foyer.agent('ines', 'desk-ines', { ...frame, ...fields });
      expect(answer).toMatchObject({ t: 'refused', code: 'message_unreadable' });
      expect(answer.message.startsWith(errors.message_unreadable[1])).toBe(true);
    },
  );

  it.each([
    ['short-id', 'short-id'],
    ['half a character \ud83d', undefined],
    ['x'.repeat(65), undefined],
  ])('F2 a refusal says the id that the frame had, where it can: %j', async (id, said) => {
    const { interactionId } = await foyer.start();
    const answer = await foyer.visitor(interactionId, 'tab', { t: 'message', id, after: 0, text: 'Hola' });
    expect(answer).toMatchObject({ t: 'refused', code: 'frame_malformed' });
    expect(answer.id).toBe(said);
  });

  it('F2 a good frame after a bad one is taken on the same socket', async () => {
    const { interactionId } = await foyer.start();
    await foyer.visitor(interactionId, 'tab-1', '{');
    const good = { t: 'message', id: foyer.newId(), after: 0, text: 'Hola' };
    expect(await foyer.visitor(interactionId, 'tab-1', good)).toMatchObject({ t: 'ack' });
  });

  it('F2 too many messages at once are refused with their ids, and pass later', async () => {
    const { interactionId } = await foyer.start();
    const send = () => foyer.visitor(interactionId, 'tab-1', { t: 'message', id: foyer.newId(), after: 0, text: 'x' });
    for (let n = 0; n < 30; n++) expect(await send()).toMatchObject({ t: 'ack' });
    const refused = await send();
    expect(refused).toMatchObject({ t: 'refused', code: 'rate_limited', id: expect.stringMatching(/^id-/) });
    foyer.advance(10);
    expect(await send()).toMatchObject({ t: 'ack' });
  });

  it('F2 a token whose chat is not there starts nothing', async () => {
    const answer = await foyer.visitor('no-such-chat', 'tab-1', { t: 'resume', id: foyer.newId(), after: 0 });
    expect(answer).toMatchObject({ t: 'refused', code: 'chat_unknown' });
  });

  it.each(['message', 'end', 'finish', 'sync', 'accept'])(
    'E1 an agent may not %s in a chat of somebody else',
    async (t) => {
      await foyer.signIn('ines');
      const { interactionId } = await foyer.start();
      await foyer.signIn('tomas');
      const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
      const { offerId } = told(chat);
      if (!offerId) throw new Error('not offered');
      const rest = { after: 0, text: 'x', disposition: 'solved', offerId };
      const answer = await foyer.agent('tomas', 'desk-tomas', { t, id: foyer.newId(), interactionId, ...rest });
      expect(answer).toMatchObject({ t: 'refused', code: 'chat_not_yours' });
      expect((await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat.seq).toBe(chat.seq);
    },
  );
});

describe('the console’s session', () => {
  const claims = (changes: object = {}) => ({
    email: 'ines@shop.example',
    email_verified: true,
    'cognito:groups': '[agent]',
    ...changes,
  });

  it('A2 a role and a known, verified address open the desk', async () => {
    const { status, body } = await foyer.http('console-session', {
      claims: claims({ 'cognito:groups': '[agent admin]' }),
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      person: { name: 'Inés', role: 'admin' },
      agent: { id: 'ines' },
      queues: [{ id: 'orders' }, { id: 'advice' }],
    });
  });

  it.each([
    ['role_missing', { 'cognito:groups': undefined }],
    ['role_missing', { 'cognito:groups': '[guests]' }],
    ['agent_unknown', { email: 'nobody@shop.example' }],
    ['email_unverified', { email_verified: false }],
    ['email_missing', { email: undefined }],
  ] as const)('A2 %s: %j', async (code, changes) => {
    expectRefusal(await foyer.http('console-session', { claims: claims(changes) }), code);
  });
});
