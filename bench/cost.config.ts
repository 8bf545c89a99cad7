/** The demo's contact centre with agents of its first queue only, and visitors who start and write as fast as a program. */
import { defineConfig } from '../core/configuration/schema.ts';
import demo from '../foyer.config.ts';

export default defineConfig({
  ...demo,
  startsPerAddress: { most: 0, withinS: 600 },
  queues: demo.queues.map((queue) => ({ ...queue, maxMessagesPer10S: 10_000 })),
});
