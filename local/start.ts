/** `npm start`: builds what has changed, starts the local cloud on it, loads the configuration, and says where everything is. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import configuration from '../foyer.config.ts';
import { portsFrom } from './addresses.ts';
import { build } from './build.ts';
import { claimData } from './claim-data.ts';
import { type LocalCloud, startCloud } from './cloud.ts';
import { demoUsers } from './demo-users.ts';
import { listen, stopListening } from './listen.ts';
import { startShop } from './shop/server.ts';

const CONFIGURATION_FILE = 'foyer.config.ts';

const Environment = z.object({
  /** The first of ten ports. */
  FOYER_PORT: z.coerce.number().int().min(1024).max(65_526).default(4400),
  /** Where tables, queues, sign-ins and logs stay. */
  FOYER_DATA: z.string().default('.foyer'),
  FOYER_DYNAMODB_ENDPOINT: z.url().optional(),
});

const Outputs = z.object({ TableName: z.string(), VisitorSocketAddress: z.string() });

/** What the person who starts can mend: its message says how, and no stack helps. */
class StartError extends Error {}

await main().catch((error: unknown) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
});

async function main(): Promise<void> {
  const start = performance.now();
  process.chdir(join(import.meta.dirname, '..'));
  const environment = Environment.safeParse(process.env);
  if (!environment.success) throw new StartError(z.prettifyError(environment.error));
  const { FOYER_PORT: basePort, FOYER_DATA: dataDir, FOYER_DYNAMODB_ENDPOINT: dynamodbEndpoint } = environment.data;
  await checkPorts(basePort);
  mkdirSync(dataDir, { recursive: true });
  if (!(await claimData(dataDir))) {
    throw new StartError(
      `Foyer already runs on ${dataDir}. Stop it, or choose another directory: FOYER_DATA=.foyer/other`,
    );
  }

  const assembly = await build({ outDir: 'dist', onProgress: say });
  say('starting …');
  const cloud = await startCloud({ assembly, dataDir, basePort, users: demoUsers, dynamodbEndpoint });
  const { TableName, VisitorSocketAddress } = Outputs.parse(cloud.outputs);
  await configure(cloud, TableName, dataDir);
  const shop = portsFrom(basePort).shop;
  await startShop({
    port: shop,
    cdn: `http://${cloud.hosts.widget}`,
    websiteToken: configuration.websites[0]?.token ?? '',
    visitorSocket: VisitorSocketAddress,
  });
  stopOnSignal(cloud);

  say(`ready in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  console.log(`
  Demo shop with the widget   http://127.0.0.1:${shop}
  Console                     http://${cloud.hosts.console}
  Mailbox                     http://${cloud.hosts.mailbox}

  Logs of the functions       ${join(dataDir, 'logs')}
  AWS endpoint                http://${cloud.hosts.endpoint}  (key id ${cloud.operatorEnvironment.AWS_ACCESS_KEY_ID})

  Ctrl+C stops; what was said stays in ${dataDir}.
`);
}

/** Said before anything is built: a port that is taken would else show minutes of work later. */
async function checkPorts(basePort: number): Promise<void> {
  const taken: string[] = [];
  for (const [place, port] of Object.entries(portsFrom(basePort))) {
    await listen(port).then(stopListening, () => taken.push(`${port} (${place})`));
  }
  if (taken.length === 0) return;
  const other = basePort + 100;
  throw new StartError(
    `Already in use on 127.0.0.1: ${taken.join(', ')}. Is Foyer running? Else choose ten other ports: FOYER_PORT=${other} npm start`,
  );
}

/** Publishes the configuration file when it is not what was published last; a mistake in it must not keep the rest from starting. */
async function configure(cloud: LocalCloud, table: string, dataDir: string): Promise<void> {
  const mark = join(dataDir, 'configured');
  const hash = createHash('sha256').update(readFileSync(CONFIGURATION_FILE)).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['bin/configure.ts', '--table', table], {
      env: { ...process.env, ...cloud.operatorEnvironment },
    });
    say(stdout.trim());
    writeFileSync(mark, hash);
  } catch (error) {
    console.error(error instanceof Error && 'stderr' in error ? error.stderr : error);
  }
}

function stopOnSignal(cloud: LocalCloud): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      say('stopping …');
      cloud.stop().then(() => process.exit(0));
    });
  }
}

function say(line: string): void {
  console.log(`foyer: ${line}`);
}
