import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Floor } from '../../support/floor.ts';
import { expectAccessible, lookAt, see, shot } from '../../support/people.ts';

const Mailbox = z.object({
  emails: z.array(
    z.object({ body: z.object({ text: z.string() }), destination: z.object({ to: z.array(z.string()) }) }),
  ),
});

/** Of the page that the newest e-mail to this address links to. */
async function linkIn(floor: Floor, to: string): Promise<string> {
  const address = async () => {
    const { emails } = Mailbox.parse(await (await fetch(`http://${floor.foyer.hosts.mailbox}/store`)).json());
    const mail = emails.findLast(({ destination }) => destination.to.includes(to));
    return /https?:\S+#reply=\S+/.exec(mail?.body.text ?? '')?.[0];
  };
  await expect.poll(address, { timeout: 30_000 }).toBeDefined();
  return (await address()) ?? '';
}

export function apps(floor: Floor): void {
  it('A5 a form of the page is offered beside a chat, read, and wrapped up', async () => {
    const { ines } = floor;
    const marta = await floor.arrives('post');
    await marta.press('Get the catalogue by post');
    await marta.page.getByRole('textbox', { name: 'Name' }).fill('Marta');
    await marta.page.getByRole('textbox', { name: 'Email' }).fill('marta@correo.example');
    await marta.page.getByRole('textbox', { name: 'Postal address' }).fill('C/ Luna 7, Madrid');
    await marta.page.getByRole('combobox', { name: 'Which catalogue?' }).selectOption('lamps');
    await lookAt(marta.page, 'widget-app-form');
    await marta.press('Send');
    await see(marta.page.getByText('We have your answers'));
    await ines.becomeAvailable();
    await see(ines.page.getByRole('heading', { name: 'New form for you' }));
    await shot(ines.page, 'console-form-offer');
    await ines.accept('Marta');
    await see(ines.page.getByRole('log').getByText('C/ Luna 7, Madrid'));
    await lookAt(ines.page, 'console-form');
    await ines.press('Finish');
  });

  it('A6 a message is answered by e-mail, and the reply by its link comes back', async () => {
    const { ines, browser } = floor;
    const marta = await floor.arrives('post', { width: 360, height: 740 });
    await marta.press('Write to us');
    await marta.page.getByRole('textbox', { name: 'Name' }).fill('Ana');
    await marta.page.getByRole('textbox', { name: 'Email' }).fill('ana@correo.example');
    await marta.page.getByRole('textbox', { name: 'Message' }).fill('Do you repair lamps?');
    await shot(marta.page, 'widget-app-message');
    await marta.press('Send message');
    await see(marta.page.getByText('We will answer to ana@correo.example.'));
    await ines.becomeAvailable();
    await ines.accept('Ana');
    await ines.page.getByPlaceholder('Write an email…').fill('We do.\nBring it to our shop.');
    await lookAt(ines.page, 'console-letter');
    await ines.press('Send');
    await see(ines.page.getByText('Emailed to ana@correo.example'));

    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.goto(await linkIn(floor, 'ana@correo.example'));
    await page.getByRole('textbox', { name: 'Your reply' }).fill('How much is it?');
    await expectAccessible(page);
    await shot(page, 'reply-page');
    await page.getByRole('button', { name: 'Send' }).click();
    await see(page.getByText('We have your reply'));
    await page.context().close();
    await ines.sees('How much is it?');
    await ines.press('Finish');
  });
}
