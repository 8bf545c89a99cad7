/** For a file of browser tests: one browser, and a new Foyer for each test, so that no test inherits another's chats. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Foyer, startFoyer } from './foyer.ts';

export function setStage(): { browser: Browser; foyer: Foyer } {
  const stage = {} as { browser: Browser; foyer: Foyer };
  // Starting is mostly waiting for processes, so the next one starts while this test runs.
  let next: Promise<Foyer>;
  beforeAll(async () => {
    next = startFoyer();
    stage.browser = await launchBrowser();
  });
  beforeEach(async () => {
    stage.foyer = await next;
    next = startFoyer();
    // The test that needs it gets the error.
    next.catch(() => {});
  });
  afterEach(async () => {
    await Promise.all(stage.browser.contexts().map((context) => context.close()));
    await stage.foyer.stop();
  });
  afterAll(async () => {
    await stage.browser.close();
    await (await next).stop();
  });
  return stage;
}
