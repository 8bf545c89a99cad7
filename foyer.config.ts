/** The demo shop's contact centre. `npm start` loads it; `npm run configure` puts it into a deployed tenant. */
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
  queues: [
    {
      id: 'orders',
      name: 'Orders & delivery',
      strategy: 'longest-idle',
      email: 'required',
      serviceLevelS: 60,
      offerS: 20,
      dispositions: [
        { code: 'replaced', label: 'Replaced without return' },
        { code: 'return-agreed', label: 'Return agreed' },
        { code: 'only-a-question', label: 'Only a question' },
        { code: 'something-else', label: 'Something else' },
      ],
    },
    { id: 'advice', name: 'Advice', strategy: 'pick', email: 'optional', serviceLevelS: 120 },
  ],
  agents: [
    { id: 'ines', name: 'Inés Carrasco', email: 'agent@casa-alba.example', capacity: 4, queues: ['orders', 'advice'] },
    {
      id: 'tomas',
      name: 'Tomás Ferreira',
      email: 'tomas@casa-alba.example',
      capacity: 4,
      queues: ['orders', 'advice'],
    },
    {
      id: 'elena',
      name: 'Elena Bravo',
      email: 'supervisor@casa-alba.example',
      capacity: 2,
      queues: ['orders', 'advice'],
    },
    { id: 'rui', name: 'Rui Tavares', email: 'admin@casa-alba.example', capacity: 2, queues: ['advice'] },
  ],
});
