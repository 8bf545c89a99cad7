/**
 * `node cloud-process.ts ASSEMBLY DATA_DIR CONFIG BASE_PORT`: the local cloud with its shop in a separate process, so that it
 * can be killed and does not share a thread with measurements. Prints where it is. Publishes the configuration named by an
 * input line, and answers an empty line with the calls since the last one.
 */
import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { checkConfiguration } from '../../core/configuration/check.ts';
import { startCloud } from '../../local/cloud.ts';
import { demoUsers } from '../../local/demo-users.ts';
import { writeLaptop } from '../../local/laptop.ts';
import { startShop } from '../../local/shop/server.ts';

const [assembly = '', dataDir = '', config = '', basePort = '0'] = process.argv.slice(2);
const cloud = await startCloud({
  assembly,
  dataDir,
  basePort: Number(basePort),
  users: demoUsers,
  dynamodbEndpoint: undefined,
});
writeLaptop(dataDir, { table: String(cloud.outputs.TableName), environment: cloud.operatorEnvironment });
const publish = (file: string) =>
  promisify(execFile)(process.execPath, ['bin/configure.ts', file, '--local'], {
    env: { ...process.env, FOYER_DATA: dataDir },
  });
await publish(config);

const checked = checkConfiguration((await import(`../../${config}`)).default);
if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
const base = Number(basePort);
const shopFor = async (queue: string, port: number) => {
  const website = checked.configuration.websites.find((each) => each.queue === queue);
  const { url } = await startShop({
    port: base && port,
    cdn: `http://${cloud.hosts.widget}`,
    websiteToken: website?.token ?? '',
    visitorSocket: String(cloud.outputs.VisitorSocketAddress),
  });
  return url;
};

const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({
  hosts: cloud.hosts,
  shops: { orders: await shopFor('orders', base), advice: await shopFor('advice', base + 11) },
});
createInterface(process.stdin)
  .on('line', async (file) => {
    if (file !== '') {
      await publish(file);
      return say({ published: file });
    }
    say({ counts: cloud.counts() });
    cloud.resetCounts();
  })
  .on('close', async () => {
    await cloud.stop();
    process.exit(0);
  });
