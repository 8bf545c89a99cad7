/** One deployment, from the sources to a tenant in which the first administrator can sign in. Every step can be repeated. */
import { createConfigurationStore } from '../adapters/dynamodb/configuration-store.ts';
import type { Aws } from './aws.ts';
import { emptyBuckets } from './buckets.ts';
import type { Cdk } from './cdk.ts';
import { agentLine, checkFormat, isListed, type Loaded, loadConfiguration, publish } from './configuration.ts';
import { examine, isBlocked, show } from './doctor.ts';
import { type Screen, timed } from './screen.ts';
import { settingsFile, type TenantSettings } from './settings-file.ts';
import { deleteStack, deployedStack, failuresOf, findStack, type Stack, stackName } from './stack.ts';
import { Stop } from './stop.ts';
import { addUser, hasAdministrator, poolHere, poolOf } from './users.ts';

export interface Deployment {
  settings: TenantSettings;
  aws: Aws;
  root: string;
  cdk: Cdk;
  /** Builds `dist`. */
  build(onProgress: (line: string) => void): Promise<unknown>;
  screen: Screen;
  /** Answers every question with yes. */
  yes: boolean;
}

/** The state of the tenant when a deployment starts. */
interface Found {
  stack?: Stack | undefined;
  /** The version of the configuration in force; 0 if there is none. */
  base: number;
}

/** A step with nothing to do returns no title and prints nothing. */
interface Step {
  title(deployment: Deployment, found: Found): string | undefined;
  run(deployment: Deployment, found: Found): Promise<void>;
}

/** Steps before the stack is looked up: build first, then check that the account responds. */
const beforehand: Step[] = [
  {
    title: () => 'Build functions, widget, console and template',
    run: async ({ build, screen }) => void (await build((line) => screen.say(`  ${line}`))),
  },
  {
    title: () => 'Check the account',
    async run({ screen, ...patient }) {
      const findings = await examine(patient);
      show(findings, screen);
      if (isBlocked(findings)) {
        throw new Stop('Nothing was deployed. Fix everything marked as blocking, then run the same command again.');
      }
    },
  },
];

const steps: Step[] = [
  {
    title: (_, { stack }) =>
      stack?.is === 'failed-first' ? `Remove what the failed deployment left behind` : undefined,
    async run({ aws, screen, yes, settings }, { stack }) {
      if (!stack) return;
      const question = `  Delete ${stack.name} (${stack.status})? It never worked and holds no chats. [y/N] `;
      if (!yes && (await screen.ask(question))?.trim().toLowerCase() !== 'y') {
        throw new Stop(
          `Nothing was deployed: ${stack.name} (${stack.status}) is in the way. It never worked and holds no chats.`,
          `Run the same command again and answer y, or skip the question: npm run deploy -- --tenant ${settings.tenant} --yes`,
        );
      }
      await emptyBuckets(aws, stack);
      await deleteStack(aws, stack);
    },
  },
  {
    // Protection comes after the first success. Otherwise a failed first deployment could not be deleted.
    title: ({ settings }, { stack }) =>
      isFirst(stack) ? `Deploy ${settings.tenant} for the first time, which takes 10 to 20 minutes` : undefined,
    run: (deployment) => runCdk(deployment, ['-c', 'protect=false', '--require-approval', 'never']),
  },
  {
    title: ({ settings }, { stack }) =>
      isFirst(stack) ? 'Protect the stack, its table and its user pool from deletion' : `Deploy ${settings.tenant}`,
    // A first deployment's permissions were approved as a whole. An upgrade that broadens them is shown first.
    run: (deployment, { stack }) =>
      runCdk(deployment, ['--require-approval', isFirst(stack) || deployment.yes ? 'never' : 'broadening']),
  },
  {
    title: ({ settings }) => (settings.admin ? 'Invite the first administrator' : undefined),
    async run({ aws, settings, screen }) {
      const stack = await deployedStack(aws, settings.tenant);
      if (!settings.admin) return;
      if (!poolOf(stack)) {
        screen.say(
          `  People sign in at ${settings.issuer}: give ${settings.admin} the role admin there (claim ${settings.rolesClaim}).`,
        );
        return;
      }
      const pool = poolHere(aws, stack);
      if (await hasAdministrator(pool)) return screen.say('  There is already an administrator.');
      for (const line of await addUser(pool, { email: settings.admin, role: 'admin' })) screen.say(`  ${line}`);
    },
  },
  {
    title: ({ settings }) => `Put ${settings.configuration} into force`,
    async run({ aws, settings, root, screen }, { base }) {
      const stack = await deployedStack(aws, settings.tenant);
      checkFormat(stack, settings.tenant);
      const store = configurationsOf(aws, stack);
      const say = (line: string) => screen.say(`  ${line}`);
      await publish(await loadConfiguration(settings.configuration, root), base, store, { ...screen, say });
    },
  },
];

