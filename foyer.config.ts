/** The demo shop's contact centre. `npm start` loads it; `npm run configure` puts it into force in a deployed tenant. */
import { defineConfig } from './core/configuration/schema.ts';

export default defineConfig({
  websites: [
    {
      id: 'casa-alba',
      name: 'Casa Alba',
      token: 'fw_7Q2mXd90aKtB',
      domains: ['127.0.0.1', 'localhost'],
      queue: 'orders',
      colour: '#0C6F66',
      culture: 'en',
    },
    {
      id: 'casa-alba-advice',
      name: 'Casa Alba',
      token: 'fw_adv1ceAlba22',
      domains: ['127.0.0.1', 'localhost'],
      queue: 'advice',
      colour: '#0C6F66',
      culture: 'en',
    },
  ],
  zone: 'Europe/Madrid',
  // On one machine every visitor has the same address.
  startsPerAddress: { most: 100, withinS: 600 },
  queues: [
    {
      id: 'orders',
      name: 'Orders & delivery',
      members: [{ agent: 'ines' }, { agent: 'tomas' }, { agent: 'elena' }],
      strategy: 'longest-idle',
      email: 'required',
      serviceLevelS: 60,
      offerS: 20,
      // Whoever agrees gets by e-mail what an agent writes after they left.
      continuity: { afterS: 120 },
      relax: [{ afterS: 30, drop: ['language'] }],
      dispositions: [
        { code: 'replaced', label: 'Replaced without return' },
        { code: 'return-agreed', label: 'Return agreed' },
        { code: 'only-a-question', label: 'Only a question' },
        { code: 'something-else', label: 'Something else' },
      ],
    },
    {
      id: 'advice',
      name: 'Advice',
      members: [{ agent: 'ines' }, { agent: 'tomas' }, { agent: 'elena' }, { agent: 'rui' }],
      strategy: 'pick',
      email: 'optional',
      serviceLevelS: 120,
    },
  ],
  agents: [
    {
      id: 'ines',
      name: 'Inés Carrasco',
      email: 'agent@casa-alba.example',
      capacity: 4,
      skills: { returns: 80 },
      languages: { es: 100, en: 80 },
    },
    {
      id: 'tomas',
      name: 'Tomás Ferreira',
      email: 'tomas@casa-alba.example',
      capacity: 4,
      skills: { returns: 40 },
      languages: { pt: 100, en: 90 },
    },
    {
      id: 'elena',
      name: 'Elena Bravo',
      email: 'supervisor@casa-alba.example',
      capacity: 2,
      languages: { es: 100, en: 60 },
      profile: 'everything',
    },
    {
      id: 'rui',
      name: 'Rui Tavares',
      email: 'admin@casa-alba.example',
      capacity: 2,
      languages: { pt: 100 },
      profile: 'everything',
    },
  ],
  profiles: [{ id: 'everything', name: 'Every queue', queues: 'all' }],
  lists: [{ id: 'regulars', name: 'Regular customers', entries: ['*@vip.example'] }],
  queueConditions: [
    { list: ['regulars'], queue: 'orders', priority: 500, note: 'Regular customers first' },
    { gateway: ['casa-alba'], culture: ['es'], queue: 'orders', language: 'es', note: 'Spanish spoken' },
    { gateway: ['casa-alba'], culture: ['pt'], queue: 'orders', language: 'pt', note: 'Portuguese spoken' },
  ],
});
