/** Foyer's own page for a website (A3): `/w/TOKEN`, on the widget's distribution, which no website lists among its domains. */
import { describe, expect, it } from 'vitest';
import { createFoyer, EDGE_KEY } from '../../support/foyer-in-memory.ts';

const own = { 'sec-fetch-site': 'same-origin', 'x-foyer-edge': EDGE_KEY };
const widget = 'https://d111111abcdef8.cloudfront.net';

async function visits(headers: Record<string, string>, origin?: string) {
  const foyer = await createFoyer();
  const answers = { name: 'Marta', email: 'm@shop.example' };
  const body = (website: string, said: object) => ({
    ...{ website, id: foyer.newId(), culture: 'en' },
    answers: { ...answers, ...said },
  });
  const from = { headers, ...(origin ? { origin } : {}) };
  return {
    // Browsers send no Origin with it.
    website: (token = 'fw_offered0000') => foyer.http('website', { parameters: { token }, headers }),
    start: (token = 'fw_offered0000') =>
      foyer.http('chat-start', { body: body(token, { question: 'Hello' }), ...from }),
    leave: (token = 'fw_offered0000') => foyer.http('leave', { body: body(token, { message: 'Hello' }), ...from }),
  };
}

it('A3 A2 may ask, start a chat and leave a message, although no domain allows it', async () => {
  const { website, start, leave } = await visits(own, widget);
  expect(await website()).toMatchObject({ status: 200, body: { signal: 'free' } });
  expect(await start()).toMatchObject({ status: 200 });
  expect(await leave()).toMatchObject({ status: 200 });
});

it('A3 A2 a revoked or unknown token is refused there too', async () => {
  const { website, start } = await visits(own, widget);
  expect(await website('fw_revoked0000')).toMatchObject({ body: { code: 'website_revoked' } });
  expect(await start('fw_unknown0000')).toMatchObject({ body: { code: 'website_unknown' } });
});

describe('A3 A2 nobody else is taken for it:', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['another site, as its browser says', { ...own, 'sec-fetch-site': 'cross-site' }, 'https://evil.example'],
    ['a subdomain of the same one', { ...own, 'sec-fetch-site': 'same-site' }, 'https://x.cloudfront.net'],
    ['a request that did not come through the distribution', { 'sec-fetch-site': 'same-origin' }, widget],
    ['one with another key', { ...own, 'x-foyer-edge': 'guessed' }, widget],
    ['an Origin that says it is', { 'x-foyer-edge': EDGE_KEY }, widget],
    ['a page without an Origin', { 'x-foyer-edge': EDGE_KEY }, undefined],
  ])('%s', async (_, headers, origin) => {
    const { website, start, leave } = await visits(headers, origin);
    for (const answer of [await website(), await start(), await leave()])
      expect(answer).toMatchObject({ status: 403, body: { code: 'origin_refused' } });
  });
});
