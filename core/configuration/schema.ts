/**
 * The tenant's configuration: what `foyer.config.ts` says and the table keeps, version by version. Strict: a key that nobody
 * reads is refused, since a misspelt setting is worse than a missing one.
 */
import * as z from 'zod/mini';
import { AgentId, QueueId, WebsiteId } from '../ids.ts';
import { StrategyName } from '../routing/strategies.ts';

const slug = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(40),
    z.regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens, such as "orders"'),
  );
const label = z.string().check(z.minLength(1), z.maxLength(80));
const seconds = (most: number) => z.int().check(z.gte(1), z.lte(most));

const Website = z.strictObject({
  id: z.pipe(slug, WebsiteId),
  name: label,
  /** Stands in the page's snippet. Not a secret: it only says which website is asking. */
  token: z.string().check(z.regex(/^fw_[A-Za-z0-9]{10,40}$/, '"fw_" and 10 to 40 letters or digits')),
  /** A revoked token starts no chat; chats that it started go on. */
  revoked: z._default(z.boolean(), false),
  /** Hosts whose pages may start chats: `shop.example`, or `*.shop.example` for every subdomain of it (A2). */
  domains: z
    .array(
      z
        .string()
        .check(z.regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'a host such as "shop.example" or "*.shop.example"')),
    )
    .check(z.minLength(1)),
  queue: z.pipe(slug, QueueId),
  colour: z._default(z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/, 'a colour such as "#0C6F66"')), '#0C6F66'),
  culture: z._default(z.string().check(z.regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'a culture such as "es" or "es-MX"')), 'en'),
});

export const Queue = z.strictObject({
  id: z.pipe(slug, QueueId),
  name: label,
  strategy: z._default(StrategyName, 'pick'),
  /** C2: whether the form before the chat asks for an e-mail address. */
  email: z._default(z.enum(['required', 'optional', 'hidden']), 'optional'),
  /** Wait that counts as answered in time, s (D1). */
  serviceLevelS: z._default(seconds(86_400), 120),
  /** How long an agent has to answer an offer, s. */
  offerS: z._default(seconds(600), 20),
  wrapUpS: z._default(seconds(86_400), 120),
  /** How long a visitor may be away before the chat ends by itself, s (D3). */
  autoFinishS: z._default(seconds(86_400), 600),
  maxMessagesPer10S: z._default(z.int().check(z.gte(1), z.lte(10_000)), 30),
  dispositions: z._default(z.array(z.strictObject({ code: slug, label })).check(z.minLength(1)), [
    { code: 'solved', label: 'Solved' },
    { code: 'only-a-question', label: 'Only a question' },
    { code: 'something-else', label: 'Something else' },
  ]),
});
export type Queue = z.infer<typeof Queue>;

const AgentEntry = z.strictObject({
  id: z.pipe(slug, AgentId),
  name: label,
  /** As the identity provider knows the person; compared without regard to case. */
  email: z.email(),
  /** Most chats at once (B6). */
  capacity: z._default(z.int().check(z.gte(1), z.lte(50)), 4),
  /** Queues that the agent serves and sees. Each is a row of the transaction that lists the agent as ready. */
  queues: z.array(z.pipe(slug, QueueId)).check(z.maxLength(40)),
});

export const Configuration = z.strictObject({
  websites: z.array(Website),
  queues: z.array(Queue).check(z.minLength(1)),
  agents: z.array(AgentEntry),
});
export type Configuration = z.infer<typeof Configuration>;

/** What a person writes: settings that have a default may be left out. */
export type ConfigurationInput = z.input<typeof Configuration>;

/** For `foyer.config.ts`: nothing but the types, so that an editor helps. */
export const defineConfig = (configuration: ConfigurationInput): ConfigurationInput => configuration;
