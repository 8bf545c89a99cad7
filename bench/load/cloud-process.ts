/**
 * `node cloud-process.ts ASSEMBLY DATA_DIR BASE_PORT AGENTS PLACES`: the local cloud in a process of its own, so that it can be
 * killed. With PLACES it also puts the configuration into force. Prints where it is. A line with a number from 0 to 1 kills the
 * function process at that place, and answers with the function's name.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { startCloud } from '../../local/cloud.ts';
import { writeLaptop } from '../../local/laptop.ts';
import { agentsOf, centreWith } from './centre.ts';

const [assembly = '', dataDir = '', basePort = '', agents = '', places] = process.argv.slice(2);
const cloud = await startCloud({ assembly, dataDir, basePort: Number(basePort), users: agentsOf(Number(agents)) });
if (places !== undefined) {
  writeLaptop(dataDir, { table: String(cloud.outputs.TableName), environment: cloud.operatorEnvironment });
  const file = join(dataDir, 'load.config.mjs');
  writeFileSync(file, `export default ${JSON.stringify(centreWith(Number(agents), Number(places)))};\n`);
  await promisify(execFile)(process.execPath, ['bin/configure.ts', file, '--local'], {
    env: { ...process.env, FOYER_DATA: dataDir },
  });
}
say({ hosts: cloud.hosts });

createInterface(process.stdin)
  .on('line', (where) => say({ killed: kill(Number(where)) }))
  .on('close', async () => {
    await cloud.stop();
    process.exit(0);
  });

function kill(where: number): string {
  const running = [...cloud.functions.values()].flatMap((each) => each.pids().map((pid) => ({ pid, name: each.name })));
  const victim = running[Math.floor(where * running.length)];
  if (victim) process.kill(victim.pid, 'SIGKILL');
  return victim?.name ?? '';
}

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
