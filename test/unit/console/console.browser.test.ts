/** The built console in a real Chromium, under the strict policy, with the real functions on in-memory stores. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildConsole } from '../../../console/build.ts';
import { errors } from '../../../protocol/errors.ts';
import { axeOn } from '../../support/axe.ts';
import { launchBrowser } from '../../support/browser.ts';
import { shot } from '../../support/people.ts';
import { openSignedIn } from '../../support/sign-in.ts';
import { type StandIn, startStandIn } from '../../support/stand-in/stand-in.ts';
import { casaAlba, gateways, users } from './casa-alba.ts';

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

let foyer: StandIn;
let context: BrowserContext;
let page: Page;
let complaints: string[];
beforeEach(async () => {
  foyer = await startStandIn(casaAlba, { console: files, users });
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
  await foyer.stop();
  expect(complaints).toEqual([]);
});

/** Through the issuer's page, as one of `users`. */
async function comeIn(name = 'Inés Carrasco'): Promise<void> {
  await page.goto(foyer.console);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name }).click();
}

async function signIn(): Promise<void> {
  await openSignedIn(page, foyer.console, 'ines@casa-alba.example');
  await page.getByText('You have no chats').waitFor();
}

async function beAvailable(): Promise<void> {
  await page.getByRole('button', { name: 'Status: Offline' }).click();
  await page.getByRole('menuitem', { name: 'Available' }).click();
  await page.getByRole('button', { name: 'Status: Available', exact: true }).waitFor();
}

/** The visitor's chat is offered to Inés, who is the only one here. */
const offer = (name: string) => foyer.visit(gateways.orders, name);

async function accept(name: string): Promise<void> {
  await page
    .getByRole('article', { name: `New chat for you: ${name}` })
    .getByRole('button', { name: 'Accept' })
    .click();
  await page.getByRole('textbox', { name: `Reply to ${name}` }).waitFor();
}

async function haveChat(name: string, text = 'Hello'): Promise<string> {
  const interactionId = await foyer.visit(gateways.orders, name, { answers: { question: text } });
  await accept(name);
  return interactionId;
}

/** Asked by the bot what it is about, then routed to us: three others are free, but not for as long. */
async function scriptedChat(): Promise<void> {
  for (const colleague of ['joana', 'mateo', 'lucia', 'priya']) await foyer.signIn(colleague);
  const interactionId = await foyer.visit(gateways.orders, 'Lucía Ferrer', {
    ...{ culture: 'es-ES', tags: ['club-alba', 'cart:0'], variables: { order_total: 48, gift: false } },
    answers: { email: 'lucia@correo.example' },
  });
  await foyer.visitorSays(interactionId, 'Llegó roto');
  await foyer.visitorSays(interactionId, 'Es la lámpara Duna.');
  await accept('Lucía Ferrer');
}

/** An answer corrects the console's idea of the time. It arrives when someone comes back to the console. */
const lookAgain = () => page.evaluate(() => window.dispatchEvent(new Event('online')));

