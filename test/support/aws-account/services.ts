/** The account's answers, one row for each action. */
import * as z from 'zod';
import type { Account, AccountStack, AccountUser } from './account.ts';
import { type Answer, AwsError, type Call, xml } from './wire.ts';

type Handle = (account: Account, call: Call) => Promise<Answer> | Answer;

const str = (call: Call, name: string): string => String(call.input[name] ?? '');

function stackOf({ stacks }: Account, nameOrId: string): [string, AccountStack] {
  for (const [name, stack] of stacks) if (name === nameOrId || stack.id === nameOrId) return [name, stack];
  throw new AwsError('ValidationError', `Stack with id ${nameOrId} does not exist`);
}

/** Completes a deletion, which the first look afterwards still finds in progress. */
function finishDeletion(account: Account, name: string, stack: AccountStack): void {
  const full = stack.resources.find(
    ({ type, physicalId }) => type === 'AWS::S3::Bucket' && account.buckets.get(physicalId)?.length,
  );
  if (full) {
    stack.status = 'DELETE_FAILED';
    stack.events.push({
      id: full.id,
      type: full.type,
      status: 'DELETE_FAILED',
      reason: 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
    });
    return;
  }
  for (const { type, physicalId } of stack.resources) {
    if (type === 'AWS::S3::Bucket') account.buckets.delete(physicalId);
    if (type === 'AWS::Logs::LogGroup') account.logGroups.delete(physicalId);
  }
  account.stacks.delete(name);
}

function poolOf({ pools }: Account, call: Call) {
  const pool = pools.get(str(call, 'UserPoolId'));
  if (!pool) throw new AwsError('ResourceNotFoundException', `User pool ${str(call, 'UserPoolId')} does not exist.`);
  return pool;
}

const withEmail = (users: AccountUser[], email: string) =>
  users.find(({ attributes }) => attributes.email?.toLowerCase() === email.toLowerCase());

function userOf(account: Account, call: Call): AccountUser {
  const user = withEmail(poolOf(account, call).users, str(call, 'Username'));
  if (!user) throw new AwsError('UserNotFoundException', 'User does not exist.');
  return user;
}

const Attributes = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);
const attributesOf = (call: Call) =>
  Object.fromEntries(Attributes.parse(call.input.UserAttributes).map(({ Name, Value }) => [Name, Value]));

const asUser = ({ username, attributes, status }: AccountUser) => ({
  Username: username,
  UserStatus: status,
  Enabled: true,
  Attributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
});

const cloudFrontList = (name: string, count: number) =>
  `<${name} xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">${xml({ Marker: '', MaxItems: 100, IsTruncated: false, Quantity: count })}</${name}>`;

