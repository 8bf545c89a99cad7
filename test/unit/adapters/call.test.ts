import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, type RequestOptions } from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isPublic } from '../../../adapters/addresses.ts';
import { type Called, createCaller } from '../../../adapters/https/call.ts';

/** Belongs to nobody: made for this test, for api.example.com. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdUaZ86kxUksR9flR
7YDtKVFUq4TmDPRPb5QSgJEiW9KhRANCAASJRs7jwMKvZVbSRTCyVZa2Ch+DTsX5
Mdr6Y7mS8oYmL++nUqVhunlzp8H+GGAAZ8EHVNqi6hM/2oYU78ho6R9P
-----END PRIVATE KEY-----
`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBpjCCAU2gAwIBAgIUJt3LrmhM6mvTVqJ2XvARA4qSYVkwCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPYXBpLmV4YW1wbGUuY29tMCAXDTI2MTEyNDE5NDMzNloYDzIx
MjYxMDMxMTk0MzM2WjAaMRgwFgYDVQQDDA9hcGkuZXhhbXBsZS5jb20wWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAASJRs7jwMKvZVbSRTCyVZa2Ch+DTsX5Mdr6Y7mS
8oYmL++nUqVhunlzp8H+GGAAZ8EHVNqi6hM/2oYU78ho6R9Po28wbTAdBgNVHQ4E
FgQUoHuPNyp7US/RyDHc+hmEoHHzWBwwHwYDVR0jBBgwFoAUoHuPNyp7US/RyDHc
+hmEoHHzWBwwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgg9hcGkuZXhhbXBs
ZS5jb20wCgYIKoZIzj0EAwIDRwAwRAIgH+z+FEqvH4ndw9C10fPSzMBB4B7GdVA1
92uXfFm/wOACIE6hmJmPaqvPoGK9xsMWUT1PwyOycoCvCLG1CXqln6pk
-----END CERTIFICATE-----
`;

const somewhere = '93.184.215.14';
const url = 'https://api.example.com/orders';

let handle: (request: IncomingMessage, response: ServerResponse) => void;
let arrived: string[] = [];
let connections = 0;
const server = createServer({ key, cert }, (request, response) => {
  arrived.push(`${request.method} ${request.headers.host}${request.url}`);
  handle(request, response);
}).on('connection', () => connections++);
const port = () => (server.address() as AddressInfo).port;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  arrived = [];
  connections = 0;
});

/** Replaces the network: records the addresses that Node is about to connect to, and directs each call to the server here. */
class Network extends Agent {
  readonly connectedTo: string[] = [];

  override createConnection(options: RequestOptions, done?: (error: Error | null, socket: Duplex) => void) {
    const lookup: LookupFunction = (hostname, how, found) =>
      options.lookup?.(hostname, how, (error, addresses) => {
        if (error) return found(error, []);
        this.connectedTo.push(...(addresses as LookupAddress[]).map(({ address }) => address));
        found(null, [{ address: '127.0.0.1', family: 4 }]);
      });
    return super.createConnection({ ...options, lookup, port: port(), ca: cert }, done);
  }
}

/** Answers each lookup with the next list of addresses, repeating the last one. */
function names(...answers: string[][]) {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, { all }, done) => {
    const addresses = (answers[asked.length] ?? answers.at(-1) ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    asked.push(hostname);
    if (all) done(null, addresses);
    else done(null, addresses[0]?.address ?? '', addresses[0]?.family);
  };
  return { asked, lookup };
}

function calling(lookup = names([somewhere]).lookup, agent = new Network()) {
  return createCaller({ allowedHosts: ['api.example.com', '*.shop.example'], lookup, agent });
}

