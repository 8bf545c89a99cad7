/**
 * The most bytes of JSON that a value of a schema can have, added up from its parts. Without a limit at or around it, text
 * without a length, a list without a maximum or a part of any kind counts as infinite.
 */
import * as z from 'zod/mini';
import { bounds, bytesOf } from '../../core/bounds.ts';

export function worstBytes(schema: z.core.$ZodType): number {
  const by = bounds.get(schema);
  if (typeof by === 'number') return by;
  if (by) return worstBytes(by);
  return Math.min(checkedBytes(schema), partsOf(schema as z.core.$ZodTypes, worstBytes));
}

type Union = { def: { options: readonly z.core.$ZodObject[] } };

/** The members of a union discriminated by `key`. */
export const kindsOf = (union: z.core.$ZodType, key: string): [name: string, schema: z.core.$ZodType][] =>
  (union._zod as unknown as Union).def.options.map((option) => {
    const { values = [] } = (option._zod.def.shape[key] as z.core.$ZodLiteral)._zod.def;
    return [String(values[0]), option];
  });

/** Which of its parts have no limit, for a message that says what to fix. */
export function unbounded(schema: z.core.$ZodType, path = ''): string[] {
  if (Number.isFinite(worstBytes(schema))) return [];
  const within = innerParts(schema as z.core.$ZodTypes).flatMap(([name, part]) => unbounded(part, path + name));
  return within.length > 0 ? within : [path];
}

function innerParts({ _zod: { def } }: z.core.$ZodTypes): [name: string, part: z.core.$ZodType][] {
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).map(([name, part]) => [`.${name}`, part]);
    case 'array':
      return [['[]', def.element]];
    case 'union':
      return def.options.map((part) => ['', part]);
    case 'pipe':
      return [['', def.out]];
    default:
      return 'innerType' in def ? [['', def.innerType]] : [];
  }
}

/** The limit that a custom check (`within`) sets for the whole. */
function checkedBytes(schema: z.core.$ZodType): number {
  return Math.min(...checksOf(schema).map(({ params }) => params?.maxBytes ?? Infinity));
}

interface Check {
  check: string;
  maximum?: number;
  params?: { maxBytes?: number };
}

const checksOf = (schema: z.core.$ZodType): Check[] => (schema._zod.def.checks ?? []).map(({ _zod: { def } }) => def);

/** The maximum of a text's characters or a list's entries. */
const longest = (schema: z.core.$ZodType): number =>
  Math.min(...checksOf(schema).map(({ check, maximum = Infinity }) => (check === 'max_length' ? maximum : Infinity)));

function partsOf(schema: z.core.$ZodTypes, worst: (part: z.core.$ZodType) => number): number {
  const { def } = schema._zod;
  switch (def.type) {
    case 'string':
      return textBytes(schema);
    case 'number':
      // For example -1.2345678901234567e-300.
      return 24;
    case 'boolean':
      return bytesOf(false);
    case 'null':
    case 'undefined':
      return bytesOf(null);
    case 'literal':
      return Math.max(...def.values.map((value) => bytesOf(value)));
    case 'enum':
      return Math.max(...Object.values(def.entries).map((value) => bytesOf(value)));
    case 'template_literal':
      // The quotes of each part stand in for those of the whole.
      return def.parts.reduce<number>((sum, part) => sum + (isSchema(part) ? worst(part) : bytesOf(String(part))), 0);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'nonoptional':
      return Math.max(worst(def.innerType), bytesOf(null));
    case 'pipe':
      return worst(def.out);
    case 'object':
      return Object.entries(def.shape).reduce((sum, [name, part]) => sum + bytesOf(name) + 1 + worst(part) + 1, 2);
    case 'array':
      return 2 + longest(schema) * (worst(def.element) + 1);
    case 'union':
      return Math.max(...def.options.map(worst));
    default:
      return Infinity;
  }
}

const isSchema = (part: unknown): part is z.core.$ZodType =>
  typeof part === 'object' && part !== null && '_zod' in part;

/** Characters that are long in JSON as UTF-8: escaped, or up to four bytes each. */
const WIDE = ['\u0001', '𠀀', '語', '"', 'a', '1'];

/**
 * The widest character that can fill the text without being refused. If the text has a pattern, any might be allowed somewhere
 * in it.
 */
function textBytes(schema: z.core.$ZodType): number {
  const most = longest(schema);
  if (!Number.isFinite(most)) return Infinity;
  const filled = WIDE.map((char) => char.repeat(most)).find((text) => z.safeParse(schema, text).success);
  return bytesOf(filled ?? '\u0001'.repeat(most));
}
