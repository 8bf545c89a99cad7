/** The contact centre that a local run plays in: the demo's first queue, with as many agents as the run has. */
import { type ConfigurationInput, defineConfig } from '../../core/configuration/schema.ts';
import demo from '../../foyer.config.ts';
import type { DemoUser } from '../../local/issuer/sign-in-page.ts';

/** An agent's most chats (`core/configuration/entities.ts`). */
const MOST_CHATS = 50;

export const agentsOf = (count: number): DemoUser[] =>
  Array.from({ length: count }, (_, nth) => ({
    email: `agent-${nth + 1}@casa-alba.example`,
    name: `Agent ${nth + 1}`,
    roles: ['agent'],
  }));

/** `places`: chats that the agents can have together. */
export function centreWith(agents: number, places: number): ConfigurationInput {
  const capacity = Math.min(MOST_CHATS, Math.max(1, Math.round(places / agents)));
  return defineConfig({
    ...demo,
    // One machine is one address.
    startsPerAddress: { most: 0, withinS: 600 },
    agents: agentsOf(agents).map(({ email, name }, nth) => ({ id: `agent-${nth + 1}`, name, email, capacity })),
    websites: demo.websites.slice(0, 1),
    queues: [
      {
        ...{ id: 'orders', name: 'Orders & delivery', strategy: 'longest-idle' },
        // Nobody answers as late as that, unless something failed.
        ...{ offerS: 60, wrapUpS: 600, autoFinishS: 900 },
        members: agentsOf(agents).map((_, nth) => ({ agent: `agent-${nth + 1}` })),
      },
    ],
    queueConditions: [],
    lists: [],
  });
}
