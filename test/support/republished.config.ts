/** The tests' contact centre with another name for a queue, and the shop's chats in a lane that only Inés and Tomás serve. */
import { defineConfig } from '../../core/configuration/schema.ts';
import before from './foyer.config.ts';

export default defineConfig({
  ...before,
  queues: before.queues.map((queue) => (queue.id === 'orders' ? { ...queue, name: 'Returns desk' } : queue)),
  queueConditions: [{ gateway: ['casa-alba'], queue: 'orders', skill: 'returns', proficiency: 30 }],
});
