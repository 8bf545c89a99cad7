/**
 * The kinds of entity in a configuration, one row each. Code that treats all kinds alike folds over these rows: the
 * configuration's schema (`schema.ts`), the checks for duplicates and dangling references (`check-names.ts`), the size limits
 * (`check.ts`), and what a publish changes (`changes.ts`). Anything that an admin API, its description, an audit or a page must
 * know about a kind belongs in its row. To add a kind, add its row and a case in `test/unit/core/entities.test.ts`.
 */
import * as z from 'zod/mini';
import { MAX_CALENDARS, MAX_CONTACT_FIELDS, MAX_LISTS, MAX_MAIL_OPEN_S, MAX_QUEUES } from '../bounds.ts';
import { Calendar } from '../calendar/schema.ts';
import { MatchBy } from '../contacts/match.ts';
import { words } from '../cultures.ts';
import { emailKey } from '../email.ts';
import { Files } from '../files/terms.ts';
import { Form, MAX_FORM_BYTES } from '../forms/schema.ts';
import { AgentId, CalendarId, ContactFieldId, FormId, GatewayId, ListId, ProfileId, QueueId } from '../ids.ts';
import { Messages } from '../messages.ts';
import { Relaxations } from '../routing/requirement.ts';
import { GatewayRow, MAX_ROWS, QueueRow } from '../routing/rows.ts';
import { StrategyName } from '../routing/strategies.ts';
import { MAX_SCENARIO_BYTES, Scenario } from '../scenario/schema.ts';
import { Thresholds } from '../thresholds.ts';
import {
  Culture,
  Dispositions,
  Email,
  FieldName,
  Languages,
  label,
  Mask,
  Skills,
  slug,
  VariableName,
} from '../words.ts';
import { Host } from './hosts.ts';

export const seconds = (most: number) => z.int().check(z.gte(1), z.lte(most));
/** A publish sends a message for each connected agent. */
const MAX_AGENTS = 20_000;
const MAX_MEMBERS = 2000;
/** For lists that no chat carries along. */
export const MAX_ENTRIES = 500;

/** 0 disables the limit. */
export const limit = (most: number) => z._default(z.int().check(z.gte(0), z.lte(most)), 0);

/**
 * `forward`: to people who read it. `new`: to an account in which each opens a ticket of the visitor's. `subject`: the name of
 * the form's element whose answer is that ticket's subject.
 */
const OfflineMail = z.strictObject({
  to: Email,
  as: z._default(z.enum(['forward', 'new']), 'forward'),
  subject: z.exactOptional(VariableName),
});

/** What a call takes of an agent's time, in minutes; a divisor of an hour, so that calls begin at round times. */
const SLOT_MINUTES = [15, 30, 60] as const;

const Callback = z.strictObject({
  form: z.exactOptional(z.pipe(slug, FormId)),
  slotMinutes: z._default(z.literal(SLOT_MINUTES), 30),
  daysAhead: z._default(z.int().check(z.gte(1), z.lte(14)), 5),
  /** How often somebody who does not answer is called in all, and how long after one try the next is. */
  tries: z._default(z.int().check(z.gte(1), z.lte(10)), 3),
  againMinutes: z._default(z.int().check(z.gte(5), z.lte(1440)), 60),
});

