/**
 * Signatures in the query, which people's browsers bring. Unlike those of functions' own calls they are verified, because they
 * are all that limits what a browser may do: which object, until when, how large, of which type.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { AwsRequest } from './service.ts';

/** Of every key in the local cloud. */
export const SECRET = 'local';

export type BadSignature = 'expired' | 'mismatch';

export const isPresigned = ({ url }: Pick<AwsRequest, 'url'>): boolean => /[?&]X-Amz-Signature=/.test(url);

/** The key id and the service that it was signed for. */
export function presignedBy({ url }: Pick<AwsRequest, 'url'>): { accessKeyId: string; service: string } | undefined {
  const credential = new URL(url, 'http://localhost').searchParams.get('X-Amz-Credential') ?? '';
  const [, accessKeyId, service] = /^([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request$/.exec(credential) ?? [];
  return accessKeyId && service ? { accessKeyId, service } : undefined;
}

/** Undefined for a good one. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export function badSignature(request: AwsRequest, now: number): BadSignature | undefined {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const given = (name: string) => searchParams.get(name) ?? '';
  const signature = given('X-Amz-Signature');
  const [time, expiresS] = [given('X-Amz-Date'), Number(given('X-Amz-Expires'))];
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(at + expiresS * 1000 > now && expiresS <= 604_800)) return 'expired';
  const [, day = '', region = ''] = given('X-Amz-Credential').split('/');
  const scope = `${day}/${region}/s3/aws4_request`;
  const names = given('X-Amz-SignedHeaders').split(';');
  if (!names.includes('host')) return 'mismatch';
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');
  const lines = names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('');
  const canonical = [request.method, pathname, query, lines, names.join(';'), 'UNSIGNED-PAYLOAD'].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  const wanted = Buffer.from(hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash].join('\n')).toString('hex'));
  const got = Buffer.from(signature);
  return got.length === wanted.length && timingSafeEqual(got, wanted) ? undefined : 'mismatch';
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
