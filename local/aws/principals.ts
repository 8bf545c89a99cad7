/**
 * Who signs a call: the role of a function or state machine with its policies from the template, or the operator, who may do
 * everything.
 */
import * as z from 'zod';
import type { Resource } from '../template/resolve.ts';
import { PolicyDocument } from './iam.ts';

export interface Principal {
  /** The caller's name in the counts: the function's name, the state machine's ARN, or `operator`. */
  name: string;
  /** The name in AWS's refusals: arn:aws:sts::<account>:assumed-role/<role>/<session>. */
  arn: string;
  policies: PolicyDocument[];
}

const Role = z.object({
  Policies: z.array(z.object({ PolicyDocument })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  PermissionsBoundary: z.optional(z.never('permission boundaries are not known to the local cloud')),
});
const Policy = z.object({ PolicyDocument, Roles: z.array(z.string()).default([]) });

/** AWS managed policies, reduced to the services that the local cloud has. */
const managed: Record<string, PolicyDocument> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': { Statement: [] },
};

export const functionPrincipal = (resources: Resource[], lambda: Resource): Principal =>
  principalOf(resources, lambda, lambda.properties.Role);

export const stateMachinePrincipal = (resources: Resource[], machine: Resource): Principal =>
  principalOf(resources, machine, machine.properties.RoleArn);

/** @throws for a role with something that the local cloud cannot evaluate */
function principalOf(resources: Resource[], { logicalId, physicalId }: Resource, roleArn: unknown): Principal {
  const role = resources.find(({ type, arn }) => type === 'AWS::IAM::Role' && arn === roleArn);
  if (!role?.arn) throw new Error(`${logicalId}: the template has no role ${String(roleArn)}`);
  const { Policies, ManagedPolicyArns } = Role.parse(role.properties);
  const attached = resources
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .map(({ properties }) => Policy.parse(properties))
    .filter(({ Roles }) => Roles.includes(role.physicalId));
  return {
    name: physicalId,
    arn: `${role.arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${physicalId}`,
    policies: [
      ...[...Policies, ...attached].map(({ PolicyDocument }) => PolicyDocument),
      ...ManagedPolicyArns.map((arn) => managedPolicy(arn, role)),
    ],
  };
}

function managedPolicy(arn: string, role: Resource): PolicyDocument {
  const policy = managed[arn];
  if (!policy) throw new Error(`${role.logicalId}: the local cloud does not know the managed policy ${arn}`);
  return policy;
}

/** The person at this machine, who loads the configuration and looks into tables. */
export function operator(accountId: string): Principal {
  return {
    name: 'operator',
    arn: `arn:aws:iam::${accountId}:user/operator`,
    policies: [{ Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'], Condition: {} }] }],
  };
}
