/** Long timers: executions that wait and then send the timer to the timer queue (`lib/long-timers.ts`). */
import { createHash } from 'node:crypto';
import type { Timer } from '../../core/timers.ts';
import { clientSettings, lean, patience } from '../lean-client.ts';

export function createLongTimers(stateMachineArn: string) {
  // Loaded with the first long timer, because most processes never see one and would start later.
  let client: ReturnType<typeof load> | undefined;

  /** Named by what it is for, so that a timer which is asked for again is started once. */
  async function start(timer: Timer): Promise<void> {
    client ??= load();
    const { send } = await client;
    await send({ stateMachineArn, name: nameOf(timer), input: JSON.stringify(inputOf(timer)) });
  }

  return { start };
}

async function load() {
  const { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } = await import('@aws-sdk/client-sfn');
  const client = lean(new SFNClient({ ...clientSettings, maxAttempts: patience.attempts.executions }));
  return {
    send: async (input: ConstructorParameters<typeof StartExecutionCommand>[0]): Promise<void> => {
      try {
        await client.send(new StartExecutionCommand(input));
      } catch (error) {
        // It has already run.
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
  };
}

/** Step Functions drops milliseconds, so round up to the next second: never before the timer is due. */
const inputOf = (timer: Timer) => ({
  at: new Date(Math.ceil(timer.dueAt / 1000) * 1000).toISOString().replace('.000', ''),
  timer: JSON.stringify(timer),
});

/** At most 80 characters, without those that socket ids contain. */
function nameOf(timer: Timer): string {
  const whatFor = createHash('sha256').update(JSON.stringify(timer)).digest('base64url').slice(0, 22);
  return `${timer.kind}-${timer.dueAt}-${whatFor}`;
}
