/**
 * The address that a website's snippet refers to: the loader, the widget, the page that links in e-mails open (`c.html`), the chat as a
 * page of its own (`/w/TOKEN`), and the public API at `/v1/*`. With the tenant's own
 * domain also the visitor socket.
 */
import { AllowedMethods } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { EDGE_HEADER } from '../functions/contract.ts';
import type { Files } from './files.ts';
import type { Host } from './hosts.ts';
import type { HttpApi } from './http-api.ts';
import type { SocketApi } from './socket-api.ts';
import { StaticSite } from './static-site.ts';

interface Props {
  tenant: string;
  host: Host | undefined;
  publicApi: HttpApi;
  visitorSocket: SocketApi;
  files: Files;
  /** Proves to functions that a request came through this distribution. */
  edgeKey: string;
}

export function widgetSite(
  scope: Construct,
  { tenant, host, publicApi, visitorSocket, files, edgeKey }: Props,
): StaticSite {
  const site = new StaticSite(scope, 'Widget', {
    tenant,
    name: 'widget',
    host,
    // Scripts for other people's pages, and two pages of its own: the chat alone, and the one that links in e-mails open.
    contentSecurityPolicy: [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src 'self' ${visitorSocket.addressAt(host)} ${files.places.uploads}`,
      `img-src blob: ${files.places.downloads}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    headers: [{ header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true }],
    cors: {
      accessControlAllowOrigins: ['*'],
      accessControlAllowMethods: ['GET', 'HEAD'],
      accessControlAllowHeaders: ['*'],
      accessControlAllowCredentials: false,
      originOverride: true,
    },
    hashed: 'app.*.js',
    hashedEncoding: 'br',
    // A new loader reaches every page within five minutes.
    cacheControl: 'public, max-age=300',
  });
  site.pass('/v1/*', publicApi.api.apiId, {
    methods: AllowedMethods.ALLOW_ALL,
    customHeaders: { [EDGE_HEADER]: edgeKey },
  });
  // For the web view of a phone app (A3).
  site.open('/w/*', 'p.html');
  if (host) site.passSocket(visitorSocket);
  return site;
}
