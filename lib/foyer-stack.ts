/** Everything one tenant has, from the table to the addresses that people open. */
import { join } from 'node:path';
import { type App, ArnFormat, Aws, CfnOutput, Fn, Stack, Tags } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Source } from 'aws-cdk-lib/aws-s3-deployment';
import { CONFIGURATION_FORMAT } from '../core/configuration/format.ts';
import { type AnyFunctionName, functions as contracts } from '../functions/contract.ts';
import { Alarms } from './alarms.ts';
import { bucketEmptier } from './bucket-emptier.ts';
import { Canary } from './canary.ts';
import { consoleSite } from './console-site.ts';
import { dashboard } from './dashboard.ts';
import { Failures } from './failures.ts';
import { Files } from './files.ts';
import { Functions } from './functions.ts';
import { hosts } from './hosts.ts';
import { HttpApi } from './http-api.ts';
import { ApiGatewayLogging } from './logs.ts';
import { LongTimers } from './long-timers.ts';
import { Mail } from './mail.ts';
import { protection } from './protection.ts';
import { Publisher } from './publisher.ts';
import { Queues } from './queues.ts';
import type { Settings } from './settings.ts';
import { SocketApi } from './socket-api.ts';
import { foyerTable } from './table.ts';
import { connect } from './triggers.ts';
import { users as usersOf } from './users.ts';
import { widgetSite } from './widget-site.ts';

export class FoyerStack extends Stack {
  constructor(app: App, settings: Settings) {
    const { tenant } = settings;
    super(app, `foyer-${tenant}`, {
      description: `Foyer, web-chat contact centre of ${tenant}`,
      terminationProtection: protection(settings).deletionProtection,
    });
    // CloudFormation’s published schema does not allow tags on a dashboard, although the CDK does.
    Tags.of(this).add('foyer:tenant', tenant, { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] });

    const table = foyerTable(this, settings);
    const queues = new Queues(this, 'Queues', { tenant, timerTimeoutS: contracts.timer.timeoutS });
    const longTimers = new LongTimers(this, 'LongTimers', { tenant, queues });

    const logging = new ApiGatewayLogging(this, 'ApiGatewayLogging');
    // A busy centre of 1,000 agents uses less than a quarter of these. A flood is stopped here, before it uses up the account's
    // limit, which all tenants share.
    const sockets = {
      visitor: new SocketApi(this, 'VisitorSocket', { name: `${tenant}-foyer-visitor`, perS: 800 }),
      agent: new SocketApi(this, 'AgentSocket', { name: `${tenant}-foyer-agent`, perS: 800 }),
    };
    for (const { stage } of Object.values(sockets)) stage.node.addDependency(logging);
    const httpApis = {
      public: new HttpApi(this, 'PublicApi', { name: `${tenant}-foyer-public`, perS: 500 }),
      admin: new HttpApi(this, 'AdminApi', { name: `${tenant}-foyer-admin`, perS: 200 }),
    };

    const mail = settings.mailFrom ? new Mail(this, 'Mail', { tenant, from: settings.mailFrom }) : undefined;
    const users = usersOf(this, settings, mail);
    const host = hosts(this, settings);
    const socketAddresses = {
      visitor: sockets.visitor.addressAt(host?.widget),
      agent: sockets.agent.addressAt(host?.console),
    };
    const files = new Files(this, 'Files', { tenant });
    const console = consoleSite(this, {
      ...{ tenant, users, host: host?.console },
      ...{ adminApi: httpApis.admin, agentSocket: sockets.agent, files },
    });
    const clientId = users.registerConsole(console.address);
    const signedIn = new HttpJwtAuthorizer('SignedIn', users.issuer, { jwtAudience: [clientId] });

