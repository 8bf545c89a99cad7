/** What CloudFormation finishes before what: by reference or by `DependsOn`, over any number of steps. */
export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export type Resources = Record<string, Resource>;

/** @param resources as `synthesize` writes them */
export function predecessors(resources: Resources, id: string, seen = new Set<string>()): Set<string> {
  const { Properties = {}, DependsOn = [] } = resources[id] ?? { Type: 'none' };
  const references = JSON.stringify(Properties).matchAll(/<(\w+)(?:\.\w+)*>/g);
  const hashed = [DependsOn].flat().map((other) => other.replace(/[0-9A-F]{8}$/, ''));
  for (const other of [...Array.from(references, ([, name = '']) => name), ...hashed]) {
    if (seen.has(other) || !(other in resources)) continue;
    seen.add(other);
    predecessors(resources, other, seen);
  }
  return seen;
}

export const idsOf = (resources: Resources, type: string): string[] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id]) => id);
