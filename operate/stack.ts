/** The tenant's CloudFormation stack: its state, its failures and its deletion. */
import {
  DeleteStackCommand,
  type Stack as Described,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackEvent,
  type StackResourceSummary,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import type { Aws } from './aws.ts';
import { Stop } from './stop.ts';

export const stackName = (tenant: string) => `foyer-${tenant}`;

export interface Stack {
  id: string;
  name: string;
  status: string;
  /** What the status means for the next deployment. */
  is: 'good' | 'busy' | 'failed-first' | 'stuck' | 'half-removed';
  outputs: Record<string, string>;
}

/** Undefined if there is no stack, or only a change set that was never executed. */
export async function findStack(aws: Aws, tenant: string): Promise<Stack | undefined> {
  const described = await describe(aws, stackName(tenant));
  const is = described && meaning(String(described.StackStatus));
  if (!is) return undefined;
  const outputs = (described.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return {
    id: String(described.StackId),
    name: stackName(tenant),
    status: String(described.StackStatus),
    is,
    outputs: Object.fromEntries(outputs),
  };
}

/** @throws Stop if the tenant is not deployed */
export async function deployedStack(aws: Aws, tenant: string): Promise<Stack> {
  const stack = await findStack(aws, tenant);
  if (stack && stack.is !== 'failed-first') return stack;
  throw new Stop(
    `${tenant} is not deployed in ${aws.region}: there is no working stack ${stackName(tenant)}.`,
    `Deploy it: npm run deploy -- --tenant ${tenant}`,
  );
}

/** The states are listed at https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
function meaning(status: string): Stack['is'] | undefined {
  if (status === 'REVIEW_IN_PROGRESS' || status === 'DELETE_COMPLETE') return undefined;
  if (status.endsWith('_IN_PROGRESS')) return 'busy';
  if (['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'].includes(status)) return 'failed-first';
  if (status === 'DELETE_FAILED') return 'half-removed';
  return status.endsWith('_COMPLETE') ? 'good' : 'stuck';
}

/** A deleted stack can still be found by id. */
async function describe(aws: Aws, nameOrId: string): Promise<Described | undefined> {
  try {
    const { Stacks = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName: nameOrId }));
    return Stacks[0];
  } catch (error) {
    // CloudFormation has no specific error name for this.
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined;
    throw error;
  }
}

/** Why the last operation on a stack failed: the first causes, not what was cancelled because of them. */
export async function failuresOf(aws: Aws, { id, name }: Pick<Stack, 'id' | 'name'>): Promise<string[]> {
  const events = await newestEvents(
    aws,
    id,
    ({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === name && BEGINS.has(String(ResourceStatus)),
  );
  const causes = events.filter(isCause).reverse();
  return causes.map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`);
}

/** Newest first, back to the event that started the operation. */
async function newestEvents(aws: Aws, id: string, isFirst: (event: StackEvent) => boolean): Promise<StackEvent[]> {
  const found: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await aws.cloudFormation.send(new DescribeStackEventsCommand({ StackName: id, NextToken }));
    for (const event of page.StackEvents ?? []) {
      found.push(event);
      if (isFirst(event)) return found;
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

const BEGINS = new Set(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS']);

const isCause = ({ ResourceStatus, ResourceStatusReason = '', ResourceType }: StackEvent): boolean =>
  String(ResourceStatus).endsWith('_FAILED') &&
  ResourceType !== 'AWS::CloudFormation::Stack' &&
  ResourceStatusReason !== '' &&
  !/cancelled/i.test(ResourceStatusReason);

export async function resourcesOf(aws: Aws, stack: Stack): Promise<StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await aws.cloudFormation.send(new ListStackResourcesCommand({ StackName: stack.id, NextToken }));
    found.push(...(page.StackResourceSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

/**
 * Removes the protection, deletes the stack and waits until it is gone. @throws Stop with what CloudFormation could not delete
 */
export async function deleteStack(aws: Aws, stack: Stack): Promise<void> {
  await aws.cloudFormation.send(
    new UpdateTerminationProtectionCommand({ StackName: stack.name, EnableTerminationProtection: false }),
  );
  await aws.cloudFormation.send(new DeleteStackCommand({ StackName: stack.name }));
  for (;;) {
    const status = String((await describe(aws, stack.id))?.StackStatus ?? 'DELETE_COMPLETE');
    if (status === 'DELETE_COMPLETE') return;
    if (status !== 'DELETE_IN_PROGRESS') {
      throw new Stop(
        `CloudFormation could not delete all of ${stack.name} (${status}).`,
        ...(await failuresOf(aws, stack)),
        'The resources above remain. Remove whatever blocks their deletion, then run the same command again. It will continue from here.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, aws.pollMs));
  }
}
