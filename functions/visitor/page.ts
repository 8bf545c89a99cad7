/**
 * Whether a page may do anything at all: its website token is known and not revoked, and its Origin is one of the website's, or
 * it is Foyer's own page for that website (`/w/TOKEN`).
 */

import type { Published } from '../../adapters/stores.ts';
import { isAllowedOrigin } from '../../core/configuration/hosts.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import type { Refused } from '../edge/stack.ts';
import type { ConfigurationStore } from '../wiring.ts';

export interface Page {
  published: Published;
  website: Configuration['websites'][number];
  queue: Configuration['queues'][number];
}

export async function admitPage(
  configurations: Pick<ConfigurationStore, 'current'>,
  token: string | undefined,
  { origin, isOwnPage }: { origin: string | undefined; isOwnPage: boolean },
): Promise<Page | Refused> {
  const current = await configurations.current();
  const website = current?.configuration.websites.find((each) => each.token === token);
  if (!current || !website) return { refused: 'website_unknown' };
  if (website.revoked) return { refused: 'website_revoked' };
  if (!isOwnPage && !isAllowedOrigin(website.domains, origin)) return { refused: 'origin_refused' };
  const queue = current.configuration.queues.find(({ id }) => id === website.queue);
  if (!queue)
    throw new Error(`Configuration ${current.version}: website ${website.id} names a queue that does not exist`);
  return { published: current, website, queue };
}
