/**
 * Addresses in what people write: of the web, of e-mail, and telephone numbers that say so. A link leads to what it shows:
 * nothing is decoded or shortened, and only an e-mail address gets the scheme that it lacks.
 */

/**
 * Only these schemes, so that no text can run a script. No user name before the host, which would make
 * `https://bank.example@evil.example` look like the bank. A closing bracket belongs to the address if it is opened there. A
 * full stop at the end belongs to the sentence, as does everything from a Chinese or Japanese one on, which need not be
 * followed by a space.
 */
const WEB =
  /\bhttps?:\/\/(?![^\s/?#]*@)[\p{L}\p{N}](?:[^\s\p{C}()<>"\\、。，．！？；：（）「」『』《》【】]|\([^\s\p{C}()<>"\\]*\))*(?<![.,:;!?'*_~…»”’\]}])/u;

/** Without what a `mailto:` could also say: no subject or text that somebody else wrote. Part of no other address. */
const MAIL =
  /(?<![^\s()<>"“”«»（）])(?:mailto:)?[\p{L}\p{N}._+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+(?![\p{L}\p{N}@_-])/u;

const PHONE = /\btel:\+?\d[\d.-]{1,20}\d(?!\d)/u;

const ADDRESS = new RegExp(`(${[WEB, MAIL, PHONE].map(({ source }) => source).join('|')})`, 'iu');

/** The text in alternating parts, plain text and addresses, so that every second part is a link. */
export const wordsAndLinks = (text: string): string[] => text.split(ADDRESS);

/** The attributes of a link to an address. A page opens beside this one; a mail program or a telephone is not a page. */
export function linkTo(address: string): { href: string; target?: '_blank' } {
  if (/^http/i.test(address)) return { href: address, target: '_blank' };
  return { href: address.includes(':') ? address : `mailto:${address}` };
}
