import { expect, it } from 'vitest';
import type { Floor } from '../../support/floor.ts';
import { lookAt, see } from '../../support/people.ts';

export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
);
export const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n');
const eicar = Buffer.from('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*');
export const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer });

export function files(floor: Floor): void {
  it('E4 F4 a picture and a PDF go both ways, once they are sent; malware reaches nobody', async () => {
    const { ines } = floor;
    const { page } = ines;
    await ines.becomeAvailable();
    const marta = await floor.arrives();
    await marta.startChat('Marta', 'My lamp came broken');
    await ines.accept('Marta');
    const attach = marta.page.getByLabel('Attach files');
    await attach.setInputFiles([
      file('Lámpara.png', 'image/png', png),
      file('領収書.pdf', 'application/pdf', pdf),
      file('notes.txt', 'text/plain', eicar),
      file('run.exe', 'application/x-msdownload', pdf),
    ]);
    await see(marta.page.getByText('3 files, not sent yet'));
    await see(marta.page.getByText('this kind of file is not accepted'));
    await lookAt(marta.page, 'widget-files-chosen');
    await marta.page.getByRole('button', { name: 'Remove run.exe' }).click();
    await marta.say('Here it is');
    await see(page.getByRole('button', { name: 'Save Lámpara.png' }).locator('img[src*="Signature"]'));
    await see(page.getByRole('button', { name: 'Save 領収書.pdf' }));
    await see(page.getByText('Blocked: it contains malware.'));
    await see(marta.page.getByText('Blocked: it contains malware.'));
    await see(marta.page.getByRole('button', { name: 'Save Lámpara.png' }).locator('img[src*="Signature"]'));

    await page
      .locator('input[type=file]')
      .setInputFiles([file('base.png', 'image/png', png), file('Garantía.pdf', 'application/pdf', pdf)]);
    await see(page.getByText('2 files, not sent yet'));
    await ines.press('Send');
    await see(marta.page.getByRole('button', { name: 'Save base.png' }).locator('img[src*="Signature"]'));
    const save = marta.page.getByRole('button', { name: 'Save Garantía.pdf' });
    await see(save);
    const { context } = marta;
    const [asked] = await Promise.all([
      context.waitForEvent('request', (request) => request.url().includes('response-content-disposition')),
      save.click(),
    ]);
    const answer = await context.request.get(asked.url());
    expect(answer.headers()).toMatchObject({
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('Garantía.pdf')}`,
      'x-content-type-options': 'nosniff',
    });
    expect(await answer.body()).toEqual(pdf);
    expect(new URL(asked.url()).host).not.toBe(new URL(page.url()).host);
    await lookAt(page, 'console-files');
    await marta.page.setViewportSize({ width: 390, height: 844 });
    await lookAt(marta.page, 'widget-files');
  });
}
