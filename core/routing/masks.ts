/**
 * Masks: text with wildcards (`*` any characters or none; `?` exactly one code point), and culture masks (`es`, `es-MX`,
 * `*-CH`). Besides matching, what the rule check needs: whether one mask includes another, whether two overlap, and a text
 * between them.
 */

/** Texts are compared folded: case is ignored, accented characters are composed, and the two small sigmas are equal. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // Normalizing text that does not need it used to take most of a decision's time.
  if (PLAIN.test(lower)) return lower;
  const composed = lower.normalize('NFC');
  return composed.includes('ς') ? composed.replaceAll('ς', 'σ') : composed;
}

/** Latin-1, in which there is nothing to compose. */
const PLAIN = /^[ -\u00ff]*$/;

export const matches = (mask: string, text: string): boolean => matcherOf(mask)(text);

/** For a mask that is compared with many texts: it is folded once. */
export function matcherOf(mask: string): (text: string) => boolean {
  const wanted = fold(mask);
  return (text) => foldedMatches(wanted, fold(text));
}

/** On a mismatch only the last `*` is retried, one character further: at worst mask length times text length steps. */
function foldedMatches(wanted: string, given: string): boolean {
  let m = 0;
  let t = 0;
  let afterStar = 0;
  let retry = 0;
  while (t < given.length) {
    const symbol = wanted.charCodeAt(m);
    if (symbol === star) {
      afterStar = ++m;
      retry = t;
    } else if (symbol === mark) {
      m++;
      t += width(given, t);
    } else if (symbol === given.charCodeAt(t)) {
      m++;
      t++;
    } else if (afterStar > 0) {
      m = afterStar;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (wanted.charCodeAt(m) === star) m++;
  return m === wanted.length;
}

const star = '*'.charCodeAt(0);
const mark = '?'.charCodeAt(0);

/** Code units of the character: two outside the basic plane, as for most emoji. */
const width = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** Whether every text that matches `narrow` also matches `wide`. */
export const includes = (wide: string, narrow: string): boolean =>
  textBetween([patternOf(narrow)], [patternOf(wide)]) === undefined;

/** Whether some text matches both. */
export const intersect = (a: string, b: string): boolean => textBetween([patternOf(a), patternOf(b)], []) !== undefined;

/** A parsed mask: code points and wildcards. Two `many` are never adjacent. */
export type Pattern = readonly number[];
const one = -1;
const many = -2;

export const patternOf = (mask: string): Pattern =>
  literally(mask.replaceAll(/\*+/g, '*')).map((point) => (point === star ? many : point === mark ? one : point));

/** Exactly this text, even if it contains stars. */
export const literally = (text: string): Pattern =>
  Array.from(fold(text), (character) => character.codePointAt(0) ?? 0);

export const containing = (text: string): Pattern => (text === '' ? [many] : [many, ...literally(text), many]);

/**
 * A (folded) text that matches every pattern of `all` and none of `none`; undefined if there is none. It may contain a base
 * character and its accent separately, which no folded text does: the rule check then warns less often, but never about a row
 * that can win.
 *
 * Where every pattern of `all` has a wildcard, a character that occurs in no pattern can be used: if it matches `none`, through
 * a wildcard, any other would too. So there is one character to try at each step, and the only choice is where a `*` ends. The
 * patterns of `none` run alongside as sets of positions (bits), so that all their choices are followed at once.
 */
export function textBetween(all: readonly Pattern[], none: readonly Pattern[]): string | undefined {
  const wanted = all.length > 0 ? all : [[many]];
  const other = strangerTo([...all, ...none]);
  const machines = none.map(machineOf);
  const seen = new Set<string>();

  function search(places: readonly number[], sets: readonly bigint[], text: readonly number[]): string | undefined {
    const key = `${places}|${sets}`;
    if (seen.has(key)) return undefined;
    seen.add(key);

    const next = wanted.map((pattern, index) => pattern[places[index] ?? 0]);
    if (next.every((symbol) => symbol === undefined)) {
      const taken = machines.some(({ end }, index) => ((sets[index] ?? 0n) & end) !== 0n);
      return taken ? undefined : String.fromCodePoint(...text);
    }
    for (const [index, symbol] of next.entries()) {
      if (symbol !== many) continue;
      const found = search(places.with(index, (places[index] ?? 0) + 1), sets, text);
      if (found !== undefined) return found;
    }
    if (next.includes(undefined)) return undefined;
    const character = next.find((symbol) => symbol !== undefined && symbol >= 0) ?? other;
    if (next.some((symbol) => symbol !== character && symbol !== one && symbol !== many)) return undefined;
    return search(
      places.map((place, index) => (next[index] === many ? place : place + 1)),
      machines.map(({ step }, index) => step(sets[index] ?? 0n, character)),
      [...text, character],
    );
  }

  return search(
    wanted.map(() => 0),
    machines.map(({ start }) => start),
    [],
  );
}

/** From the private use area, where nothing has upper and lower case. */
function strangerTo(patterns: readonly Pattern[]): number {
  let point = 0xe000;
  while (patterns.some((pattern) => pattern.includes(point))) point++;
  return point;
}

interface Machine {
  start: bigint;
  /** The position after the last symbol. */
  end: bigint;
  step(set: bigint, character: number): bigint;
}

/** Bit n of a set: the first n symbols have been matched. */
function machineOf(pattern: Pattern): Machine {
  const bits = (symbol: number): bigint =>
    pattern.reduce((set, other, place) => (other === symbol ? set | (1n << BigInt(place)) : set), 0n);
  const stars = bits(many);
  const marks = bits(one);
  const letters = new Map(pattern.map((symbol) => [symbol, bits(symbol) | marks]));
  const skippingStars = (set: bigint): bigint => set | ((set & stars) << 1n);
  return {
    start: skippingStars(1n),
    end: 1n << BigInt(pattern.length),
    step: (set, character) => skippingStars(((set & (letters.get(character) ?? marks)) << 1n) | (set & stars)),
  };
}

/**
 * `es` is the language in any country and script, `es-MX` (or anything else with a hyphen) exactly that, and `*-CH` any
 * language with that region subtag.
 */
export const cultureMatches = (mask: string, culture: string): boolean => cultureMatcherOf(mask)(culture);

export function cultureMatcherOf(mask: string): (culture: string) => boolean {
  const wanted = fold(mask);
  if (wanted.startsWith('*-')) return (culture) => regionOf(fold(culture)) === wanted.slice(2);
  const within = wanted.includes('-') ? undefined : `${wanted}-`;
  return (culture) => {
    const given = fold(culture);
    return wanted === given || (within !== undefined && given.startsWith(within));
  };
}

/**
 * BCP 47: the region follows the language, its extensions (three letters) and the script (four letters). It has two letters, or
 * three digits for several countries.
 */
const regionOf = (culture: string): string | undefined =>
  /^[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?-([a-z]{2}|\d{3})(?:-|$)/.exec(culture)?.[1];

/** A language or region has infinitely many cultures, so only the same mask includes it. */
export const cultureIncludes = (wide: string, narrow: string): boolean =>
  isExact(narrow) ? cultureMatches(wide, narrow) : fold(wide) === fold(narrow);

export function culturesIntersect(a: string, b: string): boolean {
  if (isExact(a)) return cultureMatches(b, a);
  if (isExact(b)) return cultureMatches(a, b);
  return fold(a) === fold(b) || a.startsWith('*') !== b.startsWith('*');
}

const isExact = (mask: string): boolean => mask.includes('-') && !mask.startsWith('*');
