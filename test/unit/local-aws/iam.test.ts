import { expect, test } from 'vitest';
import { type Access, evaluate, PolicyDocument } from '../../../local/aws/iam.ts';

const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/acme-foyer';
const query: Access = { action: 'dynamodb:Query', resource: table };
const nobodyAllows = 'because no identity-based policy allows the dynamodb:Query action';
const allow = (part: object) => ({ Effect: 'Allow', Action: 'dynamodb:Query', Resource: table, ...part });
const deny = (part: object) => allow({ Effect: 'Deny', ...part });
const leading = (value: string) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [value] } });
const keys = (...values: string[]): Access => ({ ...query, context: { 'dynamodb:LeadingKeys': values } });

test.each<[string, object[], Access, true | string]>([
  ['nothing is granted', [], query, nobodyAllows],
  ['the very action on the very resource', [allow({})], query, true],
  ['actions compare without case', [allow({ Action: 'DynamoDB:query' })], query, true],
  ['resources compare with case', [allow({ Resource: table.toUpperCase() })], query, nobodyAllows],
  ['one of several actions', [allow({ Action: ['dynamodb:GetItem', 'dynamodb:Query'] })], query, true],
  ['another action', [allow({ Action: 'dynamodb:GetItem' })], query, nobodyAllows],
  ['a star in the action', [allow({ Action: 'dynamodb:Q*' })], query, true],
  ['a question mark stands for one character', [allow({ Action: 'dynamodb:Quer?' })], query, true],
  ['and not for two', [allow({ Action: 'dynamodb:Que?' })], query, nobodyAllows],
  ['a dot stands for itself', [allow({ Resource: table.replace('-', '.') })], query, nobodyAllows],
  ['a table does not include its indexes', [allow({})], { ...query, resource: `${table}/index/byAge` }, nobodyAllows],
  [
    'unless the policy says so',
    [allow({ Resource: [table, `${table}/index/*`] })],
    { ...query, resource: `${table}/index/byAge` },
    true,
  ],
  ['NotAction allows the others', [allow({ Action: undefined, NotAction: 'dynamodb:Scan' })], query, true],
  ['NotAction leaves out what it names', [allow({ Action: undefined, NotAction: 'dynamodb:Q*' })], query, nobodyAllows],
  [
    'an explicit deny wins',
    [allow({}), deny({ Action: '*' })],
    query,
    'with an explicit deny in an identity-based policy',
  ],
  ['a deny elsewhere does not matter', [allow({}), deny({ Resource: `${table}-other` })], query, true],
  ['StringLike for all values: all fit', [allow({ Condition: leading('CHAT#*') })], keys('CHAT#1', 'CHAT#2'), true],
  [
    'StringLike for all values: one does not',
    [allow({ Condition: leading('CHAT#*') })],
    keys('CHAT#1', 'AGENT#2'),
    nobodyAllows,
  ],
  [
    'StringEquals holds',
    [allow({ Condition: { StringEquals: { 'aws:a': 'x' } } })],
    { ...query, context: { 'aws:a': ['x'] } },
    true,
  ],
  [
    'StringEquals on a key that the call lacks',
    [allow({ Condition: { StringEquals: { 'aws:a': 'x' } } })],
    { ...query, context: { 'aws:a': [] } },
    nobodyAllows,
  ],
  [
    'all operators must hold',
    [allow({ Condition: { StringEquals: { 'aws:a': 'x' }, Bool: { 'aws:b': 'true' } } })],
    { ...query, context: { 'aws:a': ['x'], 'aws:b': ['false'] } },
    nobodyAllows,
  ],
  ['for all values of none holds', [allow({ Condition: leading('CHAT#*') })], keys(), true],
  [
    'a key that nobody filled in is never an allow',
    [allow({ Condition: leading('CHAT#*') })],
    query,
    'because the local cloud does not know the condition dynamodb:LeadingKeys',
  ],
  [
    'an unknown operator is never an allow',
    [allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })],
    query,
    'because the local cloud does not know the condition IpAddress',
  ],
])('H3 %s', (_, statements, access, verdict) => {
  const policy = PolicyDocument.parse({ Version: '2012-10-17', Statement: statements });
  expect(evaluate([policy], access)).toEqual(
    verdict === true ? { allowed: true } : { allowed: false, because: verdict },
  );
});

test('H3 an element that is not known is refused when the policy is read', () => {
  const statement = { Effect: 'Allow', Action: '*', NotResource: table };
  expect(PolicyDocument.safeParse({ Statement: statement }).success).toBe(false);
});
