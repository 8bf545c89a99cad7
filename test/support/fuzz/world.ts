/**
 * A contact centre in the middle of its day, to play in randomly. Every text in a chat contains a mark, so that it is noticed
 * wherever it turns up.
 */

import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { AgentId, InteractionId, QueueId } from '../../../core/ids.ts';
import { evolve } from '../../../core/interaction/evolve.ts';
import { agentsHeldBy, placeInLineOf } from '../../../core/interaction/holdings.ts';
import {
  type Interaction,
  isOver,
  reservedFor,
  slotOf,
  type Unstarted,
  unstarted,
} from '../../../core/interaction/state.ts';
import { createFoyer, type Foyer } from '../foyer-in-memory.ts';

export const origin = 'https://shop.example';
export const websites = ['fw_offered0000', 'fw_picked00000', 'fw_returns0000', 'fw_talks000000'];

const centre: Partial<ConfigurationInput> = {
  // Counted, so that started chats can be compared with those that are open and ended.
  maxChats: 10_000,
  websites: [
    { id: 'shop', name: 'Shop', token: 'fw_offered0000', domains: ['shop.example'], queue: 'orders' },
    { id: 'advice', name: 'Advice', token: 'fw_picked00000', domains: ['shop.example'], queue: 'advice' },
    { id: 'returns', name: 'Returns', token: 'fw_returns0000', domains: ['shop.example'], queue: 'returns' },
    { id: 'bot', name: 'Bot', token: 'fw_talks000000', domains: ['shop.example'], queue: 'orders' },
  ],
  // Repeats everything it is told, many times.
  gatewayConditions: [{ gateway: ['bot'], signal: 'free', scenario: 'parrot' }],
  callHosts: ['api.example.com'],
  scenarios: [
    {
      ...{ id: 'parrot', name: 'Parrot' },
      steps: [
        { id: 'words', do: 'ask', text: 'What? {order}', variable: 'words' },
        { id: 'again', do: 'say', text: '{words}'.repeat(140) },
        { id: 'more', do: 'say', text: '{words}'.repeat(140) },
        { id: 'pick', do: 'choose', text: '{words}?', options: [{ label: '{words}' }, { label: 'B', next: 'words' }] },
        { id: 'number', do: 'ask', text: 'How many?', variable: 'order', as: 'number' },
        { id: 'date', do: 'ask', text: 'When? {order}', variable: 'when', as: 'date', otherwise: 'words' },
        { id: 'look', do: 'call', url: 'https://api.example.com/x', send: ['words'], otherwise: 'words' },
        { id: 'on', do: 'route' },
      ],
    },
  ],
  queues: [
    { id: 'orders', name: 'Orders', strategy: 'longest-idle', members: [{ agent: 'ines' }, { agent: 'tomas' }] },
    { id: 'advice', name: 'Advice', strategy: 'pick', members: [{ agent: 'ines' }, { agent: 'rui' }] },
    { id: 'returns', name: 'Returns', strategy: 'ring-all', members: [{ agent: 'sofia' }, { agent: 'ada' }] },
  ],
  agents: [
    { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 3 },
    { id: 'tomas', name: 'Tomás', email: 'tomas@shop.example', capacity: 1 },
    { id: 'rui', name: 'Rui', email: 'rui@shop.example', capacity: 2 },
    { id: 'sofia', name: 'Sofia', email: 'sofia@shop.example', capacity: 2 },
    { id: 'ada', name: 'Ada', email: 'ada@shop.example', capacity: 1 },
  ],
};

/** Who signs in, and in which role. Sofia supervises another queue than the one with most chats. */
export const staff = { ines: 'agent', tomas: 'agent', rui: 'agent', sofia: 'supervisor', ada: 'admin' } as const;
export type StaffId = keyof typeof staff;
export const staffIds = Object.keys(staff) as StaffId[];

/** Started as `website`; the agents who have or had it may see its content. */
export interface KnownChat {
  interactionId: string;
  mark: string;
  token: string;
}

export interface World {
  foyer: Foyer;
  chats: KnownChat[];
  /** Ids of commands, offers and timers that someone could have seen. */
  ids: Set<string>;
  /** Who has sent a command with this id: a visitor, by their chat, or `agent ines`. */
  authors: Map<string, Set<string>>;
}

/** `q` occurs in no other word of these tests. */
export const markOf = (n: number) => `qq${String(n).padStart(3, '0')}qq`;
export const marks = /qq\d{3}qq/g;

export async function createWorld(): Promise<World> {
  const foyer = await createFoyer(centre);
  const world: World = { foyer, chats: [], ids: new Set(), authors: new Map() };
  for (const agentId of staffIds) await foyer.signIn(agentId);
  for (const website of [...websites, 'fw_offered0000', 'fw_offered0000']) await begin(world, website);
  const [orders, advice, returns, second] = world.chats;
  if (!orders || !advice || !returns || !second) throw new Error('the chats of the beginning are missing');
  await accept(world, orders.interactionId);
  const say = (chat: KnownChat, words: string) =>
    foyer.visitor(chat.interactionId, tabOf(chat), {
      t: 'message',
      id: foyer.newId(),
      after: 0,
      text: `${words} ${chat.mark}`,
    });
  await say(orders, 'a secret');
  await foyer.agent('rui', 'desk-rui', { t: 'take', id: foyer.newId(), interactionId: advice.interactionId });
  await say(advice, 'another secret');
  await say(returns, 'words in line');
  await foyer.visitor(second.interactionId, tabOf(second), { t: 'end', id: foyer.newId(), after: 0 });
  await learnIds(world);
  return world;
}

