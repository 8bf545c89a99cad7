import { it } from 'vitest';
import type { Floor } from '../../support/floor.ts';
import { expectAccessible, see } from '../../support/people.ts';

export function board(floor: Floor): void {
  it('E9 a supervisor sees a line that waits too long, who could help, and that somebody did', async () => {
    const { elena, ines } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives('watched');
    await marta.startChat('Marta', 'Is anyone there?');
    const { page } = elena;
    await page.getByRole('link', { name: /Wallboard/ }).click();
    const needs = page.getByRole('region', { name: 'Needs you' });
    await see(needs.getByText(/Watched has been over 0:01 since .* Inés Carrasco has a free place/));
    await see(page.getByRole('row', { name: /Watched/ }).getByText('late'));
    await expectAccessible(page);
    await ines.openList();
    await ines.take('Marta');
    await see(page.getByRole('listitem').filter({ hasText: 'Inés Carrasco' }).getByRole('img', { name: '1 of' }));
    await see(needs.getByText(/Watched/), 0);
    await page.getByRole('link', { name: 'Inbox', exact: true }).click();
  });
}
