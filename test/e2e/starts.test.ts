import { afterEach, describe, expect, it } from 'vitest';
import { zoneAtNoon } from '../support/browser.ts';
import { setFloor } from '../support/floor.ts';
import { see, shot } from '../support/people.ts';

const floor = setFloor();

const publish = (name: string) => floor.foyer.publish(`test/support/${name}.config.ts`);
// Before everyone leaves the floor.
afterEach(() => publish('foyer'));

describe('a publish', () => {
  it('G2 reaches connected agents: a new lane finds its agent, a removed agent is out, and the chat goes to the next', async () => {
    const { ines, tomas } = floor;
    await ines.becomeAvailable();
    await publish('republished');
    await see(ines.page.getByText('Returns desk'));
    const marta = await floor.arrives('orders');
    await marta.startChat('Marta', 'It came broken');
    await ines.accept('Marta');
    await marta.say('Are you there?');
    await ines.sees('Are you there?');

    await tomas.becomeAvailable();
    await publish('without-ines');
    await see(ines.page.getByText('You are not set up as an agent'));
    await see(tomas.offer('Marta'));
    await shot(ines.page, 'access-9-removed');
    await tomas.accept('Marta');
    await tomas.sees('Are you there?');
    await publish('foyer');
    await ines.press('Try again');
    await see(ines.page.getByRole('button', { name: /^Status:/ }));
  });

  it('F2 a chat that may not start comes back to the form with what the visitor wrote', async () => {
    const marta = await floor.arrives('orders', { width: 360, height: 740 });
    await marta.open();
    await see(marta.page.getByLabel('Name'));
    await publish('revoked');
    await marta.fillForm('Marta', 'The base of my lamp arrived cracked.');
    await see(marta.page.getByRole('alert').getByText('Chat is not available on this page'));
    expect(await marta.page.getByLabel('Name').inputValue()).toBe('Marta');
    expect(await marta.page.getByLabel('What is it about?').inputValue()).toBe('The base of my lamp arrived cracked.');
    await see(marta.page.getByText('Reconnecting'), 0);
    await shot(marta.page, 'widget-8-refused');
  });

  it('A2 of three simultaneous starts from one network, the excess ones say when they will start, and then do', async () => {
    await publish('one-start');
    const names = ['Marta', 'Klara', 'Owen'];
    const phone = { width: 360, height: 740, timezoneId: zoneAtNoon() };
    const visitors = await Promise.all(names.map(() => floor.arrives('orders', phone)));
    await Promise.all(visitors.map((visitor, index) => visitor.startChat(names[index] ?? '', 'Is anybody there?')));
    const waits = (visitor: (typeof visitors)[number]) =>
      visitor.page.getByRole('heading', { name: /^You are (next|second|third)/ });
    const limited = (visitor: (typeof visitors)[number]) =>
      visitor.page.getByRole('heading', { name: /^Your chat starts at \d?\d:\d\d$/ });
    await Promise.all(visitors.map((visitor) => see(waits(visitor).or(limited(visitor)))));
    const tooMany = await Promise.all(visitors.map((visitor) => limited(visitor).isVisible()));
    expect(tooMany).toContain(true);
    const last = visitors[tooMany.indexOf(true)];
    if (last) await shot(last.page, 'widget-9-limited');
    await Promise.all(visitors.map((visitor) => see(waits(visitor), { withinS: 75 })));
    for (const visitor of visitors) expect(await visitor.messages()).toEqual(['Is anybody there?']);
  });
});
