/** Reads the output of `cdk synth`: the one stack's template, and where its assets are on this machine. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

const TemplateResource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
});
export type TemplateResource = z.infer<typeof TemplateResource>;

const TemplateFile = z.object({
  Resources: z.record(z.string(), TemplateResource),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown(), Condition: z.string().optional() })).default({}),
});

export type Template = z.infer<typeof TemplateFile> & {
  stackName: string;
  /** File assets by the object key in the template (`<hash>.zip`): absolute path of their directory or file. */
  assets: Map<string, string>;
};

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z
        .object({ templateFile: z.string().optional(), stackName: z.string().optional(), file: z.string().optional() })
        .default({}),
    }),
  ),
});

const AssetManifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/** @throws if the directory does not contain exactly one stack */
export function loadTemplate(assemblyDir: string): Template {
  const { artifacts } = Manifest.parse(readJson(join(assemblyDir, 'manifest.json')));
  const stacks = Object.entries(artifacts).filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (!stack?.[1].properties.templateFile || stacks.length > 1) {
    throw new Error(`${assemblyDir} holds ${stacks.length} stacks; the local cloud runs exactly one`);
  }
  const [name, { properties }] = stack;
  const assets = new Map<string, string>();
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || !properties.file) continue;
    for (const { source, destinations } of Object.values(
      AssetManifest.parse(readJson(join(assemblyDir, properties.file))).files,
    )) {
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, resolve(assemblyDir, source.path));
    }
  }
  return {
    ...TemplateFile.parse(readJson(join(assemblyDir, properties.templateFile ?? ''))),
    stackName: properties.stackName ?? name,
    assets,
  };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
