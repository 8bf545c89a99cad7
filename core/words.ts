/** The small schemas that configuration is written in: names, labels, masks, values. */
import * as z from 'zod/mini';
import { bytesOf, kept, within } from './bounds.ts';
import { isEmail } from './email.ts';
import { isReadable, isVisible, tidy, tidyLine } from './text.ts';

const readable = z.refine<string>(isReadable, 'text without control characters');
const visible = z.refine<string>(isVisible, 'at least one visible character');

/** What somebody wrote, on one line: a name, a label, a tag. */
export const line = (most: number) => z.string().check(z.overwrite(tidyLine), z.maxLength(most), readable, visible);
/** What somebody wrote, on as many lines as they like. */
export const lines = (most: number) => z.string().check(z.overwrite(tidy), z.maxLength(most), readable, visible);

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

/** What a visitor or an agent writes: a message, a note. */
export const MAX_MESSAGE_CHARS = 4000;
export const Text = lines(MAX_MESSAGE_CHARS);

export const VisitorName = line(120);
/** The page's own name for a conversation or person. */
export const TrackingId = line(128);

const Tag = line(64);

/** They stand in the chat's snapshot, in its receipts, in each commit of an automated conversation, and in an address of the widget's. */
export const Tags = z.array(Tag).check(z.maxLength(50), within(2000, 'tags'));

export const Email = z.string().check(
  z.overwrite(tidy),
  z.refine(isEmail, {
    error: 'an e-mail address such as "ana@example.com"',
    // 254 (`email.ts`) and two quotes.
    params: { maxBytes: 256 },
  }),
);

const MAX_CULTURE_CHARS = 64;

/** Content systems also write `es_MX`. */
const hyphens = z.overwrite<string>((written) => written.trim().replaceAll('_', '-'));

/**
 * BCP 47 as far as Foyer tells cultures apart: `es`, `es-MX`, `zh-Hant-TW`. However it is written (`es_MX`, `pt-br`), it is kept in the
 * one spelling of the standard.
 */
export const Culture = z
  .string()
  .check(
    z.maxLength(MAX_CULTURE_CHARS),
    hyphens,
    z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a culture such as "es" or "es-MX"'),
    z.overwrite(canonical),
  );

/** `es-MX` is just that, `es` the language in any country, `*-CH` any language there. Spelt as cultures are. */
export const CultureMask = z.string().check(
  z.maxLength(MAX_CULTURE_CHARS),
  hyphens,
  z.regex(/^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|\*-([A-Za-z]{2}|\d{3}))$/, 'a culture such as "es-MX", "es" or "*-CH"'),
  z.overwrite((mask) => (mask.startsWith('*') ? mask.toUpperCase() : canonical(mask))),
);

/** What is shaped like a culture and yet is none, such as `es-MX-MX`, stays as it is. */
function canonical(culture: string): string {
  // A check does not keep the next from running, and this one takes the square of how long it is.
  if (culture.length > MAX_CULTURE_CHARS) return culture;
  try {
    return Intl.getCanonicalLocales(culture)[0] ?? culture;
  } catch {
    return culture;
  }
}

/** A language alone. */
export const Language = z.string().check(z.maxLength(3), z.regex(/^[a-z]{2,3}$/, 'a language such as "es"'));

/** Name of a variable: letters, digits, `_`, `.`. */
export const VariableName = z.string().check(z.regex(/^[A-Za-z_][\w.]{0,63}$/, 'a name such as "order_number"'));
export const Value = z.union([
  z.string().check(z.overwrite(tidy), z.maxLength(1000), readable),
  z.number(),
  z.boolean(),
]);
export type Value = z.infer<typeof Value>;
/** They stand in the chat's snapshot, in its receipts, and in each commit of an automated conversation. */
const MAX_VARIABLES_BYTES = 8000;
/** Whether a chat may keep them all. */
export const fitChat = (variables: Variables): boolean => bytesOf(variables) <= MAX_VARIABLES_BYTES;

/** Variables as a page gives them. */
export const GivenVariables = z.record(VariableName, Value).check(within(MAX_VARIABLES_BYTES, 'variables'));

/** Variables as a chat keeps them. */
export const Variables = kept(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), GivenVariables);
export type Variables = z.infer<typeof Variables>;

/** Skills, languages: 1 to 100. */
export const Proficiency = z.int().check(z.gte(1), z.lte(100));

/** Of an agent. */
export const Skills = z.record(slug, Proficiency).check(within(8000, 'skills'));
export const Languages = z.record(Language, Proficiency).check(within(1000, 'languages'));

/** What an agent may close a chat with, in the order shown. */
export const Dispositions = z.array(z.strictObject({ code: slug, label })).check(z.minLength(1), z.maxLength(50));
