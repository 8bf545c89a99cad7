/**
 * The tenant's configuration: what `foyer.config.ts` says and the table keeps, version by version. Strict: a key that nobody
 * reads is refused, since a misspelt setting is worse than a missing one.
 */
import * as z from 'zod/mini';
import { MAX_CALENDARS, MAX_LISTS, MAX_QUEUES } from '../bounds.ts';
import { Calendar, Zone } from '../calendar/schema.ts';
import { AgentId, CalendarId, GatewayId, ListId, ProfileId, QueueId } from '../ids.ts';
import { Relaxations } from '../routing/requirement.ts';
import { GatewayRow, MAX_ROWS, QueueRow } from '../routing/rows.ts';
import { StrategyName } from '../routing/strategies.ts';
import { Scenario } from '../scenario/schema.ts';
import { Culture, Dispositions, Email, Languages, label, Mask, Skills, slug } from '../words.ts';
import { readHost } from './hosts.ts';

const seconds = (most: number) => z.int().check(z.gte(1), z.lte(most));
/** Each agent who is here is told of a publish, by a message of their own. */
const MAX_AGENTS = 20_000;
const MAX_MEMBERS = 2000;
/** Of lists that no chat carries along. */
const MAX_ENTRIES = 500;

/** 0 switches the limit off. */
const limit = (most: number) => z._default(z.int().check(z.gte(0), z.lte(most)), 0);

/** Kept as browsers spell it: lower case, and other scripts in their ASCII form. */
const Host = z.string().check(z.maxLength(255), (read) => {
  const result = readHost(read.value);
  if ('host' in result) read.value = result.host;
  else read.issues.push({ code: 'custom', message: result.expected, input: read.value });
});

/** A name without a dot is of the network that asks. */
const CallHost = Host.check(z.refine((host) => /^(\*\.)?[^.*]+\./.test(host), 'a host such as "api.example.com"'));

const Website = z.strictObject({
  id: z.pipe(slug, GatewayId),
  name: label,
  /** Stands in the page's snippet. Not a secret: it only says which website is asking. */
  token: z.string().check(z.regex(/^fw_[A-Za-z0-9]{10,40}$/, '"fw_" and 10 to 40 letters or digits')),
  /** A revoked token starts no chat; chats that it started go on. */
  revoked: z._default(z.boolean(), false),
  /** Hosts whose pages may start chats: `shop.example`, or `*.shop.example` for every subdomain of it (A2). */
  domains: z.array(Host).check(z.minLength(1), z.maxLength(200)),
  queue: z.pipe(slug, QueueId),
  colour: z._default(z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/, 'a colour such as "#0C6F66"')), '#0C6F66'),
  culture: z._default(Culture, 'en'),
});

/** An agent in a queue. `penalty`: the higher, the later asked (strategy `weighted`). */
const Member = z.strictObject({
  agent: z.pipe(slug, AgentId),
  penalty: z._default(z.int().check(z.gte(0), z.lte(100)), 0),
});

export const Queue = z.strictObject({
  id: z.pipe(slug, QueueId),
  name: label,
  /** A queue that is switched off takes no chats; those in it go on (G7). */
  enabled: z._default(z.boolean(), true),
  /** In the order in which `linear` asks them. */
  members: z._default(z.array(Member).check(z.maxLength(MAX_MEMBERS)), []),
  strategy: z._default(StrategyName, 'pick'),
  /** When people are there; without one always. */
  calendar: z.exactOptional(z.pipe(slug, CalendarId)),
  /** Most chats of this queue that one agent has at once; 0 = as many as the agent's capacity (B6). */
  agentCapacity: limit(50),
  /** Most chats in line; beyond it the visitor gets the not-available message. 0 = no limit (B8). */
  maxChats: limit(100_000),
  /** Waiting longer ends with the not-available message. 0 = no limit, but not beyond the calendar's closing (D2). */
  timeOutS: limit(86_400),
  /** Where a chat goes that has waited so long, with its place and age (B8). */
  overflow: z.exactOptional(z.strictObject({ afterS: seconds(86_400), queue: z.pipe(slug, QueueId) })),
  /** In the order in which they come. */
  relax: z._default(Relaxations, []),
  /** How long a chat waits for its preferred agent alone, s. */
  preferredForS: z._default(seconds(3600), 30),
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
  dispositions: z._default(Dispositions, [
    { code: 'solved', label: 'Solved' },
    { code: 'only-a-question', label: 'Only a question' },
    { code: 'something-else', label: 'Something else' },
  ]),
});
export type Queue = z.infer<typeof Queue>;

const AgentEntry = z.strictObject({
  id: z.pipe(slug, AgentId),
  name: label,
  /** As the identity provider knows the person; compared by `emailKey`. */
  email: Email,
  /** Most chats at once (B6). */
  capacity: z._default(z.int().check(z.gte(1), z.lte(50)), 4),
  skills: z._default(Skills, {}),
  languages: z._default(Languages, {}),
  /** Which queues the agent sees; without one those whose member the agent is (B13). */
  profile: z.exactOptional(z.pipe(slug, ProfileId)),
});

/** Queue visibility (B13). */
const Profile = z.strictObject({
  id: z.pipe(slug, ProfileId),
  name: label,
  queues: z.union([z.literal('all'), z.array(z.pipe(slug, QueueId)).check(z.maxLength(MAX_QUEUES))]),
});

/** A contact list: e-mail addresses or external tracking ids, with wildcards. */
const ContactList = z.strictObject({
  id: z.pipe(slug, ListId),
  name: label,
  entries: z.array(Mask).check(z.maxLength(10_000)),
});

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
  websites: z.array(Website).check(z.maxLength(MAX_ENTRIES)),
  queues: z.array(Queue).check(z.minLength(1), z.maxLength(MAX_QUEUES)),
  agents: z.array(AgentEntry).check(z.maxLength(MAX_AGENTS)),
  profiles: z._default(z.array(Profile).check(z.maxLength(MAX_ENTRIES)), []),
  calendars: z._default(z.array(Calendar).check(z.maxLength(MAX_CALENDARS)), []),
  lists: z._default(z.array(ContactList).check(z.maxLength(MAX_LISTS)), []),
  scenarios: z._default(z.array(Scenario).check(z.maxLength(MAX_ENTRIES)), []),
  /** Hosts that scenarios may call: `api.example.com`, `*.example.com`. */
  callHosts: z._default(z.array(CallHost).check(z.maxLength(MAX_ENTRIES)), []),
  /** B1, evaluated before the widget opens and again at the start. */
  gatewayConditions: z._default(z.array(GatewayRow).check(z.maxLength(MAX_ROWS)), []),
  /** B2, evaluated when a chat is to join a queue. */
  queueConditions: z._default(z.array(QueueRow).check(z.maxLength(MAX_ROWS)), []),
});
export type Configuration = z.infer<typeof Configuration>;

/** What a person writes: settings that have a default may be left out. */
export type ConfigurationInput = z.input<typeof Configuration>;

/** For `foyer.config.ts`: nothing but the types, so that an editor helps. */
export const defineConfig = (configuration: ConfigurationInput): ConfigurationInput => configuration;
