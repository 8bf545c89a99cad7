import { it } from 'vitest';
import type { Floor } from '../../support/floor.ts';
import { expectAccessible, see, shot } from '../../support/people.ts';

export function board(floor: Floor): void {
  it('E9 D1 D9 G8 a supervisor hears of a line that waits too long, sees who could help, and watches who did', async () => {
    const { elena, ines } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives('watched');
    await marta.startChat('Marta', 'Is anyone there?');
    const { page } = elena;
    await page.getByRole('link', { name: /Wallboard/ }).click();
    const told = page.getByRole('status', { name: 'Notices' });
    await see(told.getByText(/Watched: someone has waited .*, longer than 0:01/));
    const needs = page.getByRole('region', { name: 'Needs you' });
    await see(needs.getByText(/Watched has been over 0:01 since .* Inés Carrasco has a free place/));
    await see(page.getByRole('row', { name: /Watched/ }).getByText('late'));
    await expectAccessible(page);
    await ines.openList();
    await ines.take('Marta');
    await see(told.getByText('Watched: longest wait back below 0:01'));
    await see(needs.getByText(/Watched/), 0);
    await page.getByRole('button', { name: 'Inés Carrasco, 1 chat' }).click();
    await page.getByRole('link', { name: 'Whisper: Marta' }).press('w');
    await see(page.getByRole('log').getByText('Is anyone there?'));
    await page.keyboard.type('Offer her a refund.');
    await page.keyboard.press('Enter');
    await see(ines.page.getByRole('log').getByText('Offer her a refund.'));
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await marta.end();
    await page.getByRole('link', { name: /Wallboard/ }).click();
    await see(page.getByRole('listitem').filter({ hasText: 'AWS cost' }).getByText('per 1,000 chats'));
    await shot(page, 'wallboard');
    await page.getByRole('link', { name: 'Inbox', exact: true }).click();
  });
}
