/** Finds what a tenant's stack left behind, deployed or failed: by name, because no stack refers to it any more. */
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeUserPoolCommand, ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { Aws } from './aws.ts';

export interface LeftOvers {
  /** The table with the chats. */
  table: { name: string; rows: number } | undefined;
  /** The pools with the people. */
  pools: { id: string; domain: string | undefined }[];
  logGroups: string[];
  buckets: string[];
}

export async function leftOvers(aws: Aws, tenant: string): Promise<LeftOvers> {
  const [table, pools, logGroups, buckets] = await Promise.all([
    findTable(aws, `${tenant}-foyer`),
    findPools(aws, `${tenant}-foyer`),
    Promise.all(['/aws/lambda', '/aws/vendedlogs'].map((folder) => findLogGroups(aws, `${folder}/${tenant}-foyer-`))),
    findBuckets(aws, tenant),
  ]);
  return { table, pools, logGroups: logGroups.flat(), buckets };
}

async function findTable({ dynamodb }: Aws, name: string): Promise<LeftOvers['table']> {
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
    return { name, rows: Table?.ItemCount ?? 0 };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function findPools({ cognito }: Aws, name: string): Promise<LeftOvers['pools']> {
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cognito.send(new ListUserPoolsCommand({ MaxResults: 60, NextToken }));
    found.push(...(page.UserPools ?? []).flatMap(({ Id, Name }) => (Id && Name === name ? [Id] : [])));
    NextToken = page.NextToken;
  } while (NextToken);
  return Promise.all(
    found.map(async (id) => {
      const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId: id }));
      return { id, domain: UserPool?.Domain };
    }),
  );
}

/** Matches function names exactly, because `acme` is also a prefix of `acme-foyer`'s log groups. */
async function findLogGroups({ logs }: Aws, logGroupNamePrefix: string): Promise<string[]> {
  const isOurs = (name: string) => !name.slice(logGroupNamePrefix.length).includes('foyer');
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix, nextToken }));
    found.push(
      ...(page.logGroups ?? []).flatMap(({ logGroupName = '' }) => (isOurs(logGroupName) ? [logGroupName] : [])),
    );
    nextToken = page.nextToken;
  } while (nextToken);
  return found;
}

/**
 * CloudFormation names buckets after the stack, the logical id and a random part, so `acme` does not match `acme-shop`. Only
 * this region's: S3 lists the buckets of all regions, and another region may have a tenant of the same name.
 */
async function findBuckets({ s3, region }: Aws, tenant: string): Promise<string[]> {
  const named = new RegExp(`^foyer-${tenant}-(widget|console)bucket[0-9a-f]{8}-[0-9a-z]+$`);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: `foyer-${tenant}-`, BucketRegion: region }));
  return Buckets.flatMap(({ Name }) => (Name && named.test(Name) ? [Name] : []));
}
