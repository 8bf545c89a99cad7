/** A configuration with every setting. It makes no sense as a contact centre; it exists to be parsed. */
import type { ConfigurationInput } from '../../core/configuration/schema.ts';

const always = [{ from: '08:00', to: '18:00' }];
const when = {
  ...{ gateway: ['shop'], culture: ['*-CH'], tags: { all: ['vip'], any: ['a*', 'b'], none: ['test'] } },
  ...{ calendar: { mode: 'in-hours' as const, of: 'weekdays' }, from: '08:00', to: '20:00', note: 'Why' },
};

export const everySetting: ConfigurationInput = {
  zone: 'Europe/Madrid',
  culture: 'es',
  maxChats: 500,
  editWithinS: 120,
  unattendedS: 600,
  pauseReasons: [{ id: 'siesta', label: 'Siesta' }],
  startsPerAddress: { most: 20, withinS: 300 },
  websites: [
    {
      ...{
        id: 'shop',
        name: 'Shop',
        token: 'fw_offered0000',
        revoked: false,
        domains: ['shop.example', '*.shop.example'],
      },
      offline: { form: 'problem', mail: { to: 'help@shop.example', as: 'new', subject: 'topic' } },
      ...{ queue: 'orders', form: 'problem', colour: '#112233', culture: 'es' },
      apps: {
        form: { form: 'problem' },
        message: { form: 'reach' },
        callback: { form: 'reach', slotMinutes: 15, daysAhead: 2, tries: 2, againMinutes: 90 },
      },
      files: { from: ['visitor'], kinds: ['pdf'], maxMb: 2, most: 5 },
      contactMatch: { field: 'customer' },
      transcript: true,
    },
  ],
  contactFields: [{ id: 'customer', label: { es: 'Número de cliente', en: 'Customer number' } }],
  queues: [
    {
      ...{
        id: 'orders',
        name: 'Orders',
        enabled: true,
        members: [{ agent: 'ines', penalty: 3 }],
        strategy: 'weighted',
      },
      ...{
        calendar: 'weekdays',
        agentCapacity: 2,
        maxChats: 50,
        timeOutS: 600,
        overflow: { afterS: 60, queue: 'advice' },
      },
      relax: [
        { afterS: 30, proficiency: 10 },
        { afterS: 60, drop: ['skill', 'language'] },
      ],
      ...{ preferredForS: 20, email: 'required', serviceLevelS: 60, offerS: 15, wrapUpS: 90, autoFinishS: 300 },
      continuity: { afterS: 120, openS: 3600 },
      feedback: true,
      thresholds: {
        ...{ waiting: 5, longestWaitS: 300, serviceLevelPercent: 80, dropoutPercent: 5, handleTimeS: 600 },
      },
      messages: {
        ...{
          welcome: { es: 'Hola, {visitor}', en: 'Hello, {visitor}' },
          outOfTime: { es: 'Cerrado' },
          notAvailable: 'Llenos',
        },
        ...{ taken: { es: 'Con {agent}' }, greeting: { es: 'Soy {agent}' }, transfer: { es: 'Un momento' } },
        ...{ unmanaged: { es: 'Escríbenos' }, closing: { es: 'Gracias' }, feedback: { es: '¿Qué tal {queue}?' } },
      },
      ...{ maxMessagesPer10S: 20, parkedReplyS: 45, unattendedS: 400, chatTimeS: 900, wrapUpExtendS: 30 },
      ...{ wrapUpExtensions: 2, dropoutS: 8, momentumS: 300, keepDays: 90 },
      dispositions: [{ code: 'solved', label: 'Solved' }],
    },
    { id: 'advice', name: 'Advice' },
  ],
  agents: [
    {
      ...{ id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 3 },
      ...{ skills: { lamps: 80 }, languages: { es: 100 }, profile: 'some' },
    },
  ],
  profiles: [
    { id: 'some', name: 'Some', queues: ['orders'] },
    { id: 'every', name: 'Every', queues: 'all' },
  ],
  calendars: [
    {
      ...{ id: 'weekdays', zone: 'Europe/Madrid' },
      week: { mon: always, tue: always, wed: always, thu: always, fri: always, sat: always, sun: always },
      holidays: [{ date: '2026-12-25', name: 'Christmas' }],
      exceptions: [{ date: '2026-12-24', spans: [{ from: '08:00', to: '12:00' }] }],
    },
  ],
  lists: [{ id: 'known', name: 'Known', entries: ['*@shop.example'] }],
  callHosts: ['api.shop.example', '*.shop.example'],
  gatewayConditions: [
    {
      ...{ ...when, trackingOpen: false, queue: ['orders'], registeredFewerThan: 3, availableFewerThan: 1 },
      ...{
        queueLongerThan: 10,
        frequencyOver: { count: 5, withinS: 60, by: 'visitor' },
        signal: 'free',
        scenario: 'hello',
      },
    },
  ],
  queueConditions: [
    {
      ...{ ...when, list: ['known'], external: 'late*' },
      compare: [
        { variable: 'total', is: '>=', value: 100 },
        { variable: 'gift', is: 'exists', value: true },
        { variable: 'topic', is: 'in', value: ['Lamps', 'Chairs'] },
      ],
      ...{ queue: 'orders', skill: 'lamps', proficiency: 50, language: 'es', priority: 700, preferredAgent: 'ines' },
    },
  ],
  forms: [
    {
      ...{ id: 'problem', name: 'Problem' },
      elements: [
        { kind: 'label', label: { en: 'Tell us about it.', es: 'Cuéntanos.' } },
        { kind: 'agreement', name: 'agreed', label: 'I agree', link: 'https://shop.example/privacy', required: true },
        {
          ...{
            kind: 'text',
            name: 'name',
            label: { en: 'Name', es: 'Nombre' },
            required: true,
            to: { contact: 'name' },
          },
          ...{ hint: 'As on the bill', error: 'Who are you?', visible: true },
        },
        { kind: 'lines', name: 'question', label: 'What is it about?', to: { message: true } },
        { kind: 'agreement', name: 'mail', label: 'E-mail me the answers', to: { consent: 'continuity' } },
        {
          ...{ kind: 'select', name: 'topic', label: 'Topic', onlyIf: 'agreed', to: { variable: 'about' } },
          options: [{ label: { en: 'Lamp', es: 'Lámpara' }, value: 'lamp' }, { label: 'Table' }],
        },
        { kind: 'attachment', name: 'bill', label: 'Bill', kinds: ['pdf'], maxMb: 2, most: 2 },
      ],
    },
    {
      ...{ id: 'reach', name: 'Reach' },
      elements: [
        { kind: 'email', name: 'email', label: 'Email', required: true, to: { contact: 'email' } },
        { kind: 'phone', name: 'phone', label: 'Phone', required: true, to: { contact: 'phone' } },
      ],
    },
  ],
  scenarios: [
    {
      ...{ id: 'hello', name: 'Hello' },
      steps: [
        { id: 'say', do: 'say', text: { en: 'Hello', es: 'Hola' }, next: 'ask' },
        {
          id: 'ask',
          do: 'ask',
          text: 'Which?',
          variable: 'order',
          as: 'number',
          tries: 2,
          otherwise: 'set',
          next: 'choose',
        },
        {
          ...{ id: 'choose', do: 'choose', text: 'What?', variable: 'topic', next: 'set' },
          options: [{ label: 'Lamps', value: 'lamps', next: 'set' }],
        },
        { id: 'set', do: 'set', variable: 'seen', value: true, next: 'tag' },
        { id: 'tag', do: 'tag', add: ['bot'], remove: ['new'], next: 'if' },
        { id: 'if', do: 'if', compare: [{ variable: 'seen', is: '=', value: true }], otherwise: 'close', next: 'call' },
        {
          ...{ id: 'call', do: 'call', url: 'https://api.shop.example/o', send: ['order'], save: { state: 'state' } },
          ...{ external: 'state', timeoutS: 3, otherwise: 'close', next: 'route' },
        },
        { id: 'route', do: 'route', queue: 'orders' },
        { id: 'offline', do: 'offline', text: 'Write to us' },
        { id: 'close', do: 'close', text: 'Good bye' },
      ],
    },
  ],
};
