/**
 * What people write. The same words are the same text however a keyboard composed them; what cannot be shown is no text, and
 * nothing that is written turns what stands around it.
 */

/** Control characters that break no line and indent none, and halves of a surrogate pair. */
const UNREADABLE = /(?![\n\t])[\p{Cc}\p{Cs}]/u;
/** What leaves no mark: spaces, joiners, marks of direction, fillers, the blank of Braille. */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu;

/** Of a text that is tidy. */
export const isReadable = (text: string): boolean => !UNREADABLE.test(text);

/** Whether anything is left to be seen. */
export const isVisible = (text: string): boolean => text.replace(INVISIBLE, '') !== '';

/** What a field holds for whoever looks at it: where nothing is to be seen, nothing. */
export const typed = (text: string): string => (isVisible(text) ? text.trim() : '');

/** What turns the direction of everything around it. Phones wrap a copied number in these, and nobody sees them. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Marks on one letter, beyond what any script piles up (the Stream-Safe Text Format of Unicode, UAX #15). To put them in order takes
 * the square of how many they are: 100,000 on one letter would keep a function busy for minutes.
 */
const HEAPED = /(\p{M}{30})\p{M}+/gu;

/**
 * Composed (NFC), line breaks as `\n`, without what turns directions, heaps of marks and spaces around. Word copies its line break as
 * a vertical tab, and its page break as a form feed.
 */
export const tidy = (text: string): string =>
  text
    .replace(TURNS, '')
    .replace(HEAPED, '$1')
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .normalize('NFC')
    // Some marks are taken apart into two.
    .replace(HEAPED, '$1')
    .trim();

/** As above, on one line: what breaks or indents one there is a space. */
export const tidyLine = (text: string): string => tidy(text).replace(/[\n\t]/g, ' ');

let segmenter: Intl.Segmenter | undefined;

/** At most so many UTF-16 units, and no character, as a reader counts them, in half. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  segmenter ??= new Intl.Segmenter();
  // Where the character begins that does not fit. One alone can be longer than all that is asked for: then its beginning has to do.
  const end = segmenter.segment(text).containing(most)?.index ?? 0;
  return end > 0 ? text.slice(0, end) : text.slice(0, most).replace(/\p{Cs}/gu, '');
}
