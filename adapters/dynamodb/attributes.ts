/** Codecs for DynamoDB's attribute values: `schema.parse` reads a row, `z.encode` writes one. */
import * as z from 'zod/mini';

/** DynamoDB refuses unpaired surrogates. One in a log from before they were rejected must not stop its chat. */
export const S = (value: string) => ({ S: value.toWellFormed() });
export const N = (value: number) => ({ N: String(value) });
export const L = (values: string[]) => ({ L: values.map(S) });

export const text = z.codec(z.object({ S: z.string() }), z.string(), { decode: (value) => value.S, encode: S });

export const number = z.codec(z.object({ N: z.string() }), z.number(), {
  decode: (value) => Number(value.N),
  encode: N,
});

export const flag = z.codec(z.object({ BOOL: z.boolean() }), z.boolean(), {
  decode: ({ BOOL }) => BOOL,
  encode: (BOOL) => ({ BOOL }),
});

const binary = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

export const bytes = z.codec(z.object({ B: binary }), binary, {
  decode: ({ B }) => B,
  encode: (B) => ({ B }),
});

export const texts = z.codec(z.object({ L: z.array(z.object({ S: z.string() })) }), z.array(z.string()), {
  decode: (value) => value.L.map((element) => element.S),
  encode: L,
});

/** DynamoDB has no empty sets, so the attribute is absent instead. */
export const SS = (values: string[]) => ({ SS: values });

export const set = z.codec(z.object({ SS: z.array(z.string()) }), z.array(z.string()), {
  decode: (value) => value.SS,
  encode: SS,
});

const parsed = z.codec(z.string(), z.unknown(), {
  decode: (json) => JSON.parse(json),
  encode: (value) => JSON.stringify(value),
});

export const json = <T extends z.core.$ZodType>(of: T) => z.pipe(z.pipe(text, parsed), of);
