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
  ...{ to: 'marta@correo.example', shop: 'Casa Alba', visitorName: 'Marta', culture: 'en', days: 7 },
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
      expect(part).toContain('7 days');
    }
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

  it('D11 has what stops such e-mails where mail programs look for it', () => {
    expect(answerMail(answer).headers).toMatchObject({
      'List-Unsubscribe': '<https://w.example/v1/mail/stop?token=STOP>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('D11 shows what was written as text, whatever it is', () => {
    const nasty = `<img src=x onerror="alert('1')"> & </blockquote><script>`;
    const { html, text } = answerMail({ ...answer, shop: nasty, visitorName: nasty, messages: [`${nasty}\n${nasty}`] });
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
  const parsed = async (name: string) => {
    const header = mailbox(name, 'chat@shop.example');
    expect(header).toMatch(/^[ -~]+$/);
    const { from } = await simpleParser(`From: ${header}\r\n\r\n`);
    return from?.value;
  };

  it('D11 is read back as it was, in any script', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), async (name) => {
        expect(await parsed(name)).toEqual([{ address: 'chat@shop.example', name }]);
      }),
      { numRuns: 200 },
    ));

  it.each(['A"B', 'Shop <evil@x.example>', 'a,b', 'evil\r\nBcc: x@x.example', '=?UTF-8?B?QQ==?=', 'Casa Alba'])(
    'D11 %j adds no header and no other address',
    async (name) => expect(await parsed(name)).toEqual([{ address: 'chat@shop.example', name }]),
  );
});
