import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

/** The shop's strict page, with everything that its policy would not have. */
async function openShop(colorScheme: 'light' | 'dark', viewport: { width: number; height: number }) {
  const context = await browser.newContext({ colorScheme, viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/content security policy|trusted/i.test(message.text())) violations.push(message.text());
  });
  await page.goto(`${shop.url}/strict`);
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
});

test('F3 the page is asked for nothing but the loader until the visitor opens the chat', async () => {
  const before = foyer.requests.length;
  const { page } = await openShop('light', { width: 1024, height: 768 });
  await page.waitForLoadState('networkidle');
  expect(foyer.requests.slice(before)).toEqual(['GET /w.js']);
  await page.context().close();
});
