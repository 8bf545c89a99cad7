/** The small schemas that configuration is written in: names, labels, masks, values. */
import * as z from 'zod/mini';
import { isEmail } from './email.ts';
import { isReadable, isVisible, tidy } from './text.ts';

const readable = (lines: 'one line' | 'lines') =>
  z.refine<string>((text) => isReadable(text, lines), 'text without control characters');
const visible = z.refine<string>(isVisible, 'at least one visible character');

/** What somebody wrote, on one line: a name, a label, a tag. */
export const line = (most: number) =>
  z.string().check(z.overwrite(tidy), z.maxLength(most), readable('one line'), visible);
/** What somebody wrote, on as many lines as they like. */
export const lines = (most: number) =>
  z.string().check(z.overwrite(tidy), z.maxLength(most), readable('lines'), visible);

export const slug = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(40),
    z.regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens, such as "orders"'),
  );
export const label = line(80);

/** Text with wildcards: `*` any characters, `?` exactly one. Compared without regard to case. */
export const Mask = line(80);

export const Tag = line(64);

export const Email = z
  .string()
  .check(z.overwrite(tidy), z.refine(isEmail, 'an e-mail address such as "ana@example.com"'));

/** Content systems also write `es_MX`. */
const hyphens = z.overwrite<string>((written) => written.trim().replaceAll('_', '-'));

/**
 * BCP 47 as far as Foyer tells cultures apart: `es`, `es-MX`, `zh-Hant-TW`. However it is written (`es_MX`, `pt-br`), it is kept in the
 * one spelling of the standard.
 */
export const Culture = z
  .string()
  .check(
    hyphens,
    z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a culture such as "es" or "es-MX"'),
    z.overwrite(canonical),
  );

/** `es-MX` is just that, `es` the language in any country, `*-CH` any language there. Spelt as cultures are. */
export const CultureMask = z.string().check(
  hyphens,
  z.regex(/^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|\*-([A-Za-z]{2}|\d{3}))$/, 'a culture such as "es-MX", "es" or "*-CH"'),
  z.overwrite((mask) => (mask.startsWith('*') ? mask.toUpperCase() : canonical(mask))),
);

/** What is shaped like a culture and yet is none, such as `es-MX-MX`, stays as it is. */
function canonical(culture: string): string {
  try {
    return Intl.getCanonicalLocales(culture)[0] ?? culture;
  } catch {
    return culture;
  }
}

/** A language alone. */
export const Language = z.string().check(z.regex(/^[a-z]{2,3}$/, 'a language such as "es"'));

/** Name of a variable: letters, digits, `_`, `.`. */
export const VariableName = z.string().check(z.regex(/^[A-Za-z_][\w.]{0,63}$/, 'a name such as "order_number"'));
export const Value = z.union([
  z.string().check(z.overwrite(tidy), z.maxLength(1000), readable('lines')),
  z.number(),
  z.boolean(),
]);
export type Value = z.infer<typeof Value>;
/** Variables as a chat keeps them: checked at the door, and not again. */
export const Variables = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type Variables = z.infer<typeof Variables>;

/** They stand in the chat's snapshot, in its receipts, and in each commit of an automated conversation. */
const MAX_VARIABLES_BYTES = 8000;
/** Whether a chat may keep them all: counted as JSON in UTF-8, the way they are stored and sent. */
export const fitChat = (variables: Variables): boolean =>
  new TextEncoder().encode(JSON.stringify(variables)).length <= MAX_VARIABLES_BYTES;

/** Variables as a page gives them. */
export const GivenVariables = z
  .record(VariableName, Value)
  .check(z.refine(fitChat, 'variables of at most 8,000 bytes of JSON'));

/** Skills, languages: 1 to 100. */
export const Proficiency = z.int().check(z.gte(1), z.lte(100));
