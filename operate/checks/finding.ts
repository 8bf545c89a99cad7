/** What the doctor says: one sentence about what it saw, and the way out. */
import type { Aws } from '../aws.ts';
import type { TenantSettings } from '../settings-file.ts';
import type { Stack } from '../stack.ts';

export interface Finding {
  /** `blocking`: a deployment would fail, or would do harm. `warning`: it works, and not as it should. `note`: to know. */
  severity: 'ok' | 'note' | 'warning' | 'blocking';
  says: string;
  /** Of every finding that is not `ok`. */
  wayOut?: string;
}

export interface Look {
  settings: TenantSettings;
  aws: Aws;
  root: string;
  accountId: string;
  /** Undefined where the tenant is not deployed yet. */
  stack: Stack | undefined;
}

/** A row of the doctor's list: to look for something else is to add one. */
export interface Check {
  /** Completes "could not look at …". */
  of: string;
  find(look: Look): Promise<Finding[]>;
}

export const ok = (says: string): Finding => ({ severity: 'ok', says });
export const note = (says: string, wayOut: string): Finding => ({ severity: 'note', says, wayOut });
export const warning = (says: string, wayOut: string): Finding => ({ severity: 'warning', says, wayOut });
export const blocking = (says: string, wayOut: string): Finding => ({ severity: 'blocking', says, wayOut });
