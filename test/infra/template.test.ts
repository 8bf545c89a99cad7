import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { type FunctionContract, functions, type StreamRecords, streamPatterns } from '../../functions/contract.ts';
import { all, synthesize } from './synthesize.ts';

let acme: Template;
/** Signs in with another issuer. */
let trial: Template;

beforeAll(() => {
  acme = synthesize({ tenant: 'acme' });
  trial = synthesize({
    tenant: 'trial',
    traces: true,
    issuer: 'https://login.example.com/t1',
    audience: 'console',
    roles: { 'group-1': 'admin' },
  });
});

const idOf = (name: string) => `Functions${name.replaceAll('-', '')}`;

/** The only resource of its type. */
function one(template: Template, type: string) {
  const found = Object.values(all(template, type));
  expect(found).toHaveLength(1);
  return found[0];
}

describe('H2 tenants', () => {
  test('H2 the names that the local cloud goes by', () => {
    expect(Object.values(all(acme, 'AWS::ApiGatewayV2::Api')).map(({ Name }) => Name)).toEqual(
      expect.arrayContaining(['acme-foyer-visitor', 'acme-foyer-agent', 'acme-foyer-public', 'acme-foyer-admin']),
    );
    const comments = Object.values(all(acme, 'AWS::CloudFront::Distribution')).map(
      (it) => it.DistributionConfig.Comment,
    );
    expect(comments.sort()).toEqual(['acme foyer console', 'acme foyer files', 'acme foyer widget']);
  });

  test('H2 what an operator and a website need is an output', () => {
    expect(Object.keys(acme.findOutputs('*')).sort()).toEqual([
      'AdminApiAddress',
      'AgentSocketAddress',
      'AlarmTopic',
      'ClientId',
      'ConfigurationFormat',
      'ConsoleAddress',
      'DashboardAddress',
      'Issuer',
      'PublicApiAddress',
      'Region',
      'Snippet',
      'TableName',
      'UserPoolId',
      'VisitorSocketAddress',
      'WidgetAddress',
    ]);
  });
});

