import { describe, expect, it } from 'vitest';
import { tokens } from '../support/foyer.config.ts';
import { see, shot, signInAs, visit } from '../support/people.ts';
import { setStage } from '../support/stage.ts';

const stage = setStage();

describe('visitors and agents', () => {
  it('B5 E1 F1 an offer, accepted; both talk; wrap-up with a disposition', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await ines.becomeAvailable();
    const marta = await visit(browser, foyer.shops.orders);
    await shot(marta.page, 'widget-1-launcher');
    await marta.open();
    await see(marta.page.getByLabel('Name'));
    await shot(marta.page, 'widget-2-form');
    await marta.fillForm('Marta', 'The base of my lamp arrived cracked.');
    await see(ines.offer('Marta'));
    expect(await ines.page.title()).toBe('(1) Marta is waiting · Foyer');
    await shot(ines.page, 'console-1-offer');
    await see(marta.page.getByText('You are next'));
    await shot(marta.page, 'widget-3-waiting');
    await ines.accept('Marta');
    await ines.sees('The base of my lamp arrived cracked.');
    await ines.say('Marta', 'May I see the crack?');
    await marta.sees('May I see the crack?');
    await marta.say('It came like this.');
    await ines.sees('It came like this.');
    await shot(ines.page, 'console-2-conversation');
    await shot(marta.page, 'widget-4-chat');
    await ines.page.getByRole('button', { name: 'End chat' }).click();
    await see(ines.page.getByText('How did it end?'));
    await shot(ines.page, 'console-3-wrap-up');
    await ines.page.getByRole('radio', { name: /Return agreed/ }).check();
    await ines.page.getByRole('button', { name: 'Finish' }).click();
    await see(ines.page.getByText('You have no chats'));
    await see(marta.page.getByText(/Chat ended at/).first());
    await shot(marta.page, 'widget-5-ended');
  });

  it('E2 B13 a chat is taken from the live list, and is gone from the other agent’s', async () => {
    const { browser, foyer } = stage;
    const [ines, tomas] = [
      await signInAs(browser, foyer.console, 'Inés Carrasco'),
      await signInAs(browser, foyer.console, 'Tomás Ferreira'),
    ];
    for (const agent of [ines, tomas]) {
      await agent.becomeAvailable();
      await agent.openList();
      await see(agent.page.getByText('Nobody is waiting'));
    }
    const klara = await visit(browser, foyer.shops.advice);
    await klara.startChat('Klara', 'Does the linen shade fit the small Duna base?');
    await see(tomas.row('Klara'));
    await see(ines.row('Klara'));
    await klara.say('Or rather the tall one.');
    for (const agent of [ines, tomas]) await see(agent.row('Klara').getByText('Or rather the tall one.'));
    await shot(ines.page, 'console-4-waiting-list');
    await ines.take('Klara');
    await see(tomas.row('Klara'), 0);
    await ines.say('Klara', 'It does.');
    await klara.sees('It does.');
  });

  it('B7 a rejected chat goes to the other agent, and the visitor notices nothing', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await ines.becomeAvailable();
    const tomas = await signInAs(browser, foyer.console, 'Tomás Ferreira');
    await tomas.becomeAvailable();
    const marta = await visit(browser, foyer.shops.orders);
    await marta.startChat('Marta');
    await see(ines.offer('Marta'));
    await ines.pass('Marta');
    await see(ines.offer('Marta'), 0);
    await see(tomas.offer('Marta'));
    await tomas.accept('Marta');
    await tomas.say('Marta', 'Hello Marta');
    await marta.sees('Hello Marta');
  });

  it('B7 D1 an offer that nobody answers goes to the other agent by itself', async () => {
    const { browser, foyer } = stage;
    const rui = await signInAs(browser, foyer.console, 'Rui Tavares');
    await rui.becomeAvailable();
    const elena = await signInAs(browser, foyer.console, 'Elena Bravo');
    await elena.becomeAvailable();
    const marta = await visit(browser, foyer.shops.orders, { says: { token: tokens.hasty } });
    await marta.startChat('Marta');
    await see(rui.offer('Marta'));
    await see(elena.offer('Marta'));
    await see(rui.offer('Marta'), 0);
  });

  it('E1 F1 two visitors and two agents talk at once, and nobody hears the others', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await ines.becomeAvailable();
    const tomas = await signInAs(browser, foyer.console, 'Tomás Ferreira');
    await tomas.becomeAvailable();
    const [marta, owen] = [await visit(browser, foyer.shops.orders), await visit(browser, foyer.shops.orders)];
    await marta.startChat('Marta');
    await see(ines.offer('Marta'));
    await owen.startChat('Owen');
    await see(tomas.offer('Owen'));
    await Promise.all([ines.accept('Marta'), tomas.accept('Owen')]);
    const lines = ['one', 'two', 'three', 'four', 'five'];
    await Promise.all([
      ...[marta, owen].map(async (visitor) => {
        for (const line of lines) await visitor.say(`visitor ${line}`);
      }),
      (async () => {
        for (const line of lines) await ines.say('Marta', `Inés ${line}`);
      })(),
      (async () => {
        for (const line of lines) await tomas.say('Owen', `Tomás ${line}`);
      })(),
    ]);
    await marta.sees('Inés five');
    await owen.sees('Tomás five');
    for (const [visitor, agent] of [
      [marta, 'Inés'],
      [owen, 'Tomás'],
    ] as const) {
      const heard = (await visitor.messages()).filter((text) => text.startsWith(agent));
      expect(heard).toEqual(lines.map((line) => `${agent} ${line}`));
    }
    expect((await marta.messages()).join()).not.toContain('Tomás');
    await ines.sees('visitor five');
    await shot(ines.page, 'console-5-two-at-once');
  });

  it('F1 E1 the visitor ends the chat, the agent wraps up', async () => {
    const { browser, foyer } = stage;
    const ines = await signInAs(browser, foyer.console, 'Inés Carrasco');
    await ines.becomeAvailable();
    const marta = await visit(browser, foyer.shops.orders);
    await marta.startChat('Marta');
    await ines.accept('Marta');
    await marta.end();
    await see(ines.page.getByText('How did it end?'));
    expect(await marta.page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });
});
