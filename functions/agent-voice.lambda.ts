/** PUT /v1/agents/{agentId}/voice: the phone system reports the state of one of an agent's calls (B12). */
import type { MachineKeyStore } from '../adapters/stores.ts';
import { AgentId } from '../core/ids.ts';
import { VoiceBody } from '../protocol/voice.ts';
import { createVoice, type Voice } from './agent/voice.ts';
import { onHttp } from './edge/http.ts';
import { withKey } from './edge/machine.ts';
import {
  agentStore,
  configurationStore,
  desk,
  dynamo,
  machineKeyStore,
  sockets,
  type Timers,
  timerQueue,
} from './wiring.ts';

interface Parts {
  machineKeys: Pick<MachineKeyStore, 'find'>;
  voice: Voice;
  timers: Pick<Timers, 'arm'>;
}

export const createHandler = ({ machineKeys, voice, timers }: Parts) =>
  onHttp(
    VoiceBody,
    async ({ body, parameters }) => {
      const agentId = AgentId.safeParse(parameters.agentId);
      return agentId.success ? voice.report(timers, agentId.data, body) : { refused: 'agent_not_found' };
    },
    { admit: withKey(machineKeys, 'voice') },
  );

const client = dynamo();
const connections = sockets();
export const handler = createHandler({
  machineKeys: machineKeyStore(client),
  voice: createVoice({
    ...{ agents: agentStore(client), configurations: configurationStore(client), desk: desk(client, connections) },
    ...{ connections, now: Date.now },
  }),
  timers: { arm: timerQueue().send },
});
