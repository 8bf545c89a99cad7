import { describe, expect, it } from 'vitest';
import { setFloor } from '../support/floor.ts';
import { oldLibraries } from '../support/old-libraries.ts';
import { expectAccessible, lookAt, see, shot, signInAs } from '../support/people.ts';

const floor = setFloor();

describe('strict pages, keyboards, every eye', () => {
  it('F3 under a strict content security policy the widget works, and nothing is reported', async () => {
    const { foyer, ines } = floor;
    await ines.becomeAvailable();
    const path = '/strict';
    const page = await fetch(foyer.shops.orders + path);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*trusted-types/);
    const marta = await floor.arrives('orders', { path });
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
    const marta = await floor.arrives('orders');
    await see(marta.launcher);
    expect(await marta.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
      0,
      0,
      '',
    ]);
  });

  it('E11 E1 keyboard only: from the launcher to the disposition', async () => {
    const { ines } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives('wraps');
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

  it('E11 F1 axe finds nothing, in light and in dark', async () => {
    const { ines } = floor;
    await lookAt(ines.page, 'console-empty');
    await ines.becomeAvailable();
    const marta = await floor.arrives('wraps', { width: 390, height: 780 });
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
    await marta.page.getByLabel('3, OK').check({ force: true });
    await marta.page.getByLabel('What could we have done better?').fill('The parcel.');
    await lookAt(marta.page, 'widget-phone-feedback');
    await marta.page.getByRole('button', { name: 'Send' }).click();
    await see(ines.page.getByText('Marta rates this chat 3 out of 5'));
    await lookAt(ines.page, 'console-wrap-up');
    await ines.page.getByRole('radio').first().check();
    await ines.page.getByRole('button', { name: 'Finish' }).click();
  });

  it('A2 a console user without a role is told what to do', async () => {
    const nobody = await signInAs(floor.browser, floor.foyer.console, 'Noa Vidal');
    await see(nobody.page.getByText('You have no role yet'));
    await shot(nobody.page, 'console-8-no-role');
    await expectAccessible(nobody.page);
    await nobody.close();
  });
});

describe('signing out', () => {
  it('E1 is out in every tab, and the next person is asked who they are', async () => {
    const { browser, foyer } = floor;
    const rui = await signInAs(browser, foyer.console, 'Rui Tavares');
    await rui.becomeAvailable();
    const second = await rui.context.newPage();
    await second.goto(foyer.console);
    await second.getByRole('button', { name: 'Sign in', exact: true }).click();
    await see(second.getByRole('button', { name: 'Rui Tavares' }));

    await rui.page
      .getByRole('button', { name: /Rui Tavares/ })
      .first()
      .click();
    await rui.page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const page of [rui.page, second]) await see(page.getByRole('button', { name: 'Sign in', exact: true }));
    expect(await rui.page.evaluate(() => sessionStorage.length)).toBe(0);

    await rui.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await see(rui.page.getByRole('button', { name: /Tomás Ferreira/ }));
    await rui.page.getByRole('button', { name: /Tomás Ferreira/ }).click();
    await see(rui.page.getByRole('button', { name: /Tomás Ferreira/ }));
    await shot(rui.page, 'access-10-the-next-person');
    await rui.close();
  });
});

describe('pages as they are', () => {
  it('F3 F5 beside an old library both talk, even when the body is replaced; logging out leaves nothing for the next visitor', async () => {
    const { foyer, ines } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives('orders', { says: { tags: 'vip,new' } });
    await marta.context.addInitScript({ content: oldLibraries['Prototype 1.6'] ?? '' });
    await marta.page.reload();
    await marta.startChat('Marta', 'My lamp is cracked.');
    await ines.accept('Marta');
    await ines.sees('My lamp is cracked.');
    await ines.say('Marta', 'May I see?');
    await marta.sees('May I see?');
    await marta.page.evaluate(() => document.body.replaceWith(document.createElement('body')));
    await marta.say('Here it is.');
    await ines.sees('Here it is.');

    const other = await marta.context.newPage();
    await other.goto(foyer.shops.orders);
    await marta.page.evaluate('Foyer.reset()');
    await see(marta.page.locator('.panel'), 0);
    await see(ines.page.getByText('Marta is away'), { withinS: 40 });
    await other.reload();
    await other.getByRole('button', { name: /chat/i }).first().click();
    await see(other.getByLabel('Name'));
    expect(await other.locator('.panel').innerText()).not.toContain('lamp');
    await ines.press('End chat');
  });
});
