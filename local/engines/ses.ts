import type { Engine } from './engine.ts';

/** SES whose mails nobody gets: `url` is also the page that shows them. */
export function startSes(_options: { port: number }): Promise<Engine> {
  throw new Error('not yet');
}
