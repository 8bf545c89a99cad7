import { describe, expect, it } from 'vitest';
import { tokens } from '../support/foyer.config.ts';
import { expectAccessible, lookAt, see, shot, signInAs, visit } from '../support/people.ts';
import { setStage } from '../support/stage.ts';

const stage = setStage();

describe('strict pages, keyboards, every eye', () => {
  it('F3 under a strict content security policy the widget works, and nothing is reported', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await ines.becomeAvailable();
    const strict = `${foyer.shops.orders}/strict`;
    expect((await fetch(strict)).headers.get('content-security-policy')).toMatch(/default-src 'none'.*trusted-types/);
    const marta = await visit(browser, strict);
    const reports: string[] = [];
    marta.page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) reports.push(message.text());
    });
    await marta.startChat('Marta');
    await ines.accept('Marta');
    await ines.say('Marta', 'Hello, see https://shop.example/returns.');
    await marta.sees('Hello, see');
    const link = marta.page.getByRole('link', { name: 'https://shop.example/returns' });
    expect(await link.getAttribute('href')).toBe('https://shop.example/returns');
    expect(await link.getAttribute('rel')).toContain('noopener');
    // The browser is British: a 24-hour clock.
    await see(marta.page.getByText(/joined at \d{1,2}:\d\d$/));
    await shot(marta.page, 'access-11-link');
    expect(reports).toEqual([]);
  });

  it('F3 nothing is stored before the visitor acts', async () => {
    const marta = await visit(stage.browser, stage.foyer.shops.orders);
    await see(marta.launcher);
    expect(await marta.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
      0,
      0,
      '',
    ]);
  });

  it('E11 E1 keyboard only: from the launcher to the disposition', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await ines.becomeAvailable();
    const marta = await visit(browser, foyer.shops.orders, { says: { token: tokens.wraps } });
    await marta.launcher.focus();
    const keys = marta.page.keyboard;
    await keys.press('Enter');
    await see(marta.page.getByLabel('Name'));
    await expect
      .poll(() => marta.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.id))
      .toBe('name');
    await keys.type('Marta');
    await keys.press('Tab');
    await keys.type('marta@correo.example');
    await keys.press('Enter');
    await see(marta.message);
    await see(ines.offer('Marta'));
    await ines.page.keyboard.press('Alt+KeyA');
    await see(ines.reply('Marta'));
    await ines.page.keyboard.press('Alt+KeyR');
    await ines.page.keyboard.type('Hello Marta');
    await ines.page.keyboard.press('Enter');
    await marta.sees('Hello Marta');
    await marta.message.focus();
    await keys.type('Hello');
    await keys.press('Enter');
    await ines.sees('Hello');
    await ines.page.getByRole('button', { name: 'End chat' }).focus();
    await ines.page.keyboard.press('Enter');
    await see(ines.page.getByText('How did it end?'));
    await ines.page.getByRole('radio').first().focus();
    await ines.page.keyboard.press('2');
    await ines.page.keyboard.press('Control+Enter');
    await see(ines.page.getByText('You have no chats'));
  });

  it('E11 axe finds nothing, in light and in dark', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await lookAt(ines.page, 'console-empty');
    await ines.becomeAvailable();
    const says = { token: tokens.wraps };
    const marta = await visit(browser, foyer.shops.orders, { says, width: 390, height: 780 });
    await marta.open();
    await see(marta.page.getByLabel('Name'));
    await lookAt(marta.page, 'widget-phone-form');
    await marta.fillForm('Marta', 'The base of my lamp arrived cracked.');
    await see(marta.message);
    await lookAt(marta.page, 'widget-phone-waiting');
    await see(ines.offer('Marta'));
    await lookAt(ines.page, 'console-offer');
    await ines.accept('Marta');
    await ines.say('Marta', 'Hello Marta');
    await marta.sees('Hello Marta');
    await lookAt(marta.page, 'widget-phone-chat');
    await lookAt(ines.page, 'console-conversation');
    await ines.page.getByRole('button', { name: 'End chat' }).click();
    await see(ines.page.getByText('How did it end?'));
    await lookAt(ines.page, 'console-wrap-up');
  });

  it('A2 a console user without a role is told what to do', async () => {
    const nobody = await signInAs(stage.browser, stage.foyer.console, 'Noa Vidal');
    await see(nobody.page.getByText('You have no role yet'));
    await shot(nobody.page, 'console-8-no-role');
    await expectAccessible(nobody.page);
  });
});

describe('a publish', () => {
  it('G2 reaches connected agents: a new lane finds its agent, a removed agent is out, and the chat goes to the next', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await ines.becomeAvailable();
    const tomas = await signInAs(browser, foyer.console, 'Tomás Ferreira');
    await foyer.publish('test/support/republished.config.ts');
    await see(ines.page.getByText('Returns desk'));
    const marta = await visit(browser, foyer.shops.orders);
    await marta.startChat('Marta', 'It came broken');
    await ines.accept('Marta');
    await marta.say('Are you there?');
    await ines.sees('Are you there?');

    await tomas.becomeAvailable();
    await foyer.publish('test/support/without-ines.config.ts');
    await see(ines.page.getByText('You are not set up as an agent'));
    await see(tomas.offer('Marta'));
    await shot(ines.page, 'access-9-removed');
    await tomas.accept('Marta');
    await tomas.sees('Are you there?');
  });
});

describe('signing out', () => {
  it('E1 is out in every tab, and the next person is asked who they are', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await ines.becomeAvailable();
    const second = await ines.context.newPage();
    await second.goto(foyer.console);
    await second.getByRole('button', { name: 'Sign in', exact: true }).click();
    await see(second.getByRole('button', { name: 'Inés Carrasco' }));

    await ines.page
      .getByRole('button', { name: /Inés Carrasco/ })
      .first()
      .click();
    await ines.page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const page of [ines.page, second]) await see(page.getByRole('button', { name: 'Sign in', exact: true }));
    expect(await ines.page.evaluate(() => sessionStorage.length)).toBe(0);

    await ines.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await see(ines.page.getByRole('button', { name: /Tomás Ferreira/ }));
    await ines.page.getByRole('button', { name: /Tomás Ferreira/ }).click();
    await see(ines.page.getByRole('button', { name: /Tomás Ferreira/ }));
    await shot(ines.page, 'access-10-the-next-person');
  });
});
