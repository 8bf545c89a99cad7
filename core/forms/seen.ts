/** A form as the visitor's page gets it: in one culture, without what only Foyer needs. */
import * as z from 'zod/mini';
import { expected } from '../answers/expected.ts';
import { MOST_CHARS } from '../answers/simple.ts';
import { kept } from '../bounds.ts';
import { inCulture, type Words } from '../cultures.ts';
import { acceptOf } from '../files/kinds.ts';
import { FilesTaken, MEGABYTE } from '../files/terms.ts';
import { line, lines, MAX_MESSAGE_CHARS, MAX_NAME_CHARS, VariableName } from '../words.ts';
import type { Asked, Element, Form } from './schema.ts';

const SeenOption = z.object({ value: kept(z.string(), line(120)), label: kept(z.string(), lines(120)) });

export const SeenElement = z.object({
  /** `label`, or a kind of answer. A page that does not know it yet loads again. */
  kind: z.string().check(z.maxLength(20)),
  /** Of the answer; without it the element is only shown. */
  name: z.optional(kept(z.string(), VariableName)),
  label: kept(z.string(), lines(1000)),
  hint: z.optional(kept(z.string(), lines(300))),
  /** What is said if the answer is missing or not valid. */
  error: z.optional(kept(z.string(), lines(200))),
  required: z.optional(z.boolean()),
  onlyIf: z.optional(kept(z.string(), VariableName)),
  options: z.optional(z.array(SeenOption).check(z.maxLength(50))),
  /** Characters of a text, or how many files. */
  most: z.optional(z.int()),
  /** Of files: how their names may end, separated by commas, and the size of one. */
  accept: z.optional(FilesTaken.shape.accept),
  maxBytes: z.optional(FilesTaken.shape.maxBytes),
  link: z.optional(z.string().check(z.maxLength(500))),
  /** For the browser's own suggestions; `message`: the answer is the first message. */
  is: z.optional(z.enum(['name', 'email', 'phone', 'message'])),
});
export type SeenElement = z.infer<typeof SeenElement>;

export const SeenForm = z.array(SeenElement).check(z.maxLength(40));

/** `fallback`: the tenant's culture. */
export function seenForm({ elements }: Form, culture: string, fallback: string): SeenElement[] {
  const read = (text: Words): string => readIn(text, culture, fallback);
  return elements.flatMap((element): SeenElement[] => {
    const { kind, label, onlyIf } = element;
    const shown = { kind, label: read(label), ...(onlyIf && { onlyIf }) };
    if (kind === 'label') return [shown];
    const { name, hint, error, required, visible, to } = element;
    if (!visible) return [];
    const most = mostOf(element);
    const is = to && ('contact' in to ? to.contact : 'message' in to ? ('message' as const) : undefined);
    return [
      {
        ...shown,
        name,
        most,
        error: error ? read(error) : expectedIn(element, culture, fallback),
        ...(hint && { hint: read(hint) }),
        ...(required && { required }),
        ...('options' in element && {
          options: element.options.map((option) => ({ value: optionValue(option), label: read(option.label) })),
        }),
        ...acceptedBy(element),
        ...('link' in element && element.link && { link: element.link }),
        ...(is && { is }),
      },
    ];
  });
}

function expectedIn(element: Asked, culture: string, fallback: string): string {
  const { words, example } = expected[element.kind];
  const { accept = '', maxBytes = 0 } = acceptedBy(element);
  return readIn(words, culture, fallback)
    .replace('{most}', String(mostOf(element)))
    .replace('{example}', example?.(culture) ?? '')
    .replace('{size}', String(maxBytes / MEGABYTE))
    .replace('{accept}', accept.replaceAll(',', ' '));
}

/** Of an element for files. */
export const acceptedBy = (element: Asked | undefined): Partial<FilesTaken> =>
  element?.kind === 'attachment' ? { accept: acceptOf(element.kinds), maxBytes: element.maxMb * MEGABYTE } : {};

/** What an answer becomes has its own limit. */
export function mostOf(element: Asked): number {
  if (element.kind === 'attachment') return element.most;
  const { to } = element;
  if (to && 'message' in to) return MAX_MESSAGE_CHARS;
  return to && 'contact' in to && to.contact === 'name' ? MAX_NAME_CHARS : MOST_CHARS;
}

/** In the first of the cultures in which there is a text, or else as it was written first. */
export function readIn(text: Words, ...cultures: string[]): string {
  for (const culture of cultures) {
    const own = inCulture(text, culture);
    if (own !== undefined) return own;
  }
  return firstOf(text);
}

const firstOf = (text: Words): string => (typeof text === 'string' ? text : (Object.values(text)[0] ?? ''));

type Option = Extract<Element, { options: unknown }>['options'][number];

/** Conditions compare one value in every culture. */
export const optionValue = ({ value, label }: Option): string => value ?? firstOf(label);
