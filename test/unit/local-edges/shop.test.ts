import { afterEach, beforeEach, expect, test } from 'vitest';
import { startShop } from '../../../local/shop/server.ts';

let shop: Awaited<ReturnType<typeof startShop>>;

beforeEach(async () => {
  const [cdn, visitorSocket] = ['http://127.0.0.1:1', 'ws://127.0.0.1:2'];
  shop = await startShop({ port: 0, cdn, websiteToken: 'fw_shop', visitorSocket });
});
afterEach(() => shop.close());

test.each(['/gone', '//', '//elsewhere/', '/%', '/..%2fserver.ts'])(
  'H3 %s is not found, and the shop goes on: an error there would end the whole local cloud',
  async (path) => {
    expect((await fetch(shop.url + path)).status).toBe(404);
    expect((await fetch(shop.url)).status).toBe(200);
  },
);
