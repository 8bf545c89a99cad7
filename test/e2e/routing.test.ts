import { describe, expect, it } from 'vitest';
import { setFloor } from '../support/floor.ts';
import { expectAccessible, lookAt, see, shot } from '../support/people.ts';

const floor = setFloor();

describe('before the chat', () => {
  it('B1 free opens the form; a robot’s tag hides the widget', async () => {
    const marta = await floor.arrives('signals', { says: { tags: 'person, sale' } });
    await marta.open();
    await see(marta.page.getByLabel('Name'));
    const robot = await floor.arrives('signals', { says: { tags: 'botnet' } });
    await see(robot.launcher);
    await robot.open();
    await see(robot.launcher, 0);
    expect(await robot.page.getByRole('dialog').count()).toBe(0);
    await shot(robot.page, 'routing-1-hidden');
  });

  it('B1 busy says so instead of the form, and when it turns busy behind an open form as well', async () => {
    const rushed = await floor.arrives('signals', { says: { tags: 'rush,sale' } });
    await rushed.open();
    await see(rushed.page.getByRole('heading', { name: 'Everyone is busy right now' }));
    await see(rushed.page.getByText('Please try again in a few minutes.'));
    await see(rushed.page.getByRole('button', { name: 'Send message' }));
    await expectAccessible(rushed.page);
    await shot(rushed.page, 'routing-2-busy');

    const marta = await floor.arrives('signals');
    await marta.open();
    await see(marta.page.getByLabel('Name'));
    await marta.page.evaluate("Foyer.set({ tags: ['rush', 'sale'] })");
    await marta.fillForm('Marta', 'Is the sale over?');
    await see(marta.page.getByRole('heading', { name: 'Everyone is busy right now' }));
    await shot(marta.page, 'routing-2-busy-at-the-start');
  });

  it('B1 closed says when it opens, by the visitor’s clock', async () => {
    const marta = await floor.arrives('nights', { timezoneId: 'America/Mexico_City' });
    await marta.open();
    await see(marta.page.getByRole('heading', { name: 'We are closed' }));
    await see(marta.page.getByText(/^We open (tomorrow|on \w+day) at 9:00 \(your time\)\.$/));
    await see(marta.page.getByRole('button', { name: 'Send message' }));
    await lookAt(marta.page, 'routing-3-closed');
  });
});

