/**
 * Requests per second that a stage or a route accepts, with bursts of one and a half times that. All stages of a tenant
 * together stay within an account's limits in the smallest regions, 2,500 a second and bursts of 1,250
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). Messages that functions push to sockets count
 * too.
 */
export const throttle = (perS: number) => ({ rateLimit: perS, burstLimit: 1.5 * perS });
