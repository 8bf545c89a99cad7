import { describe, expect, it } from 'vitest';
import { emailKey, isEmail } from '../../../core/email.ts';
import { Email } from '../../../core/words.ts';

describe('E-mail addresses', () => {
  it.each([
    'ana@example.com',
    'user@xn--e1afmkfd.xn--p1ai',
    'müller@firma.de',
    'user@пример.рф',
    'a&b@x.example',
    "o'neil+shop@mail.example.co.uk",
    'उपयोगकर्ता@उदाहरण.भारत',
    '田中@例え.jp',
    `${'a'.repeat(64)}@example.com`,
  ])('C2 %s is one', (text) => {
    expect(isEmail(text)).toBe(true);
  });

  it.each([
    '',
    'ana',
    '@example.com',
    'ana@',
    'ana@example',
    'ana@@example.com',
    'a@b@example.com',
    'ana maría@example.com',
    'ana\u0000@example.com',
    'ana\u200b@example.com',
    'ana\ud83d@example.com',
    '.ana@example.com',
    'ana..b@example.com',
    'ana@-example.com',
    'ana@example-.com',
    'ana@example..com',
    'ana@192.0.2.1',
    'Ana <ana@example.com>',
    'ana@example.com, eva@example.com',
    `${'é'.repeat(33)}@example.com`,
    `ana@${'a'.repeat(64)}.com`,
    `ana@${'a123456789.'.repeat(23)}com`,
  ])('C2 %j is none', (text) => {
    expect(isEmail(text)).toBe(false);
  });

  it('C2 the server keeps an address composed and without spaces around', () => {
    expect(Email.parse(' mu\u0308ller@firma.de ')).toBe('m\u00fcller@firma.de');
  });

  it.each([
    ['Ana@Example.COM', 'ana@example.com'],
    [' ana@example.com ', 'ana@example.com'],
    ['m\u00fcller@firma.de', 'MU\u0308LLER@firma.de'],
    ['user@пример.рф', 'User@xn--e1afmkfd.xn--p1ai'],
    ['ana@mu\u0308nchen.example', 'ana@xn--mnchen-3ya.example'],
    ['*@*.пример.рф', '*@*.xn--e1afmkfd.xn--p1ai'],
    ['Müller-7', 'mu\u0308ller-7'],
  ])('C2 %s and %s are one', (one, other) => {
    expect(emailKey(one)).toBe(emailKey(other));
  });

  it.each([
    ['ana@example.com', 'ana@example.org'],
    ['ana@пример.рф', 'ana@пример.com'],
    ['ána@example.com', 'ana@example.com'],
    ['ana@пример.рф?', 'ana@пример.рф'],
    ['ana@пример.рф/x', 'ana@пример.рф'],
    ['ana@пример.рф:80', 'ana@пример.рф'],
  ])('C2 %s and %s are not', (one, other) => {
    expect(emailKey(one)).not.toBe(emailKey(other));
  });
});
