/**
 * The tenant's configuration: what `foyer.config.ts` says and the table keeps, version by version. Strict: a key that nobody
 * reads is refused, since a misspelt setting is worse than a missing one.
 */
import * as z from 'zod/mini';
import { Zone } from '../calendar/schema.ts';
import { entities, limit, listShape, MAX_ENTRIES, seconds } from './entities.ts';
import { CallHost } from './hosts.ts';

export const Configuration = z.strictObject({
  /** Of the dates and times in conditions, and of `today`. */
  zone: z._default(Zone, 'UTC'),
  /** Most chats at once in the whole tenant (licence); 0 = no limit (B8). */
  maxChats: limit(1_000_000),
  /**
   * Most chats that one address starts within so many seconds; the next are asked to wait. An office behind one address needs
   * more, a laptop too. 0 = no limit. Each start writes a row that names them all: hence not above 500.
   */
  startsPerAddress: z._default(
    z.strictObject({ most: z.int().check(z.gte(0), z.lte(500)), withinS: seconds(86_400) }),
    { most: 10, withinS: 600 },
  ),
  ...listShape(entities),
  /** Hosts that scenarios may call: `api.example.com`, `*.example.com`. */
  callHosts: z._default(z.array(CallHost).check(z.maxLength(MAX_ENTRIES)), []),
});
export type Configuration = z.infer<typeof Configuration>;

export type Queue = Configuration['queues'][number];

/** What a person writes: settings that have a default may be left out. */
export type ConfigurationInput = z.input<typeof Configuration>;

/** For `foyer.config.ts`: nothing but the types, so that an editor helps. */
export const defineConfig = (configuration: ConfigurationInput): ConfigurationInput => configuration;
