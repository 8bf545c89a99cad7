/** H2, H4: what holds for the whole template, whatever is added to it. */
import { readFileSync } from 'node:fs';
import type { Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { beforeAll, describe, expect, test } from 'vitest';
import { idlePriceOf } from '../../bench/prices.ts';
import { CANARY_MINUTES, type FunctionContract, functions } from '../../functions/contract.ts';
import { failedCall, failedRequest } from '../../lib/failures.ts';
import { filterPattern } from '../../local/cloudwatch/filter-pattern.ts';
import { loops, predecessors, type Resource, type Resources } from './graph.ts';
import { synthesize } from './synthesize.ts';

let resources: Resources;

beforeAll(() => {
  resources = synthesize({ tenant: 'acme' }).toJSON().Resources;
});

describe('H2 order', () => {
  test('H2 a function comes after every policy of its role, so that nothing it does first is denied', () => {
    const entries = Object.entries(resources);
    const functions = entries.filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    const policies = entries.filter(([, { Type }]) => Type === 'AWS::IAM::Policy');
    const roleOf = (resource: Resource) => String(resource.Properties?.Role).replace(/^<|\..*$/g, '');
    const early = functions.flatMap(([id, lambda]) =>
      policies
        .filter(([, policy]) => JSON.stringify(policy.Properties?.Roles).includes(`<${roleOf(lambda)}>`))
        .filter(([policyId]) => !predecessors(resources, id).has(policyId))
        .map(([policyId]) => `${id} before ${policyId}`),
    );
    expect(functions.length).toBeGreaterThan(10);
    // The CDK's own function for publishing files: each of its uses waits for the policy (`lib/publisher.ts`).
    expect(early.filter((each) => !each.startsWith('CustomCDKBucketDeployment'))).toEqual([]);
  });
});

describe('H6 an upgrade', () => {
  test('H6 updates the stream’s consumers before anyone who writes what is in it', () => {
    const of = (name: string) => `Functions${name.replaceAll('-', '')}Function`;
    const all = Object.entries<FunctionContract>(functions);
    const follows = ({ triggers }: FunctionContract) => triggers.some(({ kind }) => kind === 'stream');
    const readers = all.filter(([, contract]) => follows(contract)).map(([name]) => of(name));
    expect(readers).toHaveLength(2);
    for (const [name] of all.filter(([, contract]) => !follows(contract))) {
      expect([...predecessors(resources, of(name))], name).toEqual(expect.arrayContaining(readers));
    }
  });
});

describe('H3 loops', () => {
  /** Gives the timer function a way to set timers again, as it once had. */
  const careless = (actions: string[], of: (stack: Stack) => string) => (stack: Stack) => {
    const grants = stack.node.findChild('Functions').node.findChild('timer').node.findChild('Grants');
    if (!(grants instanceof Policy)) throw new Error('The timer function has no grants');
    grants.addStatements(new PolicyStatement({ actions, resources: [of(stack)] }));
  };
  const child = (stack: Stack, path: string) =>
    path.split('/').reduce((at: IConstruct, id) => at.node.findChild(id), stack);
  const timers = (stack: Stack) => (child(stack, 'Queues/Timers') as Queue).queueArn;
  const longTimers = (stack: Stack) => (child(stack, 'LongTimers/Machine') as StateMachine).stateMachineArn;
  const scenarioCall = (stack: Stack) =>
    (child(stack, 'Functions/scenario-call/Function') as LambdaFunction).functionArn;

  test('H3 no function comes back to itself through a queue, an execution or a call', () => {
    expect(loops(resources)).toEqual([]);
  });

  test.each([
    ['sends to the queue that calls it', 'sqs:SendMessage', timers, ['Functionstimer']],
    ['starts an execution that sends to it', 'states:StartExecution', longTimers, ['Functionstimer']],
    ['calls one that does not come back', 'lambda:InvokeFunction', scenarioCall, []],
  ] as const)('H3 a timer function that %s', (_, action, of, found) => {
    const changed = synthesize({ tenant: 'acme' }, careless([action], of)).toJSON().Resources;
    expect(loops(changed)).toEqual(found.map((name) => `${name}Function`));
  });
});

describe('H2 what an idle tenant costs', () => {
  const priceOf = (every: Resources): number => Object.values(idlePriceOf(every)).reduce((sum, each) => sum + each, 0);

  test('H2 is at most $0.50 a month, by list', () => {
    const total = priceOf(resources);
    expect(total).toBeLessThanOrEqual(0.5);
    expect(total).toBeGreaterThan(0.4);
  });

  test('H8 H2 a canary adds its alarm; its 2,880 chats a month are in docs/costs.md', () => {
    const withCanary = synthesize({ tenant: 'acme', canary: true }).toJSON().Resources;
    expect(priceOf(withCanary) - priceOf(resources)).toBeCloseTo(0.1);
    expect(readFileSync('docs/costs.md', 'utf8')).toContain(
      `its alarm, 0.10, and ${((30 * 24 * 60) / CANARY_MINUTES).toLocaleString('en')} chats`,
    );
  });

  test('H4 no metric is kept that nobody reads', () => {
    expect(JSON.stringify(resources)).not.toContain('"DetailedMetricsEnabled":true');
  });

  test('H2 a resource without a known price is refused', () => {
    const more = { ...resources, Key: { Type: 'AWS::KMS::Key' } };
    expect(() => priceOf(more)).toThrow('AWS::KMS::Key');
  });
});

describe('H4 a failure is counted from the line that is written of it', () => {
  const isCounted = ({ logPatternString }: { logPatternString: string }, line: object): boolean =>
    filterPattern(logPatternString)(JSON.stringify(line));

  test.each([
    ['a frame that was answered as unavailable', { level: 'error', code: 'unavailable' }, true],
    ['a record that failed', { level: 'error', code: 'record_failed' }, true],
    ['what nobody caught', { level: 'ERROR', errorType: 'Error', errorMessage: 'x' }, true],
    ['a call that ran out of time', { type: 'platform.report', record: { status: 'timeout' } }, true],
    ['a refusal', { level: 'info', code: 'chat_not_yours' }, false],
  ])('H4 %s', (_, line, counts) => {
    expect(isCounted(failedCall, line)).toBe(counts);
  });

  test.each([
    ['500', true],
    ['503', true],
    ['429', false],
    ['200', false],
    ['101', false],
  ])('H4 a request answered %s', (status, counts) => {
    expect(isCounted(failedRequest, { status })).toBe(counts);
  });
});
