import { describe, expect, it } from 'vitest';
import { setFloor } from '../support/floor.ts';
import { see, shot } from '../support/people.ts';

const floor = setFloor();

describe('visitors and agents', () => {
  it('B5 E1 F1 an offer, accepted; both talk; wrap-up with a disposition', async () => {
    const { ines } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives('wraps', { reducedMotion: 'no-preference' });
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
    await ines.press('End chat');
    await see(ines.page.getByText('How did it end?'));
    await shot(ines.page, 'console-3-wrap-up');
    await ines.page.getByRole('radio', { name: /Return agreed/ }).check();
    await ines.page.getByRole('button', { name: 'Finish' }).click();
    await see(ines.page.getByText('You have no chats'));
    await see(marta.page.getByText(/Chat ended at/).first());
    await shot(marta.page, 'widget-5-ended');
  });

  it('E2 B13 a chat is taken from the live list, and is gone from the other agent’s', async () => {
    const { ines, tomas } = floor;
    for (const agent of [ines, tomas]) {
      await agent.becomeAvailable();
      await agent.openList();
      await see(agent.page.getByText('Nobody is waiting'));
    }
    const klara = await floor.arrives('advice');
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
    const { ines, tomas } = floor;
    await ines.becomeAvailable();
    await tomas.becomeAvailable();
    const marta = await floor.arrives('orders');
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
    const { tomas, elena } = floor;
    await tomas.becomeAvailable();
    await elena.becomeAvailable();
    const marta = await floor.arrives('hasty');
    await marta.startChat('Marta');
    await see(tomas.offer('Marta'));
    await see(elena.offer('Marta'));
    await see(tomas.offer('Marta'), 0);
  });

  it('E1 F1 two visitors and two agents talk at once, and nobody hears the others', async () => {
    const { ines, tomas } = floor;
    await ines.becomeAvailable();
    await tomas.becomeAvailable();
    const [marta, owen] = [await floor.arrives('orders'), await floor.arrives('orders')];
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

  it('F1 E1 the visitor ends the chat, the agent wraps up; nothing is left on the device', async () => {
    const { ines } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives('wraps');
    await marta.startChat('Marta');
    await ines.accept('Marta');
    await marta.end();
    await see(ines.page.getByText('How did it end?'));
    expect(await marta.page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await ines.page.getByRole('radio').first().check();
    await ines.page.getByRole('button', { name: 'Finish' }).click();
    await see(ines.page.getByText('You have no chats'));
  });
});
