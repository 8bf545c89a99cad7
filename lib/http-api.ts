/** An HTTP API: the public one (websites, starting a chat) or the admin one (everything that a signed-in user does). */
import { Duration } from 'aws-cdk-lib';
import {
  HttpApi as CdkHttpApi,
  CorsHttpMethod,
  HttpMethod,
  HttpStage,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { accessLog } from './logs.ts';

export class HttpApi extends Construct {
  readonly api: CdkHttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, props: { name: string; rateLimit: number }) {
    super(scope, id);
    this.api = new CdkHttpApi(this, 'Api', {
      apiName: props.name,
      createDefaultStage: false,
      // Any page may ask, for no cookie is looked at: the public API checks Origin against the website's domains by itself, the admin
      // API wants a token.
      corsPreflight: {
        allowOrigins: ['*'],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
        allowHeaders: ['authorization', 'content-type'],
        maxAge: Duration.days(1),
      },
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: props.rateLimit, burstLimit: 2 * props.rateLimit },
      detailedMetricsEnabled: true,
      accessLogSettings: accessLog(this, props.name, [
        'requestId',
        'routeKey',
        'status',
        'responseLatency',
        'authorizer.error',
        'integrationErrorMessage',
        'error.message',
      ]),
    });
  }

  /** @param route as the contract writes it: `GET /v1/session` */
  route(route: string, handler: IFunction, authorizer?: IHttpRouteAuthorizer): void {
    const [method, path] = route.split(' ');
    if (!isHttpMethod(method) || !path) throw new Error(`Not a route: ${route}`);
    const [added] = this.api.addRoutes({
      path,
      methods: [method],
      integration: new HttpLambdaIntegration('Function', handler),
      ...(authorizer && { authorizer }),
    });
    if (added && !authorizer) {
      acknowledge(added, {
        'AwsSolutions-APIG4': 'Visitors do not sign in; the function checks the website token and the Origin.',
      });
    }
  }
}

const isHttpMethod = (method: string | undefined): method is HttpMethod =>
  Object.values<string | undefined>(HttpMethod).includes(method);
