/** An AWS account that knows exactly what the operator commands ask for. Tests and calls change its content. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamodb } from '../../../local/engines/dynamodb.ts';
import { services } from './services.ts';
import { AwsError, startWire } from './wire.ts';

export interface AccountStack {
  status: string;
  id: string;
  isProtected: boolean;
  outputs: Record<string, string>;
  resources: { id: string; type: string; physicalId: string }[];
  /** Oldest first. */
  events: { id: string; type: string; status: string; reason?: string }[];
}

export interface AccountUser {
  username: string;
  attributes: Record<string, string>;
  groups: Set<string>;
  status: string;
  /** The number of invitations sent. */
  invitations: number;
}

export interface Account {
  id: string;
  region: string;
  /** The calls made, as `service:Action`. */
  asked: string[];
  /** Actions that these credentials may not call. */
  denied: Set<string>;
  credentials: 'good' | 'expired' | 'unknown';
  /** Not enabled: their endpoints reject all credentials. */
  regionsOff: Set<string>;
  stacks: Map<string, AccountStack>;
  parameters: Map<string, string>;
  pools: Map<string, { name: string; isProtected: boolean; domain?: string; users: AccountUser[] }>;
  protectedTables: Set<string>;
  logGroups: Set<string>;
  /** File versions by bucket. */
  buckets: Map<string, { key: string; versionId: string; isMarker?: boolean }[]>;
  /** For buckets in another region. */
  bucketRegions: Map<string, string>;
  concurrency: number;
  counts: { distributions: number; responseHeadersPolicies: number; originAccessControls: number };
  certificates: Map<string, { status: string; names: string[]; expires: number }>;
  mail: { isProduction: boolean; identities: Map<string, boolean> };
  dynamodb: DynamoDBClient;
  createTable(name: string): Promise<void>;
  url: string;
  stop(): Promise<void>;
}

/** Commands find it through the standard variables, as they find AWS. */
export async function startAccount(): Promise<Account> {
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-account-'));
  const engine = await startDynamodb({ dataDir });
  const keys = { accessKeyId: 'AKIAOPERATOR', secretAccessKey: 'secret' };
  const dynamodb = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials: keys });
  const account: Account = {
    id: '111122223333',
    region: 'eu-west-1',
    asked: [],
    denied: new Set(),
    credentials: 'good',
    regionsOff: new Set(),
    stacks: new Map(),
    parameters: new Map([['/cdk-bootstrap/hnb659fds/version', '28']]),
    pools: new Map(),
    protectedTables: new Set(),
    logGroups: new Set(),
    buckets: new Map(),
    bucketRegions: new Map(),
    concurrency: 1000,
    counts: { distributions: 1, responseHeadersPolicies: 2, originAccessControls: 1 },
    certificates: new Map(),
    mail: { isProduction: true, identities: new Map() },
    dynamodb,
    createTable: async (TableName) => {
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
        }),
      );
    },
    url: '',
    stop: async () => {
      await wire.stop();
      await engine.stop();
      await rm(dataDir, { recursive: true });
    },
  };
  const wire = await startWire(async (call) => {
    const action = `${PREFIX[call.service] ?? call.service}:${call.action}`;
    account.asked.push(action);
    if (account.credentials === 'expired')
      throw new AwsError(EXPIRED[call.service] ?? 'ExpiredTokenException', 'expired');
    if (account.credentials === 'unknown' || account.regionsOff.has(call.region)) {
      throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid');
    }
    if (account.denied.has(action)) {
      const code = ['cloudformation', 's3', 'sts', 'cloudfront'].includes(call.service)
        ? 'AccessDenied'
        : 'AccessDeniedException';
      throw new AwsError(
        code,
        `User: arn:aws:iam::${account.id}:user/ops is not authorized to perform: ${action} on resource: *`,
      );
    }
    if (call.service === 'dynamodb') return services.dynamodb(account, call, engine.url);
    const handle = services.others[`${call.service}:${call.action}`];
    if (!handle) throw new Error(`The stand-in knows no ${action}`);
    return handle(account, call);
  });
  account.url = wire.url;
  return account;
}

/** If a permission's prefix differs from the service name in signatures. */
const PREFIX: Record<string, string> = {};
const EXPIRED: Record<string, string> = {
  sts: 'ExpiredToken',
  cloudformation: 'ExpiredToken',
  s3: 'ExpiredToken',
  cloudfront: 'ExpiredToken',
};
