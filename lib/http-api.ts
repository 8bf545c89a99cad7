/** An HTTP API: the public one (websites, starting a chat) or the admin one (everything a signed-in user does). */
import { Duration, Lazy } from 'aws-cdk-lib';
import {
  HttpApi as CdkHttpApi,
  type CfnRoute,
  type CfnStage,
  CorsHttpMethod,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { accessLog, accessLogGroup } from './logs.ts';
import { throttle } from './throttle.ts';

export class HttpApi extends Construct {
  readonly api: CdkHttpApi;
  readonly stage: HttpStage;
  readonly log: ILogGroup;
  /** In CloudFormation's form, because the CDK has no API for settings of single routes. */
  private readonly throttles: Record<string, object> = {};

  constructor(scope: Construct, id: string, props: { name: string; perS: number }) {
    super(scope, id);
    this.log = accessLogGroup(this, props.name);
    this.api = new CdkHttpApi(this, 'Api', {
      apiName: props.name,
      createDefaultStage: false,
      // Any page may call, because no cookies are used: the public API checks Origin against the website's domains itself, and
      // the admin API requires a token.
      corsPreflight: {
        allowOrigins: ['*'],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT],
        allowHeaders: ['authorization', 'content-type'],
        exposeHeaders: ['retry-after'],
        maxAge: Duration.days(1),
      },
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: throttle(props.perS),
      accessLogSettings: accessLog(this.log, [
        'requestId',
        'routeKey',
        'status',
        'responseLatency',
        'authorizer.error',
        'integrationErrorMessage',
        'error.message',
      ]),
    });
    const settings = Lazy.any({ produce: () => this.throttles }, { omitEmptyArray: true });
    (this.stage.node.defaultChild as CfnStage).routeSettings = settings;
  }

  /** @param route as written in the contract: `GET /v1/session` */
  route(route: string, handler: IFunction, { authorizer, atMostPerS }: RouteOptions = {}): void {
    const [method, path] = route.split(' ');
    if (!isHttpMethod(method) || !path) throw new Error(`Not a route: ${route}`);
    const [added] = this.api.addRoutes({
      path,
      methods: [method],
      integration: new HttpLambdaIntegration('Function', handler),
      ...(authorizer && { authorizer }),
    });
    if (added && atMostPerS !== undefined) this.throttle(route, added, atMostPerS);
    if (added && !authorizer) {
      acknowledge(added, {
        'AwsSolutions-APIG4':
          'Visitors do not sign in: the function checks the website token and the Origin. Phone systems send a key, which the function checks.',
      });
    }
  }

  private throttle(route: string, added: HttpRoute, atMostPerS: number): void {
    const { rateLimit, burstLimit } = throttle(atMostPerS);
    this.throttles[route] = { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit };
    // CloudFormation refuses settings for a route that does not exist yet.
    (this.stage.node.defaultChild as CfnStage).addResourceDependency(added.node.defaultChild as CfnRoute);
  }
}

interface RouteOptions {
  authorizer?: IHttpRouteAuthorizer | undefined;
  atMostPerS?: number | undefined;
}

const isHttpMethod = (method: string | undefined): method is HttpMethod =>
  Object.values<string | undefined>(HttpMethod).includes(method);
