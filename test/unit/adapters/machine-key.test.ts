import { expect, test } from 'vitest';
import { idIn, newMachineKey } from '../../../adapters/machine-key.ts';

const { key, text } = newMachineKey('voice', 0);

test.each([
  ['its id', key.id],
  ['its id, with what a copy takes along', ` ${key.id}\n`],
  ['the whole key', text],
  ['the header that carries it', `Authorization: Bearer ${text}`],
  ['the line of a script that carries it', `curl -H "authorization: bearer ${text}" https://api.example/voice/1`],
])('B12 H7 a key is named by %s', (_, pasted) => {
  expect(idIn(pasted)).toBe(key.id);
});

const [, secret] = text.split(`${key.id}_`);
test.each([
  ['digits between punctuation', `--${key.id}--`],
  ['digits at the end of a sentence', `"${key.id}".`],
  ['digits with a word', `bearer ${key.id}`],
  ['an id in other letters', 'ABCDEF012345'],
  ['more digits', `${key.id}0`],
  ['a key that lacks its end', text.slice(0, -1)],
  ['a key with more at its end', `${text}0`],
  ['a key with more before it', `my${text}`],
  ['a secret alone', secret ?? ''],
  ['an id with a secret', `${key.id}_${secret}`],
  ['another vendor’s key', text.replace('foyer', 'other')],
])('B12 H7 %s names no key', (_, pasted) => {
  expect(idIn(pasted)).toBeUndefined();
});
