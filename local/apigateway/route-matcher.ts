/** Chooses the route of an HTTP API for a request: the most specific one, as API Gateway does. */
import { decoded } from '../request-address.ts';
import type { Route } from './read-apis.ts';

export interface Match {
  route: Route;
  parameters: Record<string, string>;
}

export function routeMatcher(routes: Route[]): (method: string, path: string) => Match | undefined {
  const candidates = routes
    .filter(({ key }) => key !== '$default')
    .map(candidate)
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
  const fallback = routes.find(({ key }) => key === '$default');

  return (method, path) => {
    for (const { route, methodWanted, pattern } of candidates) {
      if (methodWanted !== 'ANY' && methodWanted !== method) continue;
      const found = pattern.exec(path);
      if (!found) continue;
      const named = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decoded(value)]);
      return { route, parameters: Object.fromEntries(named) };
    }
    return fallback && { route: fallback, parameters: {} };
  };
}

interface Candidate {
  route: Route;
  methodWanted: string;
  pattern: RegExp;
  /** Sorts specific routes first: in each segment a name, then `{one}`, then `{all+}`; after that, a method before ANY. */
  rank: string;
}

function candidate(route: Route): Candidate {
  const [methodWanted = '', path = ''] = route.key.split(' ');
  const segments = path.split('/').slice(1).map(segment);
  return {
    route,
    methodWanted,
    pattern: new RegExp(`^${segments.map(({ source }) => `/${source}`).join('')}$`),
    rank: [...segments.map(({ rank }) => rank), methodWanted === 'ANY' ? '1' : '0'].join(''),
  };
}

function segment(text: string): { source: string; rank: string } {
  const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(text) ?? [];
  if (!name) return { source: text.replace(/[^\w-]/g, '\\$&'), rank: '0' };
  return greedy ? { source: `(?<${name}>.+)`, rank: '2' } : { source: `(?<${name}>[^/]+)`, rank: '1' };
}
