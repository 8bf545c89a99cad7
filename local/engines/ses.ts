import { createRequire } from 'node:module';
import { hostOf, stopListening } from '../listen.ts';
import type { Engine } from './engine.ts';

// CommonJS with a default export, which Node and test runners unwrap differently when it is imported.
const ses: typeof import('aws-ses-v2-local') = createRequire(import.meta.url)('aws-ses-v2-local');

/** SES whose mails nobody gets: `url` is also the page that shows them. They are kept in memory only. */
export async function startSes({ port }: { port: number }): Promise<Engine> {
  const server = await ses.default({ host: '127.0.0.1', port });
  return { url: `http://${hostOf(server)}`, stop: () => stopListening(server) };
}
