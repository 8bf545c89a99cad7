/** A sender as it stands in a header: a name, which may be in any script, and an address. */
import { cut } from '../text.ts';

/** SES refuses longer ones: https://github.com/zulip/zulip/issues/17558 */
const MAX_CHARS = 320;

/** RFC 2047, 2: a word has at most 75 characters, of which `=?UTF-8?B?` and `?=` take twelve. In base64, 45 bytes are 60. */
const WORD_BYTES = 45;

/**
 * `address` in ASCII. No name can add a header or another address: what is not a plain word is encoded. A name that is too long
 * in this form is cut.
 */
export function mailbox(name: string, address: string): string {
  const whole = `${phrase(name)} <${address}>`;
  return whole.length <= MAX_CHARS || name === '' ? whole : mailbox(cut(name, name.length - 1), address);
}

const phrase = (name: string): string => (/^[A-Za-z0-9]+( [A-Za-z0-9]+)*$/.test(name) ? name : encoded(name));

/** Each word holds whole characters. Between words there is a space, which is not part of the name. */
function encoded(name: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of name.toWellFormed()) {
    if (bytesOf(word + character).length > WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((each) => `=?UTF-8?B?${base64(each)}?=`).join(' ');
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const base64 = (text: string) => btoa(String.fromCharCode(...bytesOf(text)));
