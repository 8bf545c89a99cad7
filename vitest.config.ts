import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// For workers and every process that they start: a command starts in half the time, and so does a function of the local cloud.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

// What tests write need not outlive them. On a disk, DynamoDB's engine takes twice as long to commit.
const MEMORY = '/dev/shm';
if (!process.env.TMPDIR && roomIn(MEMORY) > 4 * 1024 ** 3) {
  const directory = mkdtempSync(join(MEMORY, 'foyer-'));
  process.env.TMPDIR = directory;
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
}

/** In bytes. In a container it is often very small. */
function roomIn(directory: string): number {
  if (!existsSync(directory)) return 0;
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/** Functions read their environment when they are wired; tests wire their own parts. */
export const env = {
  FOYER_TENANT: 'test',
  FOYER_TABLE: 'foyer-test',
  FOYER_TIMERS_QUEUE_URL: 'http://127.0.0.1:9/timers',
  FOYER_SCENARIO_CALL: 'scenario-call',
  FOYER_MAIL: 'mail',
  FOYER_FILE_CHECK: 'file-check',
  FOYER_FILES:
    '{"uploads":"https://uploads.example","files":"https://files.example","downloads":"https://downloads.example","region":"eu-west-1"}',
  FOYER_MAIL_SENDER: '{"from":"chat@shop.example","configurationSet":"test-foyer"}',
  FOYER_LONG_TIMERS_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:long-timers',
  FOYER_VISITOR_CONNECTIONS: 'http://127.0.0.1:9/visitor',
  FOYER_AGENT_CONNECTIONS: 'http://127.0.0.1:9/agent',
  FOYER_VISITOR_SOCKET: 'ws://127.0.0.1:9/visitor',
  FOYER_AGENT_SOCKET: 'ws://127.0.0.1:9/agent',
  FOYER_ROLES_CLAIM: 'cognito:groups',
  FOYER_ROLES: '{}',
  FOYER_TRUST_EMAIL: 'no',
  FOYER_EDGE_KEY: 'edge-key',
  FOYER_WIDGET: 'https://widget.example',
  AWS_REGION: 'eu-west-1',
};

const project = (name: string, timeoutS: number, globalSetup: string[] = []) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    env,
    testTimeout: timeoutS * 1000,
    hookTimeout: 120_000,
    globalSetup,
  },
});

// What files share is made before the first of them: two that start together would write it at the same time.
const BROWSER = 'test/support/setup/browser.ts';
const DIST = 'test/support/setup/dist.ts';

/** What takes them is in other files. */
const LONGER_THAN_THEY_LOOK = ['life', 'simulation', 'alarm-drill', 'races', 'commands', 'pages', 'cdk'].map(
  (name) => `/${name}.test.ts`,
);

/** The longest file first, so that both workers are busy to the end: until a first run has told, vitest takes the largest for it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const long = ({ moduleId }: TestSpecification) =>
      Number(LONGER_THAN_THEY_LOOK.some((name) => moduleId.endsWith(name)));
    return (await super.sort(files)).toSorted((a, b) => long(b) - long(a));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // Of two cores vitest would use one.
    maxWorkers: '100%',
    projects: [
      project('unit', 60, [BROWSER]),
      project('contract', 60, [DIST]),
      project('infra', 60),
      project('e2e', 180, [BROWSER, DIST]),
    ],
  },
});
