import { describe, expect, it } from 'vitest';
import { setFloor } from '../support/floor.ts';
import { agentOn, see, shot, visitorOn } from '../support/people.ts';

const floor = setFloor();

/** Inés and Marta, in the middle of a chat. */
async function talking() {
  const { ines } = floor;
  await ines.becomeAvailable();
  const marta = await floor.arrives('orders');
  await marta.startChat('Marta', 'first');
  await ines.accept('Marta');
  await ines.say('Marta', 'second');
  await marta.sees('second');
  return { ines, marta };
}

describe('nothing lost, nothing twice, order kept', () => {
  it('F2 E1 both sides reload in the middle and go on', async () => {
    const { ines, marta } = await talking();
    await Promise.all([ines.page.reload(), marta.page.reload()]);
    await see(ines.reply('Marta'));
    await see(marta.message);
    await marta.say('third');
    await ines.sees('third');
    await ines.say('Marta', 'fourth');
    await marta.sees('fourth');
    expect(await marta.messages()).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('F2 E1 written while offline: kept, shown as not sent, and sent in order afterwards', async () => {
    const { ines, marta } = await talking();
    await marta.context.setOffline(true);
    for (const text of ['third', 'fourth', 'fifth']) await marta.say(text);
    await see(marta.page.getByText(/Not sent yet/).first());
    await see(marta.page.getByText('Nothing is lost.'));
    await shot(marta.page, 'widget-6-offline');
    await ines.context.setOffline(true);
    await ines.say('Marta', 'sixth');
    await shot(ines.page, 'console-6-offline');
    await marta.context.setOffline(false);
    await ines.context.setOffline(false);
    await ines.sees('fifth');
    await marta.sees('sixth');
    await see(marta.page.getByText(/Not sent yet/), 0);
    const heard = await marta.messages();
    expect(heard.filter((text) => text !== 'sixth')).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
    expect(heard.filter((text) => text === 'sixth')).toHaveLength(1);
  });

  it('F2 H1 the whole of Foyer is killed in the middle and started again', async () => {
    const { ines, marta } = await talking();
    await floor.foyer.kill();
    await marta.say('third');
    await ines.say('Marta', 'fourth');
    await marta.page.reload().catch(() => undefined);
    await floor.foyer.restart();
    await marta.page.goto(floor.foyer.shops.orders);
    await see(marta.message, { withinS: 40 });
    await see(ines.page.getByRole('log').getByText('third'), { withinS: 40 });
    await see(marta.page.getByRole('log').getByText('fourth'), { withinS: 40 });
    await marta.say('fifth');
    await ines.sees('fifth');
    const heard = await marta.messages();
    expect(heard.toSorted()).toEqual(['fifth', 'first', 'fourth', 'second', 'third']);
    expect(heard.slice(0, 2)).toEqual(['first', 'second']);
    expect(heard.at(-1)).toBe('fifth');
  });

  it('F2 two tabs show the same chat, and what one sends the other shows once', async () => {
    const { ines, marta } = await talking();
    const page = await marta.context.newPage();
    await page.goto(floor.foyer.shops.orders);
    const otherTab = visitorOn(marta.context, page);
    await otherTab.open();
    await see(otherTab.message);
    await otherTab.say('from the other tab');
    await marta.say('from the first tab');
    await ines.sees('from the other tab');
    await ines.sees('from the first tab');
    await marta.sees('from the other tab');
    await otherTab.sees('from the first tab');
    const sorted = async (tab: typeof marta) => (await tab.messages()).toSorted();
    expect(await sorted(otherTab)).toEqual(await sorted(marta));
    expect(await marta.messages()).toHaveLength(4);
  });

  it('D3 E1 a visitor who leaves and comes back finds the chat; the agent sees both', async () => {
    const { ines, marta } = await talking();
    await marta.page.close();
    await see(ines.page.getByText('Marta is away'), { withinS: 40 });
    await shot(ines.page, 'console-7-visitor-away');
    const page = await marta.context.newPage();
    await page.goto(floor.foyer.shops.orders);
    const back = visitorOn(marta.context, page);
    await back.open();
    await back.sees('second');
    await see(ines.page.getByText('Marta is back'));
    await back.end();
  });

  it('E1 a second console of the same agent shows the same chats', async () => {
    const { ines, marta } = await talking();
    const second = agentOn(ines.context, await ines.context.newPage());
    await second.page.goto(floor.foyer.console);
    // The issuer already knows her, and does not ask again.
    await second.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await second.openChat('Marta');
    await second.sees('first');
    await second.say('Marta', 'from the other window');
    await marta.sees('from the other window');
    await ines.sees('from the other window');
    await second.page.close();
  });
});
