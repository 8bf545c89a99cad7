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

/** Elena is a supervisor. Nobody is available until a test says so. */
export interface Floor {
  browser: Browser;
  foyer: Foyer;
  ines: Agent;
  tomas: Agent;
  elena: Agent;
  /** A visitor on the page of a website that leads to this queue. */
  arrives(queue?: keyof typeof tokens, as?: { culture?: string; width?: number; height?: number }): Promise<Visitor>;
}

export function setFloor(): Floor {
  const floor = {} as Floor;
  let visitors: Visitor[] = [];
  beforeAll(async () => {
    const [foyer, browser] = await Promise.all([startFoyer(), launchBrowser()]);
    const signIn = (name: string) => signInAs(browser, foyer.console, name);
    const [ines, tomas, elena] = [
      await signIn('Inés Carrasco'),
      await signIn('Tomás Ferreira'),
      await signIn('Elena Bravo'),
    ];
    Object.assign(floor, { browser, foyer, ines, tomas, elena });
    floor.arrives = async (queue = 'care', { culture, ...size } = {}) => {
      const says = { token: tokens[queue], ...(culture ? { culture } : {}) };
      const visitor = await visit(browser, foyer.shops.orders, { says, ...size });
      visitors.push(visitor);
      return visitor;
    };
  });
  afterEach(async () => {
    for (const visitor of visitors) {
      if (await visitor.message.isVisible()) await visitor.end();
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
