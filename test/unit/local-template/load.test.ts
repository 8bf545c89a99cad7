import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTemplate } from '../../../local/template/load.ts';

const stack = {
  type: 'aws:cloudformation:stack',
  properties: { templateFile: 'acme.template.json', stackName: 'acme' },
};

function assembly(files: Record<string, unknown>): string {
  const directory = mkdtempSync(join(tmpdir(), 'foyer-assembly-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), JSON.stringify(content));
  return directory;
}

test('H3 the stack of an assembly is read with the places of its assets', () => {
  const directory = assembly({
    'manifest.json': {
      artifacts: {
        Acme: stack,
        'Acme.assets': { type: 'cdk:asset-manifest', properties: { file: 'acme.assets.json' } },
      },
    },
    'acme.template.json': { Resources: { Queue: { Type: 'AWS::SQS::Queue', DependsOn: 'Other' } } },
    'acme.assets.json': {
      files: {
        abc: { source: { path: 'asset.abc' }, destinations: { current: { bucketName: 'b', objectKey: 'abc.zip' } } },
      },
    },
  });
  const template = loadTemplate(directory);
  expect(template.stackName).toBe('acme');
  expect(template.Resources.Queue).toEqual({
    Type: 'AWS::SQS::Queue',
    Properties: {},
    Metadata: {},
    DependsOn: ['Other'],
  });
  expect(template.assets).toEqual(new Map([['abc.zip', join(directory, 'asset.abc')]]));
});

test('H3 two stacks are refused', () => {
  const directory = assembly({ 'manifest.json': { artifacts: { One: stack, Two: stack } } });
  expect(() => loadTemplate(directory)).toThrow('holds 2 stacks; the local cloud runs exactly one');
});
