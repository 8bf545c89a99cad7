/** The built console in a real Chromium, under the strict policy, against a stand-in for Foyer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildConsole } from '../../../console/build.ts';
import { launchBrowser } from '../../support/browser.ts';
import { type FakeAgentApi, startFakeAgentApi } from '../../support/fake-agent-api.ts';

let files: string;
let browser: Browser;
beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'foyer-console-'));
  await buildConsole(files);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await rm(files, { recursive: true, force: true });
});

let api: FakeAgentApi;
let context: BrowserContext;
let page: Page;
let complaints: string[];
beforeEach(async () => {
  api = await startFakeAgentApi(files);
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  await api.stop();
  expect(complaints).toEqual([]);
});

async function signIn(): Promise<void> {
  await page.goto(api.origin);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('No chats with you').waitFor();
}

async function beAvailable(): Promise<void> {
  await page.getByRole('button', { name: 'Status: Offline' }).click();
  await page.getByRole('menuitem', { name: 'Available' }).click();
  await page.getByRole('button', { name: 'Status: Available', exact: true }).waitFor();
}

/** The visitor's chat is offered; the agent accepts it. */
async function haveChat(name: string, text = 'Hello'): Promise<ReturnType<FakeAgentApi['start']>> {
  const chatId = api.start({ name, queueId: 'orders', text });
  api.offer(chatId);
  await page
    .getByRole('article', { name: `New chat for you: ${name}` })
    .getByRole('button', { name: 'Accept' })
    .click();
  await page.getByRole('textbox', { name: `Reply to ${name}` }).waitFor();
  return chatId;
}

