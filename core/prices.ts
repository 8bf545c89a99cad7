/** What AWS charges: list prices of us-east-1 in dollars, without free tiers, without tax. */

/** When they were read. */
export const PRICES_OF = 'November 2026';

interface Price {
  usd: number;
  /** What one of it is. */
  unit: string;
  /** https://aws.amazon.com/<page>/pricing */
  page: string;
}

const GB = 2 ** 30;
const MILLION = 1e6;

export const prices = {
  frames: { usd: 1 / MILLION, unit: 'frame in or out of a socket, each 32 KB begun', page: 'api-gateway' },
  connectionMinutes: { usd: 0.25 / MILLION, unit: 'minute of an open socket', page: 'api-gateway' },
  calls: { usd: 0.2 / MILLION, unit: 'function call', page: 'lambda' },
  gbS: { usd: 0.0000133334, unit: 'GB-second of a function on Arm', page: 'lambda' },
  readUnits: { usd: 0.125 / MILLION, unit: 'read unit: 4 KB begun, consistent', page: 'dynamodb/on-demand' },
  writeUnits: {
    usd: 0.625 / MILLION,
    unit: 'write unit: 1 KB begun; two in a transaction',
    page: 'dynamodb/on-demand',
  },
  streamReads: { usd: 0, unit: 'read of the stream: free for functions', page: 'dynamodb/on-demand' },
  queueRequests: { usd: 0.4 / MILLION, unit: 'send, receive or delete', page: 'sqs' },
  transitions: { usd: 25 / MILLION, unit: 'step of a state machine', page: 'step-functions' },
  mails: { usd: 100 / MILLION, unit: 'e-mail', page: 'ses' },
  logBytes: { usd: 0.5 / GB, unit: 'byte of a log, and 26 for each line', page: 'cloudwatch' },
  httpRequests: { usd: 1 / MILLION, unit: 'HTTP request to an API', page: 'api-gateway' },
  edgeRequests: { usd: 1 / MILLION, unit: 'HTTPS request to a distribution', page: 'cloudfront/pay-as-you-go' },
  edgeBytes: { usd: 0.085 / GB, unit: 'byte from a distribution', page: 'cloudfront/pay-as-you-go' },
  // The worked example for us-east-1 on that page: its table is drawn by a script.
  scans: { usd: 215 / MILLION, unit: 'object scanned for malware', page: 'guardduty' },
  scannedBytes: { usd: 0.09 / GB, unit: 'byte scanned for malware', page: 'guardduty' },
  objectWrites: { usd: 5 / MILLION, unit: 'object written, copied or tagged', page: 's3' },
  bytesOut: { usd: 0.09 / GB, unit: 'byte from a socket to the internet', page: 'ec2/on-demand' },
} as const satisfies Record<string, Price>;

export type Kind = keyof typeof prices;
export type Usage = Record<Kind, number>;

export const kinds = Object.keys(prices) as Kind[];

export const usageOf = (value: (kind: Kind) => number): Usage =>
  Object.fromEntries(kinds.map((kind) => [kind, value(kind)])) as Usage;
export const plus = (...all: Partial<Usage>[]): Usage =>
  usageOf((kind) => all.reduce((sum, part) => sum + (part[kind] ?? 0), 0));
export const times = (usage: Partial<Usage>, factor: number): Usage => usageOf((kind) => (usage[kind] ?? 0) * factor);

export const priceOf = (usage: Usage): number => kinds.reduce((sum, kind) => sum + usage[kind] * prices[kind].usd, 0);
