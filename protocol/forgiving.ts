/**
 * A page stays open for days, and may be older than the Foyer that it talks to. A forgiving schema loses as little as possible
 * to unknown data: an element of a list or record, or an optional field. An unknown value of an enum or a union is kept as it
 * is. The type does not include that value, so code that shows it looks it up, and shows nothing if it is not found.
 */
import * as z from 'zod/mini';

export const forgiving = <S extends z.core.$ZodType>(schema: S): S => reading(schema) as unknown as S;

function reading(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return z.object(
        Object.fromEntries(Object.entries(def.shape).map(([name, part]) => [name, readingOfField(part)])),
      );
    case 'array': {
      const known = knownBy(reading(def.element));
      return z.pipe(
        z.array(z.unknown()),
        z.transform((values: unknown[]) => values.flatMap(known)),
      );
    }
    case 'record': {
      const known = knownBy(reading(def.valueType));
      const entries = (record: Record<PropertyKey, unknown>) =>
        Object.fromEntries(Object.entries(record).flatMap(([key, value]) => known(value).map((read) => [key, read])));
      return z.pipe(z.record(def.keyType, z.unknown()), z.transform(entries));
    }
    case 'nullable':
      return z.nullable(reading(def.innerType));
    case 'union':
      return 'discriminator' in def
        ? z.discriminatedUnion(String(def.discriminator), def.options.map(reading) as never)
        : z.union(def.options.map(reading));
    case 'enum':
      return z.string();
    default:
      return schema;
  }
}

function readingOfField(field: z.core.$ZodType): z.core.$ZodType {
  const { def } = (field as z.core.$ZodTypes)._zod;
  if (def.type === 'optional') return z.catch(z.optional(reading(def.innerType)), undefined);
  return def.type === 'union' ? z.union([reading(field), z.unknown()]) : reading(field);
}

/** The value in a list; an empty list if it cannot be read. */
const knownBy =
  (schema: z.core.$ZodType) =>
  (value: unknown): unknown[] => {
    const { success, data } = z.safeParse(schema, value);
    return success ? [data] : [];
  };