const Website = z.strictObject({
  id: z.pipe(slug, GatewayId),
  name: label,
  /** Appears in the page's snippet. Not a secret: it only identifies the website. */
  token: z.string().check(z.regex(/^fw_[A-Za-z0-9]{10,40}$/, '"fw_" and 10 to 40 letters or digits')),
  /** A revoked token starts no chats; chats already started continue. */
  revoked: z._default(z.boolean(), false),
  /** Hosts whose pages may start chats: `shop.example`, or `*.shop.example` for all its subdomains (A2). */
  domains: z.array(Host).check(z.minLength(1), z.maxLength(200)),
  queue: z.pipe(slug, QueueId),
  /** What is asked before a chat (C1); without it: a name, an e-mail address if the queue wants one, and what it is about. */
  form: z.exactOptional(z.pipe(slug, FormId)),
  /** What a visitor leaves instead of a chat (C4): the form that asks for it, and where it is e-mailed, if anywhere. */
  offline: z._default(
    z.strictObject({ form: z.exactOptional(z.pipe(slug, FormId)), mail: z.exactOptional(OfflineMail) }),
    {},
  ),
  /**
   * What visitors can leave on its pages beside chats: the answers to a form (A5), a message that is answered by e-mail (A6), or the
   * wish to be called at a time within the queue's hours (A7). Without a form of their own, the latter two ask for a name, an e-mail
   * address or a phone number, and what it is about.
   */
  apps: z._default(
    z.strictObject({
      form: z.exactOptional(z.strictObject({ form: z.pipe(slug, FormId) })),
      message: z.exactOptional(z.strictObject({ form: z.exactOptional(z.pipe(slug, FormId)) })),
      callback: z.exactOptional(Callback),
    }),
    {},
  ),
  /** Which files are sent in its chats (E4); without it: none. */
  files: z.exactOptional(Files),
  /** Whether visitors may have a conversation e-mailed to the address that they gave in it (F4). It needs `mailFrom`. */
  transcript: z._default(z.boolean(), false),
  /** By what visitors are known from earlier (C3): `email`, `phone`, or a contact field: `{ field: 'customer' }`. */
  contactMatch: z._default(MatchBy, 'email'),
  colour: z._default(z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/, 'a colour such as "#0C6F66"')), '#0C6F66'),
  culture: z._default(Culture, 'en'),
});

/** An agent in a queue. `penalty`: the higher, the later they are asked (strategy `weighted`). */
const Member = z.strictObject({
  agent: z.pipe(slug, AgentId),
  penalty: z._default(z.int().check(z.gte(0), z.lte(100)), 0),
});

const Queue = z.strictObject({
  id: z.pipe(slug, QueueId),
  name: label,
  /** A disabled queue accepts no chats; those in it continue (G7). */
  enabled: z._default(z.boolean(), true),
  /** In the order in which `linear` asks them. */
  members: z._default(z.array(Member).check(z.maxLength(MAX_MEMBERS)), []),
  strategy: z._default(StrategyName, 'pick'),
  /** Opening hours; without a calendar the queue is always open. */
  calendar: z.exactOptional(z.pipe(slug, CalendarId)),
  /** The most chats of this queue that one agent has at once; 0 = limited only by the agent's capacity (B6). */
  agentCapacity: limit(50),
  /** The most chats in line; beyond it the visitor gets the not-available message. 0 = no limit (B8). */
  maxChats: limit(100_000),
  /** A longer wait ends with the not-available message. 0 = no limit, but never beyond closing time (D2). */
  timeOutS: limit(86_400),
  /** Where a chat goes after waiting this long, keeping its priority and age (B8). */
  overflow: z.exactOptional(z.strictObject({ afterS: seconds(86_400), queue: z.pipe(slug, QueueId) })),
  /** In chronological order. */
  relax: z._default(Relaxations, []),
  /** How long a chat waits for its preferred agent alone, in seconds. */
  preferredForS: z._default(seconds(3600), 30),
  /** C2: whether the form before the chat asks for an e-mail address. */
  email: z._default(z.enum(['required', 'optional', 'hidden']), 'optional'),
  /** The longest wait that counts as answered in time, in seconds (D1). */
  serviceLevelS: z._default(seconds(86_400), 120),
  /** How long an agent has to answer an offer, in seconds. */
  offerS: z._default(seconds(600), 20),
  wrapUpS: z._default(seconds(86_400), 120),
  /** By how much an agent can extend wrap-up, in seconds, and how often (D6). */
  wrapUpExtendS: z._default(seconds(3600), 60),
  wrapUpExtensions: z._default(z.int().check(z.gte(0), z.lte(20)), 3),
  /** A chat in which no agent answers for this long ends, in seconds; 0 = no limit. Without it the tenant's applies (D4). */
  unattendedS: z.exactOptional(z.int().check(z.gte(0), z.lte(86_400))),
  /** A conversation that takes longer is reported to its agent, in seconds; 0 = no limit (D1). */
  chatTimeS: limit(86_400),
  /** A visitor who leaves the line sooner counts as short-abandoned, in seconds (D1, D10). */
  dropoutS: z._default(z.int().check(z.gte(0), z.lte(3600)), 5),
  /** A chat that closed less than this ago continues when its tracking id starts another, in seconds; 0 = never (A14). */
  momentumS: limit(86_400),
  /** How long a visitor may be away before the chat ends automatically, in seconds (D3). */
  autoFinishS: z._default(seconds(86_400), 600),
  /** How long a parked chat whose visitor waits for an answer is kept for its holder, in seconds; 0 = until resumed (D5). */
  parkedReplyS: z._default(z.int().check(z.gte(0), z.lte(86_400)), 60),
  /**
   * D11: what an agent answers while the visitor is away is e-mailed to them after this many seconds, if they agreed, with a
   * link back into the chat. From then on the chat stays open for `openS`. Without it nothing is e-mailed.
   */
  continuity: z.exactOptional(
    z.strictObject({ afterS: seconds(86_400), openS: z._default(seconds(MAX_MAIL_OPEN_S), 86_400) }),
  ),
  maxMessagesPer10S: z._default(z.int().check(z.gte(1), z.lte(10_000)), 30),
  /**
   * How many days the log of a chat and its measures are kept; 0 = forever (G6). Counted from each commit, so the beginning is
   * deleted first. That is why the minimum is a week, of which the reader of an e-mail has less than half (`openS`).
   */
  keepDays: z._default(z.union([z.literal(0), z.int().check(z.gte(7), z.lte(3650))]), 0),
  dispositions: z._default(Dispositions, [
    { code: 'solved', label: 'Solved' },
    { code: 'only-a-question', label: 'Only a question' },
    { code: 'something-else', label: 'Something else' },
  ]),
  /** Whether visitors are asked how a conversation was, when it is over (F1). */
  feedback: z._default(z.boolean(), false),
  /** What visitors read in the tenant's own words, by culture (C6). */
  messages: z._default(Messages, {}),
  /** Beyond these supervisors are told (D1). */
  thresholds: z._default(Thresholds, {}),
});

