/** Hands work to a function without waiting for it. Lambda then keeps it and retries. */
import type { Handed } from '../../core/interaction/calls.ts';
import { clientSettings, lean, patience } from '../lean-client.ts';

/** `functionNames`: by the names that the caller uses. */
export function createAsynchronous<Name extends string>(functionNames: Record<Name, string>) {
  // Loaded with the first work, because most tenants have none.
  let client: ReturnType<typeof load> | undefined;

  async function hand(to: Name, work: Handed): Promise<void> {
    client ??= load();
    const { invoke } = await client;
    await invoke({ FunctionName: functionNames[to], InvocationType: 'Event', Payload: JSON.stringify(work) });
  }

  return { hand };
}

async function load() {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = lean(new LambdaClient({ ...clientSettings, maxAttempts: patience.attempts.functions }));
  return {
    invoke: async (input: ConstructorParameters<typeof InvokeCommand>[0]): Promise<void> => {
      await client.send(new InvokeCommand(input));
    },
  };
}
