/** The contact centre in which the console is tested: chats arrive by every strategy, with every kind of reason. */
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';

/** Tokens of the websites, by the queue that they lead to. */
export const gateways = {
  orders: 'fw_orders00000',
  advice: 'fw_advice00000',
  repairs: 'fw_repairs0000',
  returns: 'fw_returns0000',
};

/** Everyone with an account at the issuer. */
export const users = [
  { name: 'Inés Carrasco', email: 'ines@casa-alba.example', roles: ['agent'] },
  { name: 'Nobody Yet', email: 'nobody@casa-alba.example', roles: [] },
  { name: 'Somebody Else', email: 'else@casa-alba.example', roles: ['agent'] },
  { name: 'Alba Rivas', email: 'alba@casa-alba.example', roles: ['admin'] },
];

const dispositions = [
  { code: 'replaced', label: 'Replaced without return' },
  { code: 'return', label: 'Return agreed' },
  { code: 'repair', label: 'Repair at the workshop' },
  { code: 'question', label: 'Only a question' },
];
const ines = { agent: 'ines' };
const all = ['ines', 'joana', 'mateo', 'lucia', 'priya', 'tomas'].map((agent) => ({ agent }));
const website = (queue: keyof typeof gateways, id: string) => ({
  ...{ id, name: 'Casa Alba', token: gateways[queue], domains: ['shop.example'], queue },
});

export const casaAlba: Partial<ConfigurationInput> = {
  zone: 'Europe/Madrid',
  contactFields: [{ id: 'customer', label: { en: 'Customer number', es: 'Número de cliente' } }],
  websites: [
    { ...website('orders', 'casa-alba'), apps: { callback: { slotMinutes: 15, tries: 2, againMinutes: 15 } } },
    website('advice', 'casa-alba-advice'),
    website('repairs', 'casa-alba-repairs'),
    website('returns', 'casa-alba-returns'),
  ],
  queues: [
    { id: 'advice', name: 'Advice', strategy: 'pick', serviceLevelS: 40, members: [ines], dispositions },
    {
      ...{ id: 'orders', name: 'Orders & delivery', strategy: 'longest-idle', serviceLevelS: 60 },
      ...{ members: all, dispositions },
    },
    {
      ...{ id: 'repairs', name: 'Repairs', strategy: 'ring-all', serviceLevelS: 90, dispositions },
      members: [ines, { agent: 'joana' }, { agent: 'mateo' }],
    },
    {
      ...{ id: 'returns', name: 'Returns', strategy: 'pick', serviceLevelS: 90, members: [ines], dispositions },
      overflow: { afterS: 60, queue: 'orders' },
    },
  ],
  agents: [
    {
      ...{ id: 'ines', name: 'Inés Carrasco', email: 'ines@casa-alba.example', capacity: 6 },
      ...{ skills: { returns: 80, electrics: 40 }, languages: { es: 100, en: 80, pt: 60 } },
    },
    ...['Joana', 'Mateo', 'Lucia', 'Priya', 'Tomas'].map((name) => ({
      ...{ id: name.toLowerCase(), name, email: `${name.toLowerCase()}@casa-alba.example` },
      ...{ skills: { returns: name === 'Priya' ? 40 : 70 }, languages: { es: 100, pt: 80 } },
    })),
  ],
  lists: [{ id: 'trade', name: 'Trade', entries: ['*@trade.example'] }],
  gatewayConditions: [
    { note: 'Christmas', gateway: ['casa-alba'], from: '2099-12-24', calendar: { mode: 'holiday' }, signal: 'closed' },
    { note: 'Members', tags: { any: ['club-alba'] }, signal: 'free', scenario: 'triage' },
  ],
  queueConditions: [
    { note: 'Fraud desk', tags: { any: ['fraud*'] }, queue: 'advice' },
    {
      ...{ note: 'Spanish returns', culture: ['es'], queue: 'orders', priority: 300 },
      compare: [
        { variable: 'topic', is: '=', value: 'damaged' },
        { variable: 'order_total', is: '<', value: 60 },
      ],
      ...{ skill: 'returns', proficiency: 60, language: 'es' },
    },
    { culture: ['pt'], list: ['trade'], queue: 'advice' },
    { tags: { any: ['french'] }, queue: 'advice', language: 'fr' },
    { tags: { any: ['lamps'] }, queue: 'advice', skill: 'electrics', proficiency: 20 },
    { tags: { any: ['wiring'] }, queue: 'advice', skill: 'electrics', proficiency: 60 },
    { tags: { any: ['returns'] }, queue: 'advice', skill: 'returns', proficiency: 60 },
    { tags: { any: ['portuguese'] }, queue: 'repairs', language: 'pt' },
  ],
  scenarios: [
    {
      ...{ id: 'triage', name: 'Triage' },
      steps: [
        { id: 'hello', do: 'say', text: 'Hola, soy el asistente de Casa Alba.' },
        {
          ...{ id: 'topic', do: 'choose', text: '¿Qué ha pasado?', variable: 'topic' },
          options: [
            { label: 'Llegó roto', value: 'damaged' },
            { label: 'No ha llegado', value: 'late' },
            { label: 'Otra cosa', value: 'other' },
          ],
        },
        { id: 'person', do: 'say', text: 'Te paso con una persona.' },
        { id: 'on', do: 'route' },
      ],
    },
  ],
};
