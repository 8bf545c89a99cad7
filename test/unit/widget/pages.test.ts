/** Pages that are unkind to what is on them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { buildWidget } from '../../../widget/build.ts';
import { launchBrowser } from '../../support/browser.ts';
import { oldLibraries } from '../../support/old-libraries.ts';
import { type StandIn, startStandIn } from '../../support/stand-in/stand-in.ts';
import { startWebsite, type Website } from '../../support/website.ts';

const TOKEN = 'fw_pages00000';
const configuration: Partial<ConfigurationInput> = {
  websites: [
    { id: 'casa-alba', name: 'Casa Alba', token: TOKEN, domains: ['127.0.0.1', 'shop.example'], queue: 'shop' },
  ],
  queues: [{ id: 'shop', name: 'Shop', email: 'hidden', members: [{ agent: 'ines' }] }],
  agents: [{ id: 'ines', name: 'Inés', email: 'ines@shop.example' }],
};

let outDir: string;
let foyer: StandIn;
let site: Website;
let browser: Browser;
let context: BrowserContext;
/** From the newest page. */
let said: string[];

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'foyer-pages-'));
  await buildWidget(outDir);
  site = await startWebsite();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await Promise.all([site.close(), rm(outDir, { recursive: true, force: true })]);
});
beforeEach(async () => {
  foyer = await startStandIn(configuration, { widget: outDir });
  // The next visitor is third in line.
  for (const name of ['Ada', 'Bea']) await foyer.visit(TOKEN, name, { answers: { email: undefined } });
  await foyer.signIn('ines');
  context = await browser.newContext({ viewport: { width: 1024, height: 768 }, reducedMotion: 'reduce' });
});
afterEach(async () => {
  await context.close();
  await foyer.stop();
});

const snippet = (attributes = '', kind = 'async') =>
  `<script ${kind} src="${foyer.widget}w.js" data-token="${TOKEN}" ${attributes}></script>`;

