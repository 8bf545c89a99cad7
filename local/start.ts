/** `npm start`: builds what has changed, starts the local cloud, loads the configuration and prints the addresses. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { portsFrom } from './addresses.ts';
import { build } from './build.ts';
import { claimData } from './claim-data.ts';
import { type LocalCloud, startCloud } from './cloud.ts';
import { createConfigurationFile } from './configuration-file.ts';
import { demoUsers } from './demo-users.ts';
import { DATA_DIR, writeLaptop } from './laptop.ts';
import { listen, stopListening } from './listen.ts';
import { onSave } from './on-save.ts';
import { connectPhone } from './phone.ts';
import { startShop } from './shop/server.ts';

const CONFIGURATION_FILE = 'foyer.config.ts';

const Environment = z.object({
  /** The first of ten ports. */
  FOYER_PORT: z.coerce.number().int().min(1024).max(65_526).default(4400),
  /** Where tables, queues, sign-ins and logs are kept. */
  FOYER_DATA: z.string().default(DATA_DIR),
  FOYER_DYNAMODB_ENDPOINT: z.url().optional(),
});

const Outputs = z.object({ TableName: z.string(), VisitorSocketAddress: z.string() });

/** The part of the configuration that starting needs. */
const InForce = z.object({ websites: z.array(z.object({ token: z.string() })) });

/** Often enough for a person at the terminal. */
const ALARMS_EVERY_MS = 5000;

/** Something the user can fix: the message says how, so no stack trace is shown. */
class StartError extends Error {}

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
      `Foyer is already running on ${dataDir}. Stop it, or choose another directory: FOYER_DATA=.foyer/other`,
    );
  }

  const assembly = await build({ outDir: 'dist', onProgress: say });
  say('starting …');
  const cloud = await startCloud({ assembly, dataDir, basePort, users: demoUsers, dynamodbEndpoint });
  const { TableName, VisitorSocketAddress } = Outputs.parse(cloud.outputs);
  writeLaptop(dataDir, { table: TableName, environment: cloud.operatorEnvironment });
  const configure = createConfigurationFile(dataDir, (options) => runConfigure(dataDir, ...options), {
    said: say,
    refused: console.error,
  });
  await configure();
  const { websites } = await inForce(cloud, dataDir);
  await connectPhone(dataDir, `http://${cloud.hosts.public}`, async () => {
    const { stdout } = await operator(dataDir, 'phone-key', ['create', '--local']);
    return stdout;
  });
  const shop = portsFrom(basePort).shop;
  await startShop({
    port: shop,
    cdn: `http://${cloud.hosts.widget}`,
    websiteToken: websites[0]?.token ?? '',
    visitorSocket: VisitorSocketAddress,
  });
  onSave(CONFIGURATION_FILE, configure);
  const telling = tellAlarms(cloud);
  stopOnSignal(cloud, telling);

  say(`ready in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  console.log(`
  Demo shop with the widget   http://127.0.0.1:${shop}
  Console                     http://${cloud.hosts.console}
  Mailbox                     http://${cloud.hosts.mailbox}
  A caller                    npm run phone

  Logs of the functions       ${join(dataDir, 'logs')}
  AWS endpoint                http://${cloud.hosts.endpoint}  (key id ${cloud.operatorEnvironment.AWS_ACCESS_KEY_ID})

  Save ${CONFIGURATION_FILE}, or a file that it imports, to apply it.
  Ctrl+C stops Foyer. Chats are kept in ${dataDir}.
`);
}

/** Checked before the build, which takes minutes. */
async function checkPorts(basePort: number): Promise<void> {
  const taken: string[] = [];
  for (const [place, port] of Object.entries(portsFrom(basePort))) {
    await listen(port).then(stopListening, () => taken.push(`${port} (${place})`));
  }
  if (taken.length === 0) return;
  const other = basePort + 100;
  throw new StartError(
    `Already in use on 127.0.0.1: ${taken.join(', ')}. Is Foyer already running? If not, choose ten other ports: FOYER_PORT=${other} npm start`,
  );
}

/** An operator command in its own process, because a module and its imports are loaded only once in each. */
async function operator(dataDir: string, command: string, args: string[]) {
  const env = { ...process.env, FOYER_DATA: dataDir };
  return promisify(execFile)(process.execPath, [`bin/${command}.ts`, ...args], { env, maxBuffer: 100_000_000 });
}

function runConfigure(dataDir: string, ...options: string[]): Promise<{ stdout: string; stderr: string }> {
  return operator(dataDir, 'configure', [CONFIGURATION_FILE, '--local', ...options]).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
}

/** Without a configuration nobody can sign in and no chat can start, so Foyer is not ready. */
async function inForce(cloud: LocalCloud, dataDir: string) {
  const { stdout } = await runConfigure(dataDir, '--show');
  if (stdout) return InForce.parse(JSON.parse(stdout));
  await cloud.stop();
  throw new StartError(`Foyer did not start. Fix ${CONFIGURATION_FILE}, and run npm start again.`);
}

/** Prints what AWS would send to subscribers of the alarms. */
function tellAlarms({ cloudWatch }: LocalCloud): NodeJS.Timeout {
  let before = new Set<string>();
  return setInterval(async () => {
    const raised = await cloudWatch.look(Date.now());
    for (const { name, description } of raised) if (!before.has(name)) say(`ALARM ${name}: ${description}`);
    before = new Set(raised.map(({ name }) => name));
  }, ALARMS_EVERY_MS);
}

function stopOnSignal(cloud: LocalCloud, telling: NodeJS.Timeout): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      say('stopping …');
      clearInterval(telling);
      cloud.stop().then(() => process.exit(0));
    });
  }
}

function say(line: string): void {
  console.log(`foyer: ${line}`);
}

// Last, when everything above is defined.
await main().catch((error: unknown) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
});
