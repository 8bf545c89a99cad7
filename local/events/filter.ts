/** Lambda's event filters: which records a function receives. */
import { isDeepStrictEqual } from 'node:util';

/**
 * Whether `value` matches `pattern`: objects by member, lists as "one of these rules".
 * @throws for an unsupported rule, so that no filter silently passes or drops events
 */
export function fits(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((rule) => follows(rule, value));
  if (!isObject(pattern)) throw new Error(`A filter has lists and objects, not ${JSON.stringify(pattern)}`);
  const members = isObject(value) ? value : {};
  return Object.entries(pattern).every(([name, part]) => fits(part, members[name]));
}

const rules: Record<string, (value: unknown, wanted: unknown) => boolean> = {
  exists: (value, wanted) => (value !== undefined) === wanted,
  prefix: (value, wanted) => typeof value === 'string' && value.startsWith(String(wanted)),
  suffix: (value, wanted) => typeof value === 'string' && value.endsWith(String(wanted)),
  'anything-but': (value, wanted) => value !== undefined && ![wanted].flat().some((rule) => follows(rule, value)),
  'equals-ignore-case': (value, wanted) =>
    typeof value === 'string' && value.toLowerCase() === String(wanted).toLowerCase(),
};

/** A rule is a value or `{ <name>: <argument> }`. For a list in the event, one matching element is enough. */
function follows(rule: unknown, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((element) => follows(rule, element));
  if (!isObject(rule)) return isDeepStrictEqual(rule, value);
  return Object.entries(rule).every(([name, wanted]) => {
    const known = rules[name];
    if (!known) throw new Error(`The local cloud does not know the filter rule ${name}`);
    return known(value, wanted);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
