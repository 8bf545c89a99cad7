/** A contact centre for the alarm drill: any number of chats for one agent, no limits, and a bot that makes a call. */
import { defineConfig } from '../../core/configuration/schema.ts';
import demo from '../../foyer.config.ts';

export default defineConfig({
  ...demo,
  websites: [
    ...demo.websites,
    ...demo.websites.slice(0, 1).map((website) => ({ ...website, id: 'casa-alba-bot', token: 'fw_ta1ksCasaAlba' })),
    ...demo.websites
      .slice(1)
      .map((website) => ({ ...website, id: 'casa-alba-empty', token: 'fw_emptyAlba22s', queue: 'empty' })),
  ],
  scenarios: [
    {
      id: 'look',
      name: 'Looks the order up',
      steps: [
        { id: 'ask', do: 'ask', text: 'Which order?', variable: 'order' },
        // The host does not exist, so the scenario takes the other path.
        { id: 'call', do: 'call', url: 'https://orders.casa-alba.example/', otherwise: 'on' },
        { id: 'on', do: 'route' },
      ],
    },
  ],
  callHosts: ['orders.casa-alba.example'],
  gatewayConditions: [{ gateway: ['casa-alba-bot'], signal: 'free', scenario: 'look' }],
  startsPerAddress: { most: 0, withinS: 600 },
  agents: demo.agents.map((agent) => ({ ...agent, capacity: 50 })),
  // The line of `empty` has only who an errand puts there. Visitors far back are told about no move.
  queues: [...demo.queues, ...demo.queues.slice(1).map((queue) => ({ ...queue, id: 'empty', name: 'Empty' }))].map(
    (queue) => ({ ...queue, autoFinishS: queue.id === 'orders' ? 600 : 3600, momentumS: 600 }),
  ),
});
