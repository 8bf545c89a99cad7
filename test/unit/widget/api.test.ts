import { expect, test, vi } from 'vitest';
import { createApi, isWebsite } from '../../../widget/app/engine/api.ts';
import { website } from './device.ts';

const session = { interactionId: 'c', token: 't', expiresAt: 1, socketUrl: 'wss://x' };

function answering(status: number, body: unknown) {
  const asked: { url: string; request: RequestInit | undefined }[] = [];
  const api = createApi('https://cdn.example/', async (url, request) => {
    asked.push({ url: String(url), request });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  });
  return { api, asked };
}

test('a chat is started at the address that the script came from', async () => {
  const { api, asked } = answering(200, session);
  expect(await api.start('{"id":"x"}')).toEqual({ is: 'answered', value: session });
  expect(asked[0]).toMatchObject({
    url: 'https://cdn.example/v1/chats',
    request: { method: 'POST', body: '{"id":"x"}' },
  });
});

test('B1 the signal is asked for with what the page says of the visitor', async () => {
  const { api, asked } = answering(200, { ...website, signal: 'closed', opensAt: 5 });
  expect(await api.ask('v1/websites/fw?culture=es&tag=vip', isWebsite)).toMatchObject({
    value: { signal: 'closed', opensAt: 5 },
  });
  expect(asked[0]?.url).toBe('https://cdn.example/v1/websites/fw?culture=es&tag=vip');
});

test('a renewal shows the old token', async () => {
  const { api, asked } = answering(200, session);
  await api.renew('old');
  expect(asked[0]?.request?.headers).toMatchObject({ authorization: 'Bearer old' });
});

test('a refusal keeps its code, and tells whoever looks after the page what to do', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { api } = answering(403, { code: 'origin_refused', message: 'Add it to `domains`.' });
  expect(await api.ask('v1/websites/fw', isWebsite)).toEqual({ is: 'refused', code: 'origin_refused' });
  expect(warn).toHaveBeenCalledWith('Foyer: origin_refused. Add it to `domains`.');
});

test.each([
  [503, { code: 'unavailable', message: '' }],
  [500, { message: 'Internal Server Error' }],
  [429, { message: 'Too Many Requests' }],
  [200, '<html>Sign in to this network</html>'],
  [200, { ...session, token: 7 }],
])('%i %j may go better later', async (status, body) => {
  expect(await answering(status, body).api.start('{}')).toEqual({ is: 'failed' });
});

test('A2 too many starts from one network come with the time after which one may go better', async () => {
  const { api } = answering(429, { code: 'starts_limited', message: '', retryAfterS: 400 });
  expect(await api.start('{}')).toEqual({ is: 'failed', retryAfterS: 400 });
});

test.each([-1, 0.5, '400', null])('a time that is none (%j) is passed over', async (retryAfterS) => {
  const { api } = answering(429, { code: 'starts_limited', message: '', retryAfterS });
  expect(await api.start('{}')).toEqual({ is: 'failed' });
});

test('no network is no refusal', async () => {
  const api = createApi('https://cdn.example/', () => Promise.reject(new TypeError('Failed to fetch')));
  expect(await api.ask('v1/websites/fw', isWebsite)).toEqual({ is: 'failed' });
});