describe('H3 functions', () => {
  /** What each term of a contract means for a role. */
  const table = {
    read: ['GetItem', 'Query'],
    'read-write': ['GetItem', 'Query', 'DeleteItem', 'PutItem', 'UpdateItem'],
  };
  const connections = {
    visitor: 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<VisitorSocketApi>/ws',
    agent: 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<AgentSocketApi>/ws',
  };
  const consumed = {
    stream: [
      'dynamodb:DescribeStream <Table.StreamArn>',
      'dynamodb:GetRecords <Table.StreamArn>',
      'dynamodb:GetShardIterator <Table.StreamArn>',
      'dynamodb:ListStreams <Table.StreamArn>',
      'sqs:SendMessage <QueuesFailed.Arn>',
    ],
    queue: [
      'sqs:ChangeMessageVisibility <QueuesTimers.Arn>',
      'sqs:DeleteMessage <QueuesTimers.Arn>',
      'sqs:GetQueueAttributes <QueuesTimers.Arn>',
      'sqs:ReceiveMessage <QueuesTimers.Arn>',
    ],
    asynchronous: ['sqs:SendMessage <QueuesFailed.Arn>'],
    scan: [],
    http: [],
    socket: [],
    'socket-authorizer': [],
  };
  const filesOf = {
    links: ['s3:PutObject <FilesUploads.Arn>/*', 's3:GetObject <Files.Arn>/*'],
    attach: [
      ...['s3:PutObject <FilesUploads.Arn>/*', 's3:GetObject <FilesUploads.Arn>/*', 's3:ListBucket <FilesUploads.Arn>'],
    ],
    read: ['s3:GetObject <Files.Arn>/*', 's3:ListBucket <Files.Arn>'],
    check: [
      ...['s3:GetObject <FilesUploads.Arn>/*', 's3:GetObjectTagging <FilesUploads.Arn>/*'],
      ...['s3:ListBucket <FilesUploads.Arn>'],
      ...['s3:PutObject <Files.Arn>/*', 's3:PutObjectTagging <Files.Arn>/*'],
    ],
  };
  const meaning = (contract: FunctionContract): string[] => [
    ...(contract.table ? table[contract.table].map((action) => `dynamodb:${action} <Table.Arn>`) : []),
    ...(contract.pushes ?? []).map((api) => `execute-api:ManageConnections ${connections[api]}/POST/@connections/*`),
    ...(contract.closes ?? []).map((api) => `execute-api:ManageConnections ${connections[api]}/DELETE/@connections/*`),
    ...(contract.setsTimers ? ['sqs:SendMessage <QueuesTimers.Arn>'] : []),
    ...(contract.setsTimers === true ? ['states:StartExecution <LongTimersMachine>'] : []),
    ...(contract.files ? filesOf[contract.files] : []),
    ...(contract.hands ?? []).map(
      (name) =>
        `lambda:InvokeFunction arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:acme-foyer-${name}`,
    ),
    ...contract.triggers.flatMap(({ kind }) => consumed[kind]),
  ];

  test.each(Object.entries(functions))('H3 %s may do what its contract says and nothing else', (name, contract) => {
    const role = acme.findResources('AWS::IAM::Role')[`${idOf(name)}Role`];
    expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(role?.Properties).not.toHaveProperty('Policies');
    const always = [`logs:CreateLogStream <${idOf(name)}Log.Arn>`, `logs:PutLogEvents <${idOf(name)}Log.Arn>`];
    expect(allowed(acme, `<${idOf(name)}Role>`)).toEqual([...meaning(contract), ...always].sort());
  });

  test('H3 B9 the functions that explain decisions, show contacts and arm timers only read the table; every other function writes to it', () => {
    const writes = (name: string) => allowed(acme, `<${idOf(name)}Role>`).includes('dynamodb:PutItem <Table.Arn>');
    expect(Object.keys(functions).filter((name) => !writes(name))).toEqual(['decisions', 'contact', 'arm-timers']);
    expect(allowed(acme, `<${idOf('decisions')}Role>`).filter((grant) => grant.startsWith('dynamodb:'))).toEqual([
      'dynamodb:GetItem <Table.Arn>',
      'dynamodb:Query <Table.Arn>',
    ]);
  });

  test('H3 H4 no role has a wildcard, except for X-Ray’s two actions if calls are traced', () => {
    const wide = (template: Template) =>
      Object.values(all(template, 'AWS::IAM::Policy'))
        .flatMap(grantsOf)
        .filter((grant) => /^\S*\*| \*$/.test(grant));
    expect(wide(acme)).toEqual([]);
    expect([...new Set(wide(trial))].sort()).toEqual(['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *']);
    expect(all(trial, 'AWS::Lambda::Function')[`${idOf('agent-frame')}Function`].TracingConfig).toEqual({
      Mode: 'Active',
    });
  });

  test.each(Object.entries(functions))('H3 %s runs as the contract says', (name, contract) => {
    const lambda = all(acme, 'AWS::Lambda::Function')[`${idOf(name)}Function`];
    expect(lambda).toMatchObject({
      FunctionName: `acme-foyer-${name}`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: contract.memoryMb,
      Timeout: contract.timeoutS,
      TracingConfig: { Mode: 'PassThrough' },
      LoggingConfig: { LogGroup: `<${idOf(name)}Log>`, LogFormat: 'JSON' },
    });
    expect(Object.keys(lambda.Environment.Variables).sort()).toEqual([...contract.environment].sort());
    expect(lambda).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('H3 what the environment names is where things are', () => {
    const environment = Object.assign(
      {},
      ...Object.values(all(acme, 'AWS::Lambda::Function')).map(({ Environment }) => Environment?.Variables),
    );
    expect(environment).toMatchObject({
      FOYER_TENANT: 'acme',
      FOYER_TABLE: '<Table>',
      FOYER_TIMERS_QUEUE_URL: '<QueuesTimers>',
      FOYER_VISITOR_SOCKET: 'wss://<VisitorSocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/ws',
      FOYER_AGENT_SOCKET: 'wss://<AgentSocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/ws',
      FOYER_VISITOR_CONNECTIONS: 'https://<VisitorSocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/ws',
      FOYER_AGENT_CONNECTIONS: 'https://<AgentSocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/ws',
      FOYER_ROLES_CLAIM: 'cognito:groups',
      FOYER_ROLES: '{}',
      FOYER_TRUST_EMAIL: 'no',
    });
  });
});

describe('A3 E1 edges', () => {
  /** `api route -> authorization, function or integration type` */
  const routes = (template: Template) => {
    const integrations = all(template, 'AWS::ApiGatewayV2::Integration');
    return Object.values(all(template, 'AWS::ApiGatewayV2::Route'))
      .map(({ ApiId, RouteKey, AuthorizationType, AuthorizerId, Target }) => {
        const integration = integrations[Target.replace('integrations/<', '').replace('>', '')];
        const lambda = /<Functions(\w+)Function\.Arn>/.exec(integration.IntegrationUri)?.[1];
        return `${ApiId} ${RouteKey}: ${AuthorizerId ?? AuthorizationType} -> ${lambda ?? integration.IntegrationType}`;
      })
      .sort();
  };

  test('H3 every route, who lets it through and what answers', () => {
    expect(routes(acme)).toEqual([
      '<AdminApi> GET /v1/interactions/{interactionId}/contact: <AdminApiSignedIn> -> contact',
      '<AdminApi> GET /v1/interactions/{interactionId}/decisions: <AdminApiSignedIn> -> decisions',
      '<AdminApi> GET /v1/session: <AdminApiSignedIn> -> consolesession',
      '<AdminApi> PUT /v1/interactions/{interactionId}/contact: <AdminApiSignedIn> -> contactchange',
      '<AgentSocketApi> $connect: <AgentSocketApiAuthorizer> -> MOCK',
      '<AgentSocketApi> $default: NONE -> agentframe',
      '<AgentSocketApi> $disconnect: NONE -> agentdisconnect',
      '<PublicApi> GET /v1/websites/{token}: NONE -> website',
      '<PublicApi> POST /v1/chats/continue: NONE -> chatcontinue',
      '<PublicApi> POST /v1/chats/token: NONE -> chattoken',
      '<PublicApi> POST /v1/chats: NONE -> chatstart',
      '<PublicApi> POST /v1/left: NONE -> leave',
      '<PublicApi> POST /v1/mail/stop: NONE -> mailstop',
      '<PublicApi> POST /v1/replies: NONE -> leave',
      '<PublicApi> POST /v1/voice/next-agent: NONE -> nextagent',
      '<PublicApi> PUT /v1/agents/{agentId}/voice: NONE -> agentvoice',
      '<VisitorSocketApi> $connect: <VisitorSocketApiAuthorizer> -> MOCK',
      '<VisitorSocketApi> $default: NONE -> visitorframe',
      '<VisitorSocketApi> $disconnect: NONE -> visitordisconnect',
    ]);
  });

  test.each(['Visitor', 'Agent'])('H3 the %s socket asks its authorizer about the token', (side) => {
    const authorizer = all(acme, 'AWS::ApiGatewayV2::Authorizer')[`${side}SocketApiAuthorizer`];
    expect(authorizer).toMatchObject({
      AuthorizerType: 'REQUEST',
      IdentitySource: ['route.request.querystring.token'],
      AuthorizerUri: expect.stringContaining(`<Functions${side.toLowerCase()}authorizerFunction.Arn>`),
    });
    expect(all(acme, 'AWS::ApiGatewayV2::Api')[`${side}SocketApi`].RouteSelectionExpression).toBe('$request.body.t');
  });

  test('H3 connecting calls no function, and a frame is answered on the socket', () => {
    const mocks = Object.entries(all(acme, 'AWS::ApiGatewayV2::Integration')).filter(
      ([, it]) => it.IntegrationType === 'MOCK',
    );
    expect(mocks).toHaveLength(2);
    for (const [id, mock] of mocks) {
      expect(mock).toMatchObject({
        RequestTemplates: { $default: '{"statusCode":200}' },
        TemplateSelectionExpression: '\\$default',
      });
      acme.hasResourceProperties('AWS::ApiGatewayV2::IntegrationResponse', {
        IntegrationId: `<${id}>`,
        IntegrationResponseKey: '$default',
      });
    }
    const answering = Object.values(all(acme, 'AWS::ApiGatewayV2::Route'))
      .filter((it) => it.RouteResponseSelectionExpression === '$default')
      .map(({ ApiId, RouteKey }) => `${ApiId} ${RouteKey}`);
    expect(answering.sort()).toEqual([
      '<AgentSocketApi> $connect',
      '<AgentSocketApi> $default',
      '<VisitorSocketApi> $connect',
      '<VisitorSocketApi> $default',
    ]);
    acme.resourceCountIs('AWS::ApiGatewayV2::RouteResponse', 4);
  });

  test('H3 the admin API takes tokens of the user pool for the console only', () => {
    expect(all(acme, 'AWS::ApiGatewayV2::Authorizer').AdminApiSignedIn).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: '<UsersPool.ProviderURL>', Audience: ['<UsersPoolConsole>'] },
    });
  });

  test('H3 any page may ask the HTTP APIs, with no cookie', () => {
    const cors = Object.values(all(acme, 'AWS::ApiGatewayV2::Api')).flatMap((it) => it.CorsConfiguration ?? []);
    expect(cors).toHaveLength(2);
    const http = Object.values(all(acme, 'AWS::ApiGatewayV2::Route')).filter(({ RouteKey }) => RouteKey.includes(' '));
    const methods = new Set(http.map(({ RouteKey }) => RouteKey.split(' ')[0]));
    for (const it of cors) {
      expect(it.AllowOrigins).toEqual(['*']);
      expect(it.AllowMethods).toEqual(expect.arrayContaining([...methods]));
      expect(it).not.toHaveProperty('AllowCredentials');
    }
  });

  test('H4 every stage is throttled, and logs neither tokens nor addresses', () => {
    const stages = Object.values(all(acme, 'AWS::ApiGatewayV2::Stage'));
    expect(stages).toHaveLength(4);
    for (const { DefaultRouteSettings, AccessLogSettings } of stages) {
      expect(DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: expect.any(Number) });
      expect(AccessLogSettings.Format).toContain('$context.requestId');
      expect(AccessLogSettings.Format).not.toMatch(/query|path|sourceIp|userAgent/i);
    }
  });

  test('A2 a flood of starts does not use up what renewals and the widget’s first question need', () => {
    const { PublicApiStage: stage } = all(acme, 'AWS::ApiGatewayV2::Stage');
    const whole = stage.DefaultRouteSettings.ThrottlingRateLimit;
    expect(Object.keys(stage.RouteSettings)).toEqual([
      'GET /v1/websites/{token}',
      'POST /v1/chats',
      'POST /v1/chats/token',
      'POST /v1/left',
      'POST /v1/replies',
      'PUT /v1/agents/{agentId}/voice',
      'POST /v1/voice/next-agent',
      'POST /v1/chats/continue',
      'POST /v1/mail/stop',
    ]);
    for (const settings of Object.values<Record<string, unknown>>(stage.RouteSettings)) {
      expect(settings).toMatchObject({ ThrottlingRateLimit: expect.any(Number) });
    }
    expect(stage.RouteSettings['POST /v1/chats'].ThrottlingRateLimit).toBeLessThanOrEqual(whole / 2);
    // CloudFormation refuses settings for a route that does not exist yet.
    const { DependsOn } = acme.findResources('AWS::ApiGatewayV2::Stage').PublicApiStage ?? {};
    expect(DependsOn).toHaveLength(9);
  });
});

