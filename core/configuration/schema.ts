/**
 * The tenant's configuration: the content of `foyer.config.ts`, stored version by version in the table. Strict: an unknown key
 * is refused, because a misspelt setting is worse than a missing one.
 */
import * as z from 'zod/mini';
import { Zone } from '../calendar/schema.ts';
import { Culture, PauseReasons } from '../words.ts';
import { entities, limit, listShape, MAX_ENTRIES, seconds } from './entities.ts';
import { CallHost } from './hosts.ts';

export const Configuration = z.strictObject({
  /** The time zone of dates and times in conditions, and of `today`. */
  zone: z._default(Zone, 'UTC'),
  /** Whose texts a visitor reads for whom there are none in their own culture (C6). */
  culture: z._default(Culture, 'en'),
  /** The most open chats in the whole tenant (licence); 0 = no limit (B8). */
  maxChats: limit(1_000_000),
  /**
   * How many chats one address may start within a time; further ones are asked to wait. An office behind one address needs
   * many, a developer's machine too. 0 = no limit. Each start writes a row that lists them all, so at most 500.
   */
  startsPerAddress: z._default(
    z.strictObject({ most: z.int().check(z.gte(0), z.lte(500)), withinS: seconds(86_400) }),
    { most: 10, withinS: 600 },
  ),
  /** How long people may change or take back what they wrote, in seconds; 0 = never (E4). */
  editWithinS: z._default(z.int().check(z.gte(0), z.lte(86_400)), 300),
  /** A chat in which no agent answers for this long ends, in seconds; 0 = no limit. A queue may have its own (D4). */
  unattendedS: limit(86_400),
  /** Why agents may pause (D8). */
  pauseReasons: z._default(PauseReasons, [
    { id: 'break', label: 'Break' },
    { id: 'lunch', label: 'Lunch' },
    { id: 'meeting', label: 'Meeting' },
    { id: 'training', label: 'Training' },
  ]),
  ...listShape(entities),
  /** Hosts that scenarios may call: `api.example.com`, `*.example.com`. */
  callHosts: z._default(z.array(CallHost).check(z.maxLength(MAX_ENTRIES)), []),
});
export type Configuration = z.infer<typeof Configuration>;

export type Queue = Configuration['queues'][number];

/** What a person writes: settings with a default may be left out. */
export type ConfigurationInput = z.input<typeof Configuration>;

/** For `foyer.config.ts`: only adds types, so that an editor can help. */
export const defineConfig = (configuration: ConfigurationInput): ConfigurationInput => configuration;
