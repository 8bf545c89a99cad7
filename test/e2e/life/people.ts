import { expect, it } from 'vitest';
import type { Floor } from '../../support/floor.ts';
import { expectAccessible, see } from '../../support/people.ts';

/** In the order of the conversation. */
const reads = ({ page }: Awaited<ReturnType<Floor['arrives']>>, words: RegExp) =>
  expect.poll(() => page.getByRole('log').innerText(), { timeout: 30_000 }).toMatch(words);

export function people(floor: Floor): void {
  it('D9 to a queue and on to an agent: the visitor reads who has them, only agents read the notes', async () => {
    const { ines, tomas } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives();
    await marta.startChat('Marta', 'I want to return a lamp');
    await ines.accept('Marta');
    await tomas.becomeAvailable();
    await ines.press('Transfer');
    const dialog = ines.page.getByRole('dialog', { name: /Marta/ });
    await see(dialog.getByRole('option', { name: /Nights.*Closed/, disabled: true }));
    await expectAccessible(ines.page);
    await dialog.getByRole('combobox').fill('care');
    await dialog.getByRole('combobox').press('Enter');
    await dialog.getByLabel('Note').fill('Order 4711, the oak one');
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await see(tomas.offer('Marta').getByText('Order 4711, the oak one'));
    await see(ines.page.getByRole('img', { name: '0 of' }));
    await tomas.accept('Marta');
    await reads(marta, /Tomás Ferreira/);
    // And on to Inés, who is asked.
    await tomas.press('Transfer');
    const back = tomas.page.getByRole('dialog', { name: /Marta/ });
    await back.getByRole('combobox').fill('inés');
    await back.getByRole('combobox').press('Enter');
    await back.getByLabel('Note').fill('She has the receipt');
    await back.getByRole('button', { name: 'Transfer' }).click();
    await see(tomas.page.getByText('Waiting for Inés Carrasco'));
    await see(ines.offer('Marta').getByText('She has the receipt'));
    await ines.accept('Marta');
    await see(tomas.page.getByRole('img', { name: '0 of' }));
    await reads(marta, /Inés.*Tomás.*Inés Carrasco/s);
    await marta.page.reload();
    await reads(marta, /Inés.*Tomás.*Inés Carrasco/s);
    expect(await marta.page.getByRole('log').innerText()).not.toMatch(/4711|receipt/);
  });

  it('D9 a conference of three, a whisper that the visitor never sees, and who takes over', async () => {
    const { ines, tomas, elena } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives();
    await marta.startChat('Marta', 'Which oil for oak?');
    await ines.accept('Marta');
    await tomas.becomeAvailable();
    await ines.press('Invite to join');
    const dialog = ines.page.getByRole('dialog', { name: /Marta/ });
    await dialog.getByRole('combobox').fill('tomas');
    await dialog.getByRole('combobox').press('Enter');
    await dialog.getByRole('button', { name: 'Invite to join' }).click();
    await tomas.accept('Marta');
    await tomas.say('Marta', 'Linseed, twice a year.');
    await marta.say('And for beech?');
    await ines.say('Marta', 'The same.');
    for (const { page } of [marta, ines, tomas]) await page.reload();
    for (const { sees } of [marta, ines, tomas])
      for (const text of ['Which oil for oak?', 'Linseed, twice a year.', 'And for beech?', 'The same.'])
        await sees(text);
    const inChat = ines.page.getByRole('list', { name: 'People in this chat' }).getByRole('listitem');
    await see(inChat, 2);

    await elena.becomeAvailable();
    await elena.page.goto(ines.page.url());
    await elena.press('Watch');
    await expectAccessible(elena.page);
    const whisper = elena.page.getByLabel('Whisper to Inés Carrasco');
    await whisper.fill('Offer the sample set');
    await whisper.press('Enter');
    for (const { sees } of [ines, tomas, elena]) await sees('Offer the sample set');
    await see(inChat, 2);
    // Nobody says again to whom she listens.
    await elena.page.reload();
    await elena.press('Take over');
    await reads(marta, /Elena Bravo/);
    await see(ines.page.getByRole('img', { name: '0 of' }));
    await marta.page.reload();
    await reads(marta, /Elena Bravo/);
    expect(await marta.page.getByRole('log').innerText()).not.toContain('sample');
  });
}
