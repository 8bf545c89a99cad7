import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import demo from '../../../foyer.config.ts';
import { type Shop, startShop } from '../../../local/shop/server.ts';
import { buildWidget } from '../../../widget/build.ts';
import { axeOn } from '../../support/axe.ts';
import { launchBrowser, zoneAtNoon } from '../../support/browser.ts';
import { startVisitor } from '../../support/clients.ts';
import { shot } from '../../support/people.ts';
import { type StandIn, startStandIn } from '../../support/stand-in/stand-in.ts';

const TOKEN = 'fw_screens0000';
const website = {
  ...{ id: 'casa-alba', name: 'Casa Alba', token: TOKEN, domains: ['127.0.0.1', 'shop.example'], queue: 'shop' },
  ...{ colour: '#FFCB00', culture: 'es' },
};
const queue = { id: 'shop', name: 'Shop', email: 'required' as const, timeOutS: 3600, members: [{ agent: 'ines' }] };
const configuration: Partial<ConfigurationInput> = {
  websites: [website],
  queues: [queue],
  agents: [{ id: 'ines', name: 'Inés Carrasco', email: 'ines@shop.example', capacity: 50 }],
  scenarios: [
    {
      ...{ id: 'triage', name: 'Triage' },
      steps: [
        { id: 'hello', do: 'say', text: 'Hello, I am the automatic assistant.' },
        {
          ...{ id: 'topic', do: 'choose', text: 'What is it about?' },
          options: [{ label: 'My order' }, { label: 'A lamp' }],
        },
        { id: 'order', do: 'ask', text: 'Which order? Its number begins with CA.', variable: 'order' },
        { id: 'on', do: 'route' },
      ],
    },
  ],
};
const botFirst: Partial<ConfigurationInput> = { gatewayConditions: [{ signal: 'free', scenario: 'triage' }] };

const zone = zoneAtNoon();

let outDir: string;
let foyer: StandIn;
let shop: Shop;
let browser: Browser;
/** The visitors in line before the page's visitor, in order. */
let ahead: string[];

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'foyer-screens-'));
  await buildWidget(outDir);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await rm(outDir, { recursive: true, force: true });
});

beforeEach(async () => {
  foyer = await startStandIn(configuration, { widget: outDir });
  shop = await startShop({ port: 0, cdn: foyer.widget, websiteToken: TOKEN, visitorSocket: foyer.visitorSocket });
  await foyer.signIn('ines');
  // The next visitor is third in line.
  ahead = [await foyer.visit(TOKEN, 'Ada'), await foyer.visit(TOKEN, 'Bea')];
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await shop.close();
  await foyer.stop();
});

/** The chat that a page started last. */
const newest = () => foyer.started.at(-1)?.interactionId ?? '';

const wide = { colorScheme: 'light', viewport: { width: 1024, height: 768 } } as const;
const narrow = { colorScheme: 'dark', viewport: { width: 320, height: 568 } } as const;