describe('E11 accessible', () => {
  test('no violations on any screen, wide or narrow, light or dark', async () => {
    const inEither = async (look: (colorScheme: 'light' | 'dark') => Promise<void>) => {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await look(colorScheme);
      }
    };
    const shots = (name: string) => inEither((colorScheme) => shot(page, `${name}-${colorScheme}`));
    const check = async (screen: string) => {
      // Anything fading in is measured once it has finished.
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      for (const [width, height] of [
        [1440, 900],
        [640, 900],
        [320, 256],
      ] as const) {
        await page.setViewportSize({ width, height });
        const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        await expect.poll(tooWide, { message: `${screen} ${width}` }).toBe(0);
        if (width === 320) continue;
        await inEither(async (colorScheme) => {
          const axe = axeOn(page);
          // Nothing else depends on the colour scheme.
          const { violations } = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze();
          const where = `${screen} ${width} ${colorScheme}`;
          expect(violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([]);
        });
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    };
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(foyer.console);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await check('sign-in');
    await signIn();
    await check('empty');
    await beAvailable();
    await foyer.visit(gateways.advice, 'Klara Vogel', { culture: 'de-DE' });
    await foyer.turn(30);
    await foyer.visit(gateways.advice, 'Amara Osei', { tags: ['lamps'] });
    await foyer.turn(25);
    await foyer.visit(gateways.advice, 'Hélène Fournier', { culture: 'fr-FR', tags: ['french'] });
    await lookAgain();
    await page.getByRole('link', { name: 'Open list' }).click();
    await page.getByRole('button', { name: 'Take Klara Vogel' }).focus();
    await check('waiting');
    await shots('console-waiting');
    await haveChat('Marta Solís', 'La base llegó rota.');
    const away = await haveChat('Owen Hughes');
    await foyer.visitorLeaves(away);
    await foyer.turn(10);
    await scriptedChat();
    await foyer.visit(gateways.repairs, 'Beatriz Antunes', {
      ...{ culture: 'pt-PT', answers: { question: 'O candeeiro não acende.' }, tags: ['portuguese'] },
    });
    await page.getByRole('article').getByText('Portuguese · Also ringing Joana and Mateo').waitFor();
    await check('chat and offer');
    await shots('console-chat');
    await page.getByRole('button', { name: 'How this was decided' }).click();
    await page.getByRole('dialog').getByText('First match').first().waitFor();
    await check('decisions');
    await shots('console-decisions');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 640, height: 900 });
    await page.getByRole('button', { name: 'About Lucía Ferrer' }).click();
    await page.getByRole('button', { name: 'How this was decided' }).click();
    await page.getByRole('dialog').getByText('First match').first().waitFor();
    await shots('console-decisions-narrow');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'How this was decided' }).waitFor({ state: 'detached' });
    await page.getByRole('dialog', { name: 'About Lucía Ferrer' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: 'End chat' }).click();
    await page.getByRole('form', { name: 'Wrap-up' }).getByRole('button', { name: 'Finish' }).click();
    await page.getByText('Choose how it ended.').waitFor();
    await check('wrap-up');
    await shots('console-wrap-up');
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await check('keyboard');
  }, 120_000);

  test('E5 beside the chat stands who it is with: what is on file, and what they came for before', async () => {
    await signIn();
    await beAvailable();
    await foyer.visit(gateways.orders, 'Marta Solís', {
      answers: { question: 'Does Norte take an E27?', email: 'marta@correo.example' },
      variables: { customer: 'CA-48377' },
    });
    await accept('Marta Solís');
    await page.getByRole('button', { name: 'End chat' }).click();
    await page.keyboard.press('2');
    await page.keyboard.press('Control+Enter');
    await page.getByText('You have no chats').waitFor();
    await foyer.turn(60);
    await foyer.visit(gateways.orders, 'M. Solís', {
      answers: { question: 'It flickers.', email: 'marta@correo.example' },
      variables: { customer: 'CA-1' },
    });
    await accept('M. Solís');
    const panel = page.getByRole('complementary', { name: 'About M. Solís' });
    await panel.getByText('On file as').waitFor();
    await panel.getByText('CA-48377In this chat: CA-1').waitFor();
    const earlier = panel.getByRole('region', { name: 'Earlier' }).getByRole('listitem');
    expect(await earlier.allInnerTexts()).toEqual([
      expect.stringMatching(/^Does Norte take an E27\?\s+\d.*\s+Orders & delivery · Inés Carrasco$/),
    ]);
    await shot(page, 'console-contact');
    await page.setViewportSize({ width: 400, height: 800 });
    await page.getByRole('button', { name: 'About M. Solís' }).click();
    await page.getByRole('dialog').getByText('Does Norte take an E27?').waitFor();
    await shot(page, 'console-contact-narrow');
  });

  test('keyboard alone: take, answer, end, wrap up', async () => {
    await signIn();
    await beAvailable();
    const interactionId = await foyer.visit(gateways.advice, 'Klara Vogel', { answers: { question: 'Does it fit?' } });
    await page.getByRole('link', { name: 'Open list' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take Klara Vogel' }).focus();
    await page.keyboard.press('t');
    // The reply has the focus, because the previously focused element is gone.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Reply to Klara Vogel');
    await page.keyboard.type('It does.');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Gladly.');
    await page.keyboard.press('Enter');
    await expect.poll(() => foyer.saidByAgents(interactionId)).toEqual(['It does.\nGladly.']);
    await page.getByRole('button', { name: 'End chat' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'Replaced without return' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('radio', { name: 'Return agreed', checked: true }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('You have no chats').waitFor();
  });

  test('E1 the Enter that chooses a word sends nothing, whichever way the browser tells of it', async () => {
    await signIn();
    await beAvailable();
    const interactionId = await haveChat('Marta Solís');
    const reply = page.getByRole('textbox', { name: 'Reply to Marta Solís' });
    await reply.fill('にほん');
    for (const how of [{ isComposing: true }, { keyCode: 229 }]) {
      await reply.dispatchEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true, ...how });
    }
    expect(await reply.inputValue()).toBe('にほん');
    await reply.press('Enter');
    await expect.poll(() => foyer.saidByAgents(interactionId)).toEqual(['にほん']);
  });

  test('E1 Escape leaves the text', async () => {
    await signIn();
    await beAvailable();
    await haveChat('Marta Solís');
    await page.getByRole('textbox', { name: 'Reply to Marta Solís' }).press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  });

  test('shortcuts can be switched off', async () => {
    await signIn();
    await beAvailable();
    await page.keyboard.press('?');
    await page.getByRole('switch', { name: 'Shortcuts are on' }).press('Space');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await offer('Beatriz Antunes');
    await page.getByRole('button', { name: 'Accept' }).waitFor();
    await page.keyboard.press('Alt+a');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Accept' }).isEnabled()).toBe(true);
  });
});

describe('E4 the conversation', () => {
  test('E4 web addresses are links that open beside the console, and nothing else is', async () => {
    await signIn();
    await beAvailable();
    const interactionId = await haveChat('Marta Solís');
    await foyer.visitorSays(
      interactionId,
      'See https://shop.example/lamp?id=1. Not javascript:alert(1) nor https://bank@evil.example',
    );
    const log = page.getByRole('log', { name: 'Conversation with Marta Solís' });
    const link = log.getByRole('link');
    await link.waitFor();
    expect(await link.textContent()).toBe('https://shop.example/lamp?id=1');
    expect(await link.evaluate((a: HTMLAnchorElement) => [a.target, a.rel])).toEqual(['_blank', 'noopener noreferrer']);
    const reply = page.getByRole('textbox', { name: 'Reply to Marta Solís' });
    await reply.fill('https://shop.example/es');
    await reply.press('Enter');
    await log.getByRole('link', { name: 'https://shop.example/es' }).waitFor();
    await shot(page, 'console-links');
  });

  test('E4 times are written as the browser’s language and region write them', async () => {
    await signIn();
    await beAvailable();
    await haveChat('Marta Solís');
    // 'en-GB': a 24-hour clock, never with AM or PM.
    await page
      .getByText(/^\d{1,2}:\d\d$/)
      .first()
      .waitFor();
    expect(await page.getByRole('log').innerText()).not.toMatch(/[AP]M/i);
  });
});

describe('E1 several offers', () => {
  test.each([1280, 640])('E1 each of several shows its buttons whole, %i px wide', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    await signIn();
    await beAvailable();
    await haveChat('Marta Solís');
    for (const name of ['Beatriz Antunes', 'Jonas Keller', 'Oda Lindqvist']) await offer(name);
    const cards = page.getByRole('region', { name: 'Offers' }).getByRole('article');
    await cards.nth(2).waitFor();
    const cutOff = await cards.evaluateAll(
      (all) => all.filter((card) => card.scrollHeight > card.clientHeight + 1).length,
    );
    expect(cutOff).toBe(0);
    // The open chat is one of the inbox.
    expect(await page.getByRole('link', { name: /^Inbox/ }).getAttribute('aria-current')).toBe('true');
  });
});

