import { expect, it } from 'vitest';
import type { Floor } from '../../support/floor.ts';
import { expectAccessible, lookAt, see, shot } from '../../support/people.ts';

export function talk(floor: Floor): void {
  it('E4 each side sees the other type and read; a text is changed, one taken back, and a note stays inside', async () => {
    const { ines } = floor;
    const { page } = ines;
    await ines.becomeAvailable();
    const marta = await floor.arrives();
    await marta.startChat('Marta', 'Does it fit E27?');
    await ines.accept('Marta');
    // Typing reaches only whoever is connected by then.
    await see(marta.page.getByText(/^Inés Carrasco joined at/));
    await ines.reply('Marta').pressSequentially('It f');
    await see(marta.page.getByText('Inés Carrasco is typing'));
    await shot(marta.page, 'widget-typing');
    await ines.say('Marta', 'It fits E14.');
    await marta.sees('It fits E14.');
    await marta.message.pressSequentially('Than');
    await see(page.getByText('Marta is typing'));
    await see(page.getByText(/^Read \d/));
    await shot(page, 'console-typing');
    await marta.say('Thank you');
    await ines.sees('Thank you');
    await ines.reply('Marta').pressSequentially('We');
    await see(marta.page.getByText(/^ ?Read \d/));
    await ines.reply('Marta').clear();

    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Edit' }).fill('It fits E27.');
    await ines.press('Save');
    await marta.sees('It fits E27.');
    await see(page.getByText('Edited'));
    await ines.say('Marta', 'Shipping costs 999');
    await marta.sees('Shipping costs 999');
    await page.getByRole('button', { name: 'Delete' }).last().click();
    await ines.press('Delete for both sides');
    await marta.sees('Message deleted');
    await see(page.locator('span[dir=auto]', { hasText: /^You: Deleted$/ }));
    await page.keyboard.press('Alt+n');
    await page.keyboard.type('She is a regular.');
    await page.keyboard.press('Enter');
    await ines.sees('She is a regular.');
    await lookAt(page, 'console-talk');
    await marta.page.reload();
    await marta.sees('It fits E27.');
    expect(await marta.page.getByRole('log').innerText()).not.toMatch(/E14|999|regular/);
    await lookAt(marta.page, 'widget-talk');
  });

  it('D8 what a visitor writes after silence ended the chat opens it again; F1 what came meanwhile is new', async () => {
    const { ines } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives('silent');
    await marta.startChat('Marta', 'Is it in stock?');
    await ines.accept('Marta');
    await marta.page.getByLabel('Minimise').click();
    await ines.say('Marta', 'Two of them.');
    await see(marta.page.getByRole('button', { name: /New messages: 1/ }));
    await marta.open();
    await see(marta.page.getByText('New', { exact: true }));
    await lookAt(marta.page, 'widget-new');
    await marta.context.setOffline(true);
    await see(ines.page.getByText('Choose a disposition').first());
    await marta.context.setOffline(false);
    const field = marta.page.getByPlaceholder('Write a message…');
    await see(marta.page.getByRole('button', { name: 'Continue this chat' }));
    await lookAt(marta.page, 'widget-silence');
    await field.fill('I was in a tunnel.');
    await marta.press('Continue this chat');
    await ines.accept('Marta');
    await ines.sees('I was in a tunnel.');
    await marta.sees('Two of them.');
    await shot(marta.page, 'widget-continued');
  });

  it('E11 a visitor from Mexico reads Spanish, on a phone', async () => {
    const { ines } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives('care', { says: { culture: 'es-MX' }, width: 360, height: 740 });
    await marta.startChat('Marta', '¿Hay lámparas?');
    await see(marta.page.getByText('Enviado. Lo leeremos antes de responder.').or(marta.page.getByText(/^ ?Enviado/)));
    await ines.accept('Marta');
    await see(marta.page.getByText(/Inés Carrasco se ha unido a las/));
    await ines.reply('Marta').pressSequentially('Sí');
    await see(marta.page.getByText('Inés Carrasco está escribiendo'));
    await ines.say('Marta', 'Sí, dos.');
    await marta.sees('Sí, dos.');
    await expectAccessible(marta.page);
    await lookAt(marta.page, 'widget-es');
    await ines.press('End chat');
    await see(marta.page.getByText(/El chat ha terminado|terminado a las/).first());
  });
}
