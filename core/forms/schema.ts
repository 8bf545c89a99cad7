/** Forms as configured (C1): elements one below the other, before a chat or instead of one. */
import * as z from 'zod/mini';
import type { AnswerKind } from '../answers/kinds.ts';
import { words } from '../cultures.ts';
import { FileKinds, MAX_ATTACHED, MAX_FILE_MB, MaxMb } from '../files/terms.ts';
import { FormId } from '../ids.ts';
import { FieldName, label, line, slug, VariableName } from '../words.ts';

/**
 * What an answer becomes (C3): a field of the contact, a variable, which conditions can compare (B3), the first message, or the
 * record that the visitor agreed to answers by e-mail (D11).
 */
const To = z.union([
  z.strictObject({ contact: z.enum(['name', 'email', 'phone']) }),
  z.strictObject({ variable: VariableName }),
  z.strictObject({ message: z.literal(true) }),
  z.strictObject({ consent: z.literal('continuity') }),
]);

/** `onlyIf`: the name of an agreement above; the element is left out until that is given. */
const shown = { onlyIf: z.exactOptional(FieldName) };

const asked = {
  ...shown,
  /** Also of the variable that the answer becomes, without `to` (C3). */
  name: FieldName,
  label: words(200),
  /** A sentence below the field. */
  hint: z.exactOptional(words(300)),
  /** Instead of the kind's own sentence for an answer that is missing or not valid. */
  error: z.exactOptional(words(200)),
  required: z._default(z.boolean(), false),
  /** An element that is not visible takes the page's variable of the same name. */
  visible: z._default(z.boolean(), true),
  to: z.exactOptional(To),
};

/** `value`: what the answer is in every culture; without it, the label in its first one. */
const options = {
  options: z
    .array(z.strictObject({ label: words(120), value: z.exactOptional(line(120)) }))
    .check(z.minLength(1), z.maxLength(50)),
};

const element = <Kind extends AnswerKind, Own extends z.core.$ZodShape>(kind: Kind, own: Own) =>
  z.strictObject({ kind: z.literal(kind), ...asked, ...own });

/** What each kind can be told beyond what all are. */
const elements = {
  text: element('text', {}),
  lines: element('lines', {}),
  number: element('number', {}),
  email: element('email', {}),
  phone: element('phone', {}),
  date: element('date', {}),
  select: element('select', options),
  radio: element('radio', options),
  checkboxes: element('checkboxes', options),
  /** Files: of these kinds, each of at most so many MB, at most so many. */
  attachment: element('attachment', {
    kinds: z._default(FileKinds, ['pictures', 'pdf', 'documents']),
    maxMb: z._default(MaxMb, MAX_FILE_MB),
    most: z._default(z.int().check(z.gte(1), z.lte(MAX_ATTACHED)), 1),
  }),
  /** `link`: to what they agree to. */
  agreement: element('agreement', { link: z.exactOptional(z.url({ protocol: /^https$/ }).check(z.maxLength(500))) }),
} satisfies { [Kind in AnswerKind]: unknown };

export const Element = z.discriminatedUnion('kind', [
  /** Only shown. */
  z.strictObject({ kind: z.literal('label'), label: words(1000), ...shown }),
  ...Object.values(elements),
]);
export type Element = z.infer<typeof Element>;

export const Form = z.strictObject({
  id: z.pipe(slug, FormId),
  name: label,
  elements: z.array(Element).check(z.minLength(1), z.maxLength(40)),
});
export type Form = z.infer<typeof Form>;

/** An element with an answer. */
export type Asked = Exclude<Element, { kind: 'label' }>;

/** The visitor's page gets the form in one culture, and keeps it while a chat runs. */
export const MAX_FORM_BYTES = 30_000;
