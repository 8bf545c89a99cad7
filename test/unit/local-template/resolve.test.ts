// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are CloudFormation's.
import { expect, test } from 'vitest';
import type { Template } from '../../../local/template/load.ts';
import { resolveTemplate, rewriteAddresses } from '../../../local/template/resolve.ts';

const deployment = { region: 'eu-west-1', accountId: '111122223333' };

/** A loaded template, with only the parts that a test is about. */
function template(
  resources: Record<string, Partial<Template['Resources'][string]> & { Type: string }>,
  rest: Partial<Template> = {},
): Template {
  return {
    stackName: 'acme',
    Resources: Object.fromEntries(
      Object.entries(resources).map(([id, resource]) => [
        id,
        { Properties: {}, Metadata: {}, DependsOn: [], ...resource },
      ]),
    ),
    Parameters: {},
    Conditions: {},
    Mappings: {},
    Outputs: {},
    assets: new Map(),
    ...rest,
  };
}

/** The value that a property gets in a stack with a table, a queue, an API and a user pool. */
function resolved(value: unknown, rest: Partial<Template> = {}): unknown {
  const { resources } = resolveTemplate(
    template(
      {
        Probe: { Type: 'Custom::Probe', Properties: { value } },
        Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { 'Fn::Sub': '${AWS::StackName}-table' } } },
        Queue: { Type: 'AWS::SQS::Queue' },
        Skipped: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
      },
      { ...rest, Conditions: { Never: { 'Fn::Equals': ['a', 'b'] }, ...rest.Conditions } },
    ),
    deployment,
  );
  return resources.find(({ logicalId }) => logicalId === 'Probe')?.properties.value;
}

test.each<[string, unknown, unknown]>([
  ['a Ref to a table is its name', { Ref: 'Table' }, 'acme-table'],
  ['a Ref to a queue is its URL', { Ref: 'Queue' }, 'https://sqs.eu-west-1.amazonaws.com/111122223333/acme-Queue'],
  ['a Ref to a pseudo parameter', { Ref: 'AWS::Partition' }, 'aws'],
  [
    'Fn::GetAtt as a list',
    { 'Fn::GetAtt': ['Table', 'Arn'] },
    'arn:aws:dynamodb:eu-west-1:111122223333:table/acme-table',
  ],
  ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Queue.QueueName' }, 'acme-Queue'],
  ['Fn::Join over resolved parts', { 'Fn::Join': ['/', ['a', { Ref: 'Table' }, 3]] }, 'a/acme-table/3'],
  [
    'Fn::Sub with names, attributes and literals',
    { 'Fn::Sub': '${Table}:${Queue.QueueName}:${!kept}' },
    'acme-table:acme-Queue:${kept}',
  ],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${x}-${AWS::Region}', { x: { Ref: 'Table' } }] }, 'acme-table-eu-west-1'],
  [
    'Fn::Select of Fn::Split',
    { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'Queue' }] }] },
    'sqs.eu-west-1.amazonaws.com',
  ],
  [
    'Fn::If drops what is AWS::NoValue',
    { kept: 1, gone: { 'Fn::If': ['Never', 2, { Ref: 'AWS::NoValue' }] } },
    { kept: 1 },
  ],
  ['Fn::If looks only at the branch it takes', { 'Fn::If': ['Never', { Ref: 'Skipped' }, 'other'] }, 'other'],
  ['Fn::Base64', { 'Fn::Base64': { Ref: 'Table' } }, 'YWNtZS10YWJsZQ=='],
])('H3 %s', (_, value, expected) => {
  expect(resolved(value)).toEqual(expected);
});

test('H3 parameters: the deployment goes before the default', () => {
  const Parameters = { Given: { Default: 'default' }, Left: { Default: 'default' } };
  const { resources } = resolveTemplate(
    template(
      { Probe: { Type: 'Custom::Probe', Properties: { given: { Ref: 'Given' }, left: { Ref: 'Left' } } } },
      { Parameters },
    ),
    { ...deployment, parameters: { Given: 'mine' } },
  );
  expect(resources[0]?.properties).toEqual({ given: 'mine', left: 'default' });
});

test('H3 conditions combine, and mappings are looked up', () => {
  const Conditions = {
    Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
    Combined: {
      'Fn::And': [
        { Condition: 'Yes' },
        { 'Fn::Not': [{ Condition: 'Never' }] },
        { 'Fn::Or': [{ Condition: 'Never' }, { Condition: 'Yes' }] },
      ],
    },
  };
  const Mappings = { Sizes: { 'eu-west-1': { memory: 512 } } };
  const value = { 'Fn::If': ['Combined', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'memory'] }, 0] };
  expect(resolved(value, { Conditions, Mappings })).toBe(512);
});

test.each<[string, unknown, string]>([
  [
    'an unknown function',
    { deep: [{ 'Fn::Cidr': [] }] },
    'Probe.value.deep[0]: Fn::Cidr is not known to the local cloud',
  ],
  [
    'an unknown attribute',
    { 'Fn::GetAtt': ['Table', 'Colour'] },
    'Probe.value: Colour of Table (AWS::DynamoDB::Table) is not known to the local cloud',
  ],
  ['a name that is nothing', { Ref: 'Nothing' }, 'Probe.value: the template has no Nothing'],
  ['a resource left out by its condition', { Ref: 'Skipped' }, 'Probe.value: Skipped is left out by its condition'],
  ['an index beyond the list', { 'Fn::Select': [1, ['a']] }, 'Probe.value: Fn::Select 1 is beyond the list'],
])('H3 %s is an error that says where', (_, value, message) => {
  expect(() => resolved(value)).toThrow(message);
});

test('H3 resources come after what they depend on, and those left out by a condition do not come', () => {
  const { resources } = resolveTemplate(
    template(
      {
        Lambda: {
          Type: 'AWS::Lambda::Function',
          Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
          DependsOn: ['Policy'],
        },
        Policy: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }] } },
        Role: { Type: 'AWS::IAM::Role' },
        Skipped: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
      },
      { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
    ),
    deployment,
  );
  expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Role', 'Policy', 'Lambda']);
});

test('H3 a resource that depends on itself is an error, not a hang', () => {
  const loop = template({
    One: { Type: 'Custom::Probe', Properties: { other: { Ref: 'Two' } } },
    Two: { Type: 'Custom::Probe', Properties: { other: { Ref: 'One' } } },
  });
  expect(() => resolveTemplate(loop, deployment)).toThrow('One depends on itself');
});

test('H3 addresses of AWS are rewritten wherever they stand, and ids stay the same on each run', () => {
  const api = template({
    Api: { Type: 'AWS::ApiGatewayV2::Api' },
    Lambda: {
      Type: 'Custom::Probe',
      Properties: { Environment: { Variables: { SOCKET: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } } },
    },
  });
  const first = resolveTemplate(api, deployment).resources;
  expect(resolveTemplate(api, deployment).resources).toEqual(first);
  const id = first[0]?.physicalId;
  const local = rewriteAddresses(first, [[`https://${id}.execute-api.eu-west-1.amazonaws.com`, 'http://127.0.0.1:1']]);
  expect(local[1]?.properties).toEqual({ Environment: { Variables: { SOCKET: 'http://127.0.0.1:1' } } });
});

test('H3 outputs are resolved too', () => {
  const { outputs } = resolveTemplate(
    template({ Table: { Type: 'AWS::DynamoDB::Table' } }, { Outputs: { Name: { Value: { Ref: 'Table' } } } }),
    deployment,
  );
  expect(outputs).toEqual({ Name: 'acme-Table' });
});
