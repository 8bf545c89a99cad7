/**
 * A WebSocket API: the visitors' or the agents'. Who may connect is decided by the authorizer from `?token=…`; connecting itself runs no
 * function, since the client's first frame says everything. A frame goes to one function whatever its `t`, and what the function returns
 * is the answer on the socket.
 */
import { Stack } from 'aws-cdk-lib';
import {
  CfnIntegrationResponse,
  WebSocketApi,
  type WebSocketIntegration,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration, WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Host } from './hosts.ts';
import { accessLog, accessLogGroup } from './logs.ts';
import { throttle } from './throttle.ts';

export class SocketApi extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;
  readonly log: ILogGroup;

  constructor(scope: Construct, id: string, props: { name: string; perS: number }) {
    super(scope, id);
    this.log = accessLogGroup(this, props.name);
    this.api = new WebSocketApi(this, 'Api', { apiName: props.name, routeSelectionExpression: '$request.body.t' });
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      // It is the path of the socket's address, at a domain of the tenant's too.
      stageName: 'ws',
      autoDeploy: true,
      throttle: throttle(props.perS),
      accessLogSettings: accessLog(this.log, [
        'requestId',
        'connectionId',
        'eventType',
        'routeKey',
        'status',
        'authorizer.error',
        'integration.error',
        'error.message',
      ]),
    });
  }

  /** What clients open. */
  addressAt(host: Host | undefined): string {
    return host ? `wss://${host.name}/${this.stage.stageName}` : this.stage.url;
  }

  authorizeConnections(authorizer: IFunction): void {
    const connect = this.api.addRoute('$connect', {
      authorizer: new WebSocketLambdaAuthorizer('Authorizer', authorizer, {
        identitySource: ['route.request.querystring.token'],
      }),
      integration: new WebSocketMockIntegration('Accept', {
        requestTemplates: { $default: JSON.stringify({ statusCode: 200 }) },
        templateSelectionExpression: '\\$default',
      }),
      returnResponse: true,
    });
    // An integration that is not a proxy needs a response of its own; this one catches all.
    const accept = connect.node.findChild('Accept') as WebSocketIntegration;
    new CfnIntegrationResponse(connect, 'Accepted', {
      apiId: this.api.apiId,
      integrationId: accept.integrationId,
      integrationResponseKey: '$default',
    });
  }

  route(key: '$default' | '$disconnect', handler: IFunction): void {
    const route = this.api.addRoute(key, {
      integration: new WebSocketLambdaIntegration('Function', handler),
      returnResponse: key === '$default',
    });
    acknowledge(route, {
      'AwsSolutions-APIG4': 'A socket is authorized once, on $connect; its frames come from who was let in.',
    });
  }

  /** Lets the role of `policy` send to this API's connections, or close them. */
  allow(method: 'POST' | 'DELETE', policy: Policy): void {
    const { partition, region, account } = Stack.of(this);
    const connections = `${this.stage.stageName}/${method}/@connections/*`;
    policy.addStatements(
      new PolicyStatement({
        actions: ['execute-api:ManageConnections'],
        resources: [`arn:${partition}:execute-api:${region}:${account}:${this.api.apiId}/${connections}`],
      }),
    );
    const apiId = Stack.of(this).resolve(this.api.apiId).Ref;
    acknowledge(policy, {
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${apiId}>/${connections}]`]:
        'The ids of connections are not known beforehand; the API, its stage and the method are.',
    });
  }
}