describe('D3 long timers', () => {
  test('D3 wait in executions that may send to the timers’ queue and do nothing else', () => {
    const machine = one(acme, 'AWS::StepFunctions::StateMachine');
    expect(machine).toMatchObject({ StateMachineType: 'STANDARD', RoleArn: '<LongTimersRole.Arn>' });
    const { States } = JSON.parse(machine.DefinitionString);
    expect(States).toMatchObject({
      Wait: { Type: 'Wait', TimestampPath: '$.at', Next: 'Send' },
      Send: { Parameters: { QueueUrl: '<QueuesTimers>', 'MessageBody.$': '$.timer' }, End: true },
    });
    // Covers an outage of a day: attempts five minutes apart.
    expect(States.Send.Retry).toMatchObject([{ ErrorEquals: ['States.ALL'], MaxAttempts: 300, MaxDelaySeconds: 300 }]);
    expect(allowed(acme, '<LongTimersRole>')).toEqual(['sqs:SendMessage <QueuesTimers.Arn>']);
  });

  test('D3 whose execution gave up go to the failure queue', () => {
    expect(all(acme, 'AWS::Events::Rule').LongTimersGaveUp).toMatchObject({
      EventPattern: {
        source: ['aws.states'],
        detail: { stateMachineArn: ['<LongTimersMachine>'], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      Targets: [{ Arn: '<QueuesFailed.Arn>' }],
    });
    expect(all(acme, 'AWS::SQS::QueuePolicy').QueuesFailedPolicy.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        ...{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Resource: '<QueuesFailed.Arn>' },
        Condition: { ArnEquals: { 'aws:SourceArn': '<LongTimersGaveUp.Arn>' } },
      }),
    );
  });
});

