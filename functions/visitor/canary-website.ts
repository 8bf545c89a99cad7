/**
 * The canary's website (H8): it is in nobody's configuration, so that no list, report or limit knows of it. Its conversation is with
 * nobody: it asks one question, and the answer ends it. Its token is a secret that both sides make of the edge key.
 */
import { createHash } from 'node:crypto';
import { type Configuration, Configuration as Schema } from '../../core/configuration/schema.ts';
import type { ConfigurationStore } from '../wiring.ts';

export const canaryToken = (edgeKey: string): string =>
  `fw_${createHash('sha256').update(`canary ${edgeKey}`).digest('hex').slice(0, 40)}`;

/** A host that nobody can own. */
const HOST = 'canary.invalid';
export const CANARY_ORIGIN = `https://${HOST}`;

/** How long a chat stays that the canary could not end, s. */
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

/** Where the canary asks, its own configuration instead of the tenant's: which must be there all the same, or nobody can start a chat. */
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
