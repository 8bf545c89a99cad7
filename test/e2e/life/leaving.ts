import { it } from 'vitest';
import type { Floor } from '../../support/floor.ts';
import { see } from '../../support/people.ts';

export function leaving(floor: Floor): void {
  it('D7 an agent who goes offline hands the chat back, the visitor is told, and the next agent has all of it', async () => {
    const { ines, tomas } = floor;
    await ines.becomeAvailable();
    const marta = await floor.arrives();
    await marta.startChat('Marta', 'The base is cracked.');
    await ines.accept('Marta');
    await ines.say('Marta', 'May I see it?');
    await marta.sees('May I see it?');
    await ines.goOffline();
    await see(ines.page.getByRole('link', { name: /Marta/ }), 0);
    await see(marta.page.getByText('You are next'));
    await tomas.becomeAvailable();
    await tomas.accept('Marta');
    for (const text of ['The base is cracked.', 'May I see it?']) await tomas.sees(text);
    await tomas.say('Marta', 'I am here now.');
    await marta.sees('I am here now.');
  });
}