const answering = (status: number, body: string, headers: Record<string, string> = {}) => {
  handle = (_, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
};

const because = (called: Called) => (called.ok ? 'it was answered' : called.because);

describe('the call of a scenario', () => {
  it('B4 posts JSON and hands back the JSON that was answered', async () => {
    let sent = '';
    handle = async (request, response) => {
      sent = `${request.headers['content-type']} ${await text(request)}`;
      response.writeHead(201, { 'content-type': 'application/problem+json; charset=utf-8' }).end('{"vip":true}');
    };
    expect(await calling()({ url, body: { order: 'A-1' }, timeoutS: 5 })).toEqual({ ok: true, answer: { vip: true } });
    expect(arrived).toEqual(['POST api.example.com/orders']);
    expect(sent).toBe('application/json {"order":"A-1"}');
  });

  it.each([
    ['http://api.example.com/', 'only https addresses may be called'],
    ['ftp://api.example.com/', 'only https addresses may be called'],
    ['not a URL', 'the address is not a URL'],
    ['https://evil.example/', 'the host is not one that may be called'],
    ['https://api.example.com.evil.example/', 'the host is not one that may be called'],
    ['https://api.example.com@evil.example/', 'the host is not one that may be called'],
    ['https://sub.api.example.com/', 'the host is not one that may be called'],
    ['https://shop.example/', 'the host is not one that may be called'],
    ['https://.shop.example/', 'the host is not one that may be called'],
    ['https://evilshop.example/', 'the host is not one that may be called'],
  ])('B4 refuses %s: %s', async (url, expected) => {
    const { asked, lookup } = names([somewhere]);
    expect(because(await calling(lookup)({ url, body: {}, timeoutS: 5 }))).toBe(expected);
    expect(asked).toEqual([]);
    expect(connections).toBe(0);
  });

  it.each(['https://127.0.0.1/', 'https://0x7f.1/', 'https://2130706433/', 'https://[::1]/', 'https://8.8.8.8/'])(
    'B4 refuses %s, an address instead of a name, even one that is allowed',
    async (url) => {
      const call = createCaller({ allowedHosts: ['127.0.0.1', '[::1]', '8.8.8.8'] });
      expect(because(await call({ url, body: {}, timeoutS: 5 }))).toBe(
        'only named hosts may be called, not IP addresses',
      );
    },
  );

  it('B4 calls a subdomain of an allowed wildcard, in capitals too', async () => {
    const { asked, lookup } = names(['10.0.0.1']);
    await calling(lookup)({ url: 'https://EU.Shop.Example/', body: {}, timeoutS: 5 });
    expect(asked).toEqual(['eu.shop.example']);
  });

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['169.254.169.254']],
    [['fd00:ec2::254']],
    [[somewhere, '10.0.0.1']],
  ])('B4 refuses a name whose addresses are %s, with Node’s own connection', async (addresses) => {
    const { asked, lookup } = names(addresses);
    // No agent, because this proves that Node uses this lookup, once, and connects to nothing else.
    const call = createCaller({ allowedHosts: ['api.example.com'], lookup });
    const called = await call({ url: `https://api.example.com:${port()}/`, body: {}, timeoutS: 5 });
    expect(because(called)).toBe('the host’s address is not public');
    expect(asked).toEqual(['api.example.com']);
    expect(connections).toBe(0);
  });

  it('B4 connects to the addresses that were checked, whatever the name answers the next time', async () => {
    answering(200, '{}');
    const rebinding = names([somewhere, '2606:4700::1111'], ['127.0.0.1']);
    const network = new Network();
    const call = calling(rebinding.lookup, network);
    expect(await call({ url, body: {}, timeoutS: 5 })).toEqual({ ok: true, answer: {} });
    expect(network.connectedTo).toEqual([somewhere, '2606:4700::1111']);
    expect(rebinding.asked).toHaveLength(1);
    // The next call looks the name up again, and notices.
    expect(because(await call({ url, body: {}, timeoutS: 5 }))).toBe('the host’s address is not public');
    expect(arrived).toHaveLength(1);
  });

  it('B4 says so when the name cannot be resolved', async () => {
    const lookup: LookupFunction = (_, __, done) =>
      done(Object.assign(new Error('getaddrinfo ENOTFOUND api.example.com'), { code: 'ENOTFOUND' }), []);
    expect(because(await calling(lookup)({ url, body: {}, timeoutS: 5 }))).toBe('it failed: ENOTFOUND');
  });

  it('B4 refuses a certificate of another name', async () => {
    const called = await calling()({ url: 'https://eu.shop.example/', body: {}, timeoutS: 5 });
    expect(because(called)).toBe('it failed: ERR_TLS_CERT_ALTNAME_INVALID');
    expect(arrived).toEqual([]);
  });

  it.each([301, 302, 307, 308])('B4 follows no redirect (%i), not even to an allowed host', async (status) => {
    answering(status, '{}', { location: url });
    expect(because(await calling()({ url, body: {}, timeoutS: 5 }))).toBe(`the answer's status was ${status}`);
    expect(arrived).toHaveLength(1);
  });

  it.each([400, 404, 500])('B4 does not accept status %i as a good answer', async (status) => {
    answering(status, '{}');
    expect(because(await calling()({ url, body: {}, timeoutS: 5 }))).toBe(`the answer's status was ${status}`);
  });

  it('B4 reads an answer of 64 KB and refuses one that is a byte larger, however it arrives', async () => {
    const full = `"${'x'.repeat(64 * 1024 - 2)}"`;
    answering(200, full);
    expect(await calling()({ url, body: {}, timeoutS: 5 })).toMatchObject({ ok: true });
    answering(200, `${full} `);
    expect(because(await calling()({ url, body: {}, timeoutS: 5 }))).toBe('the answer was larger than 64 KB');
  });

  it.each([
    [200, 'the answer was larger than 64 KB'],
    [500, "the answer's status was 500"],
  ])('B4 hangs up on an answer that never ends (%i)', async (status, expected) => {
    let closed = Promise.resolve<unknown>(undefined);
    handle = (request, response) => {
      // Not `once`: the socket may be reset, which is exactly what is expected.
      closed = new Promise((resolve) => request.socket.on('close', resolve));
      response.writeHead(status, { 'content-type': 'application/json' });
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        response.once('drain', more);
      };
      more();
    };
    // Longer than the test may take, so it is not the time limit that hangs up.
    expect(because(await calling()({ url, body: {}, timeoutS: 60 }))).toBe(expected);
    await closed;
  });

  it('B4 waits no longer than it may: for the name, for the answer, for its end', async () => {
    const late = 'no answer within 0.3 s';
    expect(because(await calling(() => {})({ url, body: {}, timeoutS: 0.3 }))).toBe(late);
    handle = () => {};
    expect(because(await calling()({ url, body: {}, timeoutS: 0.3 }))).toBe(late);
    expect(arrived).toHaveLength(1);
    handle = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{"vip":');
    expect(because(await calling()({ url, body: {}, timeoutS: 0.3 }))).toBe(late);
    expect(arrived).toHaveLength(2);
  });

  it('B4 says so when the connection breaks within the answer', async () => {
    handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"vip":', () => response.destroy());
    };
    expect(because(await calling()({ url, body: {}, timeoutS: 5 }))).toBe('it failed: ECONNRESET');
  });

  it('B4 refuses what is not JSON, by its type and by its text, and quotes nothing of it', async () => {
    answering(200, '{}', { 'content-type': 'text/html' });
    expect(because(await calling()({ url, body: {}, timeoutS: 5 }))).toBe('the answer was not JSON');
    answering(200, 'Ana <ana@example.com>');
    expect(because(await calling()({ url, body: {}, timeoutS: 5 }))).toBe('the answer was not JSON');
  });

  it('B4 does not throw for a body that cannot be sent', async () => {
    expect(because(await calling()({ url, body: { a: 1n }, timeoutS: 5 }))).toBe('it failed: an error without a code');
  });
});

describe('public addresses', () => {
  it.each([
    ...[
      '8.8.8.8',
      '1.1.1.1',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
      '128.0.0.1',
    ],
    ...['169.253.0.1', '169.255.0.1', '172.15.255.255', '172.32.0.0', '192.167.0.1', '192.169.0.1', '223.255.255.255'],
    ...['2606:4700:4700::1111', '2a00:1450:4003::200e', '2001:200::1', '2600::'],
  ])('B4 %s is public', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each([
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '10.255.255.255',
      '100.64.0.1',
      '100.127.255.255',
      '127.0.0.1',
      '127.255.0.1',
    ],
    ...['169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1'],
    ...['192.168.0.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255'],
    ...['240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::1', '100::1'],
    ...['2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0'],
    ...['fec0::1', 'ff02::1', '4000::1', '', 'localhost', '127.1'],
  ])('B4 %s is not public', (address) => {
    expect(isPublic(address)).toBe(false);
  });
});
