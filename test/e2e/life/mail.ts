import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Floor } from '../../support/floor.ts';
import { lookAt, see } from '../../support/people.ts';

const Mailbox = z.object({
  emails: z.array(
    z.object({
      subject: z.string(),
      body: z.object({ text: z.string() }),
      destination: z.object({ to: z.array(z.string()) }),
    }),
  ),
});

export function mail(floor: Floor): void {
  it('D11 an answer follows the visitor by e-mail, and its link leads back into the same chat', async () => {
    const { ines, foyer } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives('mails');
    await marta.open();
    await marta.page.getByRole('checkbox', { name: /Email me the answers/ }).check();
    await marta.fillForm('Marta', 'Is my lamp on its way?');
    await ines.accept('Marta');
    await marta.page.goto('about:blank');
    await ines.say('Marta', 'It arrives tomorrow.');
    await see(ines.page.getByText(/Sent by email after/));

    const { emails } = Mailbox.parse(await (await fetch(`http://${foyer.hosts.mailbox}/store`)).json());
    const sent = emails.filter(({ destination }) => destination.to.includes('marta@correo.example'));
    expect(sent.map(({ subject }) => subject)).toEqual(['Your answer from Casa Alba']);
    expect(sent[0]?.body.text).toContain('It arrives tomorrow.');

    await marta.page.goto(/http\S+c\.html#(?!stop)\S+/.exec(sent[0]?.body.text ?? '')?.[0] ?? '');
    await see(marta.page.getByText('Continue your conversation'));
    expect(marta.page.url()).not.toContain('#');
    await lookAt(marta.page, 'mail-link');
    await marta.press('Continue the conversation');
    await marta.sees('It arrives tomorrow.');
    await marta.say('Thank you, I am in.');
    await ines.sees('Thank you, I am in.');
    // The tab keeps it, and nothing else does.
    await marta.page.reload();
    await marta.sees('Thank you, I am in.');
    expect(await marta.page.evaluate('Object.keys(window.localStorage).length > 0 && document.cookie')).toBe('');
    const other = await marta.context.newPage();
    await other.goto(marta.page.url());
    await see(other.getByText('This link does not work'));
    await other.close();
  });
}
