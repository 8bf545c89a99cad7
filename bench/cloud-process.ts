/** The local cloud in a process of its own, so that who measures does not share its thread. Says where it is; answers `counts`. */
import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { startCloud } from '../local/cloud.ts';
import { demoUsers } from '../local/demo-users.ts';

const [assembly = '', dataDir = '', config = ''] = process.argv.slice(2);
const cloud = await startCloud({ assembly, dataDir, basePort: 0, users: demoUsers });
const table = String(cloud.outputs.TableName);
await promisify(execFile)(process.execPath, ['bin/configure.ts', config, '--table', table], {
  env: { ...process.env, ...cloud.operatorEnvironment },
});
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({ hosts: cloud.hosts });
createInterface(process.stdin)
  .on('line', () => {
    say({ counts: cloud.counts() });
    cloud.resetCounts();
  })
  .on('close', async () => {
    await cloud.stop();
    process.exit(0);
  });
