/** Hands a scenario's call to the function that makes it. Lambda then keeps it and retries. */
import type { ScenarioCall } from '../../core/interaction/calls.ts';
import { clientSettings, lean, patience } from '../lean-client.ts';

export function createScenarioCalls(functionName: string) {
  // Loaded with the first call, because most tenants' scenarios make none.
  let client: ReturnType<typeof load> | undefined;

  async function hand(call: ScenarioCall): Promise<void> {
    client ??= load();
    const { invoke } = await client;
    await invoke({ FunctionName: functionName, InvocationType: 'Event', Payload: JSON.stringify(call) });
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
