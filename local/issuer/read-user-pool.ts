/** The clients of the template's Cognito user pool, in OpenID Connect terms. */
import * as z from 'zod';
import type { Resource } from '../template/resolve.ts';

export interface UserPoolClient {
  id: string;
  redirectUris: string[];
  logoutUris: string[];
  scopes: string[];
  idTokenS: number;
  accessTokenS: number;
  refreshTokenS: number;
}

const unitS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const Unit = z.enum(['seconds', 'minutes', 'hours', 'days']);

const Client = z.object({
  AllowedOAuthFlows: z.tuple([z.literal('code')]),
  AllowedOAuthScopes: z.array(z.string()),
  CallbackURLs: z.array(z.string()),
  LogoutURLs: z.array(z.string()).default([]),
  GenerateSecret: z.literal(false).optional(),
  IdTokenValidity: z.number().default(1),
  AccessTokenValidity: z.number().default(1),
  RefreshTokenValidity: z.number().default(30),
  TokenValidityUnits: z
    .object({ IdToken: Unit.default('hours'), AccessToken: Unit.default('hours'), RefreshToken: Unit.default('days') })
    .default({ IdToken: 'hours', AccessToken: 'hours', RefreshToken: 'days' }),
});

export function readUserPoolClients(resources: Resource[]): UserPoolClient[] {
  return resources
    .filter(({ type }) => type === 'AWS::Cognito::UserPoolClient')
    .map(({ properties, physicalId: id }) => {
      const { TokenValidityUnits: units, ...client } = Client.parse(properties);
      return {
        id,
        redirectUris: client.CallbackURLs,
        logoutUris: client.LogoutURLs,
        scopes: client.AllowedOAuthScopes,
        idTokenS: client.IdTokenValidity * unitS[units.IdToken],
        accessTokenS: client.AccessTokenValidity * unitS[units.AccessToken],
        refreshTokenS: client.RefreshTokenValidity * unitS[units.RefreshToken],
      };
    });
}
