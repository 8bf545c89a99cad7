/**
 * Validates data from outside: frames, answers, stored data. The schemas in `protocol/` say the same in zod, which would take
 * half of the widget's bytes. A test compares the two.
 */
export type Guard<T> = (value: unknown) => value is T;

export const isText = <T extends string = string>(value: unknown): value is T => typeof value === 'string';

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

export const matching =
  <T extends string = string>(pattern: RegExp): Guard<T> =>
  (value): value is T =>
    isText(value) && pattern.test(value);

/** For an optional property of an object. */
export const maybe =
  <T>(guard: Guard<T>): Guard<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || guard(value);

export const listOf =
  <T>(guard: Guard<T>): Guard<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.every(guard);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** JSON has no `undefined`: an optional property is either present or not. */
type Shape<T> = { [K in keyof T]-?: Guard<T[K]> | (object extends Pick<T, K> ? Guard<T[K] | undefined> : never) };

export const object =
  <T extends object>(shape: Shape<T>): Guard<T> =>
  (value): value is T =>
    isObject(value) && Object.entries<Guard<unknown>>(shape).every(([key, guard]) => guard(value[key]));

/** A union discriminated by `tag`, with a guard for the rest of each member. */
export const union =
  <Tag extends string, T extends Record<Tag, string>>(
    tag: Tag,
    members: { [Name in T[Tag]]: Guard<Omit<Extract<T, Record<Tag, Name>>, Tag>> },
  ): Guard<T> =>
  (value): value is T => {
    const guards: Record<string, Guard<unknown>> = members;
    const name = isObject(value) && value[tag];
    return isText(name) && Object.hasOwn(guards, name) && guards[name]?.(value) === true;
  };

/** Drops properties that the page put on all objects, which would be read in place of missing optional ones. */
const bare = (_: string, value: unknown): unknown =>
  isObject(value) && !Array.isArray(value) ? Object.setPrototypeOf(value, null) : value;

/** A library on the page may have given arrays a `toJSON` that returns text. This uses the value itself. */
export const asJson = (value: object): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, key) {
    return this[key];
  });

/** The parsed JSON if it has the right shape, otherwise undefined. */
export function parse<T>(json: string | undefined, guard: Guard<T>): T | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '', bare);
    return guard(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
