/** A contact centre for the alarm drill: as many chats as it takes with one agent, and nobody is limited. */
import { defineConfig } from '../../core/configuration/schema.ts';
import demo from '../../foyer.config.ts';

export default defineConfig({
  ...demo,
  startsPerAddress: { most: 0, withinS: 600 },
  agents: demo.agents.map((agent) => ({ ...agent, capacity: 50 })),
  queues: demo.queues.map((queue) => ({ ...queue, autoFinishS: queue.id === 'advice' ? 3600 : 600 })),
});