const AgentEntry = z.strictObject({
  id: z.pipe(slug, AgentId),
  name: label,
  /** The address that the identity provider has for the person; compared by `emailKey`. */
  email: Email,
  /** The most chats at once (B6). */
  capacity: z._default(z.int().check(z.gte(1), z.lte(50)), 4),
  skills: z._default(Skills, {}),
  languages: z._default(Languages, {}),
  /** Which queues the agent sees; without a profile, those in which the agent is a member (B13). */
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

/**
 * What the tenant wants to know of its contacts beside name, e-mail address and phone (C3): variables of these names, whether
 * a form asks for them or the page says them.
 */
const ContactField = z.strictObject({
  id: z.pipe(
    FieldName.check(
      z.refine((id) => id !== 'email' && id !== 'phone', 'not "email" or "phone", which every contact has'),
    ),
    ContactFieldId,
  ),
  label: words(80),
});

export interface Kind {
  /** Plural in a sentence, if it differs from the setting's name. */
  called?: string;
  /** For one entity. */
  schema: z.core.$ZodType<object>;
  /** Other entities refer to it by its id. Entities without an identity are the rows of a table, and their order matters. */
  identity?: 'id';
  /** A list without a minimum may be left out. */
  least?: number;
  most: number;
  /** The size of one entity as JSON. */
  maxBytes?: number;
  /**
   * Paths to values that must be unique, and how they are compared. The identity is always unique and not listed here. A path
   * through a list (`members[].agent`) is compared within that list only.
   */
  unique?: Readonly<Record<string, (text: string) => string>>;
  /** Paths to the ids of other entities, and their kind. The compiler requires every such path (`References`). */
  refers: Readonly<Record<string, string>>;
}

const exact = (text: string): string => text;

/** The console shows a hundred of them around the winning one (B9). */
const MAX_ROW_BYTES = 8000;

const kinds = {
  websites: {
    schema: Website,
    identity: 'id',
    least: 0,
    most: MAX_ENTRIES,
    unique: { token: exact },
    refers: {
      queue: 'queues',
      form: 'forms',
      'offline.form': 'forms',
      'apps.form.form': 'forms',
      'apps.message.form': 'forms',
      'apps.callback.form': 'forms',
      'contactMatch.field': 'contactFields',
    },
  },
  queues: {
    schema: Queue,
    identity: 'id',
    least: 1,
    most: MAX_QUEUES,
    unique: { 'members[].agent': exact },
    refers: { calendar: 'calendars', 'overflow.queue': 'queues', 'members[].agent': 'agents' },
  },
  agents: {
    schema: AgentEntry,
    identity: 'id',
    least: 0,
    most: MAX_AGENTS,
    unique: { email: emailKey },
    refers: { profile: 'profiles' },
  },
  profiles: { schema: Profile, identity: 'id', most: MAX_ENTRIES, refers: { 'queues[]': 'queues' } },
  calendars: {
    schema: Calendar,
    identity: 'id',
    most: MAX_CALENDARS,
    unique: { 'exceptions[].date': exact },
    refers: {},
  },
  lists: { called: 'contact lists', schema: ContactList, identity: 'id', most: MAX_LISTS, refers: {} },
  forms: {
    schema: Form,
    identity: 'id',
    most: MAX_ENTRIES,
    maxBytes: MAX_FORM_BYTES,
    unique: { 'elements[].name': exact },
    refers: {},
  },
  contactFields: {
    schema: ContactField,
    identity: 'id',
    most: MAX_CONTACT_FIELDS,
    refers: {},
  },
  scenarios: {
    schema: Scenario,
    identity: 'id',
    most: MAX_ENTRIES,
    maxBytes: MAX_SCENARIO_BYTES,
    refers: { 'steps[].queue': 'queues' },
  },
  /** B1, evaluated before the widget opens and again when a chat starts. */
  gatewayConditions: {
    schema: GatewayRow,
    most: MAX_ROWS,
    maxBytes: MAX_ROW_BYTES,
    refers: { 'gateway[]': 'websites', 'queue[]': 'queues', 'calendar.of': 'calendars', scenario: 'scenarios' },
  },
  /** B2, evaluated when a chat joins a queue. */
  queueConditions: {
    schema: QueueRow,
    most: MAX_ROWS,
    maxBytes: MAX_ROW_BYTES,
    refers: {
      'gateway[]': 'websites',
      'list[]': 'lists',
      'calendar.of': 'calendars',
      queue: 'queues',
      preferredAgent: 'agents',
    },
  },
} as const satisfies Record<string, Kind>;

type Kinds = typeof kinds;
export type KindName = keyof Kinds;
type Entity<Name extends KindName> = z.output<Kinds[Name]['schema']>;
type IdOf<Name extends KindName> = Entity<Name> extends { id: infer Id } ? Id : never;

type PathTo<T, Id> = { [Key in keyof T & string]-?: `${Key}${Onwards<T[Key], Id>}` }[keyof T & string];
type Onwards<T, Id> = T extends Id
  ? ''
  : T extends string
    ? never
    : T extends readonly (infer Each)[]
      ? `[]${Onwards<Each, Id>}`
      : T extends object
        ? `.${PathTo<T, Id>}`
        : never;

/** Every path to an id of another entity. */
type References<T> = { readonly [Name in KindName as PathTo<Omit<T, 'id'>, IdOf<Name>>]: Name };

export const entities: Kinds = kinds satisfies { [Name in KindName]: { refers: References<Entity<Name>> } };
export const kindNames = Object.keys(kinds) as KindName[];

export type Entities = Readonly<Record<string, Kind>>;

type ListShape<Rows extends Entities> = {
  [Name in keyof Rows]: Rows[Name] extends { least: number }
    ? z.ZodMiniArray<Rows[Name]['schema']>
    : z.ZodMiniDefault<z.ZodMiniArray<Rows[Name]['schema']>>;
};

/** The settings of a configuration that list entities. */
export const listShape = <Rows extends Entities>(rows: Rows) =>
  Object.fromEntries(
    Object.entries(rows).map(([name, { schema, least, most }]) => {
      const list = z.array(schema).check(z.maxLength(most), ...(least ? [z.minLength(least)] : []));
      return [name, least === undefined ? z._default(list, []) : list];
    }),
  ) as ListShape<Rows>;
