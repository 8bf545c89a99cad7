/**
 * For browser tests that share one Foyer, where each would take longer to start one than to run: the agents stay signed in, and
 * after each test everyone has left the floor.
 */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchBrowser } from './browser.ts';
import { tokens } from './foyer.config.ts';
import { type Foyer, startFoyer } from './foyer.ts';
import { see, signInAs, visit } from './people.ts';

type Agent = Awaited<ReturnType<typeof signInAs>>;
type Visitor = Awaited<ReturnType<typeof visit>>;

/** @property path to another page than the shop's first */
type As = Parameters<typeof visit>[2] & { path?: string };

/** Elena is a supervisor. Nobody is available until a test says so, and whoever became available first has been idle longest. */
export interface Floor {
  browser: Browser;
  foyer: Foyer;
  ines: Agent;
  tomas: Agent;
  elena: Agent;
  /** A visitor on the page of a website that leads to this queue. */
  arrives(queue?: keyof Foyer['shops'] | keyof typeof tokens, as?: As): Promise<Visitor>;
}

export function setFloor(): Floor {
  const floor = {} as Floor;
  let visitors: Visitor[] = [];
  beforeAll(async () => {
    const [foyer, browser] = await Promise.all([startFoyer(), launchBrowser()]);
    const [ines, tomas, elena] = await Promise.all(
      ['Inés Carrasco', 'Tomás Ferreira', 'Elena Bravo'].map((name) => signInAs(browser, foyer.console, name)),
    );
    Object.assign(floor, { browser, foyer, ines, tomas, elena });
    floor.arrives = async (queue = 'care', { path = '', ...as } = {}) => {
      const visitor =
        queue === 'orders' || queue === 'advice'
          ? await visit(browser, foyer.shops[queue] + path, as)
          : await visit(browser, foyer.shops.orders + path, { ...as, says: { token: tokens[queue], ...as.says } });
      visitors.push(visitor);
      return visitor;
    };
  });
  afterEach(async () => {
    for (const visitor of visitors) {
      if (!visitor.page.isClosed() && (await visitor.message.isVisible())) await visitor.end();
      await visitor.close();
    }
    visitors = [];
    await Promise.all([floor.ines, floor.tomas, floor.elena].map(leave));
  });
  afterAll(async () => {
    await floor.browser.close();
    await floor.foyer.stop();
  });
  return floor;
}

/** Their chats are over, and wrap-up ends automatically after a second. */
async function leave({ page, goOffline }: Agent): Promise<void> {
  if (await page.getByRole('button', { name: 'Status: Offline' }).isVisible()) return;
  await page.getByRole('link', { name: 'Inbox', exact: true }).click();
  await see(page.getByText('You have no chats'));
  await goOffline();
}
