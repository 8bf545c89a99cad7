import { expect, it } from 'vitest';
import type { Floor } from '../../support/floor.ts';
import { expectAccessible, see } from '../../support/people.ts';

export function park(floor: Floor): void {
  it('D5 an agent parks a chat and takes it up again; both clocks are right, also after a reload', async () => {
    const { ines } = floor;
    const { page } = ines;
    await ines.becomeAvailable();
    const marta = await floor.arrives();
    await marta.startChat('Marta', 'Is the lamp in stock?');
    await ines.accept('Marta');
    await page.getByRole('button', { name: 'Park', exact: true }).click();
    const clocks = page.getByText(/handling \d+:\d\d · parked \d+:\d\d/);
    await see(clocks);
    const handled = async () => /handling (\d+:\d\d)/.exec(await clocks.innerText())?.[1];
    const before = await handled();
    await expectAccessible(page);
    await page.reload();
    await see(clocks);
    expect(await handled()).toBe(before);
    await marta.say('Are you there?');
    await see(page.getByRole('region', { name: /Parked, and the visitor wrote/ }).getByText('Are you there?'));
    await page.keyboard.press('Alt+k');
    await see(page.getByRole('button', { name: 'Park', exact: true }));
    await see(page.getByText(/· parked/), 0);
    await ines.say('Marta', 'Yes, two of them.');
    await marta.sees('Yes, two of them.');
  });
}
