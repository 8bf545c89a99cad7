/** AWS's evaluation of identity policies, as far as templates here use it: what it does not know, it denies aloud. */

export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface PolicyDocument {
  Statement: Statement[];
}

export interface Access {
  action: string;
  /** Full ARN. */
  resource: string;
  /** Condition keys of this call, e.g. `dynamodb:LeadingKeys`. */
  context?: Record<string, string | string[]>;
}

export type Verdict = { allowed: true } | { allowed: false; reason: string };

/** `reason` ends AWS's sentence "User: … is not authorized to perform: … on resource: … " */
export function evaluate(_policies: PolicyDocument[], _access: Access): Verdict {
  throw new Error('not yet');
}