export const tabOf = ({ interactionId }: Pick<KnownChat, 'interactionId'>) => `tab-${interactionId}`;

async function begin(world: World, website: string): Promise<void> {
  const mark = markOf(world.chats.length);
  const started = await world.foyer.start(website, `Marta ${mark}`, world.foyer.newId(), { text: `Hello ${mark}` });
  world.chats.push({ ...started, mark });
  await world.foyer.visitor(started.interactionId, `tab-${started.interactionId}`, {
    t: 'resume',
    id: world.foyer.newId(),
    after: 0,
  });
}

async function accept({ foyer }: World, interactionId: string): Promise<void> {
  const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
  const agent = chat.stage && reservedFor(chat);
  const offerId = chat.stage && chat.offers[0]?.id;
  if (!agent) throw new Error(`chat is ${chat.stage?.is}`);
  await foyer.agent(agent.id, `desk-${agent.id}`, { t: 'accept', id: foyer.newId(), interactionId, offerId });
}

/** The chat's state, from its log. */
async function stateOf({ foyer }: World, { interactionId }: Pick<KnownChat, 'interactionId'>) {
  const log = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 100_000);
  return { log, chat: log.reduce<Interaction | Unstarted>(evolve, unstarted(InteractionId.parse(interactionId))) };
}

export async function learnIds(world: World): Promise<void> {
  for (const known of world.chats) {
    const { log } = await stateOf(world, known);
    for (const { id, by, events } of log) {
      world.ids.add(id);
      const author = by === 'visitor' ? known.interactionId : by;
      world.authors.set(id, (world.authors.get(id) ?? new Set()).add(author));
      for (const event of events) if ('offerId' in event) world.ids.add(event.offerId);
    }
    world.ids.add(known.interactionId).add(`${known.interactionId}-first`);
  }
  for (const { kind, dueAt } of world.foyer.armed) world.ids.add(`timer-${kind}-${dueAt}`);
}

/** Who may see the chat's content: agents who see its queue or have had it. */
export async function mayKnow(
  world: World,
  known: KnownChat,
): Promise<{ fromList: Set<string>; fromLog: Set<string> }> {
  const { log } = await stateOf(world, known);
  const fromList = new Set<string>();
  const fromLog = new Set<string>();
  for (const event of log.flatMap(({ events }) => events)) {
    if (event.type === 'queued' || event.type === 'routed') {
      const queueId = event.type === 'queued' ? event.queueId : event.receipt.queueId;
      for (const { agent } of centre.queues?.find(({ id }) => id === queueId)?.members ?? []) fromList.add(agent);
    }
    if (event.type === 'accepted') fromLog.add(event.agent.id);
    if (event.type === 'offered') for (const { id } of event.agents) fromLog.add(id);
  }
  return { fromList, fromLog };
}

/** The first of the architecture's invariants that is violated. */
export async function brokenInvariant(world: World): Promise<string | undefined> {
  const { stores } = world.foyer;
  const states = new Map<string, Interaction | Unstarted>();
  for (const known of world.chats) {
    const { log, chat } = await stateOf(world, known);
    if (log.some(({ seq }, index) => seq !== index + 1)) return `${known.interactionId}: numbers with a gap`;
    const { chat: loaded } = await stores.chats.load(InteractionId.parse(known.interactionId));
    if (JSON.stringify(loaded) !== JSON.stringify(chat))
      return `${known.interactionId}: the state is not the fold of its log`;
    const endings = log.flatMap(({ events }) => events).filter(({ type }) => type === 'ended').length;
    if (endings !== (chat.stage && isOver(chat) ? 1 : 0)) return `${known.interactionId}: ${endings} ends`;
    states.set(known.interactionId, chat);
  }
  const open = [...states.values()].filter(slotOf).length;
  if (open !== (await stores.chats.countOpen()))
    return `${open} chats are open, ${await stores.chats.countOpen()} counted`;

  const holds = (chat: Interaction | Unstarted, agentId: string) => agentsHeldBy(chat).includes(AgentId.parse(agentId));
  for (const agentId of staffIds) {
    const agent = await stores.agents.get(AgentId.parse(agentId));
    const held = [...states].filter(([, chat]) => holds(chat, agentId)).map(([id]) => id);
    const reserved = (agent?.reservations ?? []).map(({ interactionId }) => String(interactionId));
    if (held.sort().join() !== reserved.sort().join()) return `${agentId} holds ${held}, reserved are ${reserved}`;
    if (reserved.length > (agent?.capacity ?? 0)) return `${agentId} has ${reserved.length} chats`;
  }
  const lists = await Promise.all(
    ['orders', 'advice', 'returns'].map((queue) => stores.queues.waitingIn(QueueId.parse(queue), 10_000)),
  );
  const listed = lists.flat().map(({ interactionId }) => String(interactionId));
  const waiting = [...states].filter(([, chat]) => placeInLineOf(chat)).map(([id]) => id);
  if (listed.sort().join() !== waiting.sort().join()) return `${waiting.length} wait, ${listed.length} stand in lists`;
  return undefined;
}
