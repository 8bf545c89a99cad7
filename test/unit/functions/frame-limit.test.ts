import { describe, expect, it } from 'vitest';
import type { ChatStore } from '../../../adapters/stores.ts';
import { createFoyer } from '../../support/foyer-in-memory.ts';

/** The requests to the chat store since the last call. */
function watch(chats: ChatStore): () => string[] {
  const asked: string[] = [];
  for (const name of ['load', 'range', 'newest'] as const) {
    const original = chats[name] as (...args: unknown[]) => unknown;
    const watched = (...args: unknown[]) => {
      asked.push(name);
      return original(...args);
    };
    Object.assign(chats, { [name]: watched });
  }
  return () => asked.splice(0);
}

describe('F2: a socket that sends too much is refused before anything is read for it', () => {
  it.each([
    ['ping', {}],
    ['resume', { after: 0 }],
    ['end', { after: 0 }],
    ['person', { after: 0 }],
  ])('%s: 100 in ten seconds, then again', async (t, fields) => {
    const foyer = await createFoyer();
    const { interactionId } = await foyer.start();
    const send = () => foyer.visitor(interactionId, 'marta', { t, id: foyer.newId(), ...fields });
    for (let n = 0; n < 100; n++) expect((await send()).code).not.toBe('rate_limited');

    const asked = watch(foyer.stores.chats);
    expect(await send()).toMatchObject({ t: 'refused', code: 'rate_limited' });
    expect(asked()).toEqual([]);

    foyer.advance(10);
    expect((await send()).code).not.toBe('rate_limited');
  });

  it('counts frames that make no sense, which are not looked at closely any more', async () => {
    const foyer = await createFoyer();
    const { interactionId } = await foyer.start();
    const send = () => foyer.visitor(interactionId, 'marta', { t: 'person', id: 'short' });
    for (let n = 0; n < 100; n++) expect((await send()).code).toBe('frame_malformed');
    expect((await send()).code).toBe('rate_limited');
  });

  it('holds nobody back for longer than a window when the clock was put back meanwhile', async () => {
    const foyer = await createFoyer();
    const { interactionId } = await foyer.start();
    const send = () => foyer.visitor(interactionId, 'marta', { t: 'ping' });
    for (let n = 0; n < 101; n++) await send();
    foyer.advance(-3600);
    expect(await send()).toMatchObject({ t: 'pong' });
  });

  it('counts each socket for itself', async () => {
    const foyer = await createFoyer();
    const { interactionId } = await foyer.start();
    for (let n = 0; n < 150; n++) await foyer.visitor(interactionId, 'loud', { t: 'ping' });
    expect(await foyer.visitor(interactionId, 'quiet', { t: 'ping' })).toMatchObject({ t: 'pong' });
  });

  it('holds an agent’s console too', async () => {
    const foyer = await createFoyer();
    await foyer.signIn('ines');
    for (let n = 0; n < 98; n++) await foyer.agent('ines', 'desk-ines', { t: 'ping', chats: [] });
    const asked = watch(foyer.stores.chats);
    expect(await foyer.agent('ines', 'desk-ines', { t: 'ping', chats: [] })).toMatchObject({ code: 'rate_limited' });
    expect(asked()).toEqual([]);
  });
});
