/** Where everything is on this machine, and which AWS address each place stands in for. */
import * as z from 'zod';
import { readApis } from './apigateway/read-apis.ts';
import type { Deployment, Resource } from './template/resolve.ts';

/** In port order. */
const places = [
  'shop',
  'console',
  'widget',
  'public',
  'admin',
  'visitor',
  'agent',
  'issuer',
  'mailbox',
  'endpoint',
  'files',
] as const;
export type Place = (typeof places)[number];

/** @param base the first port; with 0 the system chooses each */
export function portsFrom(base: number): Record<Place, number> {
  const port = (place: Place) => (base === 0 ? 0 : base + places.indexOf(place));
  return Object.fromEntries(places.map((place) => [place, port(place)])) as Record<Place, number>;
}

/** Host and port of each place, e.g. `127.0.0.1:4401`. */
export type Hosts = Record<Exclude<Place, 'shop'>, string>;

/** The template's names end in the place: APIs by Name, distributions by Comment. @throws if a name does not */
export function placeOf(name: string): 'console' | 'widget' | 'files' | 'public' | 'admin' | 'visitor' | 'agent' {
  return z
    .enum(['console', 'widget', 'files', 'public', 'admin', 'visitor', 'agent'], {
      error: () => `The local cloud has no place for “${name}”`,
    })
    .parse(/\w+$/.exec(name)?.[0]);
}

const Distribution = z.object({
  DistributionConfig: z.object({ Comment: z.string(), Aliases: z.array(z.string()).default([]) }),
});

export function commentOf(properties: Resource['properties']): string {
  return Distribution.parse(properties).DistributionConfig.Comment;
}

const aliasesOf = (properties: Resource['properties']): string[] =>
  Distribution.parse(properties).DistributionConfig.Aliases;

/** Pairs of AWS address and local address for `rewriteAddresses`, the more specific ones first. */
export function addressPairs(
  resources: Resource[],
  deployment: Deployment,
  hosts: Hosts,
): [from: string, to: string][] {
  const { region } = deployment;
  const pairs = readApis(resources, deployment).flatMap(({ id, name, protocol, stage }): [string, string][] => {
    const domain = `${id}.execute-api.${region}.amazonaws.com`;
    const host = hosts[placeOf(name)];
    if (protocol === 'HTTP') return [[`https://${domain}`, `http://${host}`]];
    return [
      [`https://${domain}/${stage}`, `http://${hosts.endpoint}/_sockets/${id}/${stage}`],
      [`wss://${domain}`, `ws://${host}`],
    ];
  });
  for (const { type, properties, physicalId } of resources) {
    switch (type) {
      case 'AWS::CloudFront::Distribution':
        for (const name of [`${physicalId}.cloudfront.net`, ...aliasesOf(properties)]) {
          const host = hosts[placeOf(commentOf(properties))];
          pairs.push([`https://${name}`, `http://${host}`], [`wss://${name}`, `ws://${host}`]);
        }
        break;
      case 'AWS::Cognito::UserPool':
        pairs.push([`https://cognito-idp.${region}.amazonaws.com/${physicalId}`, `http://${hosts.issuer}`]);
        break;
      case 'AWS::Cognito::UserPoolDomain':
        pairs.push([`https://${physicalId}.auth.${region}.amazoncognito.com`, `http://${hosts.issuer}`]);
        break;
      case 'AWS::S3::Bucket':
        pairs.push([`https://${physicalId}.s3.${region}.amazonaws.com`, `http://${hosts.endpoint}/${physicalId}`]);
        break;
      case 'AWS::SQS::Queue':
        pairs.push([physicalId, `http://${hosts.endpoint}${new URL(physicalId).pathname}`]);
        break;
    }
  }
  return pairs.toSorted(([a], [b]) => b.length - a.length);
}
