import { expect, test } from 'vitest';
import { functionPrincipal } from '../../../local/aws/principals.ts';
import type { Resource } from '../../../local/template/resolve.ts';

const resource = (type: string, physicalId: string, properties: object, arn?: string): Resource => ({
  logicalId: physicalId,
  type,
  physicalId,
  properties: { ...properties },
  metadata: {},
  ...(arn && { arn }),
});
const document = (action: string) => ({
  PolicyDocument: { Statement: { Effect: 'Allow', Action: action, Resource: '*' } },
});
const roleArn = 'arn:aws:iam::111122223333:role/acme-role';
const lambda = resource('AWS::Lambda::Function', 'acme-chat', { Role: roleArn });

test('H3 a function has the policies of its role: inline, attached, managed, and nobody else’s', () => {
  const principal = functionPrincipal(
    [
      resource(
        'AWS::IAM::Role',
        'acme-role',
        {
          Policies: [document('sqs:SendMessage')],
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        },
        roleArn,
      ),
      resource('AWS::IAM::Policy', 'mine', { ...document('dynamodb:Query'), Roles: ['other', 'acme-role'] }),
      resource('AWS::IAM::Policy', 'theirs', { ...document('s3:GetObject'), Roles: ['other'] }),
    ],
    lambda,
  );
  expect(principal.name).toBe('acme-chat');
  expect(principal.arn).toBe('arn:aws:sts::111122223333:assumed-role/acme-role/acme-chat');
  expect(principal.policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))).toEqual([
    'sqs:SendMessage',
    'dynamodb:Query',
  ]);
});

test.each([
  [
    { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    /does not know the managed policy .*AdministratorAccess/,
  ],
  [{ PermissionsBoundary: 'arn:aws:iam::aws:policy/Boundary' }, /permission boundaries are not known/],
])('H3 what cannot be evaluated is an error: %j', (properties, message) => {
  expect(() => functionPrincipal([resource('AWS::IAM::Role', 'acme-role', properties, roleArn)], lambda)).toThrow(
    message,
  );
});