describe('E1 messages', () => {
  /** Records the page's desktop notifications. The constructor may throw, as on Android. */
  async function withNotifications(how: 'shown' | 'throws', permission = 'granted'): Promise<() => Promise<string[]>> {
    await page.addInitScript(
      ({ throws, permission }) => {
        const asked: string[] = [];
        Object.assign(window, { asked });
        document.hasFocus = () => false;
        class FakeNotification {
          static permission = permission;
          static async requestPermission() {
            FakeNotification.permission = 'granted';
          }
          constructor(title: string) {
            asked.push(title);
            if (throws) throw new TypeError('Illegal constructor.');
          }
          close(): void {}
        }
        Object.assign(window, { Notification: FakeNotification });
      },
      { throws: how === 'throws', permission },
    );
    return () => page.evaluate(() => (window as unknown as { asked: string[] }).asked);
  }

  test('E1 to a window that is not in use: named in the tab and on the desktop', async () => {
    const asked = await withNotifications('shown');
    await signIn();
    await beAvailable();
    const interactionId = await haveChat('Marta Solís');
    await foyer.visitorSays(interactionId, 'Are you there?');
    await expect.poll(asked).toEqual(['Marta Solís · Orders & delivery', 'Marta Solís · Orders & delivery']);
    expect(await page.title()).toBe('(1) Marta wrote · Foyer');
  });

  test('E1 a desktop without notifications loses nothing else', async () => {
    const asked = await withNotifications('throws');
    await signIn();
    await beAvailable();
    await haveChat('Marta Solís');
    await offer('Beatriz Antunes');
    await page.getByRole('alert').filter({ hasText: 'New chat for you: Beatriz Antunes' }).waitFor();
    await expect.poll(() => page.title()).toBe('(1) Beatriz is waiting · Foyer');
    expect(await asked()).toHaveLength(1);
    await page.getByRole('button', { name: 'Account: Inés Carrasco' }).click();
    await page.getByText('This browser does not support desktop notifications.').waitFor();
  });

  test('E1 nobody is asked to allow notifications if none could be shown', async () => {
    await withNotifications('throws', 'default');
    await signIn();
    await page.getByRole('button', { name: 'Account: Inés Carrasco' }).click();
    await page.getByText('This browser does not support desktop notifications.').waitFor();
    expect(await page.getByText('Allow desktop notifications').count()).toBe(0);
  });

  test('E1 notifications are on once they were allowed', async () => {
    const asked = await withNotifications('shown', 'default');
    await signIn();
    await page.getByRole('button', { name: 'Account: Inés Carrasco' }).click();
    await page.getByText('Allow desktop notifications').click();
    await page.getByText('Desktop notifications are on').waitFor();
    expect(await asked()).toEqual(['']);
  });

  test('E1 sound that the browser blocks is said, until the person touches the page', async () => {
    await page.addInitScript(() => {
      Object.defineProperty(AudioContext.prototype, 'state', { get: () => 'suspended' });
    });
    await signIn();
    const line = page.getByText('The browser is blocking sound.');
    await line.waitFor();
    await shot(page, 'console-sound-blocked');
    await page.getByText('You have no chats').click();
    await line.waitFor({ state: 'detached' });
  });

  test('E1 says Connecting until the first connection, and Reconnecting after one was lost', async () => {
    let isBlocked = true;
    await page.routeWebSocket(/token=/, (socket) => (isBlocked ? socket.close() : socket.connectToServer()));
    await comeIn();
    await page.getByText('Connecting.', { exact: true }).waitFor();
    await shot(page, 'console-connecting');
    isBlocked = false;
    await page.getByText('You have no chats').waitFor();
    isBlocked = true;
    foyer.cut();
    await page.getByText('Reconnecting.', { exact: true }).waitFor();
  }, 30_000);

  test('E1 blocked sockets are reported', async () => {
    await signIn();
    await page.routeWebSocket(/token=/, (socket) => socket.close());
    foyer.cut();
    await page.getByText(/Ask your IT team to allow ws:\/\/127/).waitFor();
    await shot(page, 'console-blocked');
  });
});