describe('who is asked', () => {
  it('B2 B5 a Spanish visitor is offered to a Spanish speaker, although another agent has been idle longer', async () => {
    const { tomas, ines } = floor;
    await tomas.becomeAvailable();
    await ines.becomeAvailable();
    const lucia = await floor.arrives('orders', { says: { culture: 'es-MX' } });
    await lucia.startChat('Lucía', 'La base de mi lámpara llegó rota.');
    await see(ines.offer('Lucía').getByText(/^Spanish · /));
    await shot(ines.page, 'routing-4-spanish');
    await see(lucia.page.getByText('Ahora te toca a ti'));
    await shot(lucia.page, 'routing-4-spanish-visitor');
    await see(tomas.offer('Lucía'), 0);
    const owen = await floor.arrives('orders');
    await owen.startChat('Owen');
    await see(tomas.offer('Owen'));
    await ines.accept('Lucía');
    await ines.say('Lucía', 'Hola, Lucía');
    await lucia.sees('Hola, Lucía');
  });

  it('B5 a skill that no ready agent has is dropped after a while', async () => {
    const { elena } = floor;
    await elena.becomeAvailable();
    await elena.openList();
    const owen = await floor.arrives('repairs');
    await owen.startChat('Owen', 'The switch of my lamp is loose.');
    await see(elena.row('Owen').getByText('Needs returns ≥ 30'));
    await shot(elena.page, 'routing-5-locked');
    await see(elena.offer('Owen'));
    await shot(elena.page, 'routing-5-relaxed');
    await elena.accept('Owen');
    await see(elena.page.getByText('After a while it needed nothing special.'));
    await elena.say('Owen', 'May I see it?');
    await owen.sees('May I see it?');
    await shot(elena.page, 'routing-5-reasons');
  });

  it('B7 an agent who passes on a chat is not asked again, but the next in the order is', async () => {
    const { tomas, elena } = floor;
    await tomas.becomeAvailable();
    await elena.becomeAvailable();
    const owen = await floor.arrives('fixed');
    await owen.startChat('Owen', 'Do you repair lamps?');
    await see(elena.offer('Owen').getByText('first of 2 by fixed order'));
    await elena.pass('Owen');
    await see(tomas.offer('Owen').getByText('next of 2 by fixed order; 1 had passed on it'));
    await see(elena.offer('Owen'), 0);
    await shot(tomas.page, 'routing-6-passed-on');
    await see(owen.page.getByText('You are next'));
    await tomas.accept('Owen');
    await tomas.say('Owen', 'We do.');
    await owen.sees('We do.');
  });

  it('B5 rings all three agents; the first to accept gets it, and the others see who', async () => {
    const { ines, tomas, elena } = floor;
    for (const agent of [tomas, elena, ines]) await agent.becomeAvailable();
    const owen = await floor.arrives('all-at-once');
    await owen.startChat('Owen', 'Is anybody there?');
    for (const agent of [tomas, elena, ines]) await see(agent.offer('Owen'));
    await see(elena.offer('Owen').getByText('Also ringing Tomás Ferreira and Inés Carrasco'));
    await shot(elena.page, 'routing-7-rings');
    await Promise.all([
      tomas.accept('Owen'),
      see(ines.page.getByText('Owen is with Tomás Ferreira now')),
      see(elena.page.getByText('Owen is with Tomás Ferreira now')).then(() => shot(elena.page, 'routing-7-taken')),
    ]);
    for (const agent of [elena, ines]) {
      await see(agent.offer('Owen'), 0);
      await see(agent.page.getByText('You have no chats'));
    }
    await tomas.say('Owen', 'I am.');
    await owen.sees('I am.');
  });
});

describe('in line', () => {
  it('B8 a full line turns the next visitor away, and the first stays', async () => {
    const { elena } = floor;
    await elena.becomeAvailable();
    await elena.openList();
    const owen = await floor.arrives('small');
    await owen.startChat('Owen', 'I wait.');
    await see(owen.page.getByText('You are next'));
    const klara = await floor.arrives('small', { colorScheme: 'dark' });
    await klara.open();
    await klara.fillForm('Klara', 'And I?');
    await see(klara.page.getByRole('heading', { name: 'Everyone is busy right now' }));
    await shot(klara.page, 'routing-8-full-dark');
    await see(owen.page.getByText('You are next'));
    await see(elena.row('Klara'), 0);
    await elena.take('Owen');
    const back = await floor.arrives('small');
    await back.startChat('Klara', 'And now?');
    await see(back.page.getByText('You are next'));
  });

  it('B14 everyone in line sees their place, and moves up', async () => {
    const { ines } = floor;
    await ines.becomeAvailable();
    await ines.openList();
    const owen = await floor.arrives('advice');
    await owen.startChat('Owen', 'Which bulb?');
    await see(owen.page.getByText('You are next'));
    const klara = await floor.arrives('advice');
    await klara.startChat('Klara', 'Which shade?');
    await see(klara.page.getByText('You are second in line'));
    const joana = await floor.arrives('advice');
    await joana.startChat('Joana', 'Which base?');
    await see(joana.page.getByText('You are third in line'));
    await shot(joana.page, 'routing-9-third');
    await joana.page.reload();
    await see(joana.page.getByText('You are third in line'));
    await ines.take('Owen');
    await see(klara.page.getByText('You are next'));
    await see(joana.page.getByText('You are second in line'));
  });
});

