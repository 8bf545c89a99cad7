/**
 * AWS's evaluation of identity policies: an explicit deny wins, then an allow, otherwise no. Unsupported elements and condition
 * operators deny with an error, so that nothing passes here that AWS would refuse.
 */
import * as z from 'zod';

const list = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: list.optional(),
  NotAction: list.optional(),
  Resource: list,
  Condition: z.record(z.string(), z.record(z.string(), list)).default({}),
});
type Statement = z.infer<typeof Statement>;

export const PolicyDocument = z.strictObject({
  Version: z.string().optional(),
  Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;

export interface Access {
  /** E.g. `dynamodb:Query`. */
  action: string;
  /** Full ARN, or `*` for actions without a resource. */
  resource: string;
  /** The call's condition keys; a key without values is an empty list. A policy that uses any other key denies with an error. */
  context?: Record<string, string[]>;
}

export type Verdict = { allowed: true } | { allowed: false; because: string };

/** `because` completes AWS's sentence "User: … is not authorized to perform: … on resource: …". */
export function evaluate(policies: PolicyDocument[], access: Access): Verdict {
  const { context = {} } = access;
  const statements = policies
    .flatMap((policy) => policy.Statement)
    .filter((statement) => coversAction(statement, access.action) && some(statement.Resource, access.resource));
  const unknown = statements.map(({ Condition }) => unknownIn(Condition, context)).find((name) => name !== undefined);
  if (unknown) return { allowed: false, because: `because the local cloud does not know the condition ${unknown}` };
  const effects = statements.filter((statement) => meets(statement, context)).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return { allowed: false, because: 'with an explicit deny in an identity-based policy' };
  if (effects.includes('Allow')) return { allowed: true };
  return { allowed: false, because: `because no identity-based policy allows the ${access.action} action` };
}

/** Actions are case-insensitive, resources are not. */
function coversAction({ Action, NotAction }: Statement, action: string): boolean {
  const lower = action.toLowerCase();
  if (Action) return Action.some((one) => pattern(one.toLowerCase()).test(lower));
  return NotAction !== undefined && !NotAction.some((one) => pattern(one.toLowerCase()).test(lower));
}

/** Compares the call's values for a key with the policy's. */
const operators: Record<string, (actual: string[], wanted: string[]) => boolean> = {
  StringEquals: (actual, wanted) => actual.some((value) => wanted.includes(value)),
  StringLike: (actual, wanted) => actual.some((value) => some(wanted, value)),
  ArnLike: (actual, wanted) => actual.some((value) => some(wanted, value)),
  Bool: (actual, wanted) => actual.some((value) => wanted.includes(value)),
  // As in AWS, true if the call does not have the key.
  'ForAllValues:StringEquals': (actual, wanted) => actual.every((value) => wanted.includes(value)),
  'ForAllValues:StringLike': (actual, wanted) => actual.every((value) => some(wanted, value)),
};

/** Half of the operators are true for an absent key, so an unknown key must not count as absent. */
function unknownIn(condition: Statement['Condition'], context: Record<string, string[]>): string | undefined {
  const keys = Object.values(condition).flatMap((wanted) => Object.keys(wanted));
  return Object.keys(condition).find((operator) => !operators[operator]) ?? keys.find((key) => !context[key]);
}

function meets({ Condition }: Statement, context: Record<string, string[]>): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => operators[operator]?.(context[key] ?? [], wanted)),
  );
}

function some(patterns: string[], value: string): boolean {
  return patterns.some((one) => pattern(one).test(value));
}

const patterns = new Map<string, RegExp>();

/** `*` matches any run, `?` any one character. There are few policies, so each pattern is compiled once. */
function pattern(wildcard: string): RegExp {
  let known = patterns.get(wildcard);
  if (!known) {
    const source = wildcard
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    known = new RegExp(`^${source}$`, 's');
    patterns.set(wildcard, known);
  }
  return known;
}
