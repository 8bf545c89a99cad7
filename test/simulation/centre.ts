/** The contact centre of the simulation, and the changes that an administrator may make to it. */
import { Calendar } from '../../core/calendar/schema.ts';
import type { ConfigurationInput } from '../../core/configuration/schema.ts';

export const agentIds = ['ines', 'tomas', 'rui'] as const;
/** People who answer no chats. */
export const others = ['person:elena'] as const;
/** By the tickets of their sockets; everyone else is an agent. */
export const supervisors = ['rui', 'person:elena'] as const;
export const capacity: Record<string, number> = { ines: 2, tomas: 1, rui: 1 };
export const queueIds = ['orders', 'advice', 'returns'] as const;

/** What a publish changes. */
export interface Version {
  orders: boolean;
  advice: boolean;
  /** Whether Tomás is an agent. */
  tomas: boolean;
  /** Whether refunds wait in a separate lane. */
  refunds: boolean;
  /** Whether `returns` exists. */
  returns: boolean;
  /** Whether Inés is a member of `orders`. */
  ines: boolean;
  /** Whether Rui sees and supervises `orders`. */
  rui: boolean;
}
export const first: Version = {
  ...{ orders: true, advice: true, tomas: true, refunds: true },
  ...{ returns: true, ines: true, rui: true },
};

/** Whether a supervisor sees a queue. */
export const oversees = (agent: string, queueId: string, { rui, returns }: Version): boolean =>
  agent !== 'rui' || rui || queueId === 'advice' || (queueId === 'returns' && returns);

/** So short that a run reaches the end of each. */
export const LIMITS = {
  offerS: 20,
  wrapUpS: 30,
  wrapUpExtendS: 10,
  autoFinishS: 60,
  parkedReplyS: 25,
  unattendedS: 80,
  chatTimeS: 45,
  momentumS: 90,
};
/** Whoever talked to an agent is asked how it was. */
const feedback = true;
const continuity = { afterS: 20, openS: 90 };

const shop = {
  name: 'Shop',
  domains: ['shop.example'],
  files: {},
  apps: { message: {}, callback: { slotMinutes: 15 as const, tries: 2, againMinutes: 5 } },
};

/** The websites, and what the page says about the visitor. Two visitors may come under one tracking id. */
export const ways = [
  { website: 'fw_offered0000', tags: [], answers: { answers_by_mail: true } },
  { website: 'fw_offered0000', tags: [], trackingId: 'customer-1' },
  { website: 'fw_picked00000', tags: [] },
  { website: 'fw_returns0000', tags: [] },
  { website: 'fw_talks000000', tags: [] },
  { website: 'fw_offered0000', tags: ['advice'] },
  { website: 'fw_offered0000', tags: ['refund'] },
  { website: 'fw_offered0000', tags: ['urgent'] },
] as const;

/** A run takes some minutes, from 9:00 on. Only the third closes so late that the line shares one timer. */
const spans = [
  { from: '09:00', to: '09:01' },
  { from: '09:02', to: '09:03' },
  { from: '09:04', to: '09:30' },
  { from: '09:31', to: '18:00' },
];
export const LONG_SPAN = { from: Date.UTC(2026, 0, 5, 9, 4) };
export const hours = Calendar.parse({ id: 'hours', zone: 'UTC', week: { mon: spans } });

/** `isLimited`: chats of `orders` overflow and time out, those of `advice` end at closing time. */
export function centre(
  isLimited: boolean,
  { orders, advice, tomas, refunds, returns, ines, rui }: Version,
): Partial<ConfigurationInput> {
  const members = (...ids: (string | false)[]) =>
    ids.flatMap((agent) => (agent && (tomas || agent !== 'tomas') ? [{ agent }] : []));
  return {
    // Counted, so that what was started can be compared with what is open and what has ended.
    maxChats: 10_000,
    pauseReasons: [{ id: 'lunch', label: 'Lunch' }],
    profiles: [{ id: 'some', name: 'Some', queues: ['advice', ...(returns ? ['returns'] : [])] }],
    calendars: [hours],
    callHosts: ['api.example.com'],
    scenarios: [
      {
        ...{ id: 'bot', name: 'Bot' },
        steps: [
          { id: 'ask', do: 'ask', text: 'Which order?', variable: 'order' },
          { id: 'look', do: 'call', url: 'https://api.example.com/x', send: ['order'], otherwise: 'on' },
          { id: 'on', do: 'route' },
        ],
      },
    ],
    websites: [
      {
        ...{ ...shop, id: 'shop', token: 'fw_offered0000', queue: 'orders' },
        offline: { form: 'left', mail: { to: 'help@shop.example', as: 'new', subject: 'message' } },
        transcript: true,
      },
      { ...shop, id: 'advice', token: 'fw_picked00000', queue: 'advice', transcript: true },
      { ...shop, id: 'returns', token: 'fw_returns0000', queue: returns ? 'returns' : 'advice' },
      { ...shop, id: 'bot', token: 'fw_talks000000', queue: 'orders' },
    ],
    forms: [
      {
        ...{ id: 'left', name: 'Left' },
        elements: [
          { kind: 'text', name: 'name', label: 'Name', required: true, to: { contact: 'name' } },
          { kind: 'email', name: 'email', label: 'Email', required: true, to: { contact: 'email' } },
          { kind: 'lines', name: 'message', label: 'Message', required: true, to: { message: true } },
          { kind: 'attachment', name: 'bills', label: 'Bills', kinds: ['pdf'], most: 2 },
        ],
      },
    ],
    gatewayConditions: [{ gateway: ['bot'], signal: 'free', scenario: 'bot' }],
    queueConditions: [
      { tags: { any: ['advice'] }, queue: 'advice' },
      { tags: { any: ['urgent'] }, queue: 'orders', priority: 5 },
      ...(refunds ? [{ tags: { any: ['refund'] }, queue: 'orders', skill: 'refunds' }] : []),
    ],
    queues: [
      {
        ...{ id: 'orders', name: 'Orders', strategy: 'longest-idle', enabled: orders, ...LIMITS },
        ...{ continuity, feedback },
        ...(isLimited ? { timeOutS: 70, overflow: { afterS: 30, queue: 'advice' } } : {}),
        members: members(ines && 'ines', 'tomas'),
      },
      {
        ...{ id: 'advice', name: 'Advice', strategy: 'pick', enabled: advice, ...LIMITS },
        feedback,
        ...(isLimited ? { calendar: 'hours' } : {}),
        members: members('ines', 'tomas', 'rui'),
      },
      ...(returns
        ? [
            {
              ...{ id: 'returns', name: 'Returns', strategy: 'ring-all' as const, ...LIMITS },
              ...(isLimited ? { overflow: { afterS: 40, queue: 'orders' } } : {}),
              members: members('tomas', 'rui'),
            },
          ]
        : []),
    ],
    agents: [
      { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 2, skills: { refunds: 50 } },
      ...(tomas ? [{ id: 'tomas', name: 'Tomás', email: 'tomas@shop.example', capacity: 1 }] : []),
      { id: 'rui', name: 'Rui', email: 'rui@shop.example', capacity: 1, ...(rui ? {} : { profile: 'some' }) },
    ],
  };
}
