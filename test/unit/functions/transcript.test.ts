/** The conversation by e-mail (F4): asked for over the socket, sent by the function that sends mails. */
import { expect, it } from 'vitest';
import { InteractionId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const domains = ['shop.example'];
const websites = [
  { id: 'shop', name: 'Casa Alba', token: 'fw_offered0000', domains, queue: 'orders', transcript: true },
];

/** Marta's chat with Inés. */
async function talking(name = 'Marta', foyer?: Foyer) {
  const shop = foyer ?? (await createFoyer({ websites }));
  if (!foyer) await shop.signIn('ines');
  const { interactionId } = await shop.start('fw_offered0000', name);
  await shop.visitor(interactionId, `tab-${name}`, { t: 'resume', id: shop.newId(), after: 0 });
  const { chat } = await shop.stores.chats.load(InteractionId.parse(interactionId));
  const [offer] = chat.stage ? chat.offers : [];
  const does = (frame: object) =>
    shop.agent('ines', 'desk-ines', { id: shop.newId(), interactionId, after: 0, ...frame });
  await does({ t: 'accept', offerId: offer?.id });
  await does({ t: 'note', text: 'a difficult one' });
  await does({ t: 'message', text: `Hello ${name}` });
  return { foyer: shop, interactionId, does };
}

const asks = (foyer: Foyer, zone = 'Europe/Lisbon') => ({ t: 'transcript', id: foyer.newId(), after: 0, zone });
const logOf = async ({ stores }: Foyer, interactionId: string) =>
  (await stores.chats.range(InteractionId.parse(interactionId), 0)).flatMap(({ events }) => events);

it('F4 is sent once to the address that the visitor gave, and the log says so', async () => {
  const { foyer, interactionId } = await talking();
  const frame = asks(foyer);
  expect(await foyer.visitor(interactionId, 'other', frame)).toMatchObject({ t: 'ack' });
  expect(await foyer.visitor(interactionId, 'other', frame)).toMatchObject({ t: 'ack' });
  await foyer.sendMail(interactionId);
  await foyer.sendMail(interactionId);
  expect(foyer.mails).toMatchObject([{ to: 'marta@correo.example', sender: 'Casa Alba' }]);
  expect(foyer.mails[0]?.text).toContain('Inés: Hello Marta');
  expect(foyer.mails[0]?.text).not.toContain('difficult');
  expect(foyer.mails[0]?.text).toContain('Europe/Lisbon');
  expect((await logOf(foyer, interactionId)).map(({ type }) => type)).toContain('transcribed');
});

it('F4 a zone that does not exist is the tenant’s', async () => {
  const { foyer, interactionId } = await talking();
  await foyer.visitor(interactionId, 'other', asks(foyer, 'Mars/Base'));
  await foyer.sendMail(interactionId);
  expect(foyer.mails[0]?.text).toContain('UTC');
});

it('F4 has nothing that is said after it was asked for, so that a repetition is the same mail', async () => {
  const { foyer, interactionId, does } = await talking();
  await foyer.visitor(interactionId, 'other', asks(foyer));
  await does({ t: 'message', text: 'one more thing' });
  foyer.answerMails(new Error('SES did not send a mail: TooManyRequestsException'));
  await expect(foyer.sendMail(interactionId)).rejects.toThrow('TooManyRequestsException');
  foyer.answerMails({ is: 'sent' });
  await foyer.sendMail(interactionId);
  expect(foyer.mails).toHaveLength(1);
  expect(foyer.mails[0]?.text).not.toContain('one more thing');
});

it('F4 an address that SES refuses is marked, and can be tried again', async () => {
  const { foyer, interactionId } = await talking();
  foyer.answerMails({ is: 'refused', code: 'MessageRejected' });
  await foyer.visitor(interactionId, 'other', asks(foyer));
  await foyer.sendMail(interactionId);
  expect(await logOf(foyer, interactionId)).toContainEqual(
    expect.objectContaining({ type: 'transcript-failed', because: 'refused' }),
  );
  expect(await foyer.visitor(interactionId, 'other', asks(foyer))).toMatchObject({ t: 'ack' });
});

it('F4 at most five an hour go to one address, whoever gave it', async () => {
  const { foyer, interactionId, does } = await talking('Marta 0');
  const all = [interactionId];
  await foyer.visitor(interactionId, 'other', asks(foyer));
  await foyer.sendMail(interactionId);
  await does({ t: 'end' });
  await does({ t: 'finish', disposition: 'solved' });
  for (let n = 1; n < 6; n++) {
    const next = await talking(`Marta ${n}`, foyer);
    all.push(next.interactionId);
    await foyer.visitor(next.interactionId, 'other', asks(foyer));
    await foyer.sendMail(next.interactionId);
    await next.does({ t: 'end' });
    await next.does({ t: 'finish', disposition: 'solved' });
  }
  expect(foyer.mails).toHaveLength(5);
  expect(await logOf(foyer, all.at(-1) ?? '')).toContainEqual(
    expect.objectContaining({ type: 'transcript-failed', because: 'limited' }),
  );
});

it.each([
  ['no zone', { zone: undefined }],
  ['a zone with a header in it', { zone: 'UTC\r\nBcc: x' }],
  ['a zone that is too long', { zone: 'x'.repeat(65) }],
])('F4 is refused with %s', async (_, said) => {
  const { foyer, interactionId } = await talking();
  expect(await foyer.visitor(interactionId, 'other', { ...asks(foyer), ...said })).toMatchObject({ t: 'refused' });
});
