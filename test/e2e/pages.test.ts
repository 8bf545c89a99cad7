import { describe, expect, it } from 'vitest';
import { oldLibraries } from '../support/old-libraries.ts';
import { see, signInAs, visit } from '../support/people.ts';
import { setStage } from '../support/stage.ts';

const stage = setStage();

describe('pages as they are', () => {
  it('F3 F5 beside an old library both talk, even when the body is replaced; logging out leaves nothing for the next visitor', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await ines.becomeAvailable();
    const marta = await visit(browser, foyer.shops.orders, { says: { tags: 'vip,new' } });
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
  });
});
