import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMailer } from '../../../adapters/ses/mailer.ts';
import { startEndpoint } from './aws-endpoint.ts';

let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
let answer: { status: number; headers?: Record<string, string>; body?: string };
beforeEach(async () => {
  answer = { status: 200, body: '{"MessageId":"1"}' };
  endpoint = await startEndpoint(() => answer);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_SESV2', endpoint.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
});

const mail = {
  ...{ to: 'marta@correo.example', sender: 'Café "Sol"', subject: 'Tu respuesta', text: 'Hola', html: '<p>Hola</p>' },
  headers: { 'Auto-Submitted': 'auto-generated' },
};
const post = () => createMailer({ from: 'chat@shop.example', configurationSet: 'acme-foyer' })(mail);
const refusing = (status: number, type: string) => ({
  ...{ status, headers: { 'x-amzn-errortype': type } },
  body: '{"message":"Email address is not verified: marta@correo.example"}',
});

test('D11 a mail is sent from the tenant’s address, under the website’s name', async () => {
  expect(await post()).toEqual({ is: 'sent', messageId: '<1@eu-west-1.amazonses.com>' });
  expect(endpoint.asked.map(({ path }) => path)).toEqual(['POST /v2/email/outbound-emails']);
  expect(JSON.parse(endpoint.asked[0]?.body ?? '')).toMatchObject({
    FromEmailAddress: '=?UTF-8?B?Q2Fmw6kgIlNvbCI=?= <chat@shop.example>',
    Destination: { ToAddresses: ['marta@correo.example'] },
    ConfigurationSetName: 'acme-foyer',
    Content: { Simple: { Subject: { Data: 'Tu respuesta', Charset: 'UTF-8' } } },
  });
});

test('D11 what SES never sends is refused with its name alone', async () => {
  answer = refusing(400, 'MessageRejected');
  expect(await post()).toEqual({ is: 'refused', code: 'MessageRejected' });
});

test.each([
  [429, 'TooManyRequestsException'],
  [400, 'AccountSuspendedException'],
  [403, 'AccessDeniedException'],
  [500, 'InternalFailure'],
])(
  'D11 after %i %s it is asked once and fails, so that Lambda tries later, without the address',
  async (status, type) => {
    answer = refusing(status, type);
    const failed = await post().catch((error: unknown) => error);
    expect(String(failed)).toBe(`Error: SES did not send a mail: ${type}`);
    expect(endpoint.asked).toHaveLength(1);
  },
);
