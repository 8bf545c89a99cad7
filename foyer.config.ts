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
      files: {},
      transcript: true,
      apps: { form: { form: 'catalogue' }, message: {}, callback: {} },
      colour: '#0C6F66',
      culture: 'en',
    },
    {
      id: 'casa-alba-advice',
      name: 'Casa Alba',
      token: 'fw_adv1ceAlba22',
      domains: ['127.0.0.1', 'localhost'],
      queue: 'advice',
      form: 'problem',
      colour: '#0C6F66',
      culture: 'en',
    },
  ],
  forms: [
    {
      id: 'problem',
      name: 'Something broke',
      elements: [
        {
          ...{ kind: 'text', name: 'name', required: true, to: { contact: 'name' } },
          label: { en: 'Name', es: 'Nombre', pt: 'Nome' },
        },
        {
          ...{ kind: 'email', name: 'email', to: { contact: 'email' } },
          label: { en: 'Email', es: 'Correo electrónico', pt: 'E-mail' },
        },
        {
          ...{ kind: 'phone', name: 'phone', to: { contact: 'phone' } },
          label: { en: 'Phone', es: 'Teléfono', pt: 'Telefone' },
        },
        {
          ...{ kind: 'number', name: 'how_many' },
          label: { en: 'How many?', es: '¿Cuántas?', pt: 'Quantas?' },
        },
        {
          ...{ kind: 'select', name: 'topic' },
          label: { en: 'What is it about?', es: '¿De qué se trata?', pt: 'De que se trata?' },
          hint: {
            en: 'Keep the box until we have answered. We may need its number.',
            es: 'Guarda la caja hasta que contestemos. Quizá necesitemos su número.',
            pt: 'Guarde a caixa até respondermos. Podemos precisar do seu número.',
          },
          options: [
            { value: 'broken', label: { en: 'Something broke', es: 'Se ha roto algo', pt: 'Algo se partiu' } },
            { value: 'missing', label: { en: 'Something is missing', es: 'Falta algo', pt: 'Falta algo' } },
            { value: 'advice', label: { en: 'I need advice', es: 'Necesito consejo', pt: 'Preciso de conselho' } },
          ],
        },
        {
          ...{ kind: 'radio', name: 'when' },
          label: { en: 'When did it break?', es: '¿Cuándo se rompió?', pt: 'Quando se partiu?' },
          options: [
            { value: 'arrival', label: { en: 'On arrival', es: 'Al llegar', pt: 'Ao chegar' } },
            { value: 'later', label: { en: 'Later', es: 'Después', pt: 'Depois' } },
          ],
        },
        {
          ...{ kind: 'checkboxes', name: 'parts' },
          label: { en: 'What is broken?', es: '¿Qué se ha roto?', pt: 'O que se partiu?' },
          options: [
            { value: 'base', label: { en: 'Base', es: 'Base', pt: 'Base' } },
            { value: 'shade', label: { en: 'Shade', es: 'Pantalla', pt: 'Quebra-luz' } },
            { value: 'cable', label: { en: 'Cable', es: 'Cable', pt: 'Cabo' } },
          ],
        },
        {
          ...{ kind: 'lines', name: 'question', to: { message: true } },
          label: { en: 'What happened?', es: '¿Qué ha pasado?', pt: 'O que aconteceu?' },
        },
        {
          ...{ kind: 'agreement', name: 'consent' },
          label: {
            en: 'Casa Alba may use this to answer me.',
            es: 'Casa Alba puede usar esto para contestarme.',
            pt: 'A Casa Alba pode usar isto para me responder.',
          },
          link: 'https://casa-alba.example/privacy',
        },
      ],
    },
    {
      id: 'catalogue',
      name: 'Catalogue by post',
      elements: [
        {
          kind: 'label',
          label: {
            en: 'We send you the printed catalogue, free of charge.',
            es: 'Te enviamos el catálogo impreso, sin coste.',
            pt: 'Enviamos-lhe o catálogo impresso, sem custos.',
          },
        },
        {
          ...{ kind: 'text', name: 'name', required: true, to: { contact: 'name' } },
          label: { en: 'Name', es: 'Nombre', pt: 'Nome' },
        },
        {
          ...{ kind: 'email', name: 'email', to: { contact: 'email' } },
          label: { en: 'Email', es: 'Correo electrónico', pt: 'E-mail' },
        },
        {
          ...{ kind: 'lines', name: 'address', required: true },
          label: { en: 'Postal address', es: 'Dirección postal', pt: 'Morada' },
        },
        {
          ...{ kind: 'select', name: 'catalogue', required: true },
          label: { en: 'Which catalogue?', es: '¿Qué catálogo?', pt: 'Que catálogo?' },
          options: [
            { value: 'lamps', label: { en: 'Lamps', es: 'Lámparas', pt: 'Candeeiros' } },
            { value: 'tables', label: { en: 'Tables', es: 'Mesas', pt: 'Mesas' } },
          ],
        },
      ],
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
      feedback: true,
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
