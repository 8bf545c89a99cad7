/** AWS's clients without what they do anew for every request and nobody here needs. Together it was a seventh of a message's CPU. */

/** A request that hangs is given up early, since a function has ten seconds in all. */
export const clientSettings = {
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000 },
  /** A command's steps are put in order once. So a step is added or removed before the first request. */
  cacheMiddleware: true,
};

/** The logger copies every request and answer for lines that nobody reads; the user agent is spelt out from twenty parts. */
const UNNEEDED = ['loggerMiddleware', 'getUserAgentMiddleware'];

export function lean<Client extends { middlewareStack: { remove(name: string): boolean } }>(client: Client): Client {
  for (const name of UNNEEDED) client.middlewareStack.remove(name);
  return client;
}
