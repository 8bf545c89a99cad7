/** Texts in several cultures, and which of them a visitor reads. */
import * as z from 'zod/mini';
import { bytesOf } from './bounds.ts';
import { Culture, lines } from './words.ts';

/** One text for all cultures, or one for each. */
export const words = (most: number) =>
  z.union([
    lines(most),
    z
      .record(Culture, lines(most))
      .check(z.refine((texts) => Object.keys(texts).length > 0, 'text in at least one culture')),
  ]);
export type Words = z.infer<ReturnType<typeof words>>;

/** Bytes of JSON in the longest culture. */
export const longestBytes = (words: Words): number =>
  typeof words === 'string' ? bytesOf(words) : Math.max(...Object.values(words).map(bytesOf));

/** The culture's own text, or else that of a more general one: `zh-Hant-TW`, `zh-Hant`, `zh`. */
export function inCulture(words: Words, culture: string): string | undefined {
  if (typeof words === 'string') return words;
  const parts = culture.split('-');
  const names = parts.map((_, less) => parts.slice(0, parts.length - less).join('-'));
  const name = names.find((each) => Object.hasOwn(words, each));
  return name === undefined ? undefined : words[name];
}
