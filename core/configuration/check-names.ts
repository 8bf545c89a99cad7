/** Two checks based on the rows of the kinds (`entities.ts`): every name is unique, and every reference leads to an entity. */
import { type Entities, entities } from './entities.ts';
import type { Problem } from './problems.ts';

type Settings = Readonly<Record<string, unknown>>;

export const repeated = (configuration: Settings, kinds: Entities = entities): Problem[] =>
  Object.entries(kinds).flatMap(([list, { identity, unique }]) =>
    Object.entries({ ...(identity && { [identity]: String }), ...unique }).flatMap(([at, as]) => {
      const first = new Map<string, string>();
      return textsAt(configuration, `${list}[].${at}`).flatMap(({ path, text }) => {
        const innermostList = path.replace(/\[\d+\][^[]*$/, '');
        const key = `${innermostList} ${as(text)}`;
        const there = first.get(key);
        if (there !== undefined) return [{ path, expected: `a unique value; "${text}" is already used at ${there}` }];
        first.set(key, path);
        return [];
      });
    }),
  );

export const dangling = (configuration: Settings, kinds: Entities = entities): Problem[] => {
  const known = new Map(
    Object.keys(kinds).map((list) => [list, new Set(textsAt(configuration, `${list}[].id`).map(({ text }) => text))]),
  );
  return Object.entries(kinds).flatMap(([list, { refers }]) =>
    Object.entries(refers).flatMap(([at, to]) =>
      textsAt(configuration, `${list}[].${at}`).flatMap(({ path, text }) => {
        const ids = known.get(to) ?? new Set();
        if (ids.has(text)) return [];
        const there = ids.size > 0 ? [...ids].join(', ') : '(none configured)';
        return [{ path, expected: `one of the ${kinds[to]?.called ?? to} ${there}; there is no "${text}"` }];
      }),
    ),
  );
};

interface Found<Value> {
  path: string;
  value: Value;
}

/** The texts at a path such as `queues[].members[].agent`, each with its own path. */
function textsAt(value: Settings, at: string): { path: string; text: string }[] {
  const steps = at.match(/\[\]|[^.[\]]+/g) ?? [];
  return steps
    .reduce<Found<unknown>[]>((found, step) => found.flatMap((each) => below(each, step)), [{ path: '', value }])
    .flatMap(({ path, value: text }) => (typeof text === 'string' ? [{ path, text }] : []));
}

function below({ path, value }: Found<unknown>, step: string): Found<unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step !== '[]') return [{ path: path === '' ? step : `${path}.${step}`, value: Reflect.get(value, step) }];
  return Array.isArray(value) ? value.map((each, i) => ({ path: `${path}[${i}]`, value: each })) : [];
}
