/**
 * What the template puts into buckets (`Custom::CDKBucketDeployment`): the assets' files, with values from the template filled
 * in.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as z from 'zod';
import type { Resource } from '../template/resolve.ts';
import { matchesGlob } from './glob.ts';

interface BucketFile {
  content: Buffer;
  /** Object metadata that S3 returns as headers. */
  headers: { 'cache-control'?: string | undefined; 'content-encoding'?: string | undefined };
}

/** By object key. */
export type BucketFiles = Map<string, BucketFile>;

const Deployment = z.object({
  DestinationBucketName: z.string(),
  DestinationBucketKeyPrefix: z.string().default(''),
  SourceObjectKeys: z.array(z.string()),
  Exclude: z.array(z.string()).default([]),
  Include: z.array(z.string()).default([]),
  SystemMetadata: z
    .strictObject({ 'cache-control': z.string().optional(), 'content-encoding': z.string().optional() })
    .default({}),
  /** A source's placeholders and their values. */
  SourceMarkers: z.array(z.record(z.string(), z.string())).default([]),
  SourceMarkersConfig: z.array(z.object({ jsonEscape: z.boolean().default(false) })).default([]),
});

/** @returns files by bucket name. A later source of a deployment replaces files of an earlier one */
export function bucketFiles(resources: Resource[], assets: Map<string, string>): Map<string, BucketFiles> {
  const buckets = new Map<string, BucketFiles>();
  for (const { type, logicalId, properties } of resources) {
    if (type !== 'Custom::CDKBucketDeployment') continue;
    const deployment = Deployment.parse(properties);
    const files: BucketFiles = buckets.get(deployment.DestinationBucketName) ?? new Map();
    buckets.set(deployment.DestinationBucketName, files);
    for (const [index, objectKey] of deployment.SourceObjectKeys.entries()) {
      const directory = assets.get(objectKey);
      if (!directory || !statSync(directory).isDirectory()) {
        throw new Error(`${logicalId}: the local cloud deploys only directories, and ${objectKey} is not one`);
      }
      const escaped = deployment.SourceMarkersConfig[index]?.jsonEscape;
      const markers = Object.entries(deployment.SourceMarkers[index] ?? {}).map(
        ([marker, value]) => [marker, escaped ? JSON.stringify(value).slice(1, -1) : value] as const,
      );
      for (const [path, content] of filesOf(directory)) {
        if (!isCopied(path, deployment)) continue;
        files.set(join(deployment.DestinationBucketKeyPrefix, path), {
          content: filled(content, markers),
          headers: deployment.SystemMetadata,
        });
      }
    }
  }
  return buckets;
}

/** Filters work as in `aws s3 sync`: later ones win, and the CDK writes inclusions after exclusions. */
const isCopied = (path: string, { Exclude, Include }: z.infer<typeof Deployment>): boolean =>
  Include.some((pattern) => matchesGlob(path, pattern)) || !Exclude.some((pattern) => matchesGlob(path, pattern));

function filesOf(directory: string): [path: string, content: Buffer][] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [relative(directory, file), readFileSync(file)]);
}

function filled(content: Buffer, markers: (readonly [marker: string, value: string])[]): Buffer {
  if (markers.length === 0) return content;
  return Buffer.from(markers.reduce((text, [marker, value]) => text.replaceAll(marker, value), content.toString()));
}
