import { type AwsRequest, BadRequest, type Call, type Place, type Service } from './service.ts';

/** Version 1, which uses the query protocol. */
export const ses: Service = {
  read({ body }: AwsRequest, place: Place): Call {
    const form = new URLSearchParams(body.toString());
    const action = form.get('Action');
    if (!action) throw new BadRequest('the request names no action of SES');
    // "Casa Alba <chat@example.com>" is sent with its domain's identity.
    const domain = /@([^@>\s]+)>?\s*$/.exec(form.get('Source') ?? '')?.[1];
    const resource = domain ? `arn:aws:ses:${place.region}:${place.accountId}:identity/${domain}` : '*';
    return { operation: `ses:${action}`, accesses: [{ action: `ses:${action}`, resource }] };
  },

  refuse(error, message) {
    const [status, code] = {
      'access-denied': [403, 'AccessDenied'] as const,
      'unknown-caller': [403, 'InvalidClientTokenId'] as const,
      'bad-request': [400, 'MalformedInput'] as const,
    }[error];
    return {
      status,
      headers: { 'content-type': 'text/xml' },
      body:
        '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type>' +
        `<Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    };
  },
};
