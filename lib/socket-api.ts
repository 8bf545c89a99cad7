/**
 * A WebSocket API, for visitors or for agents. The authorizer decides who may connect, from `?token=…`. Connecting runs no
 * function, because the client's first frame says everything. Every frame goes to one function, whatever its `t`, and the
 * function's result is sent back on the socket.
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
      // The stage name is the path of the socket's address, also under the tenant's own domain.
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

  /** The address that clients connect to. */
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
    // An integration that is not a proxy needs an integration response. This one handles everything.
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
      'AwsSolutions-APIG4': 'A socket is authorized once, on $connect. Its frames come from the same client.',
    });
  }

  /** Lets the role of `policy` send to this API's connections or close them. */
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
        'Connection ids are not known in advance. The API, its stage and the method are.',
    });
  }
}
