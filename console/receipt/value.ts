/** The wanted or actual value of a cell, in words: a receipt's values can be any JSON. */
import * as z from 'zod/mini';
import type { Words } from '../texts/texts.tsx';

const Comparison = z.object({ variable: z.string(), is: z.string(), value: z.unknown() });
const LocalTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/;

export function inWords(value: unknown, column: string, words: Words): string {
  const { receipt: texts } = words.texts;
  switch (typeof value) {
    case 'boolean':
      return value ? texts.yes : texts.no;
    case 'number':
      // Without grouping: a visitor's number is as often an order number as an amount.
      return new Intl.NumberFormat(words.culture, { useGrouping: false }).format(value);
    case 'string':
      return texts.values[column]?.[value] ?? value.replace(LocalTime, '$1 $2');
    case 'object':
      return value === null ? texts.nothing : ofMany(value, column, words);
    default:
      return texts.nothing;
  }
}

function ofMany(value: object, column: string, words: Words): string {
  const { receipt: texts } = words.texts;
  const one = (part: unknown) => inWords(part, column, words);
  if (Array.isArray(value)) return value.length === 0 ? texts.nothing : value.map(one).join(', ');
  const comparison = Comparison.safeParse(value);
  if (comparison.success) return `${comparison.data.variable} ${comparison.data.is} ${one(comparison.data.value)}`;
  const parts = Object.entries(value).map(([name, part]) => texts.parts[name]?.(one(part)) ?? `${name} ${one(part)}`);
  return parts.length === 0 ? texts.nothing : parts.join(' · ');
}
