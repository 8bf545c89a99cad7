/** The console's address. Its page may call its own tenant and nothing else. */
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Files } from './files.ts';
import type { Host } from './hosts.ts';
import type { HttpApi } from './http-api.ts';
import type { SocketApi } from './socket-api.ts';
import { StaticSite } from './static-site.ts';
import type { Users } from './users.ts';

interface Props {
  tenant: string;
  host: Host | undefined;
  users: Users;
  adminApi: HttpApi;
  agentSocket: SocketApi;
  files: Files;
}

export function consoleSite(
  scope: Construct,
  { tenant, host, users, adminApi, agentSocket, files }: Props,
): StaticSite {
  const sources = [
    "'self'",
    ...users.connectsTo,
    `${adminApi.api.apiEndpoint}/`,
    agentSocket.addressAt(host),
    // Everything below it: without the slash a path allows only itself.
    `${files.places.uploads}/`,
  ];
  const site = new StaticSite(scope, 'Console', {
    tenant,
    name: 'console',
    host,
    contentSecurityPolicy: [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `img-src 'self' data: blob: ${files.places.downloads}`,
      "font-src 'self'",
      "media-src 'self'",
      `connect-src ${sources.join(' ')}`,
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    headers: [
      { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
      { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
    ],
    hashed: 'assets/*',
    cacheControl: 'no-cache',
    // Every address that is not a file is a route in the app. S3 answers 403 for a missing file if the caller may not list the
    // bucket.
    errorResponses: [403, 404].map((httpStatus) => ({
      httpStatus,
      responseHttpStatus: 200,
      responsePagePath: '/index.html',
      ttl: Duration.seconds(0),
    })),
  });
  if (host) site.passSocket(agentSocket);
  return site;
}