describe('H6 data and queues', () => {
  test('H6 the table can be restored, and neither deleted nor replaced by accident', () => {
    expect(one(acme, 'AWS::DynamoDB::Table')).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
  });

  test('H4 a timer that fails eight times is kept for a person, and not tried twice at once', () => {
    const { QueuesTimers: timers, ...failed } = all(acme, 'AWS::SQS::Queue');
    expect(timers.RedrivePolicy).toEqual({ deadLetterTargetArn: '<QueuesFailed.Arn>', maxReceiveCount: 8 });
    // AWS recommends six times the function's timeout: a timer whose process crashed comes back within a minute.
    expect(all(acme, 'AWS::Lambda::Function').FunctionstimerFunction.Timeout).toBe(10);
    expect(timers.VisibilityTimeout).toBe(60);
    expect(Object.values(failed).map((queue) => queue.MessageRetentionPeriod)).toEqual([14 * 86_400]);
    // Every queue refuses unencrypted connections.
    const policies = Object.values(all(acme, 'AWS::SQS::QueuePolicy')).flatMap((it) => it.PolicyDocument.Statement);
    expect(
      policies.filter(({ Effect, Condition }) => Effect === 'Deny' && Condition.Bool['aws:SecureTransport']),
    ).toHaveLength(2);
  });

  test.each<[string, StreamRecords]>([
    ['armtimers', 'what timers follow'],
    ['aftercommit', 'waiting lists and what is measured'],
  ])('H4 %s reads the stream for itself, and just the %s; one bad record does not hold it up', (name, records) => {
    const mappings = Object.values(all(acme, 'AWS::Lambda::EventSourceMapping'));
    const streams = mappings.filter(({ EventSourceArn }) => EventSourceArn === '<Table.StreamArn>');
    // More would be throttled: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
    expect(streams).toHaveLength(2);
    const stream = streams.find(({ FunctionName }) => FunctionName === `<Functions${name}Function>`);
    expect(stream).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 12,
      DestinationConfig: { OnFailure: { Destination: '<QueuesFailed.Arn>' } },
    });
    const patterns = stream.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
    expect(patterns).toEqual(streamPatterns[records]);
  });

  test('H4 one bad timer does not hold up the queue', () => {
    const mappings = Object.values(all(acme, 'AWS::Lambda::EventSourceMapping'));
    expect(mappings.find(({ EventSourceArn }) => EventSourceArn === '<QueuesTimers.Arn>')).toMatchObject({
      FunctionName: '<FunctionstimerFunction>',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      // A publish sets a timer for every agent, and this limits its share of the account.
      ScalingConfig: { MaximumConcurrency: 50 },
    });
  });

  test.each([
    ['B4', 'calls', 'scenariocall'],
    ['D11', 'mails', 'mail'],
  ])(
    '%s H4 %s hold up no timer: they are separate, tried three times, and given-up ones go to the failure queue',
    (_, __, name) => {
      const FunctionName = `<Functions${name}Function>`;
      const found = Object.values(all(acme, 'AWS::Lambda::EventInvokeConfig'));
      expect(found.filter((each) => each.FunctionName === FunctionName)).toMatchObject([
        {
          MaximumRetryAttempts: 2,
          MaximumEventAgeInSeconds: 3600,
          DestinationConfig: { OnFailure: { Destination: '<QueuesFailed.Arn>' } },
        },
      ]);
    },
  );
});