describe('E1 offers', () => {
  test('are announced, named in the tab, and take no focus', async () => {
    await signIn();
    await beAvailable();
    await haveChat('Marta Solís');
    const reply = page.getByRole('textbox', { name: 'Reply to Marta Solís' });
    await reply.focus();
    await offer('Beatriz Antunes');
    await page
      .getByRole('alert')
      .filter({ hasText: 'New chat for you: Beatriz Antunes, Orders & delivery.' })
      .waitFor();
    expect(await page.title()).toBe('(1) Beatriz is waiting · Foyer');
    await page.keyboard.type('still here');
    expect(await reply.inputValue()).toBe('still here');
    await page.keyboard.press('Alt+p');
    await page.getByRole('button', { name: 'Accept' }).waitFor({ state: 'detached' });
    expect(await page.title()).toBe('Foyer');
  });

  test('leave room for the conversation and for the chats in the inbox, however long the names are', async () => {
    const long = (name: string) => `${name} ${'Wolfeschlegelsteinhausenbergerdorff '.repeat(3).trim()}`;
    const boxOf = async (found: Locator) => (await found.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 };
    await signIn();
    await beAvailable();
    await haveChat(long('Marta'), 'It blinks.');
    await offer(long('Beatriz'));
    await offer(long('Klara'));
    await page.getByRole('article').nth(1).waitFor();
    await page.setViewportSize({ width: 1280, height: 720 });
    const [row, foot] = [page.getByRole('link', { name: /Marta/ }), page.getByText('Waiting in your queues')];
    expect((await boxOf(row)).y + (await boxOf(row)).height).toBeLessThan((await boxOf(foot)).y);
    await page.setViewportSize({ width: 390, height: 700 });
    const [text, composer] = [
      page.getByRole('log').getByText('It blinks.'),
      page.getByRole('button', { name: 'Send' }),
    ];
    const modes = page.getByRole('button', { name: 'Internal note' });
    await text.scrollIntoViewIfNeeded();
    expect((await boxOf(text)).y + (await boxOf(text)).height).toBeLessThan((await boxOf(modes)).y);
    const rail = await boxOf(page.getByRole('navigation'));
    expect((await boxOf(composer)).y + (await boxOf(composer)).height).toBeLessThanOrEqual(rail.y);
    await page.getByRole('button', { name: 'Transfer' }).click();
    const close = await boxOf(page.getByRole('dialog').getByRole('button', { name: 'Close' }));
    expect(close.x + close.width).toBeLessThan(390);
  });

  test('B7 one that ran out goes on to the next, and is gone here', async () => {
    await signIn();
    await beAvailable();
    await foyer.signIn('joana');
    const interactionId = await offer('Sven Lindh');
    await page.getByRole('button', { name: 'Accept' }).waitFor();
    await foyer.turn(20);
    await page.getByText('The offer for Sven Lindh is over').waitFor();
    expect(await page.getByRole('button', { name: 'Accept' }).count()).toBe(0);
    await foyer.agentAccepts('joana', interactionId);
  });
});