const configurationsOf = (aws: Aws, { outputs }: Stack) =>
  createConfigurationStore({ client: aws.dynamodb, table: outputs.TableName ?? '' });

const isFirst = (stack: Stack | undefined): boolean => stack === undefined || stack.is === 'failed-first';

/** @throws Stop if a step failed, saying what happened, what is left and what to do */
export async function deploy(deployment: Deployment): Promise<void> {
  const { aws, settings, screen, root } = deployment;
  const run = async (step: Step, found: Found) => {
    const title = step.title(deployment, found);
    if (title) await timed(screen, title, () => step.run(deployment, found));
  };
  for (const step of beforehand) await run(step, { base: 0 });
  const stack = await findStack(aws, settings.tenant);
  const base = stack?.is === 'good' ? await configurationsOf(aws, stack).newest() : 0;
  for (const step of steps) await run(step, { stack, base });

  const loaded = await loadConfiguration(settings.configuration, root);
  for (const line of whatIsNext(await deployedStack(aws, settings.tenant), settings, loaded)) screen.say(line);
}

async function runCdk({ cdk, settings, aws }: Deployment, args: string[]): Promise<void> {
  const { tenant, region } = settings;
  const code = await cdk(['deploy', stackName(tenant), '-c', `tenant=${tenant}`, ...args], region);
  if (code === 0) return;
  const stack = await findStack(aws, tenant);
  const causes = stack ? await failuresOf(aws, stack) : [];
  throw new Stop(...whyNot(stack, causes), ...hintsFor(causes));
}

function whyNot(stack: Stack | undefined, causes: string[]): string[] {
  const again = 'Then run the same command again. It will continue from here.';
  if (!stack) return ['The CDK could not deploy, and nothing was created. The reason is above.', again];
  switch (stack.is) {
    case 'failed-first':
      return [
        `The first deployment failed (${stack.status}). CloudFormation has deleted what it had created. An empty stack is left.`,
        ...causes,
        `Fix that. ${again} It will ask before it deletes the empty stack.`,
      ];
    case 'good':
      return [
        stack.status === 'UPDATE_ROLLBACK_COMPLETE'
          ? 'The deployment failed, and CloudFormation has rolled it back. The tenant works as before.'
          : `The CDK did not deploy. The reason is above. The stack is unchanged (${stack.status}).`,
        ...causes,
        ...(causes.length > 0 ? [] : ['If it needed approval for new permissions and could not ask, add --yes.']),
        `Fix that. ${again}`,
      ];
    default:
      return [
        `The deployment failed, and the stack is ${stack.status}.`,
        ...causes,
        'Run npm run doctor to see what to do.',
      ];
  }
}

/** Explanations for errors that do not tell an operator what to do. */
const HINTS: [RegExp, string][] = [
  [
    /must be verified/,
    'AWS has not verified the account for CloudFront. Send that message to AWS Support; a reply takes a day or two.',
  ],
  [
    /already exists/i,
    'Something is left over from an earlier tenant of this name. npm run doctor says what it is and how to remove it.',
  ],
  [/CloudWatch Logs role ARN/i, 'API Gateway does not accept the role for its logs yet. Wait a minute.'],
  [/TooMany|limit ?exceeded|quota/i, 'A quota of the account is used up. npm run doctor shows which.'],
];

const hintsFor = (causes: string[]): string[] =>
  HINTS.flatMap(([pattern, hint]) => (causes.some((cause) => pattern.test(cause)) ? [hint] : []));

function whatIsNext(
  { outputs }: Stack,
  { tenant, admin, region }: TenantSettings,
  { configuration, file }: Loaded,
): string[] {
  const { ConsoleAddress = '', Snippet = '', AlarmTopic = '', DashboardAddress = '', DnsRecords } = outputs;
  const listed = !admin || isListed(configuration, admin);
  return [
    '',
    `${tenant} is deployed.`,
    '',
    `Console   ${ConsoleAddress}`,
    ...(listed
      ? []
      : [
          `          ${admin} is not an agent yet. Add to agents in ${file}:`,
          `          ${agentLine(admin)}`,
          `          and run npm run configure -- --tenant ${tenant}`,
        ]),
    `People    npm run user -- add EMAIL --tenant ${tenant} --role agent`,
    ...configuration.websites.flatMap(({ name, domains, token }, index) => [
      `${index === 0 ? 'Snippet ' : '        '}  for ${name} (${domains.join(', ')}):`,
      `          ${Snippet.replace('WEBSITE_TOKEN', token)}`,
    ]),
    ...(DnsRecords ? ['DNS       add these records to the DNS of your domain:'] : []),
    ...(DnsRecords?.split(', ').map((record) => `          ${record}`) ?? []),
    `Watch     ${DashboardAddress}`,
    'Alarms    reach nobody until someone subscribes:',
    `          aws sns subscribe --region ${region} --topic-arn ${AlarmTopic} --protocol email --notification-endpoint ops@example.com`,
    `Settings  commit ${settingsFile(tenant)}. The next deployment reads it.`,
  ];
}