const html = (head: string, body = '<h1>Lamps</h1>') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>${head}</head><body>${body}</body></html>`;

async function open(url: string): Promise<Page> {
  const page = await context.newPage();
  said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(`threw ${error.message}`));
  await page.goto(url);
  return page;
}

const launcher = (page: Page) => page.locator('foyer-chat .launcher');
const field = (page: Page) => page.locator('.composer textarea');

/** Open ones of the newest chat, as Foyer knows them. */
const sockets = () => foyer.socketsOf(newest());

const typed = (page: Page) => field(page).evaluate((element: HTMLTextAreaElement) => element.value);

async function startChat(page: Page): Promise<void> {
  await launcher(page).click();
  await page.locator('#name').fill('Marta');
  await page.locator('.form .main').click();
  await page.locator('.waiting', { hasText: 'You are third in line' }).waitFor();
}

/** The chat that a page started last. */
const newest = () => foyer.started.at(-1)?.interactionId ?? '';

async function inesSays(words: string): Promise<void> {
  const chat = await foyer.chatOf(newest());
  if (chat.stage?.is === 'waiting') await foyer.agentAccepts('ines', newest());
  await foyer.agentSays('ines', newest(), words);
}

/** In both directions, on the screen. */
async function talk(page: Page, words: string): Promise<void> {
  await field(page).fill(`${words}?`);
  await field(page).press('Enter');
  await page.locator('.bubble.sent', { hasText: `${words}?` }).waitFor();
  await inesSays(`${words}!`);
  await page.getByText(`${words}!`, { exact: true }).waitFor();
}

describe('F3 the chat is still there when a page', () => {
  test('exchanges its body', async () => {
    const page = await open(site.page(html(snippet())));
    await startChat(page);
    await field(page).fill('half a sen');
    await page.evaluate(() => document.body.replaceWith(document.createElement('body')));
    expect(await typed(page)).toBe('half a sen');
    await talk(page, 'One body later');
  });

  test('writes its root anew', async () => {
    const page = await open(site.page(html(snippet())));
    await startChat(page);
    await page.evaluate(() => {
      document.documentElement.innerHTML = '<head></head><body>Other lamps</body>';
    });
    await talk(page, 'One root later');
  });

  test('replaces its root', async () => {
    const page = await open(site.page(html(snippet())));
    await startChat(page);
    await page.evaluate(() => document.documentElement.replaceWith(document.createElement('html')));
    await talk(page, 'Another root later');
    expect(await page.locator('foyer-chat').count()).toBe(1);
  });

  test('is written after it loaded, which takes away every listener', async () => {
    const page = await open(site.page(html(snippet())));
    await startChat(page);
    await page.evaluate((text) => {
      document.open();
      document.write(text);
      document.close();
    }, html(snippet()));
    await talk(page, 'One document later');
    await page.getByRole('button', { name: 'Minimise' }).click();
    await launcher(page).click();
    await talk(page, 'One click later');
    expect(await page.locator('foyer-chat').count()).toBe(1);
    await expect.poll(sockets).toBe(1);
    expect(said).toEqual([]);
  });

  test('is written while the app is on its way', async () => {
    const page = await open(site.page(html(snippet())));
    await startChat(page);
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route(/\/app\.\w{8}\.js/, async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await launcher(page).waitFor();
    await page.evaluate((text) => {
      document.open();
      document.write(text);
      document.close();
    }, html(snippet()));
    await launcher(page).waitFor();
    release();
    await talk(page, 'One document later');
    expect(await page.locator('.panel').count()).toBe(1);
  });

  test('removes it and runs the snippet again', async () => {
    const page = await open(site.page(html(snippet())));
    await startChat(page);
    await page.evaluate((token) => {
      document.querySelector('foyer-chat')?.remove();
      const again = document.createElement('script');
      Object.assign(again, { src: document.scripts[0]?.src });
      Object.assign(again.dataset, { token, tags: 'vip' });
      document.head.append(again);
    }, TOKEN);
    await talk(page, 'One snippet later');
    expect(await page.locator('foyer-chat').count()).toBe(1);
    await page.evaluate('document.querySelector("foyer-chat").remove(); Foyer.open()');
    expect(await page.locator('foyer-chat').count()).toBe(1);
  });
});

describe('A3 the snippet', () => {
  test('works as a module', async () => {
    const page = await open(site.page(html(snippet('data-tags="vip"', 'type="module"'))));
    await startChat(page);
    expect(foyer.started.at(-1)?.body).toMatchObject({ tags: ['vip'] });
    expect(said).toEqual([]);
  });

  test('works where an image is called currentScript', async () => {
    const page = await open(site.page(html('', `<img name="currentScript" alt="">${snippet()}`)));
    await startChat(page);
  });

  test('without its token says what to do', async () => {
    await open(site.page(html(`<script src="${foyer.widget}w.js"></script>`)));
    expect(said).toEqual(['Foyer: the script tag has no data-token. Copy the complete snippet.']);
  });

  test('twice on a page is one chat, and the second adds what it says', async () => {
    const both = snippet('data-culture="es" data-tags="vip"', 'defer') + snippet('data-tags="new"', 'defer');
    const page = await open(site.page(html(both)));
    await launcher(page).click();
    await page.getByLabel('Nombre').fill('Marta');
    await page.getByRole('button', { name: 'Empezar el chat' }).click();
    await page.getByRole('heading', { name: 'Vas en tercer lugar' }).waitFor();
    expect(foyer.started.at(-1)?.body).toMatchObject({ tags: ['new'], culture: 'es' });
    expect(await launcher(page).count()).toBe(1);
  });

  test('takes the calls that the page made before, in their order, and those that make no sense in its stride', async () => {
    const calls = `
      window.Foyer = window.Foyer || [];
      Foyer.push(['set', { tags: ['vip'] }], ['set', { tags: ['new'] }], ['brew', 1], ['open']);`;
    const page = await open(site.page(html(`<script>${calls}</script>${snippet()}`)));
    await page.getByLabel('Name').fill('Marta');
    await page.evaluate("Foyer.push(['set', { trackingId: 'basket-7' }])");
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('heading', { name: 'third in line' }).waitFor();
    expect(foyer.started.at(-1)?.body).toMatchObject({ tags: ['new'], trackingId: 'basket-7' });
    expect(said).toEqual([]);
  });
});

describe('A3 names that the page has already', () => {
  test('an element called Foyer gives way', async () => {
    const page = await open(site.page(html('', `<form id="Foyer"></form><div id="foyer-chat"></div>${snippet()}`)));
    await page.evaluate('Foyer.open()');
    await page.getByLabel('Name').waitFor();
    expect(await page.evaluate('document.getElementById("Foyer").tagName')).toBe('FORM');
  });

  test('a Foyer of its own stays, and the visitor can chat all the same', async () => {
    const page = await open(site.page(html(`<script>var Foyer = { rooms: 12 };</script>${snippet()}${snippet()}`)));
    await startChat(page);
    expect(await page.evaluate('Foyer.rooms')).toBe(12);
    expect(await launcher(page).count()).toBe(1);
    expect(said).toEqual(['Foyer: the page already defines Foyer, so its API is not available.']);
  });

  test('what module loaders and bundlers leave on window is nothing to it', async () => {
    const names = `
      var define = Object.assign(() => { throw new Error('define'); }, { amd: {} });
      var process = { env: {} }, module = {}, exports = {}, require = () => { throw new Error('require'); };
      var name = 'x', e = 1, t = 2, n = 3, h = null, $ = null, _ = null;`;
    const page = await open(site.page(html(`<script>${names}</script>${snippet()}`)));
    await startChat(page);
    expect(said).toEqual([]);
  });
});

describe('F3 the page’s styles', () => {
  /** Where it is drawn, and how. */
  const look = (page: Page, part: string) =>
    page.locator(`foyer-chat ${part}`).evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const { color, backgroundColor, fontSize, opacity, visibility, colorScheme } = getComputedStyle(element);
      const onTop = element.getRootNode() instanceof ShadowRoot && document.elementFromPoint(x + width / 2, y + 8);
      const host = onTop instanceof Element ? onTop.localName : '';
      return { x, y, width, height, color, backgroundColor, fontSize, opacity, visibility, colorScheme, host };
    });

  async function drawnOn(head: string) {
    const page = await open(site.page(html(head + snippet())));
    await launcher(page).click();
    await page.getByLabel('Name').waitFor();
    const drawn = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const part of ['.launcher', '.panel', 'input']) drawn.push(await look(page, part));
    }
    return drawn;
  }
  /** The same for every page that leaves it alone. */
  let untouched: ReturnType<typeof drawnOn> | undefined;

  test.each([
    ['unset everything', '* { all: unset !important }'],
    [
      'hide what they do not know',
      'html > * { display: none !important; visibility: hidden !important; opacity: 0 !important }',
    ],
    ['name it', 'foyer-chat { display: none !important; position: static !important; z-index: -1 !important }'],
    [
      'have tokens of the same names',
      '*, :root { --fill: red !important; --surface: red; --ink: red; --on-fill: red }',
    ],
    ['move the body', 'body { transform: translateY(-3000px) scale(.5); filter: blur(9px); contain: paint; zoom: 3 }'],
    ['cover the page', 'body::after { content: ""; position: fixed; inset: 0; z-index: 2147483647; background: red }'],
    [
      'resize the root',
      'html { font-size: 40px; line-height: 5; letter-spacing: 1em; text-transform: uppercase; height: 0 }',
    ],
    [
      'lay out the root',
      'html { display: grid; direction: inherit; overflow: hidden; grid-template-columns: 1fr 1fr }',
    ],
  ])('that %s change nothing of it', async (_, css) => {
    untouched ??= drawnOn('');
    expect(await drawnOn(`<style>${css}</style>`)).toEqual(await untouched);
  });

  test('are not asked whether it is printed', async () => {
    const page = await open(site.page(html(snippet())));
    await launcher(page).waitFor();
    await page.emulateMedia({ media: 'print' });
    await launcher(page).waitFor({ state: 'hidden' });
  });
});

const framed = (attributes = '') =>
  html(
    '',
    `<iframe ${attributes} width="900" height="700" srcdoc='${html(snippet()).replaceAll("'", '&#39;')}'></iframe>`,
  );

