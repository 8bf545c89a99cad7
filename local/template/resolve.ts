/** Turns a template into plain resources: every intrinsic function replaced by the value that AWS would put there. */
import type { Template } from './load.ts';

export interface Resource {
  logicalId: string;
  type: string;
  /** Every intrinsic resolved. */
  properties: Record<string, unknown>;
  /** What `Ref` gives. */
  physicalId: string;
  arn?: string;
  metadata: Record<string, unknown>;
}

export interface Deployment {
  region: string;
  accountId: string;
  /** Values of the template's parameters that have no default or shall have another. */
  parameters?: Record<string, string>;
}

/** Dependencies first. @throws naming the logical id and the path of what it does not know. */
export function resolveTemplate(_template: Template, _deployment: Deployment): Resource[] {
  throw new Error('not yet');
}

/** Resolved values of the template's outputs. */
export function resolveOutputs(_template: Template, _deployment: Deployment): Record<string, unknown> {
  throw new Error('not yet');
}

/**
 * Replaces AWS's addresses by local ones in every string of every property: pairs of [AWS's, local], longest first match.
 * Resolve first, look at the resources' ids and tags, then rewrite: ids depend on nothing but the template.
 */
export function rewriteAddresses(_resources: Resource[], _pairs: [from: string, to: string][]): Resource[] {
  throw new Error('not yet');
}