describe('E1 users', () => {
  test('E1 nobody signs up alone, and passwords are strong', () => {
    expect(one(acme, 'AWS::Cognito::UserPool')).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UsernameAttributes: ['email'],
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: true, RequireNumbers: true } },
    });
    const groups = Object.values(all(acme, 'AWS::Cognito::UserPoolGroup')).map(({ GroupName }) => GroupName);
    expect(groups.sort()).toEqual(['admin', 'agent', 'supervisor']);
  });

  test('E1 the console signs in by code, holds no secret, and comes back to its own address', () => {
    const client = one(acme, 'AWS::Cognito::UserPoolClient');
    expect(client).toMatchObject({
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      CallbackURLs: ['https://<ConsoleDistribution.DomainName>/'],
      LogoutURLs: ['https://<ConsoleDistribution.DomainName>/'],
    });
    expect(client.GenerateSecret ?? false).toBe(false);
  });

  test('E1 an agent cannot become another by changing the e-mail address', () => {
    expect(one(acme, 'AWS::Cognito::UserPoolClient').WriteAttributes).toEqual(['locale']);
  });

  test('E1 managed login has pages: the plan, the version and a style for the client', () => {
    expect(one(acme, 'AWS::Cognito::UserPool').UserPoolTier).toBe('ESSENTIALS');
    expect(one(acme, 'AWS::Cognito::UserPoolDomain').ManagedLoginVersion).toBe(2);
    expect(one(acme, 'AWS::Cognito::ManagedLoginBranding').ClientId).toBe('<UsersPoolConsole>');
  });

  test('E1 a tenant with an issuer of its own gets no user pool', () => {
    trial.resourceCountIs('AWS::Cognito::UserPool', 0);
    expect(all(trial, 'AWS::ApiGatewayV2::Authorizer').AdminApiSignedIn.JwtConfiguration).toEqual({
      Issuer: 'https://login.example.com/t1',
      Audience: ['console'],
    });
    const { Environment } = all(trial, 'AWS::Lambda::Function').FunctionsconsolesessionFunction;
    expect(Environment.Variables.FOYER_ROLES_CLAIM).toBe('groups');
    expect(JSON.parse(Environment.Variables.FOYER_ROLES)).toEqual({ 'group-1': 'admin' });
    expect(policyOf(trial, 'ConsoleHeaders')).toContain("connect-src 'self' https://login.example.com ");
  });
});

