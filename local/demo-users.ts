/** Who can sign in locally. The first four are the agents in `foyer.config.ts`. The last one has no role and so no access. */
import type { DemoUser } from './issuer/sign-in-page.ts';

export const demoUsers: DemoUser[] = [
  { email: 'agent@casa-alba.example', name: 'Inés Carrasco', roles: ['agent'] },
  { email: 'tomas@casa-alba.example', name: 'Tomás Ferreira', roles: ['agent'] },
  { email: 'supervisor@casa-alba.example', name: 'Elena Bravo', roles: ['supervisor'] },
  { email: 'admin@casa-alba.example', name: 'Rui Tavares', roles: ['admin'] },
  { email: 'nobody@casa-alba.example', name: 'Noa Vidal', roles: [] },
];
