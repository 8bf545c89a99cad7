/** One cold start: loads a bundle, passes it one event, and prints how long each took. Runs in its own process. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [bundle = '', eventFile = ''] = process.argv.slice(2);
const event: unknown = JSON.parse(readFileSync(eventFile, 'utf8'));
const begun = performance.now();
const cpu = process.cpuUsage();
const { handler } = await import(pathToFileURL(bundle).href);
const loaded = performance.now();
const answer: unknown = await handler(event, { functionName: 'bench', awsRequestId: 'bench' });
const answered = performance.now();
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(
  `\n${JSON.stringify({ loadMs: loaded - begun, firstCallsMs: answered - loaded, cpuMs: (user + system) / 1000, answer: answer ?? null })}\n`,
);
process.exit(0);
