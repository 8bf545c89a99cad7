/**
 * The canary's website (H8). It is in no tenant's configuration, so no list, report or limit includes it. Its conversation
 * involves nobody: it asks one question, and the answer ends it. Its token is a secret that both sides derive from the edge
 * key.
 */
import { createHash } from 'node:crypto';
import { type Configuration, Configuration as Schema } from '../../core/configuration/schema.ts';
import type { ConfigurationStore } from '../wiring.ts';

export const canaryToken = (edgeKey: string): string =>
  `fw_${createHash('sha256').update(`canary ${edgeKey}`).digest('hex').slice(0, 40)}`;

/** A host that nobody can own. */
const HOST = 'canary.invalid';
export const CANARY_ORIGIN = `https://${HOST}`;

/** How long a chat lives that the canary could not end, in seconds. */
const AUTO_FINISH_S = 60;

function canaryConfiguration(edgeKey: string): Configuration {
  const id = 'foyer-canary';
  return Schema.parse({
    startsPerAddress: { most: 0, withinS: 600 },
    websites: [{ id, name: 'Canary', token: canaryToken(edgeKey), domains: [HOST], queue: id }],
    queues: [{ id, name: 'Canary', autoFinishS: AUTO_FINISH_S }],
    agents: [],
    gatewayConditions: [{ gateway: [id], signal: 'free', scenario: id }],
    scenarios: [
      {
        ...{ id, name: 'Canary' },
        steps: [
          { id: 'question', do: 'ask', text: 'Is anybody there?', variable: 'answer' },
          { id: 'end', do: 'close' },
        ],
      },
    ],
  });
}

/**
 * For the canary, its own configuration instead of the tenant's, which must exist all the same: without it nobody can start a
 * chat.
 */
export function configurationsFor(
  token: string,
  configurations: ConfigurationStore,
  edgeKey: string,
): Pick<ConfigurationStore, 'current'> {
  if (token !== canaryToken(edgeKey)) return configurations;
  return {
    async current() {
      const published = await configurations.current();
      return published && { ...published, configuration: canaryConfiguration(edgeKey) };
    },
  };
}
