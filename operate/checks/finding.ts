/** What the doctor reports: one sentence about what it found, and how to fix it. */
import type { Aws } from '../aws.ts';
import type { TenantSettings } from '../settings-file.ts';
import type { Stack } from '../stack.ts';

export interface Finding {
  /** `blocking`: a deployment would fail or do harm. `warning`: it works, but not as it should. `note`: good to know. */
  severity: 'ok' | 'note' | 'warning' | 'blocking';
  says: string;
  /** Set on every finding that is not `ok`. */
  wayOut?: string;
}

export interface Look {
  settings: TenantSettings;
  aws: Aws;
  root: string;
  accountId: string;
  /** Undefined if the tenant is not deployed yet. */
  stack: Stack | undefined;
}

/** A row in the doctor's list. To check something else, add a row. */
export interface Check {
  /** Completes "could not check …". */
  of: string;
  find(look: Look): Promise<Finding[]>;
}

export const ok = (says: string): Finding => ({ severity: 'ok', says });
export const note = (says: string, wayOut: string): Finding => ({ severity: 'note', says, wayOut });
export const warning = (says: string, wayOut: string): Finding => ({ severity: 'warning', says, wayOut });
export const blocking = (says: string, wayOut: string): Finding => ({ severity: 'blocking', says, wayOut });
