/** Reads a configuration somebody wrote: whole and consistent, or a list of what is wrong, each with its path. */
import { en } from 'zod/locales';
import { Configuration } from './schema.ts';

/** The small schema library speaks only when asked to. */
const inWords = { error: en().localeError };

interface Problem {
  /** Such as `websites[0].queue`. */
  path: string;
  expected: string;
}

export type Checked = { configuration: Configuration } | { problems: Problem[] };

export function checkConfiguration(input: unknown): Checked {
  const parsed = Configuration.safeParse(input, inWords);
  if (!parsed.success) {
    return { problems: parsed.error.issues.map(({ path, message }) => ({ path: spell(path), expected: message })) };
  }
  const problems = [...repeated(parsed.data), ...dangling(parsed.data)];
  return problems.length > 0 ? { problems } : { configuration: parsed.data };
}

/** Ids, tokens and addresses name one thing each. */
function repeated({ websites, queues, agents }: Configuration): Problem[] {
  return [
    ...twice(
      'websites',
      'id',
      websites.map(({ id }) => id),
    ),
    ...twice(
      'websites',
      'token',
      websites.map(({ token }) => token),
    ),
    ...twice(
      'queues',
      'id',
      queues.map(({ id }) => id),
    ),
    ...twice(
      'agents',
      'id',
      agents.map(({ id }) => id),
    ),
    ...twice(
      'agents',
      'email',
      agents.map(({ email }) => email.toLowerCase()),
    ),
  ];
}

function twice(list: string, field: string, values: string[]): Problem[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    if (first === index) return [];
    return [
      { path: `${list}[${index}].${field}`, expected: `a value of its own; "${value}" is that of ${list}[${first}]` },
    ];
  });
}

/** Every queue that is named exists. */
function dangling({ websites, queues, agents }: Configuration): Problem[] {
  const known = queues.map(({ id }) => id);
  const missing = (path: string, queue: Configuration['queues'][number]['id']): Problem[] =>
    known.includes(queue) ? [] : [{ path, expected: `one of the queues ${known.join(', ')}; there is no "${queue}"` }];
  return [
    ...websites.flatMap(({ queue }, i) => missing(`websites[${i}].queue`, queue)),
    ...agents.flatMap((agent, i) => agent.queues.flatMap((queue, k) => missing(`agents[${i}].queues[${k}]`, queue))),
  ];
}

const spell = (path: PropertyKey[]): string =>
  path.reduce<string>((spelt, key) => {
    if (typeof key === 'number') return `${spelt}[${key}]`;
    return spelt === '' ? String(key) : `${spelt}.${String(key)}`;
  }, '') || 'the configuration';
