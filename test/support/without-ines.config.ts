/** As republished, but Inés has left. */
import { defineConfig } from '../../core/configuration/schema.ts';
import before from './republished.config.ts';

export default defineConfig({
  ...before,
  agents: before.agents.filter(({ id }) => id !== 'ines'),
  queues: before.queues.map((queue) => ({
    ...queue,
    members: (queue.members ?? []).filter(({ agent }) => agent !== 'ines'),
  })),
});