describe('E11 accessible', () => {
  test.each(['light', 'dark'] as const)(
    'no violations on any screen, wide or narrow, %s',
    async (colorScheme) => {
      const check = async (screen: string) => {
        // What fades in is measured when it has.
        await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
        for (const [width, height] of [
          [1440, 900],
          [640, 900],
          [320, 256],
        ] as const) {
          await page.setViewportSize({ width, height });
          const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(`${screen} ${width}: ${tooWide}`).toBe(`${screen} ${width}: 0`);
          if (width === 320) continue;
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => `${screen} ${width}: ${id} ${nodes[0]?.html}`)).toEqual([]);
        }
        await page.setViewportSize({ width: 1440, height: 900 });
      };
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(api.origin);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await check('sign-in');
      await signIn();
      await check('empty');
      await beAvailable();
      api.start({ name: 'Klara Vogel', queueId: 'advice', culture: 'de-DE', waitedS: 222 });
      api.start({ name: 'Amara Osei', queueId: 'advice', waitedS: 70 });
      await page.getByRole('link', { name: 'Open list' }).click();
      await page.getByRole('button', { name: 'Take Klara Vogel' }).focus();
      await check('waiting');
      await haveChat('Marta Solís', 'La base llegó rota.');
      const away = await haveChat('Owen Hughes');
      api.visitorLeaves(away);
      api.offer(api.start({ name: 'Beatriz Antunes', queueId: 'orders', text: 'Olá' }), 60);
      await page.getByRole('button', { name: 'Accept' }).waitFor();
      await check('chat and offer');
      await page.getByRole('button', { name: 'End chat' }).click();
      await page.getByRole('form', { name: 'Wrap-up' }).getByRole('button', { name: 'Finish' }).click();
      await page.getByText('Choose how it ended.').waitFor();
      await check('wrap-up');
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await check('keyboard');
    },
    120_000,
  );

  test('keyboard alone: take, answer, end, wrap up', async () => {
    await signIn();
    await beAvailable();
    const chatId = api.start({ name: 'Klara Vogel', queueId: 'advice', text: 'Does it fit?' });
    await page.getByRole('link', { name: 'Open list' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take Klara Vogel' }).focus();
    await page.keyboard.press('t');
    // The reply has the focus: what had it before is gone.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Reply to Klara Vogel');
    await page.keyboard.type('It does.');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Gladly.');
    await page.keyboard.press('Enter');
    await expect.poll(() => api.said(chatId)).toEqual(['It does.\nGladly.']);
    await page.getByRole('button', { name: 'End chat' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'Replaced without return' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('radio', { name: 'Return agreed', checked: true }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('No chats with you').waitFor();
  });

  test('shortcuts can be switched off', async () => {
    await signIn();
    await beAvailable();
    await page.keyboard.press('?');
    await page.getByRole('switch', { name: 'Shortcuts are on' }).press('Space');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    api.offer(api.start({ name: 'Beatriz Antunes', queueId: 'orders' }));
    await page.getByRole('button', { name: 'Accept' }).waitFor();
    await page.keyboard.press('Alt+a');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Accept' }).isEnabled()).toBe(true);
  });
});

describe('E1 offers', () => {
  test('are announced, named in the tab, and take no focus', async () => {
    await signIn();
    await beAvailable();
    await haveChat('Marta Solís');
    const reply = page.getByRole('textbox', { name: 'Reply to Marta Solís' });
    await reply.focus();
    api.offer(api.start({ name: 'Beatriz Antunes', queueId: 'orders' }));
    await page
      .getByRole('alert')
      .filter({ hasText: 'New chat for you: Beatriz Antunes, Orders & delivery.' })
      .waitFor();
    expect(await page.title()).toBe('(1) Beatriz waits · Foyer');
    await page.keyboard.type('still here');
    expect(await reply.inputValue()).toBe('still here');
    await page.keyboard.press('Alt+p');
    await page.getByRole('button', { name: 'Accept' }).waitFor({ state: 'detached' });
    expect(await page.title()).toBe('Foyer');
  });

  test('B5 one that somebody else has is gone, with the name', async () => {
    await signIn();
    const chatId = api.start({ name: 'Sven Lindh', queueId: 'orders' });
    api.offer(chatId);
    await page.getByRole('button', { name: 'Accept' }).waitFor();
    api.takenBy(chatId, 'Joana');
    await page.getByText('Sven Lindh is with Joana now').waitFor();
    expect(await page.getByRole('button', { name: 'Accept' }).count()).toBe(0);
  });
});

describe('F2 nothing is lost', () => {
  test('written while Foyer is away, reloaded, and sent in order once it is back', async () => {
    await signIn();
    await beAvailable();
    const chatId = await haveChat('Marta Solís');
    const reply = page.getByRole('textbox', { name: 'Reply to Marta Solís' });
    api.down = true;
    api.dropSockets();
    await page.getByText('Reconnecting.').waitFor();
    for (const text of ['one', 'two']) {
      await reply.fill(text);
      await reply.press('Enter');
    }
    await reply.fill('a draft');
    await page.getByText('Not sent yet').nth(1).waitFor();
    api.down = false;
    await page.reload();
    await expect.poll(() => api.said(chatId)).toEqual(['one', 'two']);
    await page.getByText('Not sent yet').first().waitFor({ state: 'detached' });
    expect(await reply.inputValue()).toBe('a draft');
  });

  test('a refused message stays, says why, and can be tried again', async () => {
    await signIn();
    await beAvailable();
    const chatId = await haveChat('Marta Solís');
    api.refuseFrames.set('message', 'chat_not_open');
    const reply = page.getByRole('textbox', { name: 'Reply to Marta Solís' });
    await reply.fill('hello');
    await reply.press('Enter');
    await page.getByText('The chat does not allow this now.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => api.said(chatId)).toEqual(['hello']);
  });
});

describe('who comes in', () => {
  test.each([
    ['role_missing', 'You have no role yet'],
    ['agent_unknown', 'You are not among the agents yet'],
  ] as const)('%s: says what to do, and lets go', async (code, title) => {
    api.refuseSession = code;
    await page.goto(api.origin);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  test('D7 who signs out with chats is asked, and Foyer is told', async () => {
    await signIn();
    await beAvailable();
    await haveChat('Marta Solís');
    await page.getByRole('button', { name: 'Account of Inés Carrasco' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('dialog', { name: 'Go offline?' }).getByRole('button', { name: 'Go offline' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(api.status()).toBe('offline');
  });

  test('speaks the browser’s language', async () => {
    await context.close();
    context = await browser.newContext({ locale: 'pt-PT' });
    page = await context.newPage();
    await page.goto(api.origin);
    await page.getByRole('button', { name: 'Entrar' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('pt-PT');
  });
});
