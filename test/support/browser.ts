/** A real Chromium for tests, from a package, so that no machine needs its own browser. */
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

/** A zone in which it is about noon, so that midnight is hours away whenever a test runs. */
export function zoneAtNoon(): string {
  const hours = new Date().getUTCHours() - 12;
  // POSIX offsets count westwards.
  return `Etc/GMT${hours < 0 ? hours : `+${hours}`}`;
}
