/** What changes from one configuration to another, entity by entity, to show to whoever publishes. */
import { entities, type Kind, type KindName } from './entities.ts';
import type { Configuration } from './schema.ts';

interface Change {
  /** A kind such as `queues`, or a setting such as `zone`. */
  setting: string;
  /** The entity's id. A plain setting changes as a whole, and so does a table of rows. */
  id?: string;
  is: 'added' | 'changed' | 'removed';
}

export const changesBetween = (before: Configuration, after: Configuration): Change[] =>
  Object.keys(after).flatMap((setting) => {
    const [old, now] = [before, after].map((each) => partsOf(setting as keyof Configuration, each));
    const ids = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
    return [...ids].flatMap((id): Change[] => {
      if (old?.get(id) === now?.get(id)) return [];
      const is = !old?.has(id) ? 'added' : now?.has(id) ? 'changed' : 'removed';
      return [{ setting, ...(id !== undefined && { id }), is }];
    });
  });

/** As JSON, by id. */
function partsOf(setting: keyof Configuration, configuration: Configuration): Map<string | undefined, string> {
  const kind: Kind | undefined = entities[setting as KindName];
  if (kind?.identity === undefined) return new Map([[undefined, JSON.stringify(configuration[setting])]]);
  const list = configuration[setting] as readonly { id: string }[];
  return new Map(list.map((entity) => [entity.id, JSON.stringify(entity)]));
}
