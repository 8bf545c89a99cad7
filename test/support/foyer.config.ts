/** The demo's contact centre with offers short enough to see them run out. */
import { defineConfig } from '../../core/configuration/schema.ts';
import demo from '../../foyer.config.ts';

export default defineConfig({
  ...demo,
  queues: demo.queues.map((queue) => ({ ...queue, offerS: 15, wrapUpS: 600 })),
});
