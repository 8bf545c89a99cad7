/**
 * H4, the alarm drill: each function loses each of its permissions in turn, someone does what needs it
 * (`test/support/errands.ts`), and the resulting log lines must raise an alarm of the template.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FunctionName, functions } from '../../functions/contract.ts';
import type { PolicyDocument } from '../../local/aws/iam.ts';
import type { Principal } from '../../local/aws/principals.ts';
import { build } from '../../local/build.ts';
import { deployment, type LocalCloud, startCloud } from '../../local/cloud.ts';
import { demoUsers } from '../../local/demo-users.ts';
import { loadTemplate } from '../../local/template/load.ts';
import { resolveTemplate } from '../../local/template/resolve.ts';
import { createWorld, type Errand, errandsIn, type Need, type World } from '../support/errands.ts';

/** One action on one resource. */
interface Grant {
  action: string;
  resource: string;
}

/** Permissions that no errand reveals, and why. */
const unheard: [grants: RegExp, why: string][] = [
  [
    /^logs:/,
    'Without them nothing fails, and what else fails is in no log. `test/infra` sees that every function has them.',
  ],
  [
    /^dynamodb:.*\/stream\/|^sqs:(Receive|Delete|GetQueue)/,
    'Lambda’s own: a deployment without them is refused, as is `npm start`.',
  ],
  [
    /^s3:/,
    'Links are signed without asking S3, which refuses them to a page. `file-check` fails without it, as it does without the table.',
  ],
  [/^ses:/, 'Needed only for a visitor who stays away. Without it the call fails, as it does without the table.'],
  [/^sqs:ChangeMessageVisibility|^sqs:SendMessage .*-failed$/, 'Needed only for what has failed, and was counted.'],
];

/** The desk tells either side about the results of its commands, and may do so wherever it runs. */
const ofTheDesk = [
  'chat-start: tell visitor',
  'agent-voice: tell visitor',
  'mail: tell visitor',
  'mail: tell agent',
  'mail-stop: tell visitor',
  'mail-stop: tell agent',
  'leave: tell visitor',
  'leave: tell agent',
  'file-check: tell visitor',
  'file-check: tell agent',
  'visitor-disconnect: tell visitor',
  'visitor-disconnect: tell agent',
];

let dataDir: string;
let cloud: LocalCloud;
let world: World;
let errands: Errand[];
let visitorApi: string | undefined;
/** CloudWatch's clock: each permission has its own minute. */
let now = Date.now();
let lastCallAt = 0;
const denied = new Set<string>();

beforeAll(async () => {
  const assembly = await build({ outDir: 'dist', onProgress: () => {} });
  const { resources } = resolveTemplate(loadTemplate(assembly), deployment);
  visitorApi = resources.find(({ properties }) => properties.Name === 'demo-foyer-visitor')?.physicalId;
  dataDir = mkdtempSync(join(tmpdir(), 'foyer-drill-'));
  cloud = await startCloud({
    ...{ assembly, dataDir, basePort: 0, users: demoUsers },
    onAccess: ({ name }, _, isAllowed) => {
      lastCallAt = performance.now();
      if (!isAllowed) denied.add(name);
    },
  });
  world = createWorld(cloud);
  errands = errandsIn(world);
  await world.publish();
});

afterAll(async () => {
  world.stop();
  await cloud.stop();
  rmSync(dataDir, { recursive: true });
});

const names = Object.keys(functions) as FunctionName[];
const physical = (name: FunctionName) => `demo-foyer-${name}`;

function roleOf(name: FunctionName): Principal {
  const role = [...cloud.roles.values()].find((each) => each.name === physical(name));
  if (!role) throw new Error(`The template has no ${name}`);
  return role;
}

const grantsOf = ({ policies }: Principal): Grant[] =>
  policies
    .flatMap(({ Statement }) => Statement)
    .flatMap(({ Action = [], Resource }) =>
      Resource.flatMap((resource) => Action.map((action) => ({ action, resource }))),
    )
    .filter(({ action, resource }) => !unheard.some(([grants]) => grants.test(`${action} ${resource}`)));

function needOf({ action, resource }: Grant): Need {
  if (action.startsWith('dynamodb:')) return 'table';
  if (action === 'sqs:SendMessage') return 'timers';
  if (action === 'states:StartExecution') return 'long timers';
  if (action === 'lambda:InvokeFunction') return 'calls';
  const [, api = '', , method] = /:([^:/]+)\/(\w+)\/(POST|DELETE)\/@connections\/\*$/.exec(resource) ?? [];
  const side = api === visitorApi ? 'visitor' : 'agent';
  return `${method === 'POST' ? 'tell' : 'hang up on'} ${side}`;
}

/** The alarms raised when the function does its errand without what it needs. */
async function alarmsWithout(role: Principal, need: Need, errand: Errand): Promise<string[]> {
  const whole = role.policies;
  try {
    const act = await errand.prepare();
    await quiet();
    if (errand.fresh) await restart(role.name);
    role.policies = whole.map((policy) => lacking(policy, need));
    await act();
    return await raised();
  } finally {
    role.policies = whole;
    world.closeAll();
  }
}

const lacking = ({ Statement }: PolicyDocument, need: Need): PolicyDocument => ({
  Statement: Statement.flatMap((statement) =>
    statement.Resource.flatMap((resource) =>
      (statement.Action ?? [])
        .filter(
          (action) =>
            unheard.some(([grants]) => grants.test(`${action} ${resource}`)) || needOf({ action, resource }) !== need,
        )
        .map((action) => ({ ...statement, Action: [action], Resource: [resource] })),
    ),
  ),
});

/** Everything done before has finished, and its log lines have been read. */
async function quiet(): Promise<void> {
  const goesOn = () => [...cloud.functions.values()].some((lambda) => lambda.open() > 0);
  while (goesOn() || performance.now() - lastCallAt < 150) await pause(20);
  await cloud.cloudWatch.look(now);
  now += 60_000;
}

async function restart(name: string): Promise<void> {
  const lambda = [...cloud.functions.values()].find((each) => each.name === name);
  for (const pid of lambda?.pids() ?? []) process.kill(pid, 'SIGKILL');
  while (lambda?.pids().length) await pause(5);
}

async function raised(): Promise<string[]> {
  for (let tries = 0; tries < 200; tries++) {
    const alarms = await cloud.cloudWatch.look(now);
    if (alarms.length > 0) return alarms.map(({ name }) => name);
    await pause(20);
  }
  return [];
}

test.each(names)('H4 an alarm is raised when %s is not granted', async (name) => {
  const role = roleOf(name);
  for (const need of new Set(grantsOf(role).map(needOf))) {
    if (ofTheDesk.includes(`${name}: ${need}`)) continue;
    const errand = errands.find((each) => each.of === name && each.needs.includes(need));
    if (!errand) throw new Error(`No errand shows what ${name} needs this for: ${need}`);
    denied.clear();
    expect(await alarmsWithout(role, need, errand), `${name} without: ${need}`).toEqual(['demo-foyer-failures']);
    expect([...denied], `${name} without: ${need}`).toEqual([role.name]);
  }
});
