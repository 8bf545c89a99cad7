/** H6: an upgrade replaces or removes nothing that holds data, or whose address people know. */
import { readFileSync } from 'node:fs';
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { beforeAll, expect, test } from 'vitest';
import { lasting, type RawTemplate, rawTemplate } from './release.ts';

/** From the last release. `npm run keep-release` updates it, and its diff shows what a release changes permanently. */
const release: RawTemplate = JSON.parse(readFileSync('test/infra/release.json', 'utf8'));
let present: RawTemplate;

beforeAll(() => {
  present = lasting(rawTemplate());
});

/** `resource: impact` for each resource that an upgrade to this template would replace or remove. */
const lost = (template: RawTemplate): string[] =>
  Object.entries(fullDiff(release, template).resources.changes)
    .filter(([, { changeImpact }]) => changeImpact !== ResourceImpact.WILL_UPDATE)
    .filter(([, { isAddition }]) => !isAddition)
    .map(([id, { changeImpact }]) => `${id.replace(/[0-9A-F]{8}$/, '')}: ${changeImpact}`);

test('H6 since the last release nothing permanent is replaced or removed', () => {
  expect(Object.keys(release.Resources).length).toBeGreaterThan(10);
  expect(lost(present)).toEqual([]);
});

test.each([
  ['another name of the table', 'AWS::DynamoDB::Table', { TableName: 'other' }, 'Table: WILL_REPLACE'],
  ['another name of a queue', 'AWS::SQS::Queue', { QueueName: 'other' }, 'QueuesFailed: WILL_REPLACE'],
  ['another address of sign-in', 'AWS::Cognito::UserPoolDomain', { Domain: 'other' }, 'UsersPoolDomain: WILL_REPLACE'],
])('H6 %s would be seen', (_, type, change, said) => {
  const changed = structuredClone(present);
  const found = Object.values(changed.Resources).find(({ Type }) => Type === type);
  Object.assign(found?.Properties ?? {}, change);
  expect(lost(changed).join()).toContain(said);
});

test('H6 a table under another logical id would be seen', () => {
  const renamed = JSON.parse(JSON.stringify(present).replace(/"Table[0-9A-F]{8}"/g, '"Chats12345678"'));
  expect(lost(renamed)).toEqual(['Table: WILL_ORPHAN']);
});
