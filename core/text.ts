/**
 * What people write. The same words are the same text however a keyboard composed them, unprintable characters are not text,
 * and nothing written changes the direction of what surrounds it.
 */

/** Control characters other than line breaks and tabs, and unpaired surrogates. */
const UNREADABLE = /(?![\n\t])[\p{Cc}\p{Cs}]/u;
/** What leaves no visible mark: spaces, joiners, direction marks, fillers, the Braille blank. */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu;

/** For a tidied text. */
export const isReadable = (text: string): boolean => !UNREADABLE.test(text);

/** Whether anything visible is left. */
export const isVisible = (text: string): boolean => text.replace(INVISIBLE, '') !== '';

/** The content of a field as people see it: empty if nothing is visible. */
export const typed = (text: string): string => (isVisible(text) ? text.trim() : '');

/** Characters that change the direction of everything around them. Phones wrap copied numbers in them, invisibly. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Marks on one base character, beyond what any script stacks (Stream-Safe Text Format, UAX #15). Sorting them takes quadratic
 * time: 100,000 on one character would keep a function busy for minutes.
 */
const HEAPED = /(\p{M}{30})\p{M}+/gu;

/**
 * Composed (NFC), with line breaks as `\n`, without direction changes, stacked marks and surrounding spaces. Word copies a line
 * break as a vertical tab, and a page break as a form feed.
 */
export const tidy = (text: string): string =>
  text
    .replace(TURNS, '')
    .replace(HEAPED, '$1')
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .normalize('NFC')
    // Normalization splits some marks into two.
    .replace(HEAPED, '$1')
    .trim();

/** As above, on one line: line breaks and tabs become spaces. */
export const tidyLine = (text: string): string => tidy(text).replace(/[\n\t]/g, ' ');

let segmenter: Intl.Segmenter | undefined;

/** At most this many UTF-16 units, without splitting a character as a reader sees it. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  segmenter ??= new Intl.Segmenter();
  // The start of the character that does not fit. A single one can be longer than the limit, and is then cut.
  const end = segmenter.segment(text).containing(most)?.index ?? 0;
  return end > 0 ? text.slice(0, end) : text.slice(0, most).replace(/\p{Cs}/gu, '');
}
