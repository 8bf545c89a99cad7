import { expect, it } from 'vitest';
import { createPhone } from '../../../examples/phone/phone.ts';
import type { Floor } from '../../support/floor.ts';
import { see } from '../../support/people.ts';

export function voice(floor: Floor): void {
  it('B12 D5 a call parks the chat, and its end resumes it; the console shows both at once, and after a reload', async () => {
    const { ines, foyer } = floor;
    const phone = createPhone(await foyer.phoneLine());
    await ines.becomeAvailable();
    const marta = await floor.arrives();
    await marta.startChat('Marta', 'Is the lamp in stock?');
    await ines.accept('Marta');
    expect((await phone.nextAgent('call-1', { queue: 'care' })).agent).toMatchObject({ id: 'ines', why: 'interrupts' });
    await phone.report('ines', 'call-1', 'ringing');
    await see(ines.page.getByRole('button', { name: 'Status: Your phone is ringing' }));
    await phone.report('ines', 'call-1', 'in-call');
    const parked = ines.page.getByText('Parked until the call is over: Marta');
    await see(parked);
    await ines.page.reload();
    await see(parked);
    await see(ines.page.getByRole('button', { name: 'Status: On a call' }));
    await phone.report('ines', 'call-1', 'idle');
    await see(parked, 0);
    await see(ines.page.getByRole('button', { name: 'Status: Available' }));
    await ines.say('Marta', 'Yes, two of them.');
    await marta.sees('Yes, two of them.');
  });
}