test('A2 a frame without an origin is on none of the website’s domains: it is told that there is no chat', async () => {
  const page = await open(site.page(framed('sandbox="allow-scripts"')));
  const frame = page.frameLocator('iframe');
  await frame.locator('foyer-chat .launcher').click();
  await frame.getByText('Chat is not available on this page').waitFor();
});

describe('F3 the chat works on a page', () => {
  const nonce = { 'content-security-policy': '' };
  test.each<[string, () => [string, Record<string, string>?]]>([
    ['without a doctype', () => [`<title>Shop</title>${snippet()}<table><tr><td>Lamps</table>`]],
    [
      'in XHTML',
      () => [
        `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>Shop</title>${snippet('', 'async="async"')}</head><body/></html>`,
        { 'content-type': 'application/xhtml+xml' },
      ],
    ],
    ['that takes it from a host called app', () => [html(snippet().replace('127.0.0.1', 'app.localhost'))]],
    ['with another base', () => [html(`<base href="https://elsewhere.example/a/" target="_top">${snippet()}`)]],
    [
      'that allows scripts by a nonce alone',
      () => [
        html(snippet('', 'async nonce="n1"')),
        {
          ...nonce,
          'content-security-policy': `default-src 'none'; script-src 'nonce-n1'; connect-src ${foyer.widget} ${foyer.visitorSocket}; require-trusted-types-for 'script'; trusted-types 'none'`,
        },
      ],
    ],
    ['in a frame', () => [framed()]],
    [
      'with a dialog that takes the focus back',
      () => [
        html(
          snippet(),
          `<div role="dialog" aria-label="Sale" tabindex="-1">-20 %</div>
          <script>document.addEventListener('focusin', ({ target }) => {
            const dialog = document.querySelector('[role=dialog]');
            if (!dialog.contains(target)) dialog.focus();
          });</script>`,
        ),
      ],
    ],
    [
      'with a script for no right click, no selection and no wheel',
      () => [
        html(
          `<script>for (const type of ['mousedown', 'selectstart', 'contextmenu', 'copy', 'paste', 'wheel', 'touchmove', 'keydown'])
            document.addEventListener(type, (event) => event.preventDefault(), { passive: false });</script>${snippet()}`,
        ),
      ],
    ],
  ])('%s', async (_, written) => {
    const page = await open(site.page(...written()));
    const frame = page.frames().at(-1) ?? page.mainFrame();
    const view = frame as unknown as Page;
    await startChat(view);
    await view.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await field(view).click();
    await page.keyboard.type('Typed');
    expect(await typed(view)).toBe('Typed');
    await talk(view, 'Two ways');
    expect(said).toEqual([]);
  });
});

