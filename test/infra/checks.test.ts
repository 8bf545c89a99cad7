import type { Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, test } from 'vitest';
import { synthesize } from './synthesize.ts';

describe('H3 what fails the synthesis', () => {
  test('H3 a policy that is too wide, and a property that no resource has', () => {
    const careless = (stack: Stack) => {
      new CfnPolicy(stack, 'Wide', {
        policyName: 'wide',
        policyDocument: { Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }] },
        roles: ['somebody'],
      });
      const lambda = stack.node.findAll().find((it) => it instanceof CfnFunction);
      lambda?.addPropertyOverride('Tiemout', 3);
    };
    const failure = failureOf(() => synthesize({ tenant: 'careless' }, careless));
    expect(failure).toContain('AwsSolutions-IAM5[Action::dynamodb:*]');
    expect(failure).toContain('AwsSolutions-IAM5[Resource::*]');
    expect(failure).toContain("'Tiemout' was unexpected");
    expect(failure.match(/^ERROR/gm)).toHaveLength(3);
  });
});

function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  throw new Error('It did not fail.');
}