describe('automatic answers', () => {
  it('B3 B4 buttons and answers decide the queue, and a reload keeps all of it', async () => {
    const { elena } = floor;
    await elena.becomeAvailable();
    await elena.openList();
    const owen = await floor.arrives('reception');
    await owen.startChat('Owen');
    await owen.sees('Hello. Two questions, and we know who can help.');
    await see(owen.page.getByRole('button', { name: 'Something else' }));
    await shot(owen.page, 'routing-10-buttons');
    await expectAccessible(owen.page);
    await owen.press('A return');
    await owen.sees('Which order number?');
    await see(owen.page.getByRole('button', { name: 'Something else' }), 0);
    await owen.say('the last one');
    await owen.sees('Please enter a number, such as 12 or 3.5.');
    const before = await owen.messages();
    expect(before).toEqual([
      'Hello. Two questions, and we know who can help.',
      'What is it about?',
      'A return',
      'Which order number?',
      'the last one',
      'Please enter a number, such as 12 or 3.5.',
    ]);
    await shot(owen.page, 'routing-10-wrong-answer');
    await owen.page.reload();
    await owen.sees('Please enter a number, such as 12 or 3.5.');
    expect(await owen.messages()).toEqual(before);
    await see(elena.page.getByText('Nobody is waiting'));
    await owen.say('4711');
    await owen.sees('Thank you. Order 4711: one of us reads this now.');
    await see(owen.page.getByText('You are next'));
    await see(owen.page.getByRole('button', { name: 'Talk to a person' }), 0);
    const line = elena.page.locator('tbody').filter({ has: elena.page.getByText('Returns', { exact: true }) });
    await see(line.getByRole('row').filter({ hasText: 'Owen' }));
    await shot(elena.page, 'routing-10-in-line');
    await shot(owen.page, 'routing-10-waits');
    await elena.take('Owen');
    await elena.sees('Which order number?');
    await see(elena.page.getByText(/and talked with the bot first/));
    await shot(elena.page, 'routing-10-conversation');
    await elena.say('Owen', 'Hello Owen');
    await owen.sees('Hello Owen');
  });

  it('B4 a visitor can ask for a person at any time', async () => {
    const { elena } = floor;
    await elena.becomeAvailable();
    await elena.openList();
    const klara = await floor.arrives('reception', { colorScheme: 'dark' });
    await klara.startChat('Klara');
    await klara.press('A return');
    await klara.sees('Which order number?');
    await shot(klara.page, 'routing-11-person-dark');
    await klara.press('Talk to a person');
    await see(klara.page.getByText('You are next'));
    const line = elena.page.locator('tbody').filter({ has: elena.page.getByText('Reception', { exact: true }) });
    await see(line.getByRole('row').filter({ hasText: 'Klara' }));
    await shot(elena.page, 'routing-11-in-line-dark');
    await klara.say('I have forgotten the number.');
    await elena.take('Klara');
    await elena.sees('I have forgotten the number.');
  });
});

describe('reasons', () => {
  it('B9 the agent reads why the chat came', async () => {
    const { tomas, ines } = floor;
    await tomas.becomeAvailable();
    await ines.becomeAvailable();
    const joana = await floor.arrives('orders', { says: { culture: 'pt' } });
    await joana.startChat('Joana', 'A base do candeeiro chegou partida.');
    await tomas.accept('Joana');
    const reasons = tomas.page.getByRole('region', { name: 'Why this chat came to you' });
    await expect
      .poll(() => reasons.getByRole('listitem').allInnerTexts())
      .toEqual([
        'Came in through casa-alba while it was open.',
        'Row 3 (“Portuguese spoken”) sent it to Orders & delivery: Portuguese.',
        'Offered to Tomás Ferreira: the only suitable agent who was ready.',
      ]);
    await lookAt(tomas.page, 'routing-12-reasons');
    await tomas.press('How this was decided');
    const whole = tomas.page.getByRole('dialog', { name: 'How this was decided' });
    await see(whole.getByText('wanted regulars, was nothing'));
    await see(whole.getByText('wanted es, was pt'));
    const others = whole.getByRole('definition');
    await expect.poll(() => others.allInnerTexts()).toEqual(['lacks the language', 'lacks the language']);
    await lookAt(tomas.page, 'routing-12-decisions');
    await others.first().scrollIntoViewIfNeeded();
    await shot(tomas.page, 'routing-12-others');
    await tomas.page.keyboard.press('Escape');
    await see(whole, 0);
    await tomas.say('Joana', 'Olá, Joana');
    await joana.sees('Olá, Joana');
    await see(ines.page.getByText('You have no chats'));
  });
});
