/** What the page says about the visitor, for the website request and for starting the chat. */
import { isReadable, isVisible, tidy, tidyLine } from '../../core/text.ts';
import type { StartBody } from '../../protocol/visitor.ts';
import type { PageSays } from '../host.ts';

interface Facts {
  /** For the website request. */
  query: string;
  /** For starting the chat. */
  body: Pick<StartBody, 'tags' | 'variables' | 'trackingId'>;
}

/** As far as Foyer accepts it: a page's mistake must not keep the visitor out. */
export function factsOf(page: PageSays): Facts {
  const tags = [page.tags]
    .flat()
    .flatMap((tag) => written(tag).split(','))
    .map(tidyLine)
    .filter((tag) => isLine(tag, 64))
    .slice(0, 50)
    .filter(within(2000));
  const variables = Object.fromEntries(
    Object.entries(page.variables ?? {})
      .map(([name, value]) => [name, typeof value === 'string' ? tidy(value) : value] as const)
      .filter(([name, value]) => /^[a-z_][\w.]{0,63}$/i.test(name) && isValue(value))
      .filter(within(8000)),
  );
  const id = written(page.trackingId);
  const tracking = isLine(tidyLine(id), 128) && id;
  return {
    query: `${new URLSearchParams([...tags.map((tag) => ['tag', tag]), ...(tracking ? [['tracking', tracking]] : [])])}`,
    body: { tags, variables, ...(tracking ? { trackingId: tracking } : {}) },
  };
}

/** Whether there is room for this one too, in bytes of JSON. */
function within(room: number) {
  let left = room;
  return (fact: unknown) => {
    const bytes = new TextEncoder().encode(JSON.stringify(fact)).length + 1;
    const fits = bytes < left;
    if (fits) left -= bytes;
    return fits;
  };
}

/** A page may pass anything. */
const written = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? `${value}` : '');

const isLine = (text: string, most: number) => text.length <= most && isReadable(text) && isVisible(text);

const isValue = (value: unknown) =>
  typeof value === 'string'
    ? value.length <= 1000 && isReadable(value)
    : typeof value === 'boolean' || Number.isFinite(value);
