/** Whoever had a chat before somebody else came back with its tracking id (A14). */
import { describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const orders: ConfigurationInput['queues'][number] = {
  ...{ id: 'orders', name: 'Orders', strategy: 'longest-idle', offerS: 20, autoFinishS: 60, wrapUpS: 600 },
  ...{ members: [{ agent: 'ines' }], momentumS: 120 },
};
const centre = { queues: [orders, { id: 'advice', name: 'Advice', strategy: 'pick' as const }] };
const ENDED = { t: 'refused', code: 'chat_ended' };

const chatOf = async ({ stores }: Foyer, interactionId: string) => {
  const { chat } = await stores.chats.load(InteractionId.parse(interactionId));
  if (!chat.stage) throw new Error('there is no chat');
  return chat;
};
const logOf = ({ stores }: Foyer, interactionId: string) => stores.chats.range(InteractionId.parse(interactionId), 0);
const does = (foyer: Foyer, interactionId: string, frame: Record<string, unknown>) =>
  foyer.agent('ines', 'desk-ines', { id: foyer.newId(), interactionId, after: 0, ...frame });
const begin = (foyer: Foyer, name: string, said: Record<string, unknown> = {}) => {
  const answers = { name, email: 'm@shop.example', ...Object(said.answers) };
  const body = { website: 'fw_offered0000', id: foyer.newId(), culture: 'en', ...said, answers };
  return foyer.http('chat-start', { body: { trackingId: 'order-4711', ...body }, origin: 'https://shop.example' });
};
const resume = (foyer: Foyer) => ({ t: 'resume', id: foyer.newId(), after: 0 });
const says = (foyer: Foyer, text: string) => ({ t: 'message', id: foyer.newId(), after: 0, text });

async function accepts(foyer: Foyer, interactionId: string) {
  const [offer] = (await chatOf(foyer, interactionId)).offers;
  return does(foyer, interactionId, { t: 'accept', offerId: offer?.id });
}

/** Somebody with a token for the chat, on a socket of this name. */
async function opens(foyer: Foyer, token: string, socket: string) {
  const who = await foyer.visitorOf(token);
  return { token, who, socket, first: await foyer.visitor(who, socket, resume(foyer)) };
}

/** Marta's chat with Inés, which Inés has just ended. Marta has two pages open. */
async function parted() {
  const foyer = await createFoyer(centre);
  await foyer.signIn('ines');
  const said = { id: foyer.newId(), answers: { question: 'Marta says: 5 High Street' } };
  const { body } = await begin(foyer, 'Marta', said);
  const { interactionId } = body;
  const marta = await opens(foyer, body.token, 'tab');
  await opens(foyer, body.token, 'tab-2');
  await accepts(foyer, interactionId);
  const saved = says(foyer, 'Marta says: once more');
  await foyer.visitor(marta.who, 'tab', saved);
  const answer = { t: 'message', id: foyer.newId(), text: 'Inés says: it has left' };
  await does(foyer, interactionId, answer);
  await does(foyer, interactionId, { t: 'end' });
  return { foyer, interactionId, marta, said, saved, answer };
}

/** Luis has come back with the tracking id, and Inés has the chat again. */
async function taken() {
  const given = await parted();
  const { foyer, interactionId } = given;
  for (const socket of ['tab', 'tab-2', 'desk-ines']) foyer.heard(socket);
  const { body } = await begin(foyer, 'Luis', { answers: { question: 'Luis says: secret' } });
  expect(body.interactionId).toBe(interactionId);
  const luis = await opens(foyer, body.token, 'other-tab');
  await accepts(foyer, interactionId);
  foyer.heard('other-tab');
  return { ...given, luis };
}

describe('A14 whoever had the chat before', () => {
  it('A14 receives nothing of what is said from then on: their pages are told that it has ended, and closed', async () => {
    const { foyer, interactionId, luis } = await taken();
    foyer.gone.clear();
    await does(foyer, interactionId, { t: 'message', text: 'Inés says: to Luis' });
    await does(foyer, interactionId, { t: 'presence', typing: true });
    await foyer.visitor(luis.who, luis.socket, says(foyer, 'Luis says: more'));
    expect(foyer.heard('other-tab')).toMatchObject([{ t: 'commit' }, { t: 'presence' }]);
    for (const socket of ['tab', 'tab-2']) expect(foyer.heard(socket)).toMatchObject([ENDED]);
  });

  it('A14 is hung up on', async () => {
    const { foyer } = await taken();
    expect(foyer.gone).toEqual(new Set(['tab', 'tab-2']));
  });

  it('A14 may not read: neither on a socket that was open, nor on one that said nothing yet, nor on another', async () => {
    const { foyer, interactionId, marta } = await taken();
    for (const who of [marta.who, interactionId])
      for (const socket of ['tab', 'silent-tab', 'third-tab'])
        expect(await foyer.visitor(who, socket, resume(foyer))).toMatchObject(ENDED);
    expect((await chatOf(foyer, interactionId)).visitor.reach.ids).toEqual(['other-tab']);
  });

  it('A14 may not write, end it or ask for a person, nor are they seen to type and read', async () => {
    const { foyer, interactionId, marta } = await taken();
    foyer.heard('desk-ines');
    const log = await logOf(foyer, interactionId);
    for (const t of ['message', 'end', 'person', 'revise'])
      expect(await foyer.visitor(marta.who, 'tab', { ...says(foyer, 'Still me'), t, of: 1 })).toMatchObject(ENDED);
    const reached = { got: 4, read: 4 };
    const marks = await foyer.stores.chats.marks(InteractionId.parse(interactionId));
    await foyer.visitor(marta.who, 'tab', { t: 'presence', typing: true, reached });
    expect(await foyer.stores.chats.marks(InteractionId.parse(interactionId))).toEqual(marks);
    expect(foyer.heard('desk-ines')).toEqual([]);
    expect(await logOf(foyer, interactionId)).toEqual(log);
  });

  it('A14 F2 is refused a message that was saved but not acknowledged, and nobody is shown it again', async () => {
    const { foyer, marta, saved } = await taken();
    foyer.heard('desk-ines');
    expect(await foyer.visitor(marta.who, 'tab', saved)).toMatchObject(ENDED);
    for (const socket of ['other-tab', 'desk-ines']) expect(foyer.heard(socket)).toEqual([]);
  });

  it('A14 gets no other token, and a token renewed at the same moment opens nothing', async () => {
    const { foyer, marta } = await parted();
    const renewed = await foyer.http('chat-token', { bearer: marta.token });
    const { body } = await begin(foyer, 'Luis');
    expect(await foyer.http('chat-token', { bearer: marta.token })).toMatchObject({
      status: 409,
      body: { code: 'chat_ended' },
    });
    expect(await foyer.http('chat-token', { bearer: renewed.body.token })).toMatchObject({ status: 409 });
    expect((await opens(foyer, renewed.body.token, 'tab-3')).first).toMatchObject(ENDED);
    expect(await foyer.http('chat-token', { bearer: body.token })).toMatchObject({ status: 200 });
  });

  it('A14 D8 gets another chat with the old token, and none with the old start', async () => {
    const { foyer, interactionId, marta, said } = await taken();
    const { body } = await begin(foyer, 'Marta', { continues: marta.token, answers: { question: 'I am back' } });
    expect(body.interactionId).not.toBe(interactionId);
    expect(await begin(foyer, 'Marta', said)).toMatchObject({ status: 409, body: { code: 'chat_ended' } });
  });

  it('A14 D8 does not open it again by writing, once silence has ended it for the next one', async () => {
    const { foyer, interactionId, marta, luis } = await taken();
    await foyer.leave(luis.who, luis.socket);
    foyer.advance(60);
    await foyer.timer('auto-finish', interactionId, foyer.now());
    expect(await foyer.visitor(marta.who, 'tab', says(foyer, 'Still me'))).toMatchObject(ENDED);
    expect(await foyer.visitor(luis.who, 'tab-4', says(foyer, 'Still here'))).toMatchObject({ t: 'ack' });
  });

  it('A14 gets nothing by a range that was asked for just before', async () => {
    const { foyer, interactionId, marta } = await parted();
    const { chats } = foyer.stores;
    const { range } = chats;
    chats.range = async (...asked) => {
      chats.range = range;
      const { body } = await begin(foyer, 'Luis', { answers: { question: 'Luis says: secret' } });
      expect(body.interactionId).toBe(interactionId);
      return range(...asked);
    };
    const answer = await foyer.visitor(marta.who, 'tab', resume(foyer));
    expect(JSON.stringify(answer)).not.toContain('Luis');
  });

  it('A14 comes back by the tracking id in turn, and reads from there', async () => {
    const { foyer, interactionId, luis } = await taken();
    await foyer.visitor(luis.who, luis.socket, { t: 'end', id: foyer.newId(), after: 0 });
    const { body } = await begin(foyer, 'Marta', { answers: { question: 'Marta says: me again' } });
    expect(body.interactionId).toBe(interactionId);
    const { first } = await opens(foyer, body.token, 'tab-5');
    expect(JSON.stringify(first)).toContain('me again');
    expect(JSON.stringify(first)).not.toMatch(/Luis|High Street|it has left/);
    expect(await foyer.visitor(luis.who, luis.socket, resume(foyer))).toMatchObject(ENDED);
  });
});

describe('A14 whoever comes back with the tracking id', () => {
  it('A14 F2 gets the same chat for the same start, unless somebody else has come since', async () => {
    const { foyer, interactionId } = await parted();
    const start = { id: foyer.newId(), answers: { question: 'Luis says: secret' } };
    const first = await begin(foyer, 'Luis', start);
    const luis = await opens(foyer, first.body.token, 'other-tab');
    const again = await begin(foyer, 'Luis', start);
    expect((await opens(foyer, again.body.token, 'other-tab')).who).toEqual(luis.who);
    await accepts(foyer, interactionId);
    await foyer.visitor(luis.who, luis.socket, { t: 'end', id: foyer.newId(), after: 0 });
    expect((await begin(foyer, 'Ana', { answers: { question: 'Ana says: hello' } })).body.interactionId).toBe(
      interactionId,
    );
    expect((await begin(foyer, 'Luis', start)).body.interactionId).not.toBe(interactionId);
  });

  it('A14 reads nothing of before by repeating a command of that time', async () => {
    const { foyer, interactionId, luis, said } = await taken();
    for (const id of [interactionId, said.id])
      expect(JSON.stringify(await foyer.visitor(luis.who, luis.socket, { ...says(foyer, 'x'), id }))).not.toContain(
        'Marta',
      );
  });

  it('A14 is not sent what an agent or a timer repeats of before, nor what is changed of it', async () => {
    const { foyer, interactionId, answer } = await taken();
    await does(foyer, interactionId, answer);
    const [{ seq = 0 } = {}] = (await logOf(foyer, interactionId)).filter(({ id }) => id === answer.id);
    const revise = { t: 'revise', of: seq, text: 'Inés says: it was for Marta' };
    expect(await does(foyer, interactionId, revise)).toMatchObject({ code: 'message_final' });
    expect(foyer.heard('other-tab')).toEqual([]);
  });

  it('A14 is not told how far the one before had read', async () => {
    const { foyer, interactionId, marta } = await parted();
    const { chats } = foyer.stores;
    await chats.mark(await chatOf(foyer, interactionId), 'visitor', { got: 3, read: 3, at: foyer.now() });
    await chats.mark(await chatOf(foyer, interactionId), 'agent', { got: 1, read: 1, at: foyer.now() });
    expect((await foyer.visitor(marta.who, 'tab', resume(foyer))).marks).toHaveProperty('visitor');
    const { body } = await begin(foyer, 'Luis', { answers: { question: 'Luis says: secret' } });
    expect((await opens(foyer, body.token, 'other-tab')).first.marks).toEqual({});
  });

  it('A14 D3 is away until a page of theirs is connected, whoever was before', async () => {
    const { foyer, interactionId } = await parted();
    await begin(foyer, 'Luis', { answers: { question: 'Luis says: secret' } });
    expect((await chatOf(foyer, interactionId)).visitor.away).toMatchObject({ endsAt: foyer.now() + 60_000 });
    foyer.advance(60);
    await foyer.timer('auto-finish', interactionId, foyer.now());
    expect((await chatOf(foyer, interactionId)).stage).toMatchObject({ outcome: 'auto-finished' });
  });

  it('A14 F2 is served in every page of the same browser', async () => {
    const { foyer, interactionId, luis } = await taken();
    await opens(foyer, luis.token, 'other-tab-2');
    const renewed = await foyer.http('chat-token', { bearer: luis.token });
    await opens(foyer, renewed.body.token, 'other-tab-3');
    await does(foyer, interactionId, { t: 'message', text: 'Inés says: to Luis' });
    for (const socket of ['other-tab', 'other-tab-2', 'other-tab-3'])
      expect(foyer.heard(socket)).toMatchObject([{ t: 'commit' }]);
  });
});

it('D11 the link in an e-mail is the same person’s: the page that they left is served beside the one that it opens', async () => {
  const foyer = await createFoyer(centre);
  await foyer.signIn('ines');
  const { interactionId, token } = (await begin(foyer, 'Marta')).body;
  await opens(foyer, token, 'desk-top');
  await accepts(foyer, interactionId);
  const link = {
    audience: 'link',
    subject: interactionId,
    claims: { readsFrom: 0 },
    ttlS: 600,
    now: foyer.now(),
  } as const;
  const { body } = await foyer.http('chat-continue', { bearer: await foyer.tokens.issue(link) });
  await opens(foyer, body.session.token, 'phone');
  for (const socket of ['desk-top', 'phone']) foyer.heard(socket);
  await does(foyer, interactionId, { t: 'message', text: 'Inés says: to Marta' });
  for (const socket of ['desk-top', 'phone']) expect(foyer.heard(socket)).toMatchObject([{ t: 'commit' }]);
});
