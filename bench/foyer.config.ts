/** The demo's contact centre with room for a load, to measure a message's path rather than the limits. */
import { defineConfig } from '../core/configuration/schema.ts';
import demo from '../foyer.config.ts';

export default defineConfig({
  ...demo,
  startsPerAddress: { most: 0, withinS: 600 },
  queues: demo.queues.map((queue) => ({ ...queue, maxMessagesPer10S: 10_000, offerS: 600 })),
  agents: demo.agents.map((agent) => ({ ...agent, capacity: 50 })),
});
