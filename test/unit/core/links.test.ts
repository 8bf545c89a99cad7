import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordsAndLinks } from '../../../core/links.ts';

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

test('E4 whatever is written is all there, and a link leads to where it says, over http or https', () => {
  fc.assert(
    fc.property(text, (written) => {
      expect(wordsAndLinks(written).join('')).toBe(written);
      for (const link of links(written)) {
        expect(link).toMatch(/^https?:\/\/[^@]/i);
        if (!URL.canParse(link)) continue;
        const { protocol, username, password } = new URL(link);
        expect([protocol === 'http:' || protocol === 'https:', username, password]).toEqual([true, '', '']);
      }
    }),
  );
});

test.each(['https://a', '(', ')', '.', 'https://', '@', 'https://a(', 'https://a.@'])(
  'E4 a message of nothing but %j is looked through without trying every way',
  (piece) => {
    const long = `https://a${piece.repeat(4_000)}`.slice(0, 4_000);
    expect(wordsAndLinks(long).join('')).toBe(long);
  },
);
