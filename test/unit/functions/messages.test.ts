/** C6 through the functions: what visitors read in the tenant's words. */
import { describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import type { Messages } from '../../../core/messages.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const SHOP = 'fw_offered0000';

const centre = (messages: Messages, queue: Partial<ConfigurationInput['queues'][number]> = {}) => ({
  culture: 'en',
  queues: [
    { id: 'orders', name: 'Orders', strategy: 'pick' as const, members: [{ agent: 'ines' }], messages, ...queue },
    { id: 'advice', name: 'Advice', members: [{ agent: 'ines' }] },
  ],
});

const texts: Messages = {
  greeting: { en: 'I am {agent}', es: 'Soy {agent}' },
  closing: { en: 'Thank you', es: 'Gracias' },
  outOfTime: { en: 'Write to us', 'es-MX': 'Escríbenos a {queue}' },
  notAvailable: { en: 'Try tomorrow' },
};

async function seen(foyer: Foyer, interactionId: string, tab: string) {
  const { commits } = await foyer.visitor(interactionId, tab, { t: 'resume', id: foyer.newId(), after: 0 });
  return commits.flatMap(({ events }: { events: object[] }) => events);
}

describe('A chat', () => {
  it('C6 keeps the texts that were in force when it started, in its own culture', async () => {
    const foyer = await createFoyer(centre(texts));
    const [es, fr] = [
      await foyer.start(SHOP, 'Marta', foyer.newId(), { culture: 'es-AR' }),
      await foyer.start(SHOP, 'Luc', foyer.newId(), { culture: 'fr' }),
    ];
    const console = await foyer.signIn('ines');
    await foyer.publish(centre({ greeting: 'Another', closing: 'Another' }));
    for (const { interactionId } of [es, fr]) {
      await foyer.agent('ines', console, { t: 'take', id: foyer.newId(), interactionId });
      await foyer.agent('ines', console, { t: 'end', id: foyer.newId(), interactionId, after: 0 });
    }
    expect(await seen(foyer, es.interactionId, 'tab-es')).toMatchObject([
      ...[{ type: 'started' }, { type: 'queued' }, { type: 'accepted' }],
      { type: 'message', from: 'agent', text: 'Soy Inés' },
      { type: 'ended', says: 'Gracias' },
    ]);
    expect(await seen(foyer, fr.interactionId, 'tab-fr')).toMatchObject([
      ...[{ type: 'started' }, { type: 'queued' }, { type: 'accepted' }],
      { type: 'message', from: 'agent', text: 'I am Inés' },
      { type: 'ended', says: 'Thank you' },
    ]);
  });

  it('C6 that is taken twice by one command greets once', async () => {
    const foyer = await createFoyer(centre(texts));
    const { interactionId } = await foyer.start();
    const console = await foyer.signIn('ines');
    const take = { t: 'take', id: foyer.newId(), interactionId };
    await foyer.agent('ines', console, take);
    foyer.advance(1);
    await foyer.agent('ines', console, take);
    const greetings = (await seen(foyer, interactionId, 'tab')).filter(
      ({ type }: { type: string }) => type === 'message',
    );
    expect(greetings).toHaveLength(1);
  });
});

describe('Instead of a chat', () => {
  const asked = async (foyer: Foyer, culture: string) => {
    const request = { parameters: { token: SHOP }, query: `culture=${culture}`, origin: 'https://shop.example' };
    return (await foyer.http('website', request)).body;
  };

  it('C6 a closed queue says its out-of-time text in the visitor’s culture, before the widget opens', async () => {
    const foyer = await createFoyer(centre(texts, { enabled: false }));
    expect(await asked(foyer, 'es-MX')).toMatchObject({ signal: 'closed', says: 'Escríbenos a Orders' });
    expect(await asked(foyer, 'es')).toMatchObject({ signal: 'closed', says: 'Write to us' });
  });

  it('C6 a full tenant says that nobody is available; a queue without texts says nothing', async () => {
    const foyer = await createFoyer({ ...centre(texts), maxChats: 1 });
    expect(await asked(foyer, 'es')).not.toHaveProperty('says');
    await foyer.start();
    expect(await asked(foyer, 'es')).toMatchObject({ signal: 'busy', says: 'Try tomorrow' });
    await foyer.publish({ ...centre({}), maxChats: 1 });
    expect(await asked(foyer, 'es')).not.toHaveProperty('says');
  });
});
