import { createRequire } from 'node:module';
import { hostOf, stopListening } from '../listen.ts';
import type { Engine } from './engine.ts';

// CommonJS with a default export, which Node and test runners unwrap differently on import.
const ses: typeof import('aws-ses-v2-local') = createRequire(import.meta.url)('aws-ses-v2-local');

/** SES that delivers mail to nobody: `url` is also the page that shows it. Mail is kept only in memory. */
export async function startSes({ port }: { port: number }): Promise<Engine> {
  const server = await ses.default({ host: '127.0.0.1', port });
  return { url: `http://${hostOf(server)}`, stop: () => stopListening(server) };
}
