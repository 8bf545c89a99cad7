/** What AWS charges: list prices of us-east-1 in dollars, read in November 2026, without free tiers. */

/** Use of the services, in their billing units. */
export interface Usage {
  /** Function calls. */
  calls: number;
  /** Memory in gigabytes times seconds, on Arm. */
  gbS: number;
  /** Frames in and out of sockets, at most 32 KB each. */
  frames: number;
  connectionMinutes: number;
  httpRequests: number;
  edgeRequests: number;
  edgeBytes: number;
  readUnits: number;
  writeUnits: number;
  /** Sends, receives and deletes. */
  queueRequests: number;
  logBytes: number;
}

/** https://aws.amazon.com/{lambda,api-gateway,cloudfront,dynamodb,sqs,cloudwatch}/pricing */
export const prices: Record<keyof Usage, number> = {
  calls: 0.2e-6,
  gbS: 0.0000133334,
  frames: 1e-6,
  connectionMinutes: 0.25e-6,
  httpRequests: 1e-6,
  edgeRequests: 1e-6,
  edgeBytes: 0.085 / 2 ** 30,
  readUnits: 0.125e-6,
  writeUnits: 0.625e-6,
  queueRequests: 0.4e-6,
  logBytes: 0.5 / 2 ** 30,
};

export const usages = Object.keys(prices) as (keyof Usage)[];

export const priceOf = (usage: Usage): number => usages.reduce((sum, name) => sum + usage[name] * prices[name], 0);