const others: Record<string, Handle> = {
  'sts:GetCallerIdentity': ({ id }) => ({ Arn: `arn:aws:iam::${id}:user/ops`, UserId: 'AIDAOPS', Account: id }),
  'ssm:GetParameter': ({ parameters }, call) => {
    const Value = parameters.get(str(call, 'Name'));
    if (Value === undefined) throw new AwsError('ParameterNotFound', '');
    return { Parameter: { Name: str(call, 'Name'), Type: 'String', Value } };
  },
  'lambda:GetAccountSettings': ({ concurrency }) => ({
    AccountLimit: { ConcurrentExecutions: concurrency, UnreservedConcurrentExecutions: concurrency },
    AccountUsage: { FunctionCount: 3 },
  }),
  'cloudfront:ListDistributions': ({ counts }) => cloudFrontList('DistributionList', counts.distributions),
  'cloudfront:ListResponseHeadersPolicies': ({ counts }) =>
    cloudFrontList('ResponseHeadersPolicyList', counts.responseHeadersPolicies),
  'cloudfront:ListOriginAccessControls': ({ counts }) =>
    cloudFrontList('OriginAccessControlList', counts.originAccessControls),
  'ses:GetAccount': ({ mail }) => ({ ProductionAccessEnabled: mail.isProduction, SendingEnabled: true }),
  'ses:GetEmailIdentity': ({ mail }, { path }) => {
    const isVerified = mail.identities.get(decodeURIComponent(path.pathname.split('/').at(-1) ?? ''));
    if (isVerified === undefined) throw new AwsError('NotFoundException', 'Email identity does not exist.');
    return { VerifiedForSendingStatus: isVerified, VerificationStatus: isVerified ? 'SUCCESS' : 'PENDING' };
  },
  'acm:DescribeCertificate': ({ certificates }, call) => {
    const certificate = certificates.get(str(call, 'CertificateArn'));
    if (!certificate) throw new AwsError('ResourceNotFoundException', 'Could not find certificate.');
    const { status: Status, names, expires: NotAfter } = certificate;
    return { Certificate: { Status, DomainName: names[0], SubjectAlternativeNames: names, NotAfter } };
  },

  'cloudformation:DescribeStacks': (account, call) => {
    const [name, stack] = stackOf(account, str(call, 'StackName'));
    const described = {
      StackId: stack.id,
      StackName: name,
      StackStatus: stack.status,
      CreationTime: '2026-11-27T06:00:00Z',
      EnableTerminationProtection: stack.isProtected,
      Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    };
    if (stack.status === 'DELETE_IN_PROGRESS') finishDeletion(account, name, stack);
    return { Stacks: [described] };
  },
  'cloudformation:DescribeStackEvents': (account, call) => {
    const [name, { events }] = stackOf(account, str(call, 'StackName'));
    const newest = events.toReversed();
    const from = Number(call.input.NextToken ?? 0);
    const isLast = from + PAGE >= newest.length;
    return {
      StackEvents: newest.slice(from, from + PAGE).map(({ id, type, status, reason }, index) => ({
        StackName: name,
        EventId: String(from + index),
        LogicalResourceId: id,
        ResourceType: type,
        ResourceStatus: status,
        ResourceStatusReason: reason,
        Timestamp: '2026-11-27T06:00:00Z',
      })),
      NextToken: isLast ? undefined : String(from + PAGE),
    };
  },
  'cloudformation:ListStackResources': (account, call) => ({
    StackResourceSummaries: stackOf(account, str(call, 'StackName'))[1].resources.map(({ id, type, physicalId }) => ({
      LogicalResourceId: id,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ResourceStatus: 'CREATE_COMPLETE',
      LastUpdatedTimestamp: '2026-11-27T06:00:00Z',
    })),
  }),
  'cloudformation:UpdateTerminationProtection': (account, call) => {
    const [, stack] = stackOf(account, str(call, 'StackName'));
    stack.isProtected = str(call, 'EnableTerminationProtection') === 'true';
    return { StackId: stack.id };
  },
  'cloudformation:DeleteStack': (account, call) => {
    const [name, stack] = stackOf(account, str(call, 'StackName'));
    if (stack.isProtected) {
      throw new AwsError('ValidationError', `Stack [${name}] cannot be deleted while TerminationProtection is enabled`);
    }
    stack.status = 'DELETE_IN_PROGRESS';
    stack.events.push({
      id: name,
      type: 'AWS::CloudFormation::Stack',
      status: 'DELETE_IN_PROGRESS',
      reason: 'User Initiated',
    });
    return {};
  },

  'cognito-idp:ListUserPools': ({ pools }) => ({ UserPools: [...pools].map(([Id, { name: Name }]) => ({ Id, Name })) }),
  'cognito-idp:DescribeUserPool': (account, call) => {
    const { name, isProtected, domain } = poolOf(account, call);
    const UserPool = {
      Id: str(call, 'UserPoolId'),
      Name: name,
      DeletionProtection: isProtected ? 'ACTIVE' : 'INACTIVE',
    };
    return { UserPool: { ...UserPool, Domain: domain } };
  },
  'cognito-idp:UpdateUserPool': (account, call) => {
    poolOf(account, call).isProtected = str(call, 'DeletionProtection') === 'ACTIVE';
    return {};
  },
  'cognito-idp:DeleteUserPoolDomain': (account, call) => {
    delete poolOf(account, call).domain;
    return {};
  },
  'cognito-idp:DeleteUserPool': (account, call) => {
    const { isProtected, domain } = poolOf(account, call);
    if (isProtected)
      throw new AwsError(
        'InvalidParameterException',
        'The user pool cannot be deleted because deletion protection is activated.',
      );
    if (domain)
      throw new AwsError(
        'InvalidParameterException',
        'User pool cannot be deleted. It has a domain configured that should be deleted first.',
      );
    account.pools.delete(str(call, 'UserPoolId'));
    return {};
  },
  'cognito-idp:ListUsers': (account, call) => ({ Users: poolOf(account, call).users.map(asUser) }),
  'cognito-idp:ListUsersInGroup': (account, call) => ({
    Users: poolOf(account, call)
      .users.filter(({ groups }) => groups.has(str(call, 'GroupName')))
      .map(asUser),
  }),
  'cognito-idp:AdminGetUser': (account, call) => {
    const { Attributes: UserAttributes, ...user } = asUser(userOf(account, call));
    return { ...user, UserAttributes };
  },
  'cognito-idp:AdminCreateUser': (account, call) => {
    const { users } = poolOf(account, call);
    const before = withEmail(users, str(call, 'Username'));
    if (str(call, 'MessageAction') === 'RESEND') {
      const user = userOf(account, call);
      user.invitations += 1;
      return { User: asUser(user) };
    }
    if (before) throw new AwsError('UsernameExistsException', 'An account with the given email already exists.');
    const user: AccountUser = {
      username: `00000000-0000-4000-8000-00000000000${users.length}`,
      attributes: { email: str(call, 'Username'), ...attributesOf(call) },
      groups: new Set(),
      status: 'FORCE_CHANGE_PASSWORD',
      invitations: 1,
    };
    users.push(user);
    return { User: asUser(user) };
  },
  'cognito-idp:AdminUpdateUserAttributes': (account, call) => {
    Object.assign(userOf(account, call).attributes, attributesOf(call));
    return {};
  },
  'cognito-idp:AdminAddUserToGroup': (account, call) => {
    userOf(account, call).groups.add(str(call, 'GroupName'));
    return {};
  },
  'cognito-idp:AdminRemoveUserFromGroup': (account, call) => {
    userOf(account, call).groups.delete(str(call, 'GroupName'));
    return {};
  },
  'cognito-idp:AdminDeleteUser': (account, call) => {
    const user = userOf(account, call);
    const pool = poolOf(account, call);
    pool.users = pool.users.filter((each) => each !== user);
    return {};
  },

  'logs:DescribeLogGroups': ({ logGroups }, call) => ({
    logGroups: [...logGroups]
      .filter((name) => name.startsWith(str(call, 'logGroupNamePrefix')))
      .map((logGroupName) => ({ logGroupName })),
  }),
  'logs:DeleteLogGroup': ({ logGroups }, call) => {
    logGroups.delete(str(call, 'logGroupName'));
    return {};
  },

  's3:ListAllMyBuckets': ({ buckets, bucketRegions, region }, { path }) => {
    const prefix = path.searchParams.get('prefix') ?? '';
    const asked = path.searchParams.get('bucket-region');
    const isThere = (name: string) => asked === null || asked === (bucketRegions.get(name) ?? region);
    const found = [...buckets.keys()].filter((name) => name.startsWith(prefix) && isThere(name));
    return `<ListAllMyBucketsResult xmlns="${S3}"><Buckets>${found.map((Name) => `<Bucket>${xml({ Name })}</Bucket>`).join('')}</Buckets></ListAllMyBucketsResult>`;
  },
  's3:ListBucketVersions': ({ buckets }, call) => {
    const found = bucketOf(buckets, call).slice(0, 1000);
    const rows = found.map(({ key: Key, versionId: VersionId, isMarker }) => {
      const tag = isMarker ? 'DeleteMarker' : 'Version';
      return `<${tag}>${xml({ Key, VersionId, IsLatest: true })}</${tag}>`;
    });
    return `<ListVersionsResult xmlns="${S3}"><IsTruncated>false</IsTruncated>${rows.join('')}</ListVersionsResult>`;
  },
  's3:DeleteObject': ({ buckets }, call) => {
    const gone = new Set(Array.from(call.body.matchAll(/<VersionId>([^<]*)<\/VersionId>/g), ([, id]) => id));
    const name = call.path.pathname.split('/')[1] ?? '';
    buckets.set(
      name,
      bucketOf(buckets, call).filter(({ versionId }) => !gone.has(versionId)),
    );
    return `<DeleteResult xmlns="${S3}"></DeleteResult>`;
  },
  's3:DeleteBucket': ({ buckets }, call) => {
    if (bucketOf(buckets, call).length > 0)
      throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty');
    buckets.delete(call.path.pathname.split('/')[1] ?? '');
    return '';
  },
};

