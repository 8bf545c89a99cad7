/** POST /v1/voice/next-agent: whom the phone system should ring for a call, and why (B12). */
import type { MachineKeyStore } from '../adapters/stores.ts';
import { NextAgentBody } from '../protocol/voice.ts';
import { createNextAgent, type NextAgent } from './agent/next-agent.ts';
import { onHttp } from './edge/http.ts';
import { withKey } from './edge/machine.ts';
import { agentStore, chatStore, configurationStore, dynamo, machineKeyStore } from './wiring.ts';

interface Parts {
  machineKeys: Pick<MachineKeyStore, 'find'>;
  nextAgent: NextAgent;
}

export const createHandler = ({ machineKeys, nextAgent }: Parts) =>
  onHttp(NextAgentBody, ({ body }) => nextAgent(body), { admit: withKey(machineKeys, 'voice') });

const client = dynamo();
export const handler = createHandler({
  machineKeys: machineKeyStore(client),
  nextAgent: createNextAgent({
    ...{ agents: agentStore(client), chats: chatStore(client), configurations: configurationStore(client) },
    now: Date.now,
  }),
});
