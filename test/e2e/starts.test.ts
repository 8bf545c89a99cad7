import { expect, it } from 'vitest';
import { zoneAtNoon } from '../support/browser.ts';
import { see, shot, visit } from '../support/people.ts';
import { setStage } from '../support/stage.ts';

const stage = setStage();

it('F2 a chat that may not start comes back to the form with what the visitor wrote', async () => {
  const { browser, foyer } = stage;
  const marta = await visit(browser, foyer.shops.orders, { width: 360, height: 740 });
  await marta.open();
  await see(marta.page.getByLabel('Name'));
  await foyer.publish('test/support/revoked.config.ts');
  await marta.fillForm('Marta', 'The base of my lamp arrived cracked.');
  await see(marta.page.getByRole('alert').getByText('Chat is not available on this page'));
  expect(await marta.page.getByLabel('Name').inputValue()).toBe('Marta');
  expect(await marta.page.getByLabel('What is it about?').inputValue()).toBe('The base of my lamp arrived cracked.');
  await see(marta.page.getByText('Reconnecting'), 0);
  await shot(marta.page, 'widget-8-refused');
});

it('A2 of three simultaneous starts from one network, the excess ones say when they will start, and then do', async () => {
  const { browser, foyer } = stage;
  await foyer.publish('test/support/one-start.config.ts');
  const names = ['Marta', 'Klara', 'Owen'];
  const phone = { width: 360, height: 740, timezoneId: zoneAtNoon() };
  const visitors = await Promise.all(names.map(() => visit(browser, foyer.shops.orders, phone)));
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