const PAGE = 100;
const S3 = 'http://s3.amazonaws.com/doc/2006-03-01/';

function bucketOf(buckets: Account['buckets'], { path }: Call) {
  const versions = buckets.get(path.pathname.split('/')[1] ?? '');
  if (!versions) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist');
  return versions;
}

/** A real engine, plus the deletion protection that it lacks. */
async function dynamodb({ protectedTables }: Account, { action, body, input }: Call, engine: string): Promise<Answer> {
  const table = String(input.TableName);
  if (action === 'UpdateTable' && 'DeletionProtectionEnabled' in input) {
    if (input.DeletionProtectionEnabled === protectedTables.has(table)) {
      throw new AwsError('ValidationException', 'Nothing would change');
    }
    protectedTables.delete(table);
    return {};
  }
  if (action === 'DeleteTable' && protectedTables.has(table)) {
    throw new AwsError(
      'ValidationException',
      `Resource cannot be deleted as it is currently protected against deletion: ${table}`,
    );
  }
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-date': '20261127T060000Z',
    'x-amz-target': `DynamoDB_20120810.${action}`,
    authorization:
      'AWS4-HMAC-SHA256 Credential=a/20261127/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  };
  const response = await fetch(engine, { method: 'POST', headers, body });
  const answer = z.record(z.string(), z.unknown()).parse(await response.json());
  if (response.ok && action === 'DescribeTable') {
    return { Table: { ...Object(answer.Table), DeletionProtectionEnabled: protectedTables.has(table) } };
  }
  if (response.ok) return answer;
  throw new AwsError(String(answer.__type).split('#').at(-1) ?? '', String(answer.message ?? answer.Message ?? ''));
}

export const services = { others, dynamodb };