/** The shop's strict page, and every violation of its policy. */
async function openShop(query = '', look: typeof wide | typeof narrow = wide, before = '') {
  const context = await browser.newContext({ ...look, reducedMotion: 'reduce', timezoneId: zone });
  await context.addInitScript(before);
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

/** In either look. The page goes on in the narrow one, where every button is harder to reach. */
async function accessible(page: Page, screen: string) {
  for (const { colorScheme, viewport } of [wide, narrow]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const { violations } = await axeOn(page).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`),
      `${screen}, ${colorScheme}`,
    ).toEqual([]);
  }
}

/** Opens at nine on any other day. */
function closedToday() {
  const nine = [{ from: '09:00', to: '09:01' }];
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(foyer.now());
  return {
    ...{ id: 'office', zone, holidays: [{ date: today, name: 'Today' }] },
    week: { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: nine, sun: nine },
  };
}

/** Until the end of the window in which starts are counted. */
const secondsLeft = (withinS: number) => withinS - (Math.floor(foyer.now() / 1000) % withinS);

/** Someone else behind the same address, who has ended the chat since. */
async function startElsewhere(): Promise<void> {
  const { ask, close } = await startVisitor(foyer.widget.slice(0, -1), TOKEN, shop.url);
  await ask({ t: 'end', id: randomUUID(), after: 0 }, ({ t }) => t === 'ack');
  close();
}

/** One leaves the line for Inés. */
const lineMoves = () => foyer.agentAccepts('ines', ahead.shift() ?? '');

/** Enough others arrive to know how fast the line moves. */
async function lineHasMoved(everyS: number): Promise<void> {
  for (let n = 0; n < 6; n++) ahead.push(await foyer.visit(TOKEN, `Visitor ${n}`));
  for (let n = 0; n < 6; n++) {
    await foyer.turn(everyS);
    await lineMoves();
  }
}

describe('wide and light, narrow and dark:', () => {
  test('F3 F5 E11 every screen is accessible, needs no exception from a strict policy, and leaves nothing behind', async () => {
    const { page, violations } = await openShop('', narrow);
    await accessible(page, 'launcher');
    expect(await kept(page)).toEqual({});

    await page.locator('.launcher').click();
    await page.getByRole('button', { name: 'Empezar el chat' }).click();
    await page.getByText('Escribe un correo, como').waitFor();
    await accessible(page, 'field errors');

    await page.getByLabel('Nombre').fill('Marta Solís');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await page.getByRole('button', { name: 'Empezar el chat' }).click();
    await page.getByRole('heading', { name: 'Vas en tercer lugar' }).waitFor();
    await accessible(page, 'waiting');

    await foyer.agentAccepts('ines', newest());
    await foyer.agentSays('ines', newest(), 'Hola, Marta');
    await page.getByText('Hola, Marta').waitFor();
    foyer.refuseNext('message', 'message_too_long');
    await page.getByRole('textbox').fill('Algo largo');
    await page.getByRole('textbox').press('Enter');
    await page.getByText('No enviado: es demasiado largo.').waitFor();
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
    await page.getByText('Cuando lo cierres, en este dispositivo no queda nada.').waitFor();
    await accessible(page, 'ended');
    expect(await kept(page)).toEqual({});
    expect(violations).toEqual([]);
  });

  test('B1 A13 E11 busy and closed say so, a hidden chat goes away, and each opening asks again', async () => {
    const { page, violations } = await openShop('', narrow);
    await foyer.publish({ gatewayConditions: [{ signal: 'busy' }] });
    await page.locator('.launcher').click();
    await page.getByRole('heading', { name: 'Todos nuestros compañeros están ocupados' }).waitFor();
    await page.getByRole('textbox', { name: 'Mensaje' }).waitFor();
    await accessible(page, 'busy');

    await foyer.publish({});
    await page.getByRole('button', { name: 'Probar otra vez' }).click();
    await page.getByLabel('Nombre').waitFor();
    await page.keyboard.press('Escape');

    await foyer.publish({ calendars: [closedToday()], queues: [{ ...queue, calendar: 'office' }] });
    await page.locator('.launcher').click();
    await page.getByText('Abrimos mañana a las 9:00 (tu hora).').waitFor();
    await accessible(page, 'closed');
    await page.getByRole('button', { name: 'Minimizar' }).click();

    await foyer.publish({ gatewayConditions: [{ signal: 'hidden' }] });
    await page.locator('.launcher').click();
    await page.locator('.launcher').waitFor({ state: 'hidden' });
    expect(await page.locator('.panel').count()).toBe(0);
    expect(await kept(page)).toEqual({});
    await foyer.publish({});
    await page.evaluate('Foyer.open()');
    await page.getByLabel('Nombre').waitFor();
    expect(violations).toEqual([]);
  });

  /** As anyone, who is Marta where nothing says otherwise. */
  async function writes(page: Page, text: string) {
    await page.getByLabel('Nombre').fill('Marta');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await page.getByRole('textbox', { name: 'Mensaje' }).fill(text);
    await page.getByRole('button', { name: 'Enviar mensaje' }).click();
  }
  const answered = (page: Page) => page.getByText('Te contestaremos a marta@correo.example.').waitFor();

  test('C4 F1 F5 at a closed door a message is left: checked at the field, sent until it is kept, and nothing stays on the device', async () => {
    await foyer.publish({ calendars: [closedToday()], queues: [{ ...queue, calendar: 'office' }] });
    const { page, violations } = await openShop('', narrow);
    await page.locator('.launcher').click();
    await page.getByText('Abrimos mañana a las 9:00 (tu hora).').waitFor();
    await page.getByRole('button', { name: 'Enviar mensaje' }).click();
    await page.getByText('Escribe tu mensaje').waitFor();
    expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.name')).toBe('name');
    await accessible(page, 'offline form');
    await shot(page, 'widget-offline-errors');
    foyer.refuseNext('leave', 'failure');
    await writes(page, 'La base llegó rota.');
    await page.getByText('Aún sin enviar.').waitFor();
    await accessible(page, 'offline, not sent yet');
    await answered(page);
    await accessible(page, 'offline, sent');
    await shot(page, 'widget-offline-sent');
    expect(await foyer.inbox()).toMatchObject([
      { visitorName: 'Marta', subject: 'La base llegó rota.', because: 'closed' },
    ]);
    await page.getByRole('button', { name: 'Cerrar' }).click();
    expect(await kept(page)).toEqual({});
    await page.locator('.launcher').click();
    await page.getByRole('textbox', { name: 'Mensaje' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Mensaje' }).inputValue()).toBe('');
    expect(violations).toEqual([]);
  });

  test('A7 E11 a call is asked for at a time of the visitor’s own zone, and a time that has gone is asked for again', async () => {
    const apps = { callback: {} };
    await foyer.publish({ websites: [{ ...website, apps }] });
    const { page, violations } = await openShop('', narrow);
    await page.evaluate("Foyer.open('callback')");
    await page.getByRole('textbox', { name: 'Nombre' }).fill('Marta');
    await page.getByRole('button', { name: 'Pedir la llamada' }).click();
    await page.getByText('Elige una hora', { exact: true }).first().waitFor();
    await accessible(page, 'call back, wrong');
    await page.getByRole('textbox', { name: 'Teléfono' }).fill('+34 600 555 144');
    const when = page.getByRole('combobox', { name: '¿Cuándo te llamamos?' });
    await when.selectOption({ index: 1 });
    await page.getByText(`En tu hora (${zone})`).waitFor();
    await shot(page, 'widget-call-form');
    foyer.refuseNext('leave', 'slot_gone');
    await page.getByRole('button', { name: 'Pedir la llamada' }).click();
    await page.getByText('Esa hora ya no está libre').waitFor();
    await shot(page, 'widget-call-gone');
    await when.selectOption({ index: 2 });
    await page.getByRole('button', { name: 'Pedir la llamada' }).click();
    await page.getByText('Te llamaremos', { exact: true }).waitFor();
    await accessible(page, 'call back, kept');
    await shot(page, 'widget-call-kept');
    expect(violations).toEqual([]);
  });

  test('C4 B8 whoever is turned away at the start finds what they wrote in the form, and may leave it', async () => {
    const { page, violations } = await openShop('', narrow);
    await page.locator('.launcher').click();
    await page.getByLabel('Nombre').fill('Marta');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await page.getByLabel('¿De qué se trata?').fill('¿Llega antes del viernes?');
    await foyer.publish({ gatewayConditions: [{ signal: 'busy' }] });
    await page.getByRole('button', { name: 'Empezar el chat' }).click();
    await page.getByRole('heading', { name: 'Todos nuestros compañeros están ocupados' }).waitFor();
    await page.getByRole('textbox', { name: 'Mensaje' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Mensaje' }).inputValue()).toBe('¿Llega antes del viernes?');
    expect(await page.getByText('Chat terminado').count()).toBe(0);
    await accessible(page, 'turned away');
    await shot(page, 'widget-turned-away');
    await writes(page, '¿Llega antes del viernes?');
    await answered(page);
    expect(await foyer.inbox()).toMatchObject([{ because: 'busy' }]);
    await page.getByRole('button', { name: 'Cerrar' }).click();
    expect(await kept(page)).toEqual({});
    expect(violations).toEqual([]);
  });

  test('C4 F1 whoever waits leaves a message with one tap, keeps their place until it is sent, and their chat ends then', async () => {
    const { page, violations } = await openShop('', narrow);
    await page.locator('.launcher').click();
    await page.getByRole('button', { name: 'Prefiero dejar un mensaje' }).click();
    await page.getByRole('heading', { name: 'Déjanos un mensaje' }).waitFor();
    await page.getByRole('textbox', { name: 'Mensaje' }).waitFor();
    await accessible(page, 'rather a message');
    await page.getByRole('button', { name: 'Empezar otro chat' }).click();
    await page.getByLabel('Nombre').fill('Marta');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await page.getByRole('button', { name: 'Empezar el chat' }).click();
    await page.getByRole('heading', { name: 'Vas en tercer lugar' }).waitFor();
    await shot(page, 'widget-waiting');
    await page.getByRole('button', { name: 'Prefiero dejar un mensaje' }).click();
    await page.getByRole('textbox', { name: 'Mensaje' }).waitFor();
    await accessible(page, 'a message from the line');
    await shot(page, 'widget-waiting-message');
    await page.getByRole('button', { name: 'Seguir esperando' }).click();
    await page.getByRole('heading', { name: 'Vas en tercer lugar' }).waitFor();
    await page.getByRole('button', { name: 'Prefiero dejar un mensaje' }).click();
    await writes(page, 'Vuelvo mañana.');
    await answered(page);
    expect(await foyer.chatOf(newest())).toMatchObject({ stage: { is: 'ended', outcome: 'offline' } });
    expect(await foyer.inbox()).toMatchObject([{ because: 'chosen', subject: 'Vuelvo mañana.' }]);
    await page.getByRole('button', { name: 'Cerrar' }).click();
    expect(await kept(page)).toEqual({});
    expect(violations).toEqual([]);
  });

  test('C1 C3 every kind of answer is asked for, checked at the field, and taken along; what depends on an agreement comes with it', async () => {
    const agreed = { kind: 'lines', name: 'details', label: 'Details', onlyIf: 'consent', required: true } as const;
    const [form] = demo.forms ?? [];
    const whole = { ...form, id: 'problem', name: 'Problem', elements: [...(form?.elements ?? []), agreed] };
    const forms = { forms: [whole], websites: [{ ...website, form: 'problem' }] };
    await foyer.publish(forms);
    const { page, violations } = await openShop('?culture=en', narrow);
    await page.locator('.launcher').click();
    await page.getByLabel('Name').fill('Owen Hughes');
    await page.getByLabel('How many?').fill('two');
    await page.getByLabel('Phone').fill('+44 20 7946 0018');
    await page.getByLabel('What is it about?').selectOption({ label: 'Something broke' });
    await page.getByText('On arrival').click();
    for (const part of ['Base', 'Cable']) await page.getByText(part, { exact: true }).click();
    await page.getByLabel('What happened?').fill('It has a crack.');
    await page.getByLabel('Casa Alba may use this').check();
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('Please enter a number, such as 12 or 3.5.').waitFor();
    expect(await page.locator('[aria-invalid]').count()).toBe(2);
    expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.name')).toBe('how_many');
    await accessible(page, 'form');
    if (process.env.FOYER_SHOTS) {
      await page.setViewportSize({ width: 390, height: 1100 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `screenshots/form-${colorScheme}.png` });
      }
    }
    await page.getByLabel('How many?').fill('2');
    await page.getByLabel('Details').fill('From top to bottom.');

    // The form changes before it is sent: nothing that was written is lost.
    const others = whole.elements.filter((element) => !('name' in element) || element.name !== 'parts');
    await foyer.publish({ ...forms, forms: [{ ...whole, elements: others }] });
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('alert').getByText('The chat did not start').waitFor();
    await page.getByText('Base', { exact: true }).waitFor({ state: 'detached' });
    expect(await page.getByLabel('What happened?').inputValue()).toBe('It has a crack.');
    expect(await page.getByLabel('On arrival').isChecked()).toBe(true);
    expect(await page.getByLabel('Casa Alba may use this').isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('It has a crack.').waitFor();
    expect(foyer.started.at(-1)?.body).toMatchObject({
      answers: { name: 'Owen Hughes', how_many: '2', topic: 'broken', when: 'arrival', question: 'It has a crack.' },
    });
    expect(violations).toEqual([]);
  });

  test('F2 E11 a start that is refused comes back to the form with every word, and can be repeated', async () => {
    const { page, violations } = await openShop('?culture=en', narrow);
    foyer.refuseNext('chat-start', 'body_malformed');
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

    await foyer.publish({ websites: [{ ...website, revoked: true }] });
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('alert').getByText('Chat is not available on this page').waitFor();
    expect(await values()).toEqual(['Marta Solís', 'marta@correo.example', 'The lamp is cracked']);
    expect(await page.getByRole('button', { name: 'Start chat' }).count()).toBe(0);
    await accessible(page, 'revoked');
    expect(violations).toEqual([]);
  });

  test('A2 E11 too many starts from one network: it says when it starts, keeps the words, and starts by itself', async () => {
    const { page, violations } = await openShop('?culture=en', narrow);
    await foyer.publish({ startsPerAddress: { most: 1, withinS: 600 } });
    await startElsewhere();
    await foyer.turn(secondsLeft(600) - 1);
    await page.locator('.launcher').click();
    await page.getByLabel('Name').fill('Marta Solís');
    await page.getByLabel('Email').fill('marta@correo.example');
    await page.getByLabel('What is it about?').fill('The lamp is cracked');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('heading', { name: /^Your chat starts at \d?\d:\d\d/ }).waitFor();
    await page.getByText('Not sent yet').waitFor();
    expect(await page.getByText('Reconnecting').count()).toBe(0);
    await accessible(page, 'limited');
    await foyer.turn(1);
    await page.getByRole('heading', { name: 'You are third in line' }).waitFor();
    expect(foyer.started.at(-1)?.body).toMatchObject({ answers: { question: 'The lamp is cracked' } });
    expect(violations).toEqual([]);
  });

  test('B4 B14 E11 the bot asks, buttons answer, a person is one tap away, and the wait is an interval', async () => {
    const { page, violations } = await openShop('?culture=en&tags=vip,returning&tracking=order-7', narrow);
    const asked = foyer.requests.length;
    await lineHasMoved(60);
    await foyer.publish(botFirst);
    await page.locator('.launcher').click();
    await page.getByLabel('Name').fill('Marta Solís');
    await page.getByLabel('Email').fill('marta@correo.example');
    await page.evaluate('Foyer.set({ variables: { basket: 3 } })');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('button', { name: 'My order' }).waitFor();
    expect(foyer.requests.slice(asked)).toContain(
      `GET /v1/websites/${TOKEN}?culture=en&tag=vip&tag=returning&tracking=order-7`,
    );
    expect(foyer.started.at(-1)?.body).toMatchObject({
      culture: 'en',
      tags: ['vip', 'returning'],
      trackingId: 'order-7',
      variables: { basket: 3 },
    });
    await accessible(page, 'bot');

    await page.getByRole('button', { name: 'My order' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'My order' }).waitFor({ state: 'detached' });
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
    await page
      .getByText(/About \d to \d minutes\./)
      .first()
      .waitFor();
    await foyer.turn(600);
    await lineMoves();
    await page
      .getByText(/Sorry, it is taking longer than we said: now \d+ to \d+ minutes\./)
      .first()
      .waitFor();
    await accessible(page, 'waiting after the bot');
    await foyer.turn(3600);
    await page.getByText('Everyone is busy right now').waitFor();
    await accessible(page, 'nobody came');
    expect(violations).toEqual([]);
  });
});

describe('F2 E11 a browser that opens no sockets says what is wrong and what to do:', () => {
  const advice = 'It blocks WebSocket connections. Allow them, also in its extensions, and reload the page';

  test('before a chat, where it has none', async () => {
    const { page, violations } = await openShop('?culture=en', narrow, 'delete window.WebSocket');
    await page.locator('.launcher').click();
    await page.getByRole('heading', { name: 'This browser cannot connect to the chat' }).waitFor();
    await page.getByText(advice).waitFor();
    // It can still leave a message.
    await page.getByLabel('Message').waitFor();
    await accessible(page, 'no sockets');
    await shot(page, 'widget-no-sockets');
    expect(violations).toEqual([]);
  });

  test('in the chat, where opening one throws', async () => {
    const throwing = "window.WebSocket = class { constructor() { throw new DOMException('', 'SecurityError'); } }";
    const { page, violations } = await openShop('?culture=en', narrow, throwing);
    await page.locator('.launcher').click();
    await page.getByLabel('Name').fill('Marta Solís');
    await page.getByLabel('Email').fill('marta@correo.example');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('alert').getByText(advice).waitFor();
    expect(await page.getByText('Connecting').count()).toBe(0);
    await accessible(page, 'refused sockets');
    await shot(page, 'widget-refused-sockets');
    expect(violations).toEqual([]);
  });
});

describe('after a conversation with Inés', () => {
  /** In Spanish, on a phone. */
  async function talks() {
    await foyer.publish({ queues: [{ ...queue, feedback: true }], websites: [{ ...website, transcript: true }] });
    const opened = await openShop('', narrow);
    const { page } = opened;
    await page.locator('.launcher').click();
    await page.getByLabel('Nombre').fill('Marta Solís');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await page.getByRole('button', { name: 'Empezar el chat' }).click();
    await page.getByRole('heading', { name: 'Vas en tercer lugar' }).waitFor();
    await foyer.agentAccepts('ines', newest());
    await foyer.agentSays('ines', newest(), 'Hola, Marta. Escribe a ayuda@shop.example');
    await page.getByRole('link', { name: 'ayuda@shop.example' }).waitFor();
    return opened;
  }
  async function ends(page: Page) {
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Terminar el chat' }).click();
    await page.getByRole('button', { name: 'Terminar el chat' }).click();
    await page.getByText('¿Qué tal la conversación con Inés Carrasco?').waitFor();
  }
  const scored = (page: Page, score: string) => page.getByRole('radio', { name: score }).isChecked();

  test('F1 E11 the visitor says how it was, changes it until it is sent, also after a reload; then nothing is left', async () => {
    const { page, violations } = await talks();
    await ends(page);
    await accessible(page, 'feedback');
    await page.keyboard.press('Tab');
    await page.getByRole('radio', { name: '2, Regular' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await scored(page, '4, Buena')).toBe(true);
    await page.getByLabel('¿Qué podríamos haber hecho mejor?').fill('Nada: muy rápido 🪔');
    await accessible(page, 'feedback with a note');
    await shot(page, 'widget-feedback');

    await page.setViewportSize(wide.viewport);
    await page.reload();
    await page.getByText('¿Qué tal la conversación con Inés Carrasco?').waitFor();
    expect(await scored(page, '4, Buena')).toBe(true);
    expect(await page.getByRole('button', { name: 'Guardar la conversación' }).count()).toBe(0);
    expect(JSON.stringify(await kept(page))).not.toMatch(/Hola|marta@correo/);
    foyer.refuseNext('feedback', 'failure');
    await page.getByRole('button', { name: 'Enviar' }).click();
    await page.getByText('Gracias por tu opinión').waitFor();
    await accessible(page, 'feedback sent');
    expect(await kept(page)).toEqual({});
    await page.getByRole('button', { name: 'Empezar otro chat' }).click();
    await page.getByLabel('Nombre').waitFor();
    expect(violations).toEqual([]);
  });

  test('F1 F5 “not now” asks no more, also after a reload, and so does another chat', async () => {
    const { page } = await talks();
    await ends(page);
    await page.getByRole('radio', { name: '1, Mala' }).check({ force: true });
    expect(await kept(page)).not.toEqual({});
    await page.getByRole('button', { name: 'Ahora no' }).click();
    await page.getByRole('button', { name: 'Empezar otro chat' }).waitFor();
    expect(await kept(page)).toEqual({});
    await page.reload();
    await page.locator('.launcher').click();
    await page.getByLabel('Nombre').waitFor();
  });

  test('F4 E11 emoji go where the cursor is, by keyboard too, and Escape closes only them', async () => {
    const { page, violations } = await talks();
    const field = page.getByRole('textbox');
    await field.fill('Gracias!');
    await field.evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(7, 7));
    await page.getByRole('button', { name: 'Emoji' }).click();
    await page.getByRole('group', { name: 'Emoji' }).waitFor();
    await accessible(page, 'emoji');
    await shot(page, 'widget-emoji');
    await page.getByRole('button', { name: '👍' }).click();
    expect(await field.inputValue()).toBe('Gracias👍!');
    await page.getByRole('button', { name: '😀' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).toBe('Gracias👍😃!');
    await page.keyboard.press('Escape');
    await page.getByRole('group', { name: 'Emoji' }).waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.querySelector('foyer-chat')?.shadowRoot?.activeElement?.className)).toBe(
      'emoji',
    );
    await field.press('Enter');
    await page.getByText('Gracias👍😃!').waitFor();
    expect(violations).toEqual([]);
  });

  test('F4 E11 F5 the conversation is kept as a file, or by e-mail, and neither after a reload', async () => {
    const { page, violations } = await talks();
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Guardar la conversación' }).click();
    await page.getByRole('region', { name: 'Guardar esta conversación' }).waitFor();
    await accessible(page, 'keep the conversation');
    await shot(page, 'widget-keep');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Descargar' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^Casa Alba \d{4}-\d\d-\d\d\.txt$/);
    const text = await readFile(await file.path(), 'utf8');
    expect(text).toContain('Inés Carrasco: Hola, Marta. Escribe a ayuda@shop.example');
    expect(text).toContain(zone);
    await page.getByRole('button', { name: 'Recibirla por correo' }).click();
    await page.getByText('Te la enviamos al correo que nos diste.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('textbox').waitFor();
    expect(violations).toEqual([]);
  });
});

test('F4 a message that comes while the page is hidden is heard and stands in its title, and the sound can be off', async () => {
  const { page } = await openShop(
    '?culture=en',
    wide,
    `Object.defineProperty(document, 'hidden', { get: () => window.away === true });
     window.sounds = 0;
     window.AudioContext = class { constructor() { window.sounds++; throw new Error(); } };`,
  );
  const title = await page.title();
  const turns = (away: boolean) =>
    page.evaluate((to) => {
      Object.assign(window, { away: to });
      document.dispatchEvent(new Event('visibilitychange'));
    }, away);
  const sounds = () => page.evaluate('window.sounds');
  await page.locator('.launcher').click();
  await page.getByLabel('Name').fill('Marta Solís');
  await page.getByLabel('Email').fill('marta@correo.example');
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByRole('heading', { name: 'You are third in line' }).waitFor();
  await foyer.agentAccepts('ines', newest());
  await foyer.agentSays('ines', newest(), 'Hello Marta');
  await page.getByText('Hello Marta').waitFor();
  expect([await page.title(), await sounds()]).toEqual([title, 0]);

  await turns(true);
  await foyer.agentSays('ines', newest(), 'Are you there?');
  await expect.poll(() => page.title()).toBe('New messages: 1');
  expect(await sounds()).toBe(1);
  await turns(false);
  expect(await page.title()).toBe(title);

  await page.getByLabel('More').click();
  await page.getByRole('button', { name: 'Turn sound off' }).click();
  await page.getByRole('button', { name: 'Turn sound on' }).waitFor();
  await turns(true);
  await foyer.agentSays('ines', newest(), 'One more thing');
  await expect.poll(() => page.title()).toBe('New messages: 1');
  expect(await sounds()).toBe(1);
  expect(await kept(page)).toMatchObject({ 'foyer:sound': 'off' });
});

test('A3 E11 the chat is a page of its own for a phone app, in the culture that its address says, also where no domain allows it', async () => {
  await foyer.publish({ websites: [{ ...website, domains: ['shop.example'] }] });
  const context = await browser.newContext({
    ...{ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' },
  });
  const page = await context.newPage();
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  await page.goto(`${foyer.widget}w/${TOKEN}?culture=pt&tags=app`);
  await page.getByLabel('Nome').fill('Marta Solís');
  const panel = page.locator('.panel');
  const fills = async () => expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, ...page.viewportSize() });
  await fills();
  await accessible(page, 'a page of its own');
  await shot(page, 'widget-own-page');
  // A tablet.
  await page.setViewportSize({ width: 820, height: 1100 });
  await fills();
  await page.setViewportSize({ width: 360, height: 640 });
  await page.getByLabel('E-mail').fill('marta@correo.example');
  await page.getByRole('button', { name: 'Começar a conversa' }).click();
  await page.getByRole('heading', { name: 'É o terceiro lugar na fila' }).waitFor();
  expect(foyer.started.at(-1)?.body).toMatchObject({ culture: 'pt', tags: ['app'] });
  await accessible(page, 'a page of its own, waiting');
  await shot(page, 'widget-own-page-waiting');
  expect(violations).toEqual([]);
});

test('E4 F2 a field in which nothing is to be seen is empty, and what is pasted from elsewhere is taken', async () => {
  const { page } = await openShop('?culture=en');
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
  expect(foyer.started.at(-1)?.body).toMatchObject({ answers: { question: '' } });

  const field = page.getByRole('textbox');
  await field.fill('\u200b');
  await field.press('Enter');
  await field.fill('hello\u000bworld');
  await field.press('Enter');
  await page.getByText('Sent. We’ll read it before we reply.').waitFor();
  expect(await page.locator('.messages').getByText('Refused').count()).toBe(0);
});

test('F5 a start that keeps failing can be given up, and another chat begin', async () => {
  const { page } = await openShop('?culture=en');
  await page.locator('.launcher').click();
  await page.getByLabel('Name').fill('Marta Solís');
  await page.getByLabel('Email').fill('marta@correo.example');
  await page.getByLabel('What is it about?').fill('The lamp is cracked');
  foyer.goAway();
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByText('Connecting.', { exact: true }).waitFor();
  await page.getByLabel('More').click();
  await page.getByRole('button', { name: 'End chat' }).click();
  await page.getByRole('button', { name: 'End chat' }).click();
  await page.getByText('Messages that may not have been sent: 1').waitFor();
  expect(await kept(page)).toEqual({});
  foyer.comeBack();
  await page.getByRole('button', { name: 'Start a new chat' }).click();
  await page.getByLabel('Name').waitFor();
});

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
  await page.getByText('Sent. We’ll read it before we reply.').waitFor();
});

test.each([
  ['', 'en', 'Chat with us'],
  ['ES_mx', 'es', 'Chatea con nosotros'],
  // Estonian.
  ['est', 'en', 'Chat with us'],
])('C6 the launcher of a page that says “%s” speaks %s, and says so', async (culture, lang, name) => {
  const { page } = await openShop(`?culture=${culture}`);
  const launcher = page.getByRole('button', { name, exact: true });
  expect(await launcher.getAttribute('lang')).toBe(lang);
});

test('C6 E11 whatever the widget says is in the language that it says it is in', async () => {
  const { page } = await openShop();
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
  // The website is in Spanish, which is known once it has answered; its texts then take a while.
  let letThrough = () => {};
  await page.route(/app\.es/, async (route) => {
    await new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    await route.continue();
  });
  await page.locator('.launcher').click();
  await page.getByRole('button', { name: 'Start chat' }).waitFor();
  expect(await spoken()).toEqual(['en', 'Chat with us', 'en']);
  letThrough();
  await page.getByRole('button', { name: 'Empezar el chat' }).waitFor();
  expect(await spoken()).toEqual(['es', 'Chatea con nosotros', 'es']);
});

test('F3 the page is asked for nothing but the loader until the visitor opens the chat', async () => {
  const before = foyer.requests.length;
  const { page } = await openShop();
  await page.waitForLoadState('networkidle');
  expect(foyer.requests.slice(before)).toEqual(['GET /w.js']);
});

test('F3 all that the form needs is asked for at once, not one file after the other', async () => {
  const { page } = await openShop();
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
  // The app itself, Preact, the form, the colour, the texts.
  await expect.poll(() => asked.size).toBe(5);
  expect([...asked]).toEqual(expect.arrayContaining(['preact', 'door', 'colour', 'en']));
  letThrough();
  await page.getByLabel('Nombre').waitFor();
  await page.context().close();
});

describe('F3 a file that does not load at first comes all the same:', () => {
  async function openWithout(file: string) {
    const { page } = await openShop();
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
    await expect.poll(warned).toContain('could not be loaded');
    await page.locator('.launcher').click();
    await form(page).waitFor();
    expect(attempts()).toBe(2);
  });

  test.each(['app.es', 'app.door'])('%s, by itself', async (file) => {
    const { page, attempts } = await openWithout(file);
    await form(page).waitFor();
    expect(attempts()).toBeGreaterThan(0);
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
    await foyer.publish(botFirst);
    const { page } = await openWithout('app.bot');
    await page.getByLabel('Nombre').fill('Marta');
    await page.getByLabel('Correo electrónico').fill('marta@correo.example');
    await form(page).click();
    await page.getByRole('button', { name: 'My order' }).waitFor();
  });
});