test('A7 who wants a call is offered when it is due, called by the link, and offered again if nobody answers', async () => {
  const at = await foyer.wantsCall(gateways.orders, 'Lucía Ferrer', '+34 600 555 144');
  await signIn();
  await beAvailable();
  await foyer.turn((at - foyer.now()) / 1000);
  const card = page.getByRole('article', { name: 'New call for you: Lucía Ferrer' });
  const call = page.getByRole('region', { name: 'Lucía Ferrer wants a call' });
  for (const nth of [1, 2]) {
    await card.getByRole('button', { name: 'Accept' }).click();
    await call.getByText(`Try ${nth} of 2`).waitFor();
    expect(await call.getByRole('link', { name: /Call/ }).getAttribute('href')).toBe('tel:+34600555144');
    if (nth === 1) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await shot(page, `console-call-${colorScheme}`);
        const { violations } = await axeOn(page).analyze();
        expect(violations.map(({ id, nodes }) => `${colorScheme}: ${id} ${nodes[0]?.html}`)).toEqual([]);
      }
      await page.setViewportSize({ width: 390, height: 800 });
      await shot(page, 'console-call-narrow');
      await page.setViewportSize({ width: 1440, height: 900 });
    }
    await call.getByRole('button', { name: nth === 1 ? 'No answer' : 'Reached' }).click();
    if (nth === 1) await page.getByText('You have no chats').waitFor();
    if (nth === 1) await foyer.turn(16 * 60);
  }
  await page.getByRole('form', { name: 'Wrap-up' }).waitFor();
});

