import { App, type Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../lib/settings.ts';
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

describe('H2 settings', () => {
  const read = (context: Record<string, string>) => readSettings(new App({ context }).node);

  test('H2 without any: the demo tenant, protected, with a user pool', () => {
    expect(read({})).toEqual({
      tenant: 'demo',
      disposable: false,
      dist: 'dist',
      rolesClaim: 'groups',
      trustEmail: false,
    });
  });

  test.each([
    ['Acme', '2 to 24 of a-z, 0-9 and -'],
    ['a', '2 to 24 of a-z, 0-9 and -'],
    ['acme-', '2 to 24 of a-z, 0-9 and -'],
    ['a-name-longer-than-any-of-these', '2 to 24 of a-z, 0-9 and -'],
    ['awsome', 'must not contain aws, amazon or cognito'],
  ])('H2 refuses the tenant %s', (tenant, why) => {
    expect(() => read({ tenant })).toThrow(why);
  });

  test('H2 an issuer without its audience is half a setting', () => {
    expect(() => read({ issuer: 'https://login.example.com' })).toThrow('issuer and audience go together');
  });

  test('H2 an issuer is reached over https', () => {
    expect(() => read({ issuer: 'http://login.example.com', audience: 'console' })).toThrow('issuer');
  });
});
