/** The small schemas that make up the configuration: names, labels, masks, values. */
import * as z from 'zod/mini';
import { bytesOf, kept, within } from './bounds.ts';
import { isEmail } from './email.ts';
import { isReadable, isVisible, tidy, tidyLine } from './text.ts';

const readable = z.refine<string>(isReadable, 'text without control characters');
const visible = z.refine<string>(isVisible, 'at least one visible character');

/**
 * In UTF-16 units, as a page's `maxlength` counts. zod counts an emoji once, but it takes four bytes, more than any one unit: the
 * sizes of frames and rows could not be added up (`test/unit/sizes.test.ts`).
 */
const inUnits =
  (most: number): z.core.CheckFn<string> =>
  ({ value, issues }) => {
    if (issues.length === 0 && value.length > most)
      issues.push({ code: 'too_big', origin: 'string', maximum: most, inclusive: true, input: value });
  };

/** One line written by a person: a name, a label, a tag. */
export const line = (most: number) =>
  z.string().check(z.overwrite(tidyLine), z.maxLength(most), inUnits(most), readable, visible);
/** Any number of lines written by a person. */
export const lines = (most: number) =>
  z.string().check(z.overwrite(tidy), z.maxLength(most), inUnits(most), readable, visible);

export const slug = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(40),
    z.regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens, such as "orders"'),
  );
export const label = line(80);

/** Text with wildcards: `*` any characters, `?` exactly one. Case is ignored. */
export const Mask = line(80);

/** What a visitor or an agent writes: a message, a note. */
export const MAX_MESSAGE_CHARS = 4000;
export const Text = lines(MAX_MESSAGE_CHARS);

export const MAX_NAME_CHARS = 120;
export const VisitorName = line(MAX_NAME_CHARS);
/** The page's own name for a conversation or person. */
export const TrackingId = line(128);

const Tag = line(64);

/**
 * Tags are stored in the chat's snapshot, its receipts and each commit of an automated conversation, and sent in an address by
 * the widget.
 */
export const Tags = z.array(Tag).check(z.maxLength(50), within(2000, 'tags'));

export const Email = z.string().check(
  z.overwrite(tidy),
  z.refine(isEmail, {
    error: 'an e-mail address such as "ana@example.com"',
    // 254 (`email.ts`) and two quotes.
    params: { maxBytes: 256 },
  }),
);

/** As `core/answers/kinds.ts` reads it. */
export const Phone = z.string().check(z.maxLength(16), z.regex(/^\+?\d{7,15}$/));

const MAX_CULTURE_CHARS = 64;

/** Content systems also write `es_MX`. */
const hyphens = z.overwrite<string>((written) => written.trim().replaceAll('_', '-'));

/**
 * BCP 47, as far as Foyer distinguishes cultures: `es`, `es-MX`, `zh-Hant-TW`. However it is written (`es_MX`, `pt-br`), it is
 * stored in the standard spelling.
 */
export const Culture = z
  .string()
  .check(
    z.maxLength(MAX_CULTURE_CHARS),
    hyphens,
    z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a culture such as "es" or "es-MX"'),
    z.overwrite(canonical),
  );

/** `es-MX` is exactly that, `es` is the language in any country, `*-CH` any language there. Spelt like cultures. */
export const CultureMask = z.string().check(
  z.maxLength(MAX_CULTURE_CHARS),
  hyphens,
  z.regex(/^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|\*-([A-Za-z]{2}|\d{3}))$/, 'a culture such as "es-MX", "es" or "*-CH"'),
  z.overwrite((mask) => (mask.startsWith('*') ? mask.toUpperCase() : canonical(mask))),
);

/** Something that looks like a culture but is not, such as `es-MX-MX`, is left as it is. */
function canonical(culture: string): string {
  // A failed check does not stop the next one, and this one takes quadratic time.
  if (culture.length > MAX_CULTURE_CHARS) return culture;
  try {
    return Intl.getCanonicalLocales(culture)[0] ?? culture;
  } catch {
    return culture;
  }
}

/** Only a language. */
export const Language = z.string().check(z.maxLength(3), z.regex(/^[a-z]{2,3}$/, 'a language such as "es"'));

/** Name of a variable: letters, digits, `_`, `.`. */
export const VariableName = z
  .string()
  .check(z.maxLength(64), z.regex(/^[A-Za-z_][\w.]{0,63}$/, 'a name such as "order_number"'));
/** Of what is looked up by its name: every object has a `constructor` already. */
export const FieldName = VariableName.check(
  z.refine((name) => !(name in {}), 'a name that JavaScript objects do not have'),
);
export const Value = z.union([
  z.string().check(z.overwrite(tidy), z.maxLength(1000), inUnits(1000), readable),
  z.number(),
  z.boolean(),
]);
export type Value = z.infer<typeof Value>;
/** Variables are stored in the chat's snapshot, its receipts and each commit of an automated conversation. */
const MAX_VARIABLES_BYTES = 8000;
/** Whether a chat has room for them all. */
export const fitChat = (variables: Variables): boolean => bytesOf(variables) <= MAX_VARIABLES_BYTES;

/** Variables as given by a page. */
export const GivenVariables = z.record(VariableName, Value).check(within(MAX_VARIABLES_BYTES, 'variables'));

/** Variables as stored in a chat. */
export const Variables = kept(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), GivenVariables);
export type Variables = z.infer<typeof Variables>;

/** Skills, languages: 1 to 100. */
export const Proficiency = z.int().check(z.gte(1), z.lte(100));

/** An agent's. */
export const Skills = z.record(slug, Proficiency).check(within(8000, 'skills'));
export const Languages = z.record(Language, Proficiency).check(within(1000, 'languages'));

/** The dispositions that an agent may choose when closing a chat, in the order shown. */
/** Why an agent is paused, as reports and other systems refer to it, and as agents read it. */
export const PauseReasons = z.array(z.strictObject({ id: slug, label })).check(
  z.maxLength(30),
  z.refine((reasons) => new Set(reasons.map(({ id }) => id)).size === reasons.length, 'different ids'),
);

export const Dispositions = z.array(z.strictObject({ code: slug, label })).check(z.minLength(1), z.maxLength(50));
