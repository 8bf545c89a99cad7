/** Version 2, in which functions send mail: SendEmail. */
import * as z from 'zod';
import { type AwsRequest, BadRequest, type Call, type Place, type Service } from './service.ts';

const Body = z.object({ FromEmailAddress: z.string(), ConfigurationSetName: z.string().optional() });

export const ses: Service = {
  read({ method, url, body }: AwsRequest, { region, accountId }: Place): Call {
    if (method !== 'POST' || url !== '/v2/email/outbound-emails')
      throw new BadRequest('the local cloud knows SendEmail of SES, and no other call');
    const { FromEmailAddress, ConfigurationSetName } = Body.parse(JSON.parse(body.toString()));
    // "Casa Alba <chat@example.com>" is sent with its domain's identity.
    const domain = /@([^@>\s]+)>?\s*$/.exec(FromEmailAddress)?.[1] ?? '';
    const resources = [
      `identity/${domain}`,
      ...(ConfigurationSetName === undefined ? [] : [`configuration-set/${ConfigurationSetName}`]),
    ];
    return {
      operation: 'ses:SendEmail',
      accesses: resources.map((resource) => ({
        action: 'ses:SendEmail',
        resource: `arn:aws:ses:${region}:${accountId}:${resource}`,
      })),
    };
  },

  refuse(error, message) {
    const [status, type] = {
      'access-denied': [403, 'AccessDeniedException'] as const,
      'unknown-caller': [403, 'UnrecognizedClientException'] as const,
      'bad-request': [400, 'BadRequestException'] as const,
    }[error];
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
      body: JSON.stringify({ message }),
    };
  },
};
