import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Shop, startShop } from '../../../local/shop/server.ts';
import { buildWidget } from '../../../widget/build.ts';
import { launchBrowser } from '../../support/browser.ts';
import { type FakeVisitorApi, startFakeVisitorApi } from '../../support/fake-visitor-api.ts';

let outDir: string;
let foyer: FakeVisitorApi;
let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'foyer-screens-'));
  await buildWidget(outDir);
  foyer = await startFakeVisitorApi(outDir, { name: 'Casa Alba', colour: '#FFCB00', culture: 'es', email: 'required' });
  shop = await startShop({ port: 0, cdn: foyer.url, websiteToken: 'fw_demo', visitorSocket: foyer.socketUrl });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await Promise.all([shop.close(), foyer.close(), rm(outDir, { recursive: true, force: true })]);
});

beforeEach(() => {
  foyer.website({ signal: 'free', opensAt: undefined });
  foyer.begin({ type: 'queued', queue: 'Shop' });
  foyer.answerStart(undefined);
});

/** The shop's strict page, with everything that its policy would not have. */
async function openShop(colorScheme: 'light' | 'dark', viewport: { width: number; height: number }, query = '') {
  const context = await browser.newContext({
    colorScheme,
    viewport,
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Tokyo',
  });
  const page = await context.newPage();
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/content security policy|trusted/i.test(message.text())) violations.push(message.text());
  });
  await page.goto(`${shop.url}/strict${query}`);
  await page.locator('foyer-chat .launcher').waitFor();
  return { page, violations };
}

const kept = (page: Page) => page.evaluate(() => ({ ...localStorage, ...sessionStorage }));