describe('B5 a chat that rings at several', () => {
  async function ringing(name: string) {
    await signIn();
    await beAvailable();
    await foyer.signIn('joana');
    const interactionId = await foyer.visit(gateways.repairs, name);
    const card = page.getByRole('article', { name: `New chat for you: ${name}` });
    await card.getByText('Also ringing Joana').waitFor();
    return { interactionId, card };
  }

  test('B5 whoever joins is named; the first to accept has it, and the others see who', async () => {
    const { interactionId, card } = await ringing('Sven Lindh');
    await foyer.signIn('mateo');
    await card.getByText('Also ringing Joana and Mateo').waitFor();
    await foyer.agentAccepts('joana', interactionId);
    await page.getByText('Sven Lindh is with Joana now').waitFor();
    await shot(page, 'console-taken-elsewhere');
    expect(await card.count()).toBe(0);
    expect(await page.title()).toBe('Foyer');
    await page.getByText('Sven Lindh is with Joana now').waitFor({ state: 'detached' });
  });

  test('B5 accepted in time it is ours', async () => {
    const { card } = await ringing('Sven Lindh');
    await card.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('textbox', { name: 'Reply to Sven Lindh' }).waitFor();
    expect(await page.getByText('Offered to 2 at once: Inés Carrasco and Joana.').count()).toBe(1);
  });

  test('B5 when nobody accepts and someone is ready, it keeps ringing: the card stays, with no notice that it is over', async () => {
    const { card } = await ringing('Sven Lindh');
    await card.evaluate((element) => element.setAttribute('data-first', ''));
    const said = await page.evaluateHandle(() => {
      const said: string[] = [];
      const look = () =>
        said.push(...[...document.querySelectorAll('[data-kind]')].map((one) => one.textContent ?? ''));
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
      return said;
    });
    await foyer.turn(20);
    await lookAgain();
    await card.getByText(/^(20|1\d)$/).waitFor();
    await page.locator('article[data-first]').waitFor();
    expect(await said.jsonValue()).toEqual([]);
  });

  test('B7 when nobody accepts, and nobody is ready to be asked again, the card goes', async () => {
    const { card } = await ringing('Sven Lindh');
    for (const agentId of ['ines', 'joana']) await foyer.pause(agentId);
    await foyer.turn(20);
    await page.getByText('The offer for Sven Lindh is over').waitFor();
    expect(await card.count()).toBe(0);
  });
});

describe('E2 the waiting list', () => {
  test('E2 a row that asks for what the agent lacks is locked and says for what', async () => {
    await signIn();
    await beAvailable();
    await page.getByRole('link', { name: 'Open list' }).click();
    await foyer.visit(gateways.advice, 'Hélène Fournier', { tags: ['french'] });
    await foyer.visit(gateways.advice, 'Rubén Ochoa', { tags: ['wiring'] });
    await foyer.visit(gateways.advice, 'Owen Hughes', { tags: ['returns'] });
    const row = (name: string) => page.getByRole('row', { name });
    await row('Hélène Fournier').getByText('Needs French').waitFor();
    await row('Rubén Ochoa').getByText('Needs electrics ≥ 60').waitFor();
    await row('Owen Hughes').getByText('returns ≥ 60', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /^Take/ }).count()).toBe(1);
  });

  test('B8 a chat that overflows moves to the other queue', async () => {
    await signIn();
    await page.getByRole('link', { name: 'Open list' }).click();
    await foyer.visit(gateways.returns, 'Klara Vogel');
    await page.getByRole('rowgroup').filter({ hasText: 'Agents pick' }).getByText('Klara Vogel').waitFor();
    await foyer.turn(60);
    await page.getByRole('rowgroup').filter({ hasText: 'longest idle first' }).getByText('Klara Vogel').waitFor();
  });
});

