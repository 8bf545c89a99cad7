/** Who signs a call: a function's role with the policies that the template gives it, or the operator who may do everything. */
import type { Resource } from '../template/resolve.ts';
import type { PolicyDocument } from './iam.ts';

export interface Principal {
  /** Whose calls these are in the counts: the function's logical id, or `operator`. */
  name: string;
  /** As AWS names it in refusals: arn:aws:sts::<account>:assumed-role/<role>/<session>. */
  arn: string;
  policies: PolicyDocument[];
}

/** The principal of an AWS::Lambda::Function: its role's inline policies, attached AWS::IAM::Policy and known managed ones. */
export function functionPrincipal(_resources: Resource[], _lambda: Resource): Principal {
  throw new Error('not yet');
}

/** Whoever runs the machine: loads configuration, looks into tables. */
export function operator(_accountId: string): Principal {
  throw new Error('not yet');
}
