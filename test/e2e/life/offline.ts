import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Floor } from '../../support/floor.ts';
import { lookAt, see } from '../../support/people.ts';
import { file, pdf, png } from './files.ts';

const Mailbox = z.object({
  emails: z.array(
    z.object({
      ...{ subject: z.string(), replyTo: z.array(z.string()), body: z.object({ text: z.string() }) },
      attachments: z.array(z.object({ filename: z.string(), contentType: z.string() })),
      destination: z.object({ to: z.array(z.string()) }),
    }),
  ),
});

export function offline(floor: Floor): void {
  it('C4 A13 E9 a closed website takes a message, which is e-mailed, and a supervisor closes it', async () => {
    const { elena, foyer } = floor;
    const marta = await floor.arrives('nights');
    await marta.open();
    await see(marta.page.getByText(/^We open (tomorrow|on \w+day) at /));
    await marta.page.getByRole('textbox', { name: 'Name' }).fill('Marta');
    await marta.page.getByRole('textbox', { name: 'Email' }).fill('marta@correo.example');
    await marta.page.getByRole('textbox', { name: 'Message' }).fill('The base arrived cracked.');
    await marta.page
      .getByLabel('Attach files')
      .setInputFiles([file('Lámpara.png', 'image/png', png), file('Factura.pdf', 'application/pdf', pdf)]);
    await see(marta.page.getByText('Factura.pdf'));
    await lookAt(marta.page, 'widget-attachments');
    await marta.press('Send message');
    await see(marta.page.getByText('We will answer to marta@correo.example.'));

    const sent = async () => {
      const { emails } = Mailbox.parse(await (await fetch(`http://${foyer.hosts.mailbox}/store`)).json());
      return emails.filter(({ destination }) => destination.to.includes('help@shop.example'));
    };
    await expect
      .poll(sent, { timeout: 30_000 })
      .toMatchObject([{ subject: 'Message from Marta on Casa Alba', replyTo: ['marta@correo.example'] }]);
    expect((await sent())[0]).toMatchObject({
      body: { text: expect.stringContaining('The base arrived cracked.') },
      attachments: [
        { filename: 'Lámpara.png', contentType: 'image/png' },
        { filename: 'Factura.pdf', contentType: 'application/pdf' },
      ],
    });

    const { page } = elena;
    await page.getByRole('link', { name: 'Messages' }).click();
    await see(elena.row('Marta').getByText('Emailed'));
    await lookAt(page, 'messages');
    await elena.row('Marta').getByRole('link', { name: 'Marta' }).click();
    await see(page.getByRole('log').getByText('The base arrived cracked.'));
    await see(page.getByRole('button', { name: 'Save Lámpara.png' }).locator('img[src*="Signature"]'));
    await elena.press('Close');
    await page.getByRole('radio').first().check();
    await lookAt(page, 'message');
    await elena.press('Close');
    await see(page.getByText('Nothing to look after'));
  });
}
