/** Empties buckets, because only an empty bucket can be deleted. That includes every version of every file. */
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  NoSuchBucket,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import type { Aws } from './aws.ts';
import { resourcesOf, type Stack } from './stack.ts';
import { Stop } from './stop.ts';

/** The buckets of a stack that is about to be deleted. */
export async function emptyBuckets(aws: Aws, stack: Stack): Promise<void> {
  for (const { ResourceType, PhysicalResourceId, ResourceStatus } of await resourcesOf(aws, stack)) {
    if (ResourceType !== 'AWS::S3::Bucket' || !PhysicalResourceId || ResourceStatus === 'DELETE_COMPLETE') continue;
    await emptyBucket(aws, PhysicalResourceId);
  }
}

export async function deleteBucket(aws: Aws, name: string): Promise<void> {
  await emptyBucket(aws, name);
  await ifThere(aws.s3.send(new DeleteBucketCommand({ Bucket: name })));
}

async function emptyBucket({ s3 }: Aws, Bucket: string): Promise<void> {
  for (;;) {
    // Each round starts at the beginning, because the listed files are gone by then. A page has 1,000, the most that one call
    // can delete.
    const page = await ifThere(s3.send(new ListObjectVersionsCommand({ Bucket })));
    const Objects = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map(
      ({ Key, VersionId }): ObjectIdentifier => ({ Key, VersionId }),
    );
    if (Objects.length === 0) return;
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [first] = Errors;
    if (first) throw new Stop(`${first.Key} in the bucket ${Bucket} could not be deleted: ${first.Message}`);
  }
}

async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NoSuchBucket) return undefined;
    throw error;
  }
}
