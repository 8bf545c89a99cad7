/** The address that a website's snippet names: the loader, the widget, and `/v1/*`, which is the public API. */
import { Stack } from 'aws-cdk-lib';
import { AllowedMethods, CachePolicy, OriginRequestPolicy, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import { EDGE_HEADER } from '../functions/contract.ts';
import type { HttpApi } from './http-api.ts';
import { StaticSite } from './static-site.ts';

interface Props {
  tenant: string;
  publicApi: HttpApi;
  /** By which the functions know that a request came through this distribution. */
  edgeKey: string;
}

export function widgetSite(scope: Construct, { tenant, publicApi, edgeKey }: Props): StaticSite {
  const site = new StaticSite(scope, 'Widget', {
    tenant,
    name: 'widget',
    // Scripts for other people's pages: nothing here is a page.
    contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
    headers: [{ header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true }],
    cors: {
      accessControlAllowOrigins: ['*'],
      accessControlAllowMethods: ['GET', 'HEAD'],
      accessControlAllowHeaders: ['*'],
      accessControlAllowCredentials: false,
      originOverride: true,
    },
    hashed: 'app.*.js',
    // An upgrade of the loader reaches every page within five minutes.
    cacheControl: 'public, max-age=300',
  });
  const { region, urlSuffix } = Stack.of(scope);
  const origin = new HttpOrigin(`${publicApi.api.apiId}.execute-api.${region}.${urlSuffix}`, {
    customHeaders: { [EDGE_HEADER]: edgeKey },
  });
  site.distribution.addBehavior('/v1/*', origin, {
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    // Origin arrives, by which the function knows the website; Host must stay the API's own.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
  });
  return site;
}
