import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readStateMachines, type StateMachine } from '../../../local/stepfunctions/definition.ts';
import { type Execution, type Executions, runExecutions } from '../../../local/stepfunctions/executions.ts';

const NOON = Date.UTC(2026, 0, 5, 12);
const DAY_MS = 86_400_000;
const definition = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', TimestampPath: '$.at', Next: 'Send' },
    Send: {
      ...{ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true },
      Parameters: { QueueUrl: 'queue', 'MessageBody.$': '$.timer' },
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 3, MaxDelaySeconds: 12 }],
    },
  },
};
const read = (change: object = {}, properties: object = {}): StateMachine => {
  const [machine] = readStateMachines([
    {
      ...{ logicalId: 'Machine', type: 'AWS::StepFunctions::StateMachine', physicalId: 'arn', arn: 'arn' },
      metadata: {},
      properties: {
        ...{ StateMachineName: 'long', StateMachineType: 'STANDARD', RoleArn: 'role' },
        DefinitionString: JSON.stringify({ ...definition, ...change }),
        ...properties,
      },
    },
  ]);
  if (!machine) throw new Error('no machine');
  return machine;
};

let directory: string;
let executions: Executions | undefined;
let sent: string[];
let failed: Execution[];
/** SQS's answer to the machine. */
let refuses: boolean;

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
  directory = mkdtempSync(join(tmpdir(), 'foyer-executions-'));
  [sent, failed, refuses] = [[], [], false];
});

afterEach(() => {
  executions?.stop();
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

function run(machine = read()): Executions {
  executions?.stop();
  executions = runExecutions(machine, {
    ...{ directory, now: Date.now },
    send: async (_, body) => {
      if (refuses) throw new Error('AccessDenied');
      sent.push(body);
    },
    onFailed: async (execution) => void failed.push(execution),
  });
  return executions;
}
const input = (at: number, timer = 'timer') => JSON.stringify({ at: new Date(at).toISOString(), timer });

describe('H3 an execution', () => {
  test('H3 sends at its time, not before, and once', async () => {
    run().start('a', input(NOON + 3_600_000));
    await vi.advanceTimersByTimeAsync(3_599_000);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual(['timer']);
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect(sent).toEqual(['timer']);
  });

  test('H3 waits longer than a timer of Node.js can', async () => {
    run().start('a', input(NOON + 40 * DAY_MS));
    await vi.advanceTimersByTimeAsync(40 * DAY_MS - 1000);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual(['timer']);
  });

  test('H3 cuts off the milliseconds of the time, as Step Functions does', async () => {
    run().start('a', input(NOON + 5900));
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toEqual(['timer']);
  });

  test('H3 outlives a restart, and what fell due meanwhile is sent at once', async () => {
    const before = run();
    before.start('a', input(NOON + 3_600_000, 'soon'));
    before.start('b', input(NOON + 2 * 3_600_000, 'later'));
    before.stop();
    vi.setSystemTime(NOON + 5_400_000);
    run();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(['soon']);
    await vi.advanceTimersByTimeAsync(1_800_000);
    expect(sent).toEqual(['soon', 'later']);
  });

  test('H3 has a name that is taken once: the same while it runs, another one or the past never', async () => {
    const first = run();
    expect(first.start('a', input(NOON + 1000))).toEqual({ startedAt: NOON });
    await vi.advanceTimersByTimeAsync(500);
    expect(first.start('a', input(NOON + 1000))).toEqual({ startedAt: NOON });
    expect(first.start('a', input(NOON + 2000))).toBe('exists');
    await vi.advanceTimersByTimeAsync(1000);
    expect(run().start('a', input(NOON + 1000))).toBe('exists');
    expect(sent).toEqual(['timer']);
  });

  test('H3 tries again with longer and longer pauses, and says so when it gives up', async () => {
    refuses = true;
    run().start('a', input(NOON));
    await vi.advanceTimersByTimeAsync(5000 + 10_000 + 11_000);
    expect(failed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(failed).toMatchObject([{ name: 'a', status: 'FAILED', retries: 3 }]);
    refuses = false;
    run();
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect([sent, failed.length]).toEqual([[], 1]);
  });

  test('H3 that is tried again in time has lost nothing', async () => {
    refuses = true;
    run().start('a', input(NOON));
    await vi.advanceTimersByTimeAsync(6000);
    refuses = false;
    await vi.advanceTimersByTimeAsync(9000);
    expect([sent, failed]).toEqual([['timer'], []]);
  });

  test.each(['{}', '{"at":"tomorrow"}', '[]'])('H3 fails with the input %s', async (text) => {
    run().start('a', text);
    expect(failed).toMatchObject([{ name: 'a', status: 'FAILED' }]);
  });
});

describe('H3 a machine that could not be run here is refused when the cloud starts', () => {
  test.each<[string, RegExp, object, object]>([
    ['another kind of state', /Type/, { States: { ...definition.States, Wait: { Type: 'Pass', End: true } } }, {}],
    ['JSONata', /QueryLanguage/, { QueryLanguage: 'JSONata' }, {}],
    ['a state that is not there', /names a state/, { StartAt: 'Nowhere' }, {}],
    [
      'a state without an end',
      /neither Next nor End/,
      { States: { ...definition.States, Wait: { Type: 'Wait', TimestampPath: '$.at' } } },
      {},
    ],
    ['express executions, which end after five minutes', /STANDARD/, {}, { StateMachineType: 'EXPRESS' }],
    ['a property without effect here', /TracingConfiguration/, {}, { TracingConfiguration: { Enabled: true } }],
  ])('H3 %s', (_, reason, change, properties) => {
    expect(() => read(change, properties)).toThrow(reason);
  });
});
