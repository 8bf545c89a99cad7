import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cut, isReadable, isVisible, tidy, tidyLine, typed } from '../../../core/text.ts';

describe('E4 what is no text', () => {
  test.each([
    ['a control character', 'a\u0000b'],
    ['an escape', '\u001b[31mred'],
    ['half of a pair', 'a\ud83d'],
    ['the other half', '\ude00b'],
  ])('%s', (_, text) => {
    expect(isReadable(tidy(text))).toBe(false);
    expect(isReadable(tidyLine(text))).toBe(false);
  });

  test.each([
    ['spaces', ' \u00a0\u3000\u2003'],
    ['zero width', '\u200b\u200d\ufeff'],
    ['fillers', '\u3164\u115f\uffa0\u2800'],
    ['marks of direction', '\u200e\u200f\u061c'],
    ['variation selectors', '\ufe0f\u{e0100}'],
    ['nothing', ''],
  ])('%s alone is empty', (_, text) => {
    expect(isVisible(text)).toBe(false);
    expect(typed(text)).toBe('');
  });
});

test.each([
  ['an emoji of a family', '👨‍👩‍👧‍👦'],
  ['a flag of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['Persian with a joiner', 'می‌خواهم'],
  ['Hebrew with a mark', 'שלום\u200f'],
  ['a combining accent', 'e\u0301'],
])('E4 %s is text', (_, text) => {
  expect(isReadable(text)).toBe(true);
  expect(isVisible(text)).toBe(true);
});

test.each([
  ['a tab', 'a\tb', 'a\tb', 'a b'],
  ['a line break', 'a\r\nb', 'a\nb', 'a b'],
  ['a line break of Word (vertical tab)', 'a\vb', 'a\nb', 'a b'],
  ['a page break of Word (form feed)', 'a\fb', 'a\nb', 'a b'],
  ['the next line of C1', 'a\u0085b', 'a\nb', 'a b'],
  ['a break at the end', 'a\v\u0085', 'a', 'a'],
])('E4 %s is taken: in lines it breaks or indents, on one line it is a space', (_, text, lines, line) => {
  expect(tidy(text)).toBe(lines);
  expect(tidyLine(text)).toBe(line);
  expect(isReadable(lines)).toBe(true);
  expect(isReadable(line)).toBe(true);
});

test('E4 what is tidy stays as it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\n', '\r', '\v', '\f', '\u0085', '\u202e', '\u0301') }),
      (text) => {
        expect(tidy(tidy(text))).toBe(tidy(text));
        expect(tidyLine(tidyLine(text))).toBe(tidyLine(text));
        expect(tidyLine(tidy(text))).toBe(tidyLine(text));
      },
    ),
  );
});

test('E4 what turns directions is left out: a name cannot pose as another, a copied number loses what nobody sees', () => {
  expect(tidy('invoice\u202Efdp.exe')).toBe('invoicefdp.exe');
  expect(tidy('\u202D+34 600 000 000\u202C')).toBe('+34 600 000 000');
});

test('E4 one text has one spelling', () => {
  expect(tidy(' ma\u0301laga\r\nb\u2028c\rd ')).toBe('málaga\nb\nc\nd');
});

test('E4 marks are heaped on a letter no higher than any script does, whoever heaps them', () => {
  const heap = (marks: number) => `a${'\u0316\u0301'.repeat(marks / 2)}b`;
  expect(tidy(heap(100_000))).toBe(tidy(heap(30)));
  expect(tidy(heap(28))).toBe(heap(28).normalize('NFC'));
  const takenApart = tidy(`a${'\u0344'.repeat(30)}`);
  expect(tidy(takenApart)).toBe(takenApart);
  expect(tidy('कर्त्री ệ 👩🏽‍🚀')).toBe('कर्त्री ệ 👩🏽‍🚀');
});

describe('E2 a text is cut between characters as a reader counts them', () => {
  const family = '👨‍👩‍👧‍👦';
  test.each([
    ['within', 'abc', 3, 'abc'],
    ['plain', 'abcd', 3, 'abc'],
    ['an emoji on the edge', `${'a'.repeat(139)}😀`, 140, 'a'.repeat(139)],
    ['an emoji that just fits', `${'a'.repeat(138)}😀b`, 140, `${'a'.repeat(138)}😀`],
    ['a family on the edge', `ab${family}c`, 8, 'ab'],
    ['an accent on the edge', 'abe\u0301', 3, 'ab'],
  ])('%s', (_, text, most, expected) => expect(cut(text, most)).toBe(expected));

  it('stays well-formed and within bounds, whatever it is', () => {
    const unit = fc.constantFrom('a', '😀', family, 'e\u0301', '\u200d', '\ud83d', '\ude00', '🇪🇸', 'க்ஷி', '\r\n');
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), fc.integer({ min: 1, max: 40 }), (units, most) => {
        const text = units.join('');
        const short = cut(text, most);
        expect(short.length).toBeLessThanOrEqual(most);
        if (text.isWellFormed()) expect(short.isWellFormed()).toBe(true);
      }),
    );
  });
});
