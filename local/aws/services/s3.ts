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

export interface ObjectPlace {
  bucket: string;
  key: string;
  query: URLSearchParams;
}

/** Path style, /bucket/key, which clients use for a numeric address. */
export function placeIn({ url }: Pick<AwsRequest, 'url'>): ObjectPlace {
  const { pathname, searchParams: query } = new URL(url, 'http://localhost');
  const [, bucket = '', key = ''] = /^\/([^/]+)\/?(.*)$/.exec(pathname) ?? [];
  return { bucket, key: decodeURIComponent(key), query };
}

export const s3: Service = {
  read(request: AwsRequest): Call {
    const { method, headers } = request;
    const { bucket, key, query } = placeIn(request);
    const plain = (key ? objectActions : bucketActions)[method];
    if (!bucket || !plain) throw new BadRequest('neither a bucket nor an object is named');
    const action = query.has('tagging') ? `${plain}Tagging` : plain;
    const arn = (path: string) => `arn:aws:s3:::${path}`;
    const resource = arn(key ? `${bucket}/${key}` : bucket);
    const source = String(headers['x-amz-copy-source'] ?? '');
    return {
      operation: action,
      accesses: [
        { action, resource },
        ...(source ? [{ action: 's3:GetObject', resource: arn(decodeURIComponent(source).replace(/^\//, '')) }] : []),
        ...(headers['x-amz-tagging'] ? [{ action: 's3:PutObjectTagging', resource }] : []),
      ],
    };
  },

  refuse(error, message) {
    const [status, code] = {
      'access-denied': [403, 'AccessDenied'] as const,
      'unknown-caller': [403, 'InvalidAccessKeyId'] as const,
      'bad-request': [400, 'InvalidRequest'] as const,
    }[error];
    return refusal(status, code, message);
  },
};

export const refusal = (status: number, code: string, message: string) => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
