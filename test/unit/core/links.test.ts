import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkTo, wordsAndLinks } from '../../../core/links.ts';

const links = (text: string) => wordsAndLinks(text).filter((_, index) => index % 2 === 1);

describe('E4 web addresses in a message are links', () => {
  test.each([
    ['https://shop.example', ['https://shop.example']],
    ['See http://shop.example/a?b=c&d=%20#e now', ['http://shop.example/a?b=c&d=%20#e']],
    ['HTTPS://Shop.Example/A', ['HTTPS://Shop.Example/A']],
    ['one https://a.example two https://b.example', ['https://a.example', 'https://b.example']],
    ['https://a.example\nhttps://b.example', ['https://a.example', 'https://b.example']],
    ['http://localhost:4400/', ['http://localhost:4400/']],
    // As written: the browser knows how to resolve it.
    ['https://münchen.example/straße', ['https://münchen.example/straße']],
    ['https://пример.рф/путь', ['https://пример.рф/путь']],
  ])('%j', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });
});

describe('E4 e-mail addresses and telephone numbers are links', () => {
  test.each([
    ['Write to help@shop.example.', ['help@shop.example']],
    ['<ana.solis+lamp@mail.shop.example>, thanks', ['ana.solis+lamp@mail.shop.example']],
    ['mailto:help@shop.example?subject=x&body=y', ['mailto:help@shop.example']],
    ['ayuda@tienda-ñ.example', ['ayuda@tienda-ñ.example']],
    ['Call tel:+34-600-000-000, or tel:112', ['tel:+34-600-000-000', 'tel:112']],
  ])('%j', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  test('E4 lead to the mail program and the telephone, which are no pages', () => {
    expect(linkTo('help@shop.example')).toEqual({ href: 'mailto:help@shop.example' });
    expect(linkTo('mailto:help@shop.example')).toEqual({ href: 'mailto:help@shop.example' });
    expect(linkTo('tel:112')).toEqual({ href: 'tel:112' });
    expect(linkTo('HTTPS://shop.example')).toEqual({ href: 'HTTPS://shop.example', target: '_blank' });
  });
});

describe('E4 what belongs to the sentence stays out of the address', () => {
  test.each([
    ['Is it https://shop.example/a?', ['https://shop.example/a']],
    ['https://shop.example/a, or https://shop.example/b…', ['https://shop.example/a', 'https://shop.example/b']],
    ['“https://shop.example/a”!!', ['https://shop.example/a']],
    ['(https://shop.example/a)', ['https://shop.example/a']],
    ['(https://wiki.example/Lamp_(oil)).', ['https://wiki.example/Lamp_(oil)']],
    ['[lamp](https://shop.example/a)', ['https://shop.example/a']],
    ['**https://shop.example/a**', ['https://shop.example/a']],
    ['<https://shop.example/a>', ['https://shop.example/a']],
    ['请看https://shop.example/a。谢谢', ['https://shop.example/a']],
    ['（https://shop.example/a）', ['https://shop.example/a']],
  ])('%j', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });
});

describe('E4 what could deceive or do more than lead somewhere is no link', () => {
  test.each([
    'javascript:alert(1)',
    'data:text/html,https',
    'file:///etc/passwd',
    'ftp://shop.example',
    'shop.example',
    'http://',
    'https://.',
    'xhttps://shop.example',
    'https://bank.example@evil.example',
    'https://user:secret@evil.example/',
    'ana@bank.example@evil.example',
    'ana@localhost',
    '@ana',
    'tel:no',
    'xmailto:help@shop.example',
    'mailto:help@shop.example@evil.example',
  ])('%j', (text) => {
    expect(links(text)).toEqual([]);
  });

  test('an address ends before characters that are not seen or turn the direction', () => {
    expect(links('https://shop.example/\u202Egpj.exe')).toEqual(['https://shop.example/']);
    expect(links('https://shop.example\u200B.evil.example')).toEqual(['https://shop.example']);
    expect(links('https://shop.example\\@evil.example')).toEqual([]);
  });
});

const pieces = fc.constantFrom(
  ...[
    'https://',
    'http://',
    'mailto:',
    'tel:',
    '1',
    'a',
    '.',
    '/',
    '(',
    ')',
    '@',
    '?',
    '#',
    ' ',
    '"',
    '<',
    '\\',
    'é',
    '。',
    '😀',
    '\u202E',
    ':',
  ],
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
);

test('E4 whatever is written is all there, and a link leads to where it says, by no other scheme', () => {
  fc.assert(
    fc.property(text, (written) => {
      expect(wordsAndLinks(written).join('')).toBe(written);
      for (const link of links(written)) {
        expect(link).toMatch(/^(https?:\/\/[^@]|tel:|(mailto:)?[^:/?#]+@[^@]+$)/i);
        const { href } = linkTo(link);
        expect(href.endsWith(link)).toBe(true);
        if (!URL.canParse(href)) continue;
        const { protocol, username, password, search } = new URL(href);
        expect(['http:', 'https:', 'mailto:', 'tel:']).toContain(protocol);
        expect([username, password]).toEqual(['', '']);
        if (protocol === 'mailto:') expect(search).toBe('');
      }
    }),
  );
});

test.each([
  'https://a',
  '(',
  ')',
  '.',
  'https://',
  '@',
  'https://a(',
  'https://a.@',
  'a@a.',
  'mailto:a@',
  ' a',
  'tel:1-',
])('E4 a message of nothing but %j is looked through without trying every way', (piece) => {
  const long = `https://a${piece.repeat(4_000)}`.slice(0, 4_000);
  expect(wordsAndLinks(long).join('')).toBe(long);
});
