import { type AwsRequest, BadRequest, type Call, type Service } from './service.ts';

const objectActions: Record<string, string> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  POST: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

const bucketActions: Record<string, string> = {
  GET: 's3:ListBucket',
  HEAD: 's3:ListBucket',
  PUT: 's3:CreateBucket',
  DELETE: 's3:DeleteBucket',
};

/** Path style, /bucket/key, which clients use for a numeric address. */
export const s3: Service = {
  read({ method, url }: AwsRequest): Call {
    const [, bucket, key] = /^\/([^/?]+)\/?([^?]*)/.exec(url) ?? [];
    const action = (key ? objectActions : bucketActions)[method];
    if (!bucket || !action) throw new BadRequest('neither a bucket nor an object is named');
    const resource = `arn:aws:s3:::${bucket}${key ? `/${decodeURIComponent(key)}` : ''}`;
    return { operation: action, accesses: [{ action, resource }] };
  },

  refuse(error, message) {
    const [status, code] = {
      'access-denied': [403, 'AccessDenied'] as const,
      'unknown-caller': [403, 'InvalidAccessKeyId'] as const,
      'bad-request': [400, 'InvalidRequest'] as const,
    }[error];
    return {
      status,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    };
  },
};
