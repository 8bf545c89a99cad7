/**
 * How many requests a second a stage or a route lets in. What may come at once is half as much again. All of a tenant's stages together ask
 * for no more than an account has in the smallest regions, 2,500 a second and 1,250 at once
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html), which also serve what functions push to sockets.
 */
export const throttle = (perS: number) => ({ rateLimit: perS, burstLimit: 1.5 * perS });
