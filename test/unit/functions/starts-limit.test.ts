import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../adapters/addresses.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const origin = 'https://shop.example';
const limit = { most: 3, withinS: 600 };

/** These tests' clock is at the beginning of a window. */
const limited = (startsPerAddress = limit) => createFoyer({ startsPerAddress });

type Request = Partial<Parameters<Foyer['http']>[1]> & { id?: string };

function start(foyer: Foyer, { id = foyer.newId(), ...request }: Request = {}) {
  const answers = { name: 'Marta', email: 'marta@correo.example' };
  return foyer.http('chat-start', {
    body: { website: 'fw_offered0000', id, answers, culture: 'es' },
    origin,
    ...request,
  });
}

const statuses = async (answers: Promise<{ status: number }>[]) => (await Promise.all(answers)).map((it) => it.status);

describe('how many chats one address starts', () => {
  it('A2 lets ten in within ten minutes where nothing else is configured', async () => {
    const foyer = await createFoyer({ startsPerAddress: undefined });
    const answered = await statuses(Array.from({ length: 200 }, () => start(foyer)));
    expect(answered.filter((status) => status === 200)).toHaveLength(10);
    expect(answered.filter((status) => status === 429)).toHaveLength(190);
  });

  it('A2 says when to start again, and then lets the visitor in', async () => {
    const foyer = await limited();
    await Promise.all([start(foyer), start(foyer), start(foyer)]);
    foyer.advance(200);
    const refused = await start(foyer);
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': '400' },
      body: { code: 'starts_limited', retryAfterS: 400 },
    });
    foyer.advance(400);
    expect((await start(foyer)).status).toBe(200);
  });

  it('A2 a start that is sent again counts once, and is answered for as long as its chat is there', async () => {
    const foyer = await limited();
    const id = foyer.newId();
    const first = await start(foyer, { id });
    expect(await statuses(Array.from({ length: 5 }, () => start(foyer, { id })))).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses([start(foyer), start(foyer), start(foyer)])).toEqual([200, 200, 429]);
    foyer.advance(600);
    await Promise.all([start(foyer), start(foyer), start(foyer)]);
    const again = await start(foyer, { id });
    expect([again.status, again.body.interactionId]).toEqual([200, first.body.interactionId]);
    expect((await start(foyer)).status).toBe(429);
  });

  it('A2 a refused start leaves nothing: no chat, no place in line', async () => {
    const foyer = await limited({ most: 1, withinS: 600 });
    await start(foyer);
    await start(foyer);
    expect(await foyer.stores.queues.countWaiting('orders' as never, 10)).toBe(1);
    expect((await start(foyer, { address: '203.0.113.8' })).status).toBe(200);
  });

  it('A2 counts each address for itself, but the whole network of an IPv6 address', async () => {
    const foyer = await limited({ most: 1, withinS: 600 });
    const from = (address: string) => start(foyer, { address });
    expect(await statuses([from('203.0.113.7'), from('203.0.113.8'), from('::ffff:203.0.113.8')])).toEqual([
      200, 200, 429,
    ]);
    expect(await statuses([from('2001:db8:1:2::1'), from('2001:db8:1:2:a:b:c:d'), from('2001:db8:1:3::1')])).toEqual([
      200, 429, 200,
    ]);
  });

  it('A2 0 switches it off', async () => {
    const foyer = await limited({ most: 0, withinS: 600 });
    expect(await statuses(Array.from({ length: 30 }, () => start(foyer)))).not.toContain(429);
  });

  it('A2 keeps no address that could be read', async () => {
    const foyer = await limited();
    const keys: string[] = [];
    const { admit } = foyer.stores.visits;
    foyer.stores.visits.admit = (key, ...rest) => {
      keys.push(key);
      return admit(key, ...rest);
    };
    await start(foyer);
    expect(keys).toEqual([expect.stringMatching(/^starts\/[\w-]{22}\/600\/\d+$/)]);
  });
});

describe('which address a request came from', () => {
  const edge = '198.51.100.1';
  const through = (viewer: string, said?: string) => ({
    address: edge,
    headers: { 'x-foyer-edge': 'edge-key', 'x-forwarded-for': [said, viewer, edge].filter(Boolean).join(', ') },
  });

  it('A2 behind the widget’s distribution each visitor counts, whatever they say they are', async () => {
    const foyer = await limited({ most: 1, withinS: 600 });
    const answers = [
      start(foyer, through('203.0.113.1')),
      start(foyer, through('203.0.113.2')),
      start(foyer, through('203.0.113.2', '192.0.2.9')),
    ];
    expect(await statuses(answers)).toEqual([200, 200, 429]);
  });

  it.each([undefined, '', 'guessed', 'edge-key '])(
    'A2 without the distribution’s key (%j) the connection counts',
    async (key) => {
      const foyer = await limited({ most: 1, withinS: 600 });
      const lying = (name: string) => ({
        headers: { 'x-forwarded-for': name, ...(key === undefined ? {} : { 'x-foyer-edge': key }) },
      });
      expect(await statuses([start(foyer, lying('192.0.2.1')), start(foyer, lying('192.0.2.2'))])).toEqual([200, 429]);
    },
  );
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
  ['2001:DB8::1', '2001:db8:0:0::/64'],
  ['2001:0db8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', ''],
])('A2 %s is of the network %s', (address, network) => expect(networkOf(address)).toBe(network));
