/** A visitor and an agent in separate browsers, in terms of what they see and press. */
import { mkdirSync } from 'node:fs';
import type { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import en from '../../widget/app/texts/en.ts';
import es from '../../widget/app/texts/es.ts';
import pt from '../../widget/app/texts/pt.ts';
import { axeOn } from './axe.ts';

const SHOTS = 'screenshots';

/** For a person to look at, in `screenshots/`, where `FOYER_SHOTS` is set: they take half a minute of a run. */
export async function shot(page: Page, name: string): Promise<void> {
  if (!process.env.FOYER_SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled' });
}

/** Waits until the page shows it this many times, even on a busy machine. */
export async function see(locator: Locator, expected: number | { withinS: number } = 1): Promise<void> {
  const { count, timeout } =
    typeof expected === 'number'
      ? { count: expected, timeout: 30_000 }
      : { count: 1, timeout: expected.withinS * 1000 };
  await expect.poll(() => locator.filter({ visible: true }).count(), { timeout, message: String(locator) }).toBe(count);
}

export const expectAccessible = (page: Page): Promise<void> =>
  expectNothing(axeOn(page).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']));

async function expectNothing(axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
}

/** Checks a page in both colour schemes, with axe and with pictures for a person: `name-light.png`, `name-dark.png`. */
export async function lookAt(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Nothing else depends on the colour scheme.
    await (colorScheme === 'dark' ? expectNothing(axeOn(page).withRules(['color-contrast'])) : expectAccessible(page));
    await shot(page, `${name}-${colorScheme}`);
  }
  await page.emulateMedia({ reducedMotion: null });
}

interface Options {
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce' | 'no-preference';
  width?: number;
  height?: number;
  timezoneId?: string;
}

/** Where motion is not looked at: to draw it is a third of what a browser does here. */
async function openContext(browser: Browser, { width = 1280, height = 800, ...options }: Options) {
  return browser.newContext({
    colorScheme: 'light',
    locale: 'en-GB',
    viewport: { width, height },
    reducedMotion: 'reduce',
    ...options,
  });
}

/** The widget's texts, by language. */
const words: Record<string, typeof en> = { en, es, pt };

/** Attributes of the page's script tag, without `data-`. */
type Snippet = Partial<Record<'token' | 'culture' | 'tags', string>>;

/** @param says what the shop's page says about itself and the visitor, if it differs from the default */
export async function visit(browser: Browser, shop: string, { says, ...options }: Options & { says?: Snippet } = {}) {
  const context = await openContext(browser, options);
  if (says) await changeSnippet(context, shop, says);
  const page = await context.newPage();
  await page.goto(shop);
  return visitorOn(context, page, words[says?.culture?.slice(0, 2) ?? 'en']);
}

async function changeSnippet(context: BrowserContext, shop: string, says: Snippet): Promise<void> {
  // Otherwise a page that is not from this machine may load nothing from it.
  await context.grantPermissions(['local-network-access']);
  await context.route(`${shop}/`, async (route) => {
    const response = await route.fetch();
    const page = await response.text();
    const own = page.match(/data-token="([^"]*)"/)?.[1] ?? '';
    const attributes = Object.entries({ token: own, ...says }).map(([name, value]) => `data-${name}="${value}"`);
    await route.fulfill({ response, body: page.replace(`data-token="${own}"`, attributes.join(' ')) });
  });
}

export function visitorOn(context: BrowserContext, page: Page, says = en) {
  const launcher = page.getByRole('button', { name: /chat|fale/i }).first();
  const fillForm = async (name: string, text = '') => {
    const field = (answer: string) => page.locator(`[name="${answer}"]`);
    await field('name').fill(name);
    await field('email').fill(`${name.toLowerCase().replace(/\W/g, '')}@correo.example`);
    if (text) await field('question').fill(text);
    await page.getByRole('button', { name: says.start }).click();
  };
  const message = page.getByPlaceholder(says.write).or(page.getByPlaceholder(says.addDetail));
  return {
    context,
    page,
    launcher,
    message,
    open: () => launcher.click(),
    fillForm,
    startChat: async (name: string, text = '') => {
      await launcher.click();
      await fillForm(name, text);
      await see(message);
    },
    say: async (text: string) => {
      await message.fill(text);
      await message.press('Enter');
    },
    end: async () => {
      const confirm = page.getByRole('button', { name: says.endChat });
      await page.getByLabel(says.menu).click();
      await confirm.click();
      await see(page.getByText(says.endQuestion));
      await confirm.click();
      await see(page.getByText(says.endedAt.replace(' {0}', '')).first());
    },
    /** In the order shown. */
    messages: async () =>
      (await page.getByRole('log').locator('.bubble').allInnerTexts()).map((text) => text.replace(/^You:\s*/, '')),
    sees: (text: string) => see(page.getByRole('log').getByText(text)),
    press: (button: string) => page.getByRole('button', { name: button, exact: true }).click(),
    close: () => context.close(),
  };
}

/** @param name the demo user's name */
export async function signInAs(browser: Browser, consoleUrl: string, name: string, options: Options = {}) {
  const context = await openContext(browser, { width: 1440, height: 900, ...options });
  const page = await context.newPage();
  await page.goto(consoleUrl);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name }).click();
  await page.waitForURL((url) => url.href.startsWith(consoleUrl));
  return agentOn(context, page);
}

export function agentOn(context: BrowserContext, page: Page) {
  const offer = (visitor: string) => page.getByRole('article', { name: new RegExp(`(for|to) you: ${visitor}`) });
  const row = (visitor: string) => page.getByRole('row').filter({ hasText: visitor });
  const reply = (visitor: string) => page.getByLabel(`Reply to ${visitor}`);
  return {
    context,
    page,
    offer,
    reply,
    becomeAvailable: async () => {
      await page.getByRole('button', { name: /^Status:/ }).click();
      await page.getByRole('menuitem', { name: 'Available' }).click();
      await see(page.getByRole('button', { name: 'Status: Available' }));
    },
    /** Their chats go back to the queue. */
    goOffline: async () => {
      await page.getByRole('button', { name: /^Status:/ }).click();
      await page.getByRole('menuitem', { name: 'Offline' }).click();
      const [confirm, isOffline] = [
        page.getByRole('button', { name: 'Go offline' }),
        page.getByRole('button', { name: 'Status: Offline' }),
      ];
      await see(confirm.or(isOffline));
      if (await confirm.isVisible()) await confirm.click();
      await see(isOffline);
    },
    accept: async (visitor: string) => {
      await offer(visitor)
        .getByRole('button', { name: /Accept/ })
        .click();
      await see(reply(visitor));
    },
    pass: (visitor: string) => offer(visitor).getByRole('button', { name: /Pass/ }).click(),
    openList: () =>
      page
        .getByRole('link', { name: /Waiting/ })
        .first()
        .click(),
    row,
    take: async (visitor: string) => {
      await row(visitor).getByRole('button', { name: /Take/ }).click();
      await see(reply(visitor));
    },
    openChat: (visitor: string) =>
      page
        .getByRole('link', { name: new RegExp(visitor) })
        .first()
        .click(),
    say: async (visitor: string, text: string) => {
      await reply(visitor).fill(text);
      await reply(visitor).press('Enter');
    },
    sees: (text: string) => see(page.getByRole('log').getByText(text)),
    press: (button: string) => page.getByRole('button', { name: button, exact: true }).click(),
    close: () => context.close(),
  };
}