describe('F5 when the page says that another person is here', () => {
  const kept = (page: Page) => page.evaluate(() => ({ ...localStorage, ...sessionStorage }));

  test('reset takes the chat away from every tab, closes the panel, and leaves nothing typed', async () => {
    const url = site.page(html(snippet('data-tags="vip"')));
    const [first, second] = [await open(url), await open(url)];
    await startChat(first);
    await talk(first, 'My card number');
    await second.reload();
    await launcher(second).click();
    await second.getByText('My card number!', { exact: true }).waitFor();
    await field(second).fill('half a sen');
    await first.evaluate('Foyer.reset()');
    for (const page of [first, second]) {
      await page.locator('.panel').waitFor({ state: 'detached' });
      expect(await kept(page)).toEqual({});
      await launcher(page).click();
      await page.getByLabel('Name').waitFor();
      expect(await page.locator('.panel').innerText()).not.toContain('card');
    }
    await expect.poll(sockets).toBe(0);
    await first.getByRole('button', { name: 'Minimise' }).click();
    const chats = foyer.started.length;
    await startChat(first);
    expect(foyer.started.length).toBe(chats + 1);
    expect(foyer.started.at(-1)?.body).not.toMatchObject({ tags: ['vip'] });
    expect(await typed(first)).toBe('');
  });

  test('reset also closes what an ended chat still shows, in a tab that never opened it too', async () => {
    const url = site.page(html(snippet()));
    const [first, second] = [await open(url), await open(url)];
    await startChat(first);
    await talk(first, 'My card number');
    await foyer.agentEnds('ines', newest());
    await first
      .getByText(/Chat ended at/)
      .first()
      .waitFor();
    await second.evaluate('Foyer.reset()');
    await first.locator('.panel').waitFor({ state: 'detached' });
  });

  test('reset works before the app could be fetched', async () => {
    const url = site.page(html(snippet()));
    const page = await open(url);
    await startChat(page);
    await context.route(/app\./, (route) => route.abort());
    await page.reload();
    await page.evaluate('Foyer.reset()');
    await context.unroute(/app\./);
    await page.reload();
    await launcher(page).click();
    await page.getByLabel('Name').waitFor();
    expect(await kept(page)).toEqual({ [`foyer:${TOKEN}:open`]: 'yes' });
  });

  test('another tracking id lets go of the chat, on the next page or later on this one; the same, or none, keeps it', async () => {
    const named = (name: string) => site.page(html(snippet(name && `data-tracking="${name}"`)));
    const page = await open(named('anna'));
    await startChat(page);
    await talk(page, 'Mine');
    for (const url of [named('anna'), named('')]) {
      await page.goto(url);
      await page.getByText('Mine!', { exact: true }).waitFor();
    }
    await page.goto(named('bert'));
    await launcher(page).waitFor();
    await expect.poll(() => kept(page)).toEqual({});
    expect(said).toEqual([]);

    await startChat(page);
    await talk(page, 'His');
    await page.evaluate("Foyer.set({ trackingId: 'bert' })");
    await talk(page, 'Still his');
    await page.evaluate("Foyer.set({ trackingId: 'carla' })");
    await page.getByLabel('Name').waitFor();
    expect(await kept(page)).toEqual({});
  });

  test('a chat begun by nobody in particular is the first one’s who is named', async () => {
    const page = await open(site.page(html(snippet())));
    await startChat(page);
    await page.evaluate('Foyer.set({ trackingId: 7 })');
    await talk(page, 'Mine');
    await page.evaluate('Foyer.set({ trackingId: 8 })');
    await page.getByLabel('Name').waitFor();
  });
});

describe('F3 the chat works beside', () => {
  test.each(Object.entries(oldLibraries))('%s', async (_, library) => {
    const page = await open(site.page(html(`<script>${library}</script>${snippet('data-tags="vip,new"')}`)));
    await startChat(page);
    expect(await page.locator('.line span').count()).toBe(5);
    expect(foyer.started.at(-1)?.body).toMatchObject({ tags: ['vip', 'new'], answers: { name: 'Marta' } });
    await talk(page, 'Two ways');
    await page.getByText('Inés joined').waitFor();
    await page.reload();
    await talk(page, 'After a reload');
    expect(await page.locator('.bubble').count()).toBe(4);
    foyer.refuseNext('message', 'message_too_long');
    await field(page).fill('Too long');
    await field(page).press('Enter');
    await page.getByText('Not sent: it is too long.').waitFor();
    await page.getByLabel('More').click();
    await page.getByRole('button', { name: 'End chat' }).click();
    await page.getByRole('button', { name: 'End chat' }).click();
    await page
      .getByText(/Chat ended at/)
      .first()
      .waitFor();
    expect(said).toEqual([]);
  });
});
