import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, answerMail } from '../../../core/mail/answer-mail.ts';
import { mailbox } from '../../../core/mail/mailbox.ts';

interface Parser {
  simpleParser(mail: string): Promise<{ from?: { value: { address: string; name: string }[] } }>;
}
/** The parser that the local mailbox uses. */
const { simpleParser }: Parser = createRequire(createRequire(import.meta.url).resolve('aws-ses-v2-local'))(
  'mailparser',
);

const answer: Answer = {
  ...{ to: 'marta@correo.example', shop: 'Casa Alba', visitorName: 'Marta', culture: 'en' },
  ...{ openUntil: Date.UTC(2026, 10, 28, 8, 5), zone: 'Europe/Madrid' },
  messages: ['It is on its way.'],
  links: {
    chat: 'https://w.example/c.html#CHAT',
    stop: 'https://w.example/c.html#stop=STOP',
    stopNow: 'https://w.example/v1/mail/stop?token=STOP',
  },
};

describe('the e-mail', () => {
  it('D11 has the answers and both links, as plain text and as HTML', () => {
    const { subject, text, html, sender, to } = answerMail(answer);
    expect([subject, sender, to]).toEqual(['Your answer from Casa Alba', 'Casa Alba', 'marta@correo.example']);
    for (const part of [text, html]) {
      expect(part).toContain('Hello Marta,');
      expect(part).toContain('It is on its way.');
      expect(part).toContain(answer.links.chat);
      expect(part).toContain(answer.links.stop);
      expect(part).toContain('until Saturday 28 November at 09:05 CET');
    }
  });

  it('D11 E4 a file is a line with its name', () => {
    const { text, html } = answerMail({ ...answer, messages: ['Here it is.', { file: 'Garantía <1>.pdf' }] });
    expect(text).toContain('> Here it is.\n\n> A file: Garantía <1>.pdf');
    expect(html).toContain('A file: Garantía &lt;1&gt;.pdf');
  });

  it.each([
    ['es-MX', 'es', 'Tu respuesta de Casa Alba'],
    ['pt-BR', 'pt', 'A sua resposta de Casa Alba'],
    ['de', 'en', 'Your answer from Casa Alba'],
  ])('D11 C6 is in the language of the chat: %s', (culture, language, subject) => {
    const mail = answerMail({ ...answer, culture });
    expect(mail.subject).toBe(subject);
    expect(mail.html).toContain(`<html lang="${language}">`);
  });

  it.each([
    ['es', 'hasta el sábado, 28 de noviembre, 09:05 CET'],
    ['pt', 'Até sábado, 28 de novembro às 09:05 CET'],
  ])('D11 C6 says in %s until when the link works', (culture, until) =>
    expect(answerMail({ ...answer, culture }).text).toContain(until),
  );

  it('D11 has no link into a chat that is over, and says so', () => {
    const { text, html } = answerMail({ ...answer, links: { ...answer.links, chat: undefined } });
    for (const part of [text, html]) {
      expect(part).toContain('The conversation has ended.');
      expect(part).not.toContain('Continue the conversation');
      expect(part).toContain(answer.links.stop);
    }
  });

  it.each([...['María de los Ángeles Núñez-O’Hara Jr.', 'Dr. Lê', 'עדי', '王芳', 'می\u200cنا']])(
    'D11 greets %j by name',
    (visitorName) => expect(answerMail({ ...answer, visitorName }).text).toMatch(`Hello ${visitorName},`),
  );

  it.each([
    ...['Win at evil.example', 'evil.example/win', 'https://evil.example', 'me@evil.example', 'Call 555 0199'],
    ...['<b>', 'a'.repeat(61), 'evil。example', 'evil․example'],
  ])('D11 does not greet a stranger with what somebody else typed as a name: %j', (visitorName) => {
    const { text, html } = answerMail({ ...answer, visitorName });
    expect(text).toMatch(/^Hello,\n/);
    expect(html).toContain('>Hello,</p>');
  });

  it('D11 has what stops such e-mails where mail programs look for it', () => {
    expect(answerMail(answer).headers).toMatchObject({
      'List-Unsubscribe': '<https://w.example/v1/mail/stop?token=STOP>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('D11 shows what was written as text, whatever it is', () => {
    const nasty = `<img src=x onerror="alert('1')"> & </blockquote><script>`;
    const { html, text } = answerMail({ ...answer, shop: nasty, messages: [`${nasty}\n${nasty}`] });
    expect(html).not.toMatch(/<img|<script|onerror="|<\/blockquote>.*<\/blockquote>/);
    expect(text).toContain(`> ${nasty}\n> ${nasty}`);
  });

  it('D11 has the newest answers if there are too many for one e-mail, and says so', () => {
    const messages = Array.from({ length: 50 }, (_, n) => `${n} ${'語'.repeat(1000)}`);
    const { text, html } = answerMail({ ...answer, messages });
    expect(text).toContain('The conversation has more answers.');
    expect(text).toContain('49 語');
    expect(text).not.toContain('\n> 0 語');
    expect(Buffer.byteLength(html) + Buffer.byteLength(text)).toBeLessThan(102_000);
  });
});

describe('a sender', () => {
  const isShort = (name: string) => mailbox(name, 'chat@shop.example').length < 280;
  const parsed = async (name: string) => {
    const header = mailbox(name, 'chat@shop.example');
    expect(header).toMatch(/^[ -~]+$/);
    const { from } = await simpleParser(`From: ${header}\r\n\r\n`);
    return from?.value;
  };

  it('D11 is read back as it was, in any script', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }).filter(isShort), async (name) => {
        expect(await parsed(name)).toEqual([{ address: 'chat@shop.example', name }]);
      }),
      { numRuns: 200 },
    ));

  it('D11 is no longer than SES accepts, and is cut between characters', async () => {
    for (const character of ['語', 'é', '👩‍👩‍👧', 'a"']) {
      const name = character.repeat(Math.floor(80 / character.length));
      expect(mailbox(name, 'chat@shop.example').length).toBeLessThanOrEqual(320);
      const [read] = (await parsed(name)) ?? [];
      expect(read?.name).toBe(character.repeat((read?.name.length ?? 0) / character.length));
      expect(name.length - (read?.name.length ?? 0)).toBeLessThan(30);
    }
  });

  it.each(['A"B', 'Shop <evil@x.example>', 'a,b', 'evil\r\nBcc: x@x.example', '=?UTF-8?B?QQ==?=', 'Casa Alba'])(
    'D11 %j adds no header and no other address',
    async (name) => expect(await parsed(name)).toEqual([{ address: 'chat@shop.example', name }]),
  );
});
