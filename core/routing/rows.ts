/**
 * The two condition tables as they are configured (B1, B2). Cells lie flat in a row; an empty cell is always true, the cells of a
 * row are joined by AND, the first row that matches wins. `conditions.ts` says what each cell means.
 */
import * as z from 'zod/mini';
import { CalendarMode } from '../calendar/schema.ts';
import { AgentId, CalendarId, GatewayId, ListId, QueueId, ScenarioId } from '../ids.ts';
import { CultureMask, Language, label, Mask, Proficiency, slug, Value, VariableName } from '../words.ts';

/** Of a table. */
export const MAX_ROWS = 10_000;

const count = z.int().check(z.gte(0), z.lte(1_000_000));

/** A date (`2026-12-24`), a date with time (`2026-12-24T18:00`), or a time of every day (`18:00`), in the tenant's zone. */
const When = z.string().check(
  z.regex(
    /^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d)?|([01]\d|2[0-3]):[0-5]\d)$/,
    'a date such as "2026-12-24", a date with time such as "2026-12-24T18:00", or a time such as "18:00"',
  ),
  z.refine((when) => !when.includes('-') || exists(when.slice(0, 10)), 'a date that exists'),
);

/** Date takes the 30th of February for the 2nd of March. */
function exists(date: string): boolean {
  return new Date(`${date}T00:00Z`).toJSON()?.startsWith(date) ?? false;
}

const someOf = <T extends z.core.$ZodType>(of: T) =>
  z.exactOptional(z.array(of).check(z.minLength(1), z.maxLength(100)));
const masks = z.array(Mask).check(z.minLength(1), z.maxLength(50));

const operators = ['=', '!=', '<', '<=', '>', '>=', 'in', 'contains', 'matches', 'exists'] as const;

/** `comparisons.ts` says what they mean. */
export const Comparison = z
  .strictObject({
    variable: VariableName,
    is: z.enum(operators),
    value: z.union([Value, z.array(Value).check(z.minLength(1), z.maxLength(100))]),
  })
  .check(
    z.refine(
      ({ is, value }) => fits(is, value),
      'a value that fits: a list for `in`, true or false for `exists`, a text for `contains`, a mask for `matches`, a number or text to order by, else one value',
    ),
  );

function fits(is: (typeof operators)[number], value: unknown): boolean {
  switch (is) {
    case 'in':
      return Array.isArray(value);
    case 'exists':
      return typeof value === 'boolean';
    case 'contains':
      return typeof value === 'string';
    case 'matches':
      return Mask.safeParse(value).success;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return typeof value === 'number' || typeof value === 'string';
    case '=':
    case '!=':
      return !Array.isArray(value);
    default:
      return is satisfies never;
  }
}
export type Comparison = z.infer<typeof Comparison>;

/** Cells that both tables have. */
const shared = {
  gateway: someOf(z.pipe(slug, GatewayId)),
  culture: someOf(CultureMask),
  /** Visitor tags: every mask of `all`, at least one of `any`, not one of `none` matches a tag. */
  tags: z.exactOptional(
    z.strictObject({ all: z.exactOptional(masks), any: z.exactOptional(masks), none: z.exactOptional(masks) }),
  ),
  /** Of the named calendar; without a name of the queue's own. */
  calendar: z.exactOptional(
    z.strictObject({ mode: z.enum([...CalendarMode.options, 'any']), of: z.exactOptional(z.pipe(slug, CalendarId)) }),
  ),
  /** Times of day with `from` after `to` reach over midnight. */
  from: z.exactOptional(When),
  to: z.exactOptional(When),
};

export const Signal = z.enum(['free', 'busy', 'closed', 'hidden']);
export type Signal = z.infer<typeof Signal>;

const note = z.exactOptional(label);

/** B1. `trackingOpen`: whether the external tracking id has an open chat. */
export const GatewayRow = z.strictObject({
  ...shared,
  trackingOpen: z.exactOptional(z.boolean()),
  /** The gateway's own queue. */
  queue: someOf(z.pipe(slug, QueueId)),
  /** Agents of the queue who are signed in. */
  registeredFewerThan: z.exactOptional(count),
  /** Agents of the queue who could have a chat now. */
  availableFewerThan: z.exactOptional(count),
  queueLongerThan: z.exactOptional(count),
  /** More than `count` requests within the last `withinS` seconds. */
  frequencyOver: z.exactOptional(
    z.strictObject({
      count: z.int().check(z.gte(0), z.lte(1000)),
      withinS: z.int().check(z.gte(1), z.lte(86_400)),
      by: z.enum(['visitor', 'address', 'gateway']),
    }),
  ),
  signal: Signal,
  scenario: z.exactOptional(z.pipe(slug, ScenarioId)),
  note,
});
export type GatewayRow = z.infer<typeof GatewayRow>;

/** B2. */
export const QueueRow = z.strictObject({
  ...shared,
  /** The visitor is in one of these contact lists. */
  list: someOf(z.pipe(slug, ListId)),
  /** What a scenario or a connector set as the result of external processing. */
  external: z.exactOptional(Mask),
  compare: z.exactOptional(z.array(Comparison).check(z.minLength(1), z.maxLength(20))),
  queue: z.pipe(slug, QueueId),
  skill: z.exactOptional(slug),
  /** Least proficiency in the skill. */
  proficiency: z.exactOptional(Proficiency),
  language: z.exactOptional(Language),
  priority: z.exactOptional(z.int().check(z.gte(0), z.lte(1000))),
  preferredAgent: z.exactOptional(z.pipe(slug, AgentId)),
  note,
});
export type QueueRow = z.infer<typeof QueueRow>;
