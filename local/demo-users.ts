/** Who can sign in on a laptop. The first four are the agents of `foyer.config.ts`; the last has no role, and so no way in. */
import type { DemoUser } from './issuer/sign-in-page.ts';

export const demoUsers: DemoUser[] = [
  { email: 'agent@casa-alba.example', name: 'Inés Carrasco', roles: ['agent'] },
  { email: 'tomas@casa-alba.example', name: 'Tomás Ferreira', roles: ['agent'] },
  { email: 'supervisor@casa-alba.example', name: 'Elena Bravo', roles: ['supervisor'] },
  { email: 'admin@casa-alba.example', name: 'Rui Tavares', roles: ['admin'] },
  { email: 'nobody@casa-alba.example', name: 'Noa Vidal', roles: [] },
];