describe('F3 pages', () => {
  test('E1 the console’s page runs its own scripts only and talks to its own tenant only', () => {
    expect(policyOf(acme, 'ConsoleHeaders').split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        [
          "connect-src 'self'",
          '<UsersPool.ProviderURL>/',
          'https://<UsersPoolDomain>.auth.<AWS::Region>.amazoncognito.com',
          '<AdminApi.ApiEndpoint>/',
          'wss://<AgentSocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/ws',
          'https://<FilesUploads.RegionalDomainName>/',
        ].join(' '),
        "img-src 'self' data: blob: https://<FilesDistribution.DomainName>",
      ]),
    );
  });

  test.each(['Widget', 'Console'])('F3 %s: encrypted always, framed never', (site) => {
    const policies = all(acme, 'AWS::CloudFront::ResponseHeadersPolicy');
    expect(policies[`${site}Headers`].ResponseHeadersPolicyConfig.SecurityHeadersConfig).toMatchObject({
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true },
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
    });
  });

  test('F3 any page may load the widget', () => {
    const { CorsConfig } = all(acme, 'AWS::CloudFront::ResponseHeadersPolicy').WidgetHeaders
      .ResponseHeadersPolicyConfig;
    expect(CorsConfig).toMatchObject({
      AccessControlAllowOrigins: { Items: ['*'] },
      AccessControlAllowCredentials: false,
    });
    expect(headersOf('WidgetHeaders')['Cross-Origin-Resource-Policy']).toBe('cross-origin');
  });

  test('A2 the public API behind the widget’s address sees the page’s Origin, and nothing is cached', () => {
    const { CacheBehaviors, Origins } = all(acme, 'AWS::CloudFront::Distribution').WidgetDistribution
      .DistributionConfig;
    const api = CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === '/v1/*');
    expect(api).toMatchObject({
      // AWS's managed policies CachingDisabled and AllViewerExceptHostHeader.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    });
    const origin = Origins.find(({ Id }: { Id: string }) => Id === api.TargetOriginId);
    expect(origin.DomainName).toBe('<PublicApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>');
    // With this the functions trust what the distribution says about the visitor's address.
    const edgeKey = { 'Fn::Select': [2, { 'Fn::Split': ['/', '<AWS::StackId>'] }] };
    expect(origin.OriginCustomHeaders).toEqual([{ HeaderName: 'x-foyer-edge', HeaderValue: edgeKey }]);
    const knowing = Object.entries(all(acme, 'AWS::Lambda::Function'))
      .filter(([, { Environment }]) => Environment?.Variables.FOYER_EDGE_KEY)
      .map(([id, { Environment }]) => [id, Environment.Variables.FOYER_EDGE_KEY]);
    expect(Object.fromEntries(knowing)).toEqual({
      FunctionschatstartFunction: edgeKey,
      FunctionsleaveFunction: edgeKey,
      FunctionswebsiteFunction: edgeKey,
    });
  });

  test('A3 an address under /w/ of the widget’s distribution opens the chat’s own page, with the site’s headers', () => {
    const { CacheBehaviors, DefaultCacheBehavior } = all(acme, 'AWS::CloudFront::Distribution').WidgetDistribution
      .DistributionConfig;
    const opens = CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === '/w/*');
    const { TargetOriginId, ResponseHeadersPolicyId, ViewerProtocolPolicy } = DefaultCacheBehavior;
    expect(opens).toMatchObject({ TargetOriginId, ResponseHeadersPolicyId, ViewerProtocolPolicy });
    expect(opens.FunctionAssociations).toHaveLength(1);
    expect(all(acme, 'AWS::CloudFront::Function').WidgetOpen.FunctionCode).toContain("uri = '/p.html'");
  });

  test('E1 an address inside the console opens the console', () => {
    const { CustomErrorResponses } = all(acme, 'AWS::CloudFront::Distribution').ConsoleDistribution.DistributionConfig;
    expect(CustomErrorResponses).toContainEqual(
      expect.objectContaining({ ErrorCode: 403, ResponseCode: 200, ResponsePagePath: '/index.html' }),
    );
  });

  test('E4 files have an address of their own, where nothing runs; uploads go after a day', () => {
    const { DefaultCacheBehavior, Origins } = all(acme, 'AWS::CloudFront::Distribution').FilesDistribution
      .DistributionConfig;
    expect(DefaultCacheBehavior.AllowedMethods).toEqual(['GET', 'HEAD']);
    expect(Origins).toMatchObject([{ DomainName: '<Files.RegionalDomainName>' }]);
    expect(Origins[0]).not.toHaveProperty('OriginAccessControlId');
    // AWS's managed policy SecurityHeadersPolicy, with `nosniff`.
    expect(DefaultCacheBehavior.ResponseHeadersPolicyId).toBe('67f7725c-6f97-4210-82d7-5512b31e9d03');
    const { FilesUploads } = all(acme, 'AWS::S3::Bucket');
    expect(FilesUploads.LifecycleConfiguration.Rules).toMatchObject([{ ExpirationInDays: 1, Status: 'Enabled' }]);
    expect(Object.values(all(acme, 'AWS::GuardDuty::MalwareProtectionPlan'))).toMatchObject([
      {
        ProtectedResource: { S3Bucket: { BucketName: '<FilesUploads>' } },
        Actions: { Tagging: { Status: 'ENABLED' } },
      },
    ]);
  });

  test('H4 buckets are private', () => {
    const buckets = Object.values(all(acme, 'AWS::S3::Bucket'));
    expect(buckets).toHaveLength(4);
    for (const { PublicAccessBlockConfiguration } of buckets) {
      expect(Object.values(PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    }
  });

  const headersOf = (id: string): Record<string, string> =>
    Object.fromEntries(
      all(acme, 'AWS::CloudFront::ResponseHeadersPolicy')[id].ResponseHeadersPolicyConfig.CustomHeadersConfig.Items.map(
        ({ Header, Value }: { Header: string; Value: string }) => [Header, Value],
      ),
    );
});