    const functionName = (name: AnyFunctionName) => `${tenant}-foyer-${name}`;
    // The stack id's unique part. Nobody outside the account sees it, so no separate secret is needed.
    const edgeKey = Fn.select(2, Fn.split('/', Aws.STACK_ID));
    const widget = widgetSite(this, {
      ...{ tenant, host: host?.widget, edgeKey },
      ...{ publicApi: httpApis.public, visitorSocket: sockets.visitor, files },
    });
    const functions = new Functions(this, 'Functions', {
      functionName,
      bundles: join(settings.dist, 'functions'),
      environment: {
        FOYER_TENANT: tenant,
        FOYER_TABLE: table.tableName,
        FOYER_TIMERS_QUEUE_URL: queues.timers.queueUrl,
        FOYER_LONG_TIMERS_ARN: longTimers.stateMachine.stateMachineArn,
        FOYER_SCENARIO_CALL: functionName('scenario-call'),
        FOYER_MAIL: functionName('mail'),
        FOYER_FILE_CHECK: functionName('file-check'),
        FOYER_FILES: JSON.stringify(files.places),
        FOYER_MAIL_SENDER: JSON.stringify(mail?.sender ?? null),
        FOYER_VISITOR_CONNECTIONS: sockets.visitor.stage.callbackUrl,
        FOYER_AGENT_CONNECTIONS: sockets.agent.stage.callbackUrl,
        FOYER_VISITOR_SOCKET: socketAddresses.visitor,
        FOYER_AGENT_SOCKET: socketAddresses.agent,
        FOYER_ROLES_CLAIM: users.rolesClaim,
        FOYER_ROLES: JSON.stringify(settings.roles ?? {}),
        FOYER_TRUST_EMAIL: settings.trustEmail ? 'yes' : 'no',
        FOYER_WIDGET: widget.address,
        FOYER_EDGE_KEY: edgeKey,
      },
      grantables: {
        ...{ table, queues, longTimers, sockets, mail, files },
        // By name, because a function may call one that is created after it.
        functionArn: (name) =>
          this.formatArn({
            ...{ service: 'lambda', resource: 'function', resourceName: functionName(name) },
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
      },
      traces: settings.traces,
    });

    const sources = { httpApis, sockets, table, queues, signedIn, files };
    for (const { function: lambda, contract } of functions.all.values()) {
      for (const trigger of contract.triggers) connect(trigger, lambda, sources);
    }

    const publisher = new Publisher(this, 'Publisher', {
      tenant,
      // New pages need the new functions and routes.
      after: [functions, ...Object.values(httpApis), ...Object.values(sockets)],
    });
    publisher.publish(widget, Source.asset(join(settings.dist, 'widget')));
    publisher.publish(
      console,
      Source.asset(join(settings.dist, 'console')),
      Source.jsonData('config.json', {
        ...{ issuer: users.issuer, clientId, scopes: users.scopes },
        ...{ api: httpApis.admin.api.apiEndpoint, tenant },
      }),
    );
    bucketEmptier(this, tenant);

    const canary = settings.canary ? new Canary(this, 'Canary', { tenant, functions }) : undefined;
    const failures = new Failures(this, 'Failures', {
      tenant,
      functionLogs: [...functions.all.values(), ...(canary ? [canary.made] : [])].map(({ log }) => log),
      accessLogs: [...Object.values(httpApis), ...Object.values(sockets)].map(({ log }) => log),
    });
    const alarms = new Alarms(this, 'Alarms', { tenant, queues, failures });
    mail?.tell(alarms.topic);
    canary?.watch(alarms);
    const dashboardName = dashboard(this, { tenant, functions, table, queues, sockets, failures });

    // For owners of a domain: the records to add to its DNS.
    const dnsRecords = [...[console, widget].flatMap(({ record }) => record ?? []), ...(mail?.records ?? [])];
    const outputs = {
      ConsoleAddress: console.address,
      WidgetAddress: widget.address,
      Snippet: `<script async src="${widget.address}/w.js" data-token="WEBSITE_TOKEN"></script>`,
      PublicApiAddress: httpApis.public.api.apiEndpoint,
      AdminApiAddress: httpApis.admin.api.apiEndpoint,
      VisitorSocketAddress: socketAddresses.visitor,
      AgentSocketAddress: socketAddresses.agent,
      Issuer: users.issuer,
      ...(users.poolId && { UserPoolId: users.poolId }),
      ...(dnsRecords.length > 0 && { DnsRecords: dnsRecords.join(', ') }),
      ClientId: clientId,
      TableName: table.tableName,
      AlarmTopic: alarms.topic.topicArn,
      DashboardAddress: `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/${dashboardName}`,
      Region: Aws.REGION,
      // The newest format that these functions read. Nobody should publish a newer one to them.
      ConfigurationFormat: String(CONFIGURATION_FORMAT),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
