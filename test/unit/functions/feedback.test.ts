/** A visitor says how a conversation was, over the socket of a page that may have been reloaded since (F1). */
import { expect, it } from 'vitest';
import { InteractionId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const orders = {
  ...{ id: 'orders', name: 'Orders', strategy: 'longest-idle' as const, members: [{ agent: 'ines' }] },
  feedback: true,
};

/** Marta's chat with Inés, which Inés has just ended. */
async function ended() {
  const foyer = await createFoyer({ queues: [orders, { id: 'advice', name: 'Advice' }] });
  await foyer.signIn('ines');
  const { interactionId } = await foyer.start();
  await foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
  const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
  const [offer] = chat.stage ? chat.offers : [];
  const does = (frame: object) =>
    foyer.agent('ines', 'desk-ines', { id: foyer.newId(), interactionId, after: 0, ...frame });
  await does({ t: 'accept', offerId: offer?.id });
  await does({ t: 'end' });
  for (const socket of ['tab', 'desk-ines']) foyer.heard(socket);
  return { foyer, interactionId, does };
}

const rates = (foyer: Foyer, said: object = {}) => ({ t: 'feedback', id: foyer.newId(), score: 4, ...said });

it('F1 is acknowledged on a socket that only says this, and Inés reads it in wrap-up', async () => {
  const { foyer, interactionId } = await ended();
  const note = 'رائع 🪔 <b>'.repeat(80).slice(0, 1000);
  const frame = rates(foyer, { note });
  expect(await foyer.visitor(interactionId, 'other', frame)).toMatchObject({ t: 'ack', id: frame.id });
  expect(foyer.heard('desk-ines')).toMatchObject([
    { t: 'commit', commit: { events: [{ type: 'rated', score: 4, note }] } },
  ]);
  expect(foyer.heard('tab')).toEqual([]);
});

it('F1 is kept once, however often and from how many pages it is sent', async () => {
  const { foyer, interactionId } = await ended();
  const frame = rates(foyer);
  const answers = await Promise.all(
    ['one', 'two', 'three'].map((socket) => foyer.visitor(interactionId, socket, frame)),
  );
  for (const answer of answers)
    expect(answer.t === 'ack' || answer.code === 'feedback_given', JSON.stringify(answer)).toBe(true);
  expect(await foyer.visitor(interactionId, 'four', rates(foyer, { score: 1 }))).toMatchObject({
    code: 'feedback_given',
  });
  const log = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0);
  expect(log.flatMap(({ events }) => events.filter(({ type }) => type === 'rated'))).toHaveLength(1);
});

it.each([
  ['no score', { score: undefined }],
  ['a score of 0', { score: 0 }],
  ['a score of 6', { score: 6 }],
  ['half a score', { score: 3.5 }],
  ['a text as score', { score: '5' }],
  ['a note that is too long', { note: 'x'.repeat(1001) }],
  ['a note in which nothing is to be seen', { note: '\u200b' }],
  ['control characters', { note: 'a\u0000b' }],
])('F1 is refused with %s, and can be said right after that', async (_, said) => {
  const { foyer, interactionId } = await ended();
  expect(await foyer.visitor(interactionId, 'tab', rates(foyer, said))).toMatchObject({ t: 'refused' });
  expect(await foyer.visitor(interactionId, 'tab', rates(foyer))).toMatchObject({ t: 'ack' });
});

it('F1 is refused to agents, who have no such frame', async () => {
  const { foyer, interactionId, does } = await ended();
  expect(await does(rates(foyer))).toMatchObject({ t: 'refused' });
  const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
  expect(chat).toMatchObject({ feedback: 'asked' });
});
