/** An operator with a checkout of one tenant, `acme`, and an account. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../../operate/aws.ts';
import { type Deployment, deploy } from '../../../operate/deploy.ts';
import { type Removal, remove } from '../../../operate/remove.ts';
import { readSettings, saveSettings } from '../../../operate/settings-file.ts';
import { type Account, startAccount } from './account.ts';
import { createFakeCdk } from './fake-cdk.ts';

export const configuration = {
  websites: [{ id: 'shop', name: 'Acme', token: 'fw_acmeShop2026', domains: ['shop.acme.com'], queue: 'orders' }],
  queues: [{ id: 'orders', name: 'Orders', members: [{ agent: 'anna' }] }],
  agents: [{ id: 'anna', name: 'Anna Berg', email: 'anna@acme.com' }],
};

export async function startOperator() {
  const account: Account = await startAccount();
  const root = mkdtempSync(join(tmpdir(), 'foyer-operator-'));
  mkdirSync(join(root, 'dist/template'), { recursive: true });
  writeFileSync(join(root, 'cdk.json'), '{}');
  const types = [
    'CloudFront::Distribution',
    'CloudFront::Distribution',
    'CloudFront::ResponseHeadersPolicy',
    'SQS::Queue',
  ];
  const Resources = Object.fromEntries(types.map((type, index) => [`R${index}`, { Type: `AWS::${type}` }]));
  writeFileSync(join(root, 'dist/template/foyer-demo.template.json'), JSON.stringify({ Resources }));
  configure(configuration);
  saveSettings('acme', root, { region: 'eu-west-1', admin: 'anna@acme.com', configuration: 'acme.config.mjs' });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: account.url,
    AWS_ACCESS_KEY_ID: 'AKIAOPERATOR',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_MAX_ATTEMPTS: '1',
  });

  const said: string[] = [];
  const cdk = createFakeCdk(account);
  let answer: string | undefined;
  const screen = {
    say: (line: string) => void said.push(line),
    ask: async (question: string) => {
      said.push(question);
      return answer;
    },
  };
  const aws = connect('eu-west-1', { pollMs: 1 });

  function configure(given: unknown): void {
    writeFileSync(join(root, 'acme.config.mjs'), `export default ${JSON.stringify(given)};`);
  }

  return {
    account,
    aws,
    root,
    cdk,
    said,
    screen,
    configure,
    settings: () => readSettings('acme', root),
    answer: (text: string | undefined) => {
      answer = text;
    },
    deploy: (given: Partial<Deployment> = {}) =>
      deploy({
        settings: readSettings('acme', root),
        aws,
        root,
        cdk: cdk.run,
        build: async () => {},
        screen,
        yes: false,
        ...given,
      }),
    remove: (given: Partial<Removal> = {}) =>
      remove({ tenant: 'acme', aws, screen, withData: false, confirmed: 'acme', ...given }),
    stop: async () => {
      rmSync(root, { recursive: true });
      await account.stop();
    },
  };
}

export type Operator = Awaited<ReturnType<typeof startOperator>>;
