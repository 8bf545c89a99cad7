/**
 * Signed addresses of objects (Signature Version 4 in the query,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html). A browser uses one as it is, and a function
 * fetches it. S3's client would be more bytes to load than all the rest of a function.
 */
import { createHash, createHmac } from 'node:crypto';

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface ToSign {
  method: 'GET' | 'HEAD' | 'PUT';
  /** `https://<bucket>.s3.<region>.amazonaws.com`; locally with the bucket in its path. */
  base: string;
  /** Of ASCII letters, digits, `-`, `_` and `/`. */
  key: string;
  query?: Record<string, string>;
  /** In lower case. S3 refuses a request without them, or with others in their place. */
  headers?: Record<string, string>;
  region: string;
  credentials: Credentials;
  expiresS: number;
  now: number;
}

/** As `encodeURIComponent`, and for the characters that it leaves alone and RFC 3986 does not. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export function signed(ask: ToSign): string {
  const { method, base, key, region, credentials, expiresS, now } = ask;
  const { host, pathname } = new URL(`${base}/${key}`);
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const headers = Object.entries({ ...ask.headers, host }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = headers.map(([name]) => name).join(';');
  const query = Object.entries({
    ...ask.query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expiresS),
    ...(credentials.sessionToken ? { 'X-Amz-Security-Token': credentials.sessionToken } : {}),
    'X-Amz-SignedHeaders': names,
  })
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
    .join('&');
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join('');
  const request = [method, pathname, query, lines, names, 'UNSIGNED-PAYLOAD'].join('\n');
  const hash = createHash('sha256').update(request).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash].join('\n');
  const day = hmac(`AWS4${credentials.secretAccessKey}`, time.slice(0, 8));
  const signature = hmac(hmac(hmac(hmac(day, region), 's3'), 'aws4_request'), toSign).toString('hex');
  return `${base}/${key}?${query}&X-Amz-Signature=${signature}`;
}
