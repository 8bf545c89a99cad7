/** A real Chromium for tests: the one inside the package, so that no machine needs a browser of its own. */
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    headless: true,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A zone in which it is about noon: midnight is hours away, whenever a test runs. */
export function zoneAtNoon(): string {
  const hours = new Date().getUTCHours() - 12;
  // POSIX counts westwards.
  return `Etc/GMT${hours < 0 ? hours : `+${hours}`}`;
}