describe('H4 operation', () => {
  test('H4 every log ends after a month, and every function has one', () => {
    const groups = Object.values(all(acme, 'AWS::Logs::LogGroup'));
    expect(groups.map(({ RetentionInDays }) => RetentionInDays)).toEqual(groups.map(() => 30));
    for (const lambda of Object.values(all(acme, 'AWS::Lambda::Function'))) {
      expect(lambda.LoggingConfig.LogGroup).toMatch(/Log>$/);
    }
  });

  test('H4 what fails or is given up has an alarm', () => {
    const names = Object.values(all(acme, 'AWS::CloudWatch::Alarm')).map(({ AlarmName }) => AlarmName);
    expect(names.sort()).toEqual(['acme-foyer-dead-letters', 'acme-foyer-failures']);
  });

  test('H4 every function’s and every API’s log is counted for failures, of each tenant apart', () => {
    const counted = Object.values(all(acme, 'AWS::Logs::MetricFilter'));
    const functionLogs = Object.keys(functions).map((name) => `<${idOf(name)}Log>`);
    const accessLogs = Object.values(all(acme, 'AWS::ApiGatewayV2::Stage')).map(({ AccessLogSettings }) =>
      /<\w+AccessLog/.exec(JSON.stringify(AccessLogSettings))?.[0].concat('>'),
    );
    expect(counted.map(({ LogGroupName }) => LogGroupName).sort()).toEqual([...functionLogs, ...accessLogs].sort());
    for (const { MetricTransformations } of counted)
      expect(MetricTransformations).toMatchObject([{ MetricNamespace: 'Foyer/acme', MetricName: 'Failures' }]);
    const failing = { Namespace: 'Foyer/acme', MetricName: 'Failures', Period: 60, Threshold: 1 };
    expect(Object.values(all(acme, 'AWS::CloudWatch::Alarm'))).toContainEqual(expect.objectContaining(failing));
  });

  test('H4 every alarm tells somebody and links a section that the runbook has', () => {
    const headings = readFileSync('docs/operator-runbook.md', 'utf8').matchAll(/^## (.+)$/gm);
    const sections = Array.from(headings, ([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
    expect(sections).toContain('dead-letters');
    for (const { AlarmDescription, AlarmActions, TreatMissingData } of Object.values(
      all(acme, 'AWS::CloudWatch::Alarm'),
    )) {
      expect(sections).toContain(/ Runbook: docs\/operator-runbook\.md#(\S+)$/.exec(AlarmDescription)?.[1]);
      expect(AlarmActions).toEqual(['<AlarmsTopic>']);
      expect(TreatMissingData).toBe('notBreaching');
    }
  });

  test('H4 alarms may publish to the topic that refuses plain connections', () => {
    const statements = one(acme, 'AWS::SNS::TopicPolicy').PolicyDocument.Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
      }),
    );
  });

  test('H4 a removed tenant leaves the account’s log setting to the others', () => {
    acme.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
    expect(acme.findResources('AWS::IAM::Role').ApiGatewayLoggingRole?.DeletionPolicy).toBe('Retain');
  });
});

const policyOf = (template: Template, id: string): string =>
  all(template, 'AWS::CloudFront::ResponseHeadersPolicy')[id].ResponseHeadersPolicyConfig.SecurityHeadersConfig
    .ContentSecurityPolicy.ContentSecurityPolicy;

/** What a role may do, as `action resource`, by all the policies attached to it. */
function allowed(template: Template, role: string): string[] {
  const attached = Object.values(all(template, 'AWS::IAM::Policy')).filter(({ Roles }) => Roles.includes(role));
  return attached.flatMap(grantsOf).sort();
}

interface PolicyProperties {
  PolicyDocument: { Statement: { Effect: string; Action: string | string[]; Resource: string | string[] }[] };
}

const grantsOf = ({ PolicyDocument }: PolicyProperties): string[] =>
  PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
  );

describe('H8 the canary', () => {
  const clocks = (template: Template) =>
    Object.values(all(template, 'AWS::Events::Rule')).filter((rule) => rule.ScheduleExpression);
  const names = (template: Template, type: string, name: string) =>
    Object.values(all(template, type)).map((properties) => properties[name]);

  test('H8 is not there unless the settings ask for it', () => {
    expect(clocks(acme)).toEqual([]);
    expect(names(acme, 'AWS::Lambda::Function', 'FunctionName')).not.toContain('acme-foyer-canary');
    expect(names(acme, 'AWS::CloudWatch::Alarm', 'AlarmName')).toHaveLength(2);
  });

  test('H8 is called on a schedule, raises an alarm when it fails or does not run, and may do nothing in AWS', () => {
    const template = synthesize({ tenant: 'acme', canary: true });
    expect(clocks(template)).toMatchObject([
      {
        ...{ ScheduleExpression: 'rate(15 minutes)', State: 'ENABLED' },
        Targets: [{ Arn: '<FunctionscanaryFunction.Arn>', RetryPolicy: { MaximumRetryAttempts: 0 } }],
      },
    ]);
    expect(names(template, 'AWS::Logs::MetricFilter', 'LogGroupName')).toContain('<FunctionscanaryLog>');
    const alarms = Object.values(all(template, 'AWS::CloudWatch::Alarm'));
    expect(alarms.find(({ AlarmName }) => AlarmName === 'acme-foyer-canary')).toMatchObject({
      ...{ Namespace: 'AWS/Lambda', MetricName: 'Invocations', Period: 3600, Threshold: 1 },
      ...{ ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching', AlarmActions: ['<AlarmsTopic>'] },
    });
    expect(allowed(template, '<FunctionscanaryRole>')).toEqual([
      'logs:CreateLogStream <FunctionscanaryLog.Arn>',
      'logs:PutLogEvents <FunctionscanaryLog.Arn>',
    ]);
  });
});