describe('B9 the receipt', () => {
  const open = () => page.getByRole('button', { name: 'How this was decided' });
  const dialog = () => page.getByRole('dialog', { name: 'How this was decided' });

  test('B4 B9 the bot’s words, what it learned, and three sentences beside the chat', async () => {
    await signIn();
    await beAvailable();
    await scriptedChat();
    const said = page.getByRole('log').getByText('¿Qué ha pasado?');
    expect(await said.textContent()).toContain('Llegó roto · No ha llegado · Otra cosa');
    const panel = page.getByRole('complementary', { name: 'About Lucía Ferrer' });
    expect(await panel.getByRole('list', { name: 'Tags' }).getByRole('listitem').allTextContents()).toEqual([
      'club-alba',
      'cart:0',
    ]);
    expect(await panel.getByText('damaged').count()).toBe(1);
    expect(await panel.locator('ol').getByRole('listitem').allTextContents()).toEqual([
      'Came in through casa-alba while it was open, by row 2 of the gateway table, and talked with the bot first.',
      'Row 2 (“Spanish returns”) sent it to Orders & delivery: returns 60+, Spanish.',
      'Offered to Inés Carrasco: first of 4 by longest idle.',
    ]);
  });

  test('B9 keyboard alone: the whole opens, shows both values of what failed, and closes to where it was', async () => {
    await signIn();
    await beAvailable();
    await scriptedChat();
    await open().focus();
    await page.keyboard.press('Enter');
    await dialog().getByText('wanted pt, was es-ES').waitFor();
    expect(await dialog().getByRole('listitem').filter({ hasText: 'First match' }).last().textContent()).toContain(
      'Spanish returns',
    );
    expect(await dialog().getByText('not proficient enough in the skill').count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(() => open().evaluate((button) => button === document.activeElement)).toBe(true);
  });

  test('B9 what does not load says so and is tried again; what is not there says so', async () => {
    await signIn();
    await beAvailable();
    await scriptedChat();
    foyer.refuseNext('decisions', 'failure');
    await open().click();
    await dialog().getByRole('alert').getByText('The decisions did not load').waitFor();
    await dialog().getByRole('button', { name: 'Try again' }).click();
    await dialog().getByText('First match').first().waitFor();
    await page.reload();
    foyer.refuseNext('decisions', 'receipt_unknown');
    await open().click();
    await dialog().getByText('Nothing to explain').waitFor();
  });
});

describe('F2 nothing is lost', () => {
  test('written while Foyer is away, reloaded, and sent in order once it is back', async () => {
    await signIn();
    await beAvailable();
    const interactionId = await haveChat('Marta Solís');
    const reply = page.getByRole('textbox', { name: 'Reply to Marta Solís' });
    foyer.goAway();
    await page.getByText('Reconnecting.').waitFor();
    for (const text of ['one', 'two']) {
      await reply.fill(text);
      await reply.press('Enter');
    }
    await reply.fill('a draft');
    await page.getByText('Not sent yet').nth(1).waitFor();
    foyer.comeBack();
    await page.reload();
    await expect.poll(() => foyer.saidByAgents(interactionId)).toEqual(['one', 'two']);
    await page.getByText('Not sent yet').first().waitFor({ state: 'detached' });
    expect(await reply.inputValue()).toBe('a draft');
  });

  test('F2 a window paused because eight newer ones are open says so, keeps what is written, and continues when asked', async () => {
    await signIn();
    await beAvailable();
    const interactionId = await haveChat('Marta Solís');
    for (let n = 1; n <= 8; n++) await foyer.agent('ines', `window-${n}`, { t: 'hello' });
    await page.getByText('You have more than eight Foyer windows open').waitFor();
    const reply = page.getByRole('textbox', { name: 'Reply to Marta Solís' });
    await reply.fill('written meanwhile');
    await reply.press('Enter');
    await page.getByText('Not sent yet').waitFor();
    await shot(page, 'console-resting');
    const seen = await axeOn(page).include('[role=status]').analyze();
    expect(seen.violations).toEqual([]);
    await page.getByRole('button', { name: 'Continue here' }).click();
    await page.getByText('Not sent yet').waitFor({ state: 'detached' });
    expect(await foyer.saidByAgents(interactionId)).toEqual(['written meanwhile']);
    await page.getByText('You have more than eight Foyer windows open').waitFor({ state: 'detached' });
  });

  test('a refused message stays, says why, and can be tried again', async () => {
    await signIn();
    await beAvailable();
    const interactionId = await haveChat('Marta Solís');
    foyer.refuseNext('message', 'chat_not_open');
    const reply = page.getByRole('textbox', { name: 'Reply to Marta Solís' });
    await reply.fill('hello');
    await reply.press('Enter');
    await page.getByText('That is not possible at this stage of the chat.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => foyer.saidByAgents(interactionId)).toEqual(['hello']);
  });
});

describe('D6 wrap-up runs out while the agent writes', () => {
  test('D6 the note is saved as far as it was written, and the agent is told', async () => {
    await signIn();
    await beAvailable();
    const interactionId = await haveChat('Marta Solís');
    await foyer.visitorEnds(interactionId);
    await page.getByRole('textbox', { name: 'Note' }).fill('Asks again on Mon');
    await foyer.turn(120);
    await page.getByText('Wrap-up time for Marta Solís is over. What you chose and wrote is saved.').waitFor();
    expect(await foyer.notes(interactionId)).toEqual(['Asks again on Mon']);
  });

  test('D6 refused, it is shown until the agent discards it', async () => {
    await signIn();
    await beAvailable();
    const interactionId = await haveChat('Marta Solís');
    await foyer.visitorEnds(interactionId);
    await page.getByRole('textbox', { name: 'Note' }).fill('Asks again on Mon');
    foyer.refuseNext('finish', 'chat_ended');
    await foyer.turn(120);
    await page.getByText('A note was not saved').waitFor();
    await page.getByText('Asks again on Mon').waitFor();
    await shot(page, 'console-note-refused');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('A note was not saved').waitFor({ state: 'detached' });
  });
});

describe('who comes in', () => {
  test.each([
    ['Nobody Yet', 'You have no role yet'],
    ['Somebody Else', 'You are not set up as an agent'],
  ] as const)('%s: says what to do, and lets go', async (name, title) => {
    await comeIn(name);
    await page.getByRole('heading', { name: title }).waitFor();
    await shot(page, `console-door-${name.split(' ')[0]?.toLowerCase()}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  test('E9 D9 without being an agent: to the wallboard, and to chats that are watched, not to an agent’s lists', async () => {
    await comeIn('Alba Rivas');
    await page.getByRole('heading', { name: 'Wallboard' }).waitFor();
    expect(await page.getByRole('link', { name: /Waiting/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'Inbox', exact: true }).click();
    await page.getByText('Chats that you watch or join from the wallboard appear here.').first().waitFor();
    expect(await page.getByRole('button', { name: /^Status/ }).count()).toBe(0);
    await shot(page, 'console-no-agent');
  });

  test('H7 once the administrator has fixed what the token lacked, trying again is enough', async () => {
    // The issuer's first token lacks something, and its later ones do not.
    let given = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/token')) given++;
    });
    await page.route('**/v1/session', async (route) => {
      if (given > 1) return route.continue();
      const [status, message] = errors.email_unverified;
      const headers = { 'access-control-allow-origin': '*' };
      await route.fulfill({ status, headers, json: { code: 'email_unverified', message } });
    });
    await comeIn();
    await page.getByRole('heading', { name: 'Your e-mail address is not verified' }).waitFor();
    await page.getByText('npm run user -- add does this').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('You have no chats').waitFor();
  });

  test('E1 the network fails while the sign-in is finished: it is said, and goes on by itself', async () => {
    await page.route('**/token', (route) => route.abort());
    await comeIn();
    await page.getByRole('heading', { name: 'Still connecting' }).waitFor();
    await page.unroute('**/token');
    await page.getByText('You have no chats').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  test('E1 the issuer is out of reach: the button says so instead of doing nothing', async () => {
    await page.route('**/.well-known/**', (route) => route.abort());
    await page.goto(foyer.console);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'The sign-in service is not responding' }).waitFor();
    await page.unroute('**/.well-known/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Inés Carrasco' }).click();
    await page.getByText('You have no chats').waitFor();
  });

  test('D7 an agent who signs out with open chats is asked first, and Foyer is told', async () => {
    await signIn();
    await beAvailable();
    await haveChat('Marta Solís');
    await page.getByRole('button', { name: 'Account: Inés Carrasco' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('dialog', { name: 'Go offline?' }).getByRole('button', { name: 'Go offline' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await foyer.statusOf('ines')).toBe('offline');
  });

  test('speaks the browser’s language', async () => {
    await context.close();
    context = await browser.newContext({ locale: 'pt-PT' });
    page = await context.newPage();
    await page.goto(foyer.console);
    await page.getByRole('button', { name: 'Entrar' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('pt-PT');
  });
});