async function accessible(page: Page, screen: string) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`),
    screen,
  ).toEqual([]);
}

describe.each([
  ['light', { width: 1024, height: 768 }],
  ['dark', { width: 320, height: 568 }],
] as const)('in %s, %o', (scheme, viewport) => {
  test('F3 F5 E11 every screen is accessible, needs no exception from a strict policy, and leaves nothing behind', async () => {
    const { page, violations } = await openShop(scheme, viewport);
    await accessible(page, 'launcher');
    expect(await kept(page)).toEqual({});

    await page.locator('.launcher').click();
    await page.getByRole('button', { name: 'Empezar el chat' }).click();
    await page.getByText('Dinos tu correo').waitFor();
    await accessible(page, 'field errors');

    await page.getByLabel('Nombre').fill('Marta Solís');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await page.getByRole('button', { name: 'Empezar el chat' }).click();
    await page.getByRole('heading', { name: 'Vas en tercer lugar' }).waitFor();
    await accessible(page, 'waiting');

    foyer.accept('Inés Carrasco');
    foyer.say('Hola, Marta');
    await page.getByText('Hola, Marta').waitFor();
    foyer.refuse('message_too_long');
    await page.getByRole('textbox').fill('Algo largo');
    await page.getByRole('textbox').press('Enter');
    await page.getByText('Rechazado: es demasiado largo.').waitFor();
    foyer.refuse(undefined);
    await accessible(page, 'chat');

    foyer.goAway();
    await page.getByText('Reconectando.').waitFor();
    await page.getByRole('button', { name: 'Probar otra vez' }).click();
    await page.getByText('Aún sin enviar').waitFor();
    await accessible(page, 'connection lost');
    foyer.comeBack();
    await page.getByText('Enviado').waitFor();

    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Terminar el chat' }).click();
    await page.getByRole('alertdialog').waitFor();
    await accessible(page, 'end question');
    await page.getByRole('button', { name: 'Terminar el chat' }).click();
    await page.getByText('En este dispositivo no queda nada.').waitFor();
    await accessible(page, 'ended');
    expect(await kept(page)).toEqual({});
    expect(violations).toEqual([]);
    await page.context().close();
  }, 60_000);

  test('B1 A13 E11 busy and closed say so, a hidden chat goes away, and each opening asks again', async () => {
    const { page, violations } = await openShop(scheme, viewport);
    foyer.website({ signal: 'busy' });
    await page.locator('.launcher').click();
    await page.getByRole('heading', { name: 'Todos nuestros compañeros están ocupados' }).waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    await accessible(page, 'busy');

    foyer.website({ signal: 'free' });
    await page.getByRole('button', { name: 'Probar otra vez' }).click();
    await page.getByLabel('Nombre').waitFor();
    await page.keyboard.press('Escape');

    const tomorrow = Date.parse(new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)) + 86_400_000;
    foyer.website({ signal: 'closed', opensAt: tomorrow });
    await page.locator('.launcher').click();
    // 0:00 UTC is 9:00 in Tokyo.
    await page.getByText('Abrimos mañana a las 9:00 (tu hora).').waitFor();
    await accessible(page, 'closed');
    await page.getByRole('button', { name: 'Minimizar' }).click();

    foyer.website({ signal: 'hidden', opensAt: undefined });
    await page.locator('.launcher').click();
    await page.locator('.launcher').waitFor({ state: 'hidden' });
    expect(await page.locator('.panel').count()).toBe(0);
    expect(await kept(page)).toEqual({});
    foyer.website({ signal: 'free' });
    await page.evaluate('Foyer.open()');
    await page.getByLabel('Nombre').waitFor();
    expect(violations).toEqual([]);
    await page.context().close();
  }, 60_000);

  test('F2 E11 a start that is refused comes back to the form with every word, and can be repeated', async () => {
    const { page, violations } = await openShop(scheme, viewport, '?culture=en');
    foyer.answerStart({ status: 400, body: { code: 'body_malformed', message: '' } });
    await page.locator('.launcher').click();
    await page.getByLabel('Name').fill('Marta Solís');
    await page.getByLabel('Email').fill('marta@correo.example');
    await page.getByLabel('What is it about?').fill('The lamp is cracked');
    await page.keyboard.press('Escape');
    await page.locator('.launcher').click();
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('alert').getByText('The chat did not start').waitFor();
    const values = () =>
      Promise.all(['Name', 'Email', 'What is it about?'].map((label) => page.getByLabel(label).inputValue()));
    expect(await values()).toEqual(['Marta Solís', 'marta@correo.example', 'The lamp is cracked']);
    expect(await page.getByText('Reconnecting').count()).toBe(0);
    expect(await kept(page)).toEqual({});
    await accessible(page, 'refused');

    foyer.answerStart({ status: 403, body: { code: 'website_revoked', message: '' } });
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('alert').getByText('There is no chat on this page').waitFor();
    expect(await values()).toEqual(['Marta Solís', 'marta@correo.example', 'The lamp is cracked']);
    expect(await page.getByRole('button', { name: 'Start chat' }).count()).toBe(0);
    await accessible(page, 'revoked');
    expect(violations).toEqual([]);
    await page.context().close();
  }, 60_000);

  test('A2 E11 too many starts from one network: it says when it starts, keeps the words, and starts by itself', async () => {
    const { page, violations } = await openShop(scheme, viewport, '?culture=en');
    foyer.answerStart({ status: 429, body: { code: 'starts_limited', message: '', retryAfterS: 3 } });
    await page.locator('.launcher').click();
    await page.getByLabel('Name').fill('Marta Solís');
    await page.getByLabel('Email').fill('marta@correo.example');
    await page.getByLabel('What is it about?').fill('The lamp is cracked');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('heading', { name: /^Your chat starts at \d?\d:\d\d/ }).waitFor();
    await page.getByText('Not sent yet').waitFor();
    expect(await page.getByText('Reconnecting').count()).toBe(0);
    await accessible(page, 'limited');
    foyer.answerStart(undefined);
    await page.getByRole('heading', { name: 'You are third in line' }).waitFor();
    expect(foyer.started.at(-1)).toMatchObject({ text: 'The lamp is cracked' });
    expect(violations).toEqual([]);
    await page.context().close();
  }, 60_000);

  test('B4 B14 E11 the bot asks, buttons answer, a person is one tap away, and the wait is an interval', async () => {
    const { page, violations } = await openShop(scheme, viewport, '?culture=en&tags=vip,returning&tracking=order-7');
    const asked = foyer.requests.length;
    foyer.begin({
      type: 'said',
      asks: true,
      lines: [
        { text: 'Hello, I am the automatic assistant.' },
        { text: 'What is it about?', options: ['My order', 'A lamp'] },
      ],
    });
    await page.locator('.launcher').click();
    await page.getByLabel('Name').fill('Marta Solís');
    await page.getByLabel('Email').fill('marta@correo.example');
    await page.evaluate('Foyer.set({ variables: { basket: 3 } })');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('button', { name: 'My order' }).waitFor();
    expect(foyer.requests.slice(asked)).toContain(
      'GET /v1/websites/fw_demo?culture=en&tag=vip&tag=returning&tracking=order-7',
    );
    expect(foyer.started.at(-1)).toMatchObject({
      culture: 'en',
      tags: ['vip', 'returning'],
      trackingId: 'order-7',
      variables: { basket: 3 },
    });
    await accessible(page, 'bot');

    await page.getByRole('button', { name: 'My order' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'My order' }).waitFor({ state: 'detached' });
    foyer.bot(true, { text: 'Which order? Its number begins with CA.' });
    await page.getByText('Which order?').waitFor();

    await page.reload();
    await page.locator('.launcher').waitFor();
    await page.evaluate('Foyer.open()');
    await page.getByText('Which order?').waitFor();
    foyer.goAway();
    await page.getByRole('button', { name: 'Talk to a person' }).click();
    await page.getByText('Reconnecting.').waitFor();
    await accessible(page, 'person asked for');
    foyer.comeBack();
    await page.getByRole('heading', { name: 'You are third in line' }).waitFor();
    foyer.place(3, { fromS: 120, toS: 240 });
    await page.getByText('About 2 to 4 minutes.').first().waitFor();
    foyer.place(3, { fromS: 180, toS: 360 });
    await page.getByText('It takes longer than we said: now 3 to 6 minutes. Sorry.').first().waitFor();
    await accessible(page, 'waiting after the bot');
    foyer.end('system', 'timed-out');
    await page.getByText('All our colleagues are busy').waitFor();
    await accessible(page, 'nobody came');
    expect(violations).toEqual([]);
    await page.context().close();
  }, 60_000);
});

test('E4 F2 a field in which nothing is to be seen is empty, and what is pasted from elsewhere is taken', async () => {
  const { page } = await openShop('light', { width: 1024, height: 768 }, '?culture=en');
  await page.locator('.launcher').click();
  await page.getByLabel('Name').fill('\u200b');
  await page.getByLabel('Email').fill('\u202dmarta@correo.example\u202c');
  await page.getByLabel('What is it about?').fill('\u200b \u00ad');
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByText('Please tell us your name.').waitFor();
  expect(await page.locator('.error').count()).toBe(1);

  await page.getByLabel('Name').fill('Marta\tSolís');
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByRole('heading', { name: 'You are third in line' }).waitFor();
  const visitor = { name: 'Marta Solís', email: 'marta@correo.example' };
  expect(foyer.started.at(-1)).toMatchObject({ visitor });
  expect(foyer.started.at(-1)).not.toHaveProperty('text');

  const field = page.getByRole('textbox');
  await field.fill('\u200b');
  await field.press('Enter');
  await field.fill('hello\u000bworld');
  await field.press('Enter');
  await page.getByText('Sent. We read it before we answer.').waitFor();
  expect(await page.locator('.messages').getByText('Refused').count()).toBe(0);
  await page.context().close();
}, 60_000);

test('F5 a start that keeps failing can be given up, and another chat begin', async () => {
  const { page } = await openShop('light', { width: 1024, height: 768 }, '?culture=en');
  foyer.answerStart({ status: 503, body: { code: 'unavailable', message: '' } });
  await page.locator('.launcher').click();
  await page.getByLabel('Name').fill('Marta Solís');
  await page.getByLabel('Email').fill('marta@correo.example');
  await page.getByLabel('What is it about?').fill('The lamp is cracked');
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByText('Reconnecting').waitFor();
  await page.getByLabel('More').click();
  await page.getByRole('button', { name: 'End chat' }).click();
  await page.getByRole('button', { name: 'End chat' }).click();
  await page.getByText('Messages not confirmed as sent: 1').waitFor();
  expect(await kept(page)).toEqual({});
  await page.getByRole('button', { name: 'Start a new chat' }).click();
  await page.getByLabel('Name').waitFor();
  await page.context().close();
}, 60_000);

test('F2 in a browser that refuses storage, locks and channels a chat runs as long as the page', async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('', 'SecurityError');
    };
    Object.defineProperty(navigator, 'locks', { get: refuse });
    Object.defineProperty(window, 'sessionStorage', { get: refuse });
    Object.defineProperty(window, 'localStorage', { value: null });
    window.BroadcastChannel = refuse as never;
  });
  const page = await context.newPage();
  await page.goto(`${shop.url}/?culture=en`);
  await page.locator('.launcher').click();
  await page.getByLabel('Name').fill('Marta Solís');
  await page.getByLabel('Email').fill('marta@correo.example');
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByRole('heading', { name: 'You are third in line' }).waitFor();
  await page.getByRole('textbox').fill('Are you there?');
  await page.getByRole('textbox').press('Enter');
  await page.getByText('Sent. We read it before we answer.').waitFor();
  await context.close();
});

test.each([
  ['', 'en', 'Chat with us'],
  ['ES_mx', 'es', 'Chatea con nosotros'],
  // Estonian.
  ['est', 'en', 'Chat with us'],
])('C6 the launcher of a page that says “%s” speaks %s, and says so', async (culture, lang, name) => {
  const { page } = await openShop('light', { width: 1024, height: 768 }, `?culture=${culture}`);
  const launcher = page.getByRole('button', { name, exact: true });
  expect(await launcher.getAttribute('lang')).toBe(lang);
  await page.context().close();
});

test('C6 E11 whatever the widget says is in the language that it says it is in', async () => {
  const { page } = await openShop('light', { width: 1024, height: 768 });
  await page.evaluate(() => {
    document.documentElement.lang = 'de';
  });
  const spoken = () =>
    page.evaluate(() => {
      const root = document.querySelector('foyer-chat')?.shadowRoot;
      const launcher = root?.querySelector('.launcher');
      const panel = root?.querySelector('.panel');
      return [launcher?.getAttribute('lang'), launcher?.ariaLabel, panel?.getAttribute('lang')];
    });
  // The website speaks Spanish, which is known once it has answered; its words then take a while.
  let letThrough = () => {};
  await page.route(/app\.es/, async (route) => {
    await new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    await route.continue();
  });
  await page.locator('.launcher').click();
  await page.getByLabel('Name').waitFor();
  expect(await spoken()).toEqual(['en', 'Chat with us', 'en']);
  letThrough();
  await page.getByLabel('Nombre').waitFor();
  expect(await spoken()).toEqual(['es', 'Chatea con nosotros', 'es']);
  await page.context().close();
});

test('F3 the page is asked for nothing but the loader until the visitor opens the chat', async () => {
  const before = foyer.requests.length;
  const { page } = await openShop('light', { width: 1024, height: 768 });
  await page.waitForLoadState('networkidle');
  expect(foyer.requests.slice(before)).toEqual(['GET /w.js']);
  await page.context().close();
});

test('F3 all that the form needs is asked for at once, not one file after the other', async () => {
  const { page } = await openShop('light', { width: 1024, height: 768 });
  const asked = new Set<string | undefined>();
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route(/app\./, async (route) => {
    asked.add(/app\.(\w+)/.exec(route.request().url())?.[1]);
    await held;
    await route.continue();
  });
  await page.locator('.launcher').click();
  // The app itself, Preact, the form, the colour, the words.
  await expect.poll(() => asked.size).toBe(5);
  expect([...asked]).toEqual(expect.arrayContaining(['preact', 'door', 'colour', 'en']));
  letThrough();
  await page.getByLabel('Nombre').waitFor();
  await page.context().close();
});

describe('F3 a file that does not load at first comes all the same:', () => {
  async function openWithout(file: string) {
    const { page } = await openShop('light', { width: 1024, height: 768 });
    let attempts = 0;
    await page.route(new RegExp(`/${file}\\.\\w{8}\\.js(\\?|$)`), (route) =>
      attempts++ === 0 ? route.abort() : route.continue(),
    );
    const warnings: string[] = [];
    page.on('console', (message) => warnings.push(message.text()));
    await page.locator('.launcher').click();
    return { page, attempts: () => attempts, warned: () => warnings.join(' ') };
  }
  const form = (page: Page) => page.getByRole('button', { name: 'Empezar el chat' });

  test.each(['app', 'app.preact', 'app.en'])('%s, when the launcher is pressed again', async (file) => {
    const { page, attempts, warned } = await openWithout(file);
    await expect.poll(warned).toContain('did not load');
    await page.locator('.launcher').click();
    await form(page).waitFor();
    expect(attempts()).toBe(2);
    await page.context().close();
  });

  test.each(['app.es', 'app.door'])('%s, by itself', async (file) => {
    const { page, attempts } = await openWithout(file);
    await form(page).waitFor();
    expect(attempts()).toBeGreaterThan(0);
    await page.context().close();
  });

  test.each(['app.waiting', 'app.end'])('%s of a chat that runs, by itself', async (file) => {
    const { page } = await openWithout(file);
    await page.getByLabel('Nombre').fill('Marta');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await form(page).click();
    await page.getByRole('heading', { name: 'Vas en tercer lugar' }).waitFor();
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Terminar el chat' }).click();
    await page.getByRole('alertdialog').waitFor();
    await page.context().close();
  });

  test('the links in what was written, by themselves', async () => {
    const { page, attempts } = await openWithout('app.links');
    await page.getByLabel('Nombre').fill('Marta');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await form(page).click();
    await page.getByRole('textbox').fill('Como http.');
    await page.getByRole('textbox').press('Enter');
    await page.locator('.bubble.sent').waitFor();
    expect(attempts()).toBe(0);
    await page.getByRole('textbox').fill('Mira https://casa-alba.example/duna.');
    await page.getByRole('textbox').press('Enter');
    const link = page.getByRole('link', { name: 'https://casa-alba.example/duna' });
    expect(await link.getAttribute('href')).toBe('https://casa-alba.example/duna');
    await page.context().close();
  });

  test('the buttons of a bot, by themselves', async () => {
    foyer.begin({ type: 'said', asks: true, lines: [{ text: 'What is it about?', options: ['Orders'] }] });
    const { page } = await openWithout('app.bot');
    await page.getByLabel('Nombre').fill('Marta');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await form(page).click();
    await page.getByRole('button', { name: 'Orders' }).waitFor();
    await page.context().close();
  });
});
