/** Decides by the condition tables: reads only the facts that the rows need, and lets the core decide. */
import { createHmac } from 'node:crypto';
import type {
  ChatStore,
  ConfigurationStore,
  ContactStore,
  KeyStore,
  Published,
  QueueStore,
  VisitStore,
} from '../../adapters/stores.ts';
import { localTime, modeAt } from '../../core/calendar/calendar.ts';
import { hasLane, laneId } from '../../core/configuration/lanes.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import { isServed, serversOf } from '../../core/configuration/served.ts';
import { emailKey } from '../../core/email.ts';
import type { GatewayId, LaneId, ListId, QueueId } from '../../core/ids.ts';
import type { Contact, Origin, Overruled } from '../../core/interaction/facts.ts';
import { kinds } from '../../core/interaction/kinds.ts';
import type { Overflow, Placement } from '../../core/interaction/placement.ts';
import { hoursOf, keptUntil, placeIn, placementOf } from '../../core/interaction/placement.ts';
import { overruling } from '../../core/interaction/signals.ts';
import { type Interaction, isOver, laneOf } from '../../core/interaction/state.ts';
import { requiredAt } from '../../core/interaction/waiting.ts';
import { requestsKey } from '../../core/routing/columns.ts';
import { decideGateway, decideQueue, type GatewayReceipt } from '../../core/routing/decide-routing.ts';
import { matches } from '../../core/routing/masks.ts';
import { type NeededFacts, neededFacts } from '../../core/routing/needed-facts.ts';
import { type GatewayFacts, gatewayCells, queueCells, type Signal } from '../../core/routing/rows.ts';

export interface RoutingParts {
  configurations: Pick<ConfigurationStore, 'current' | 'version'>;
  chats: ChatStore;
  queues: QueueStore;
  visits: VisitStore;
  contacts: Pick<ContactStore, 'get'>;
  /** Hashes stored addresses, so that they are useless to anyone who reads the table. */
  keys: Pick<KeyStore, 'hidesAddresses'>;
  now: () => number;
}

/** What decides where an interaction goes. */
export interface Routed {
  origin: Pick<Origin, 'gatewayId' | 'trackingId'>;
  contact: Contact;
  facts: Pick<Interaction['facts'], 'culture' | 'tags' | 'variables'> & { external?: string };
  queueId: QueueId;
}

const routedOf = ({ origin, contact, facts, place: { queueId } }: Interaction): Routed => ({
  ...{ origin, contact, facts, queueId },
});

/** What a page and its visitor say about themselves. */
export interface Visit {
  gatewayId: GatewayId;
  queueId: QueueId;
  culture: string;
  tags: string[];
  trackingId?: string | undefined;
  email?: string | undefined;
  /** The part of the address that counts as one caller. */
  network: string;
  /** From the request that starts a chat. Without it the visitor only asks whether one could start. */
  requestId?: string | undefined;
}

/** The resulting signal, and the receipt for the rows. */
export interface Screened {
  receipt: GatewayReceipt;
  signal: Signal;
  overruled?: Overruled;
}

export type Routing = ReturnType<typeof createRouting>;

export function createRouting({ configurations, chats, queues, visits, contacts, keys, now }: RoutingParts) {
  /** B1. */
  async function screen({ version, configuration }: Published, visit: Visit): Promise<Screened> {
    const { gatewayConditions } = configuration;
    const needed = neededFacts(gatewayCells(gatewayConditions));
    const { queueId } = visit;
    const [trackingOpen, registered, available, waiting, requests, isFull] = await Promise.all([
      needed.tracking && isTrackingOpen(visit),
      needed.registered !== undefined && countRegistered(configuration, queueId),
      needed.available !== undefined && countAvailable(queueId, needed.available),
      needed.waiting !== undefined && queues.countWaiting(queueId, needed.waiting),
      countRequests(visit, needed.requests),
      configuration.maxChats > 0 && chats.countOpen().then((open) => open >= configuration.maxChats),
    ]);
    const facts: GatewayFacts = {
      ...shared(configuration, visit, needed),
      trackingOpen,
      ...(registered !== false && { registered }),
      ...(available !== false && { available }),
      ...(waiting !== false && { waiting }),
      requests,
    };
    const receipt = decideGateway(gatewayConditions, facts, version);
    const isOff = !configuration.queues.find(({ id }) => id === queueId)?.enabled;
    const overruled = isOff ? 'switched-off' : isFull ? 'tenant-full' : undefined;
    if (receipt.signal !== 'free' || !overruled) return { receipt, signal: receipt.signal };
    return { receipt, signal: overruling[overruled], overruled };
  }

  /** Facts that both tables use, as far as these rows need them. */
  function shared(
    configuration: Configuration,
    { gatewayId: gateway, queueId: queue, culture, tags }: Pick<Visit, 'gatewayId' | 'queueId' | 'culture' | 'tags'>,
    { calendars: named, clock }: Pick<NeededFacts, 'calendars' | 'clock'>,
  ) {
    const own = configuration.queues.find(({ id }) => id === queue)?.calendar;
    const calendars = configuration.calendars.filter(({ id }) => id === own || named.includes(id));
    return {
      ...{ at: now(), gateway, queue, culture, tags },
      ...(clock ? { local: localTime(configuration.zone, now()) } : {}),
      ...(own === undefined ? {} : { calendar: own }),
      calendars: Object.fromEntries(calendars.map((calendar) => [calendar.id, modeAt(calendar, now())])),
    };
  }

  async function isTrackingOpen({ gatewayId, trackingId }: Visit): Promise<boolean> {
    const interactionId = trackingId === undefined ? undefined : await visits.chatOf(gatewayId, trackingId, now());
    if (!interactionId) return false;
    const { chat } = await chats.load(interactionId);
    return chat.stage !== undefined && !isOver(chat);
  }

  async function countRegistered(configuration: Configuration, queueId: QueueId): Promise<number> {
    const members = configuration.queues.find(({ id }) => id === queueId)?.members ?? [];
    const watching = await queues.watchers(queueId);
    return watching.filter(({ agentId }) => members.some(({ agent }) => agent === agentId)).length;
  }

  /** An agent who could get any chat of the queue is in its lane without requirements. */
  const countAvailable = async (queueId: QueueId, limit: number) =>
    (await queues.ready(laneId({ queueId, requires: {} }), limit)).length;

  /** A request that starts a chat is recorded first, so that it counts. One that only asks is counted as if it did. */
  async function countRequests(visit: Visit, needed: NeededFacts['requests']): Promise<Record<string, number>> {
    const counts = needed.map(async (ask) => {
      const name = `${requestsKey(ask)}/${await whoAsks(visit, ask.by)}`;
      const { requestId } = visit;
      if (requestId !== undefined) await visits.note(name, requestId, now(), now() + ask.withinS * 1000);
      const counted = await visits.requests(name, now() - ask.withinS * 1000, ask.upTo);
      return [requestsKey(ask), counted + (requestId === undefined ? 1 : 0)] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
  }

  async function whoAsks({ gatewayId, trackingId, email, network }: Visit, by: 'visitor' | 'address' | 'gateway') {
    if (by === 'gateway') return gatewayId;
    const who = by === 'address' ? network : (trackingId ?? (email && emailKey(email)) ?? network);
    return createHmac('sha256', await keys.hidesAddresses(now()))
      .update(`${gatewayId}\n${who}`)
      .digest('base64url')
      .slice(0, 22);
  }

  /** B2, for a chat that starts or leaves its automated conversation. `queueId`: where it was sent without conditions. */
  async function place(
    { version, configuration }: Published,
    chat: Routed,
    { queueId, inForce }: { queueId?: QueueId | undefined; inForce?: Configuration | undefined } = {},
  ): Promise<Placement> {
    const { queueConditions } = configuration;
    const { external, culture, tags } = chat.facts;
    const rows = queueId === undefined ? queueConditions : [];
    const needed = neededFacts(queueCells(rows));
    const { variables: compared } = needed;
    const variables = Object.fromEntries(
      Object.entries(chat.facts.variables).filter(([name]) => compared.includes(name)),
    );
    const facts = {
      ...shared(
        configuration,
        { gatewayId: chat.origin.gatewayId, queueId: queueId ?? chat.queueId, culture, tags },
        needed,
      ),
      ...{
        lists: needed.lists ? await listsOf(configuration, chat) : [],
        variables,
        ...(external === undefined ? {} : { external }),
      },
    };
    return placementOf(configuration, decideQueue(rows, facts, version), culture, now(), inForce);
  }

  /** Contact lists that contain the visitor's address or tracking id, or that the contact is on. */
  async function listsOf(
    { lists }: Configuration,
    { contact, origin: { trackingId } }: Pick<Routed, 'contact' | 'origin'>,
  ): Promise<ListId[]> {
    const on = (contact.id && (await contacts.get(contact.id))?.lists) ?? [];
    const names = [contact.email, trackingId].filter((name) => name !== undefined).map(emailKey);
    const holds = (entries: string[]) => entries.some((entry) => names.some((name) => matches(emailKey(entry), name)));
    return lists.filter(({ id, entries }) => on.includes(id) || holds(entries)).map(({ id }) => id);
  }

  /** The configuration that the chat was started with: a later one does not change its route. */
  async function pinned({ id, origin: { configVersion } }: Interaction): Promise<Published> {
    const configuration = await configurations.version(configVersion);
    if (!configuration) throw new Error(`Chat ${id}: version ${configVersion} of the configuration no longer exists`);
    return { version: configVersion, configuration };
  }

  /** After its automated conversation, again after its end, or what was left. */
  async function placeArriving(chat: Interaction): Promise<Placement | undefined> {
    if (chat.stage.is === 'arriving' && chat.stage.again) return placeAgain(chat);
    if (!kinds[chat.kind].isLive) return placeLeft(chat);
    const doing = chat.stage.is === 'arriving' ? chat.stage.script?.run?.doing : undefined;
    const queueId = doing?.is === 'routing' ? doing.queueId : undefined;
    return place(await pinned(chat), routedOf(chat), { queueId, inForce: await inForce() });
  }

  /**
   * Where what was left goes by the configuration in force, also while that queue is closed. Undefined if the queue is gone or
   * disabled: then a supervisor has it (G7).
   */
  async function placeLeft(chat: Interaction): Promise<Placement | undefined> {
    const published = await configurations.current();
    const has = (id: QueueId) => published?.configuration.queues.some((queue) => queue.id === id && queue.enabled);
    if (!published || !has(chat.place.queueId)) return undefined;
    const placement = await place(published, routedOf(chat));
    return has(placement.queueId) ? placement : undefined;
  }

  /** When the queue opens to which a call that is due would go, if that is closed now (A7). */
  async function opensFor(chat: Interaction): Promise<number | undefined> {
    const placement = await placeLeft(chat);
    const configuration = await inForce();
    return placement && configuration && hoursOf(configuration, placement.queueId, now()).opensAt;
  }

  /** In the queue where it was, if that still exists. */
  async function placeAgain(chat: Interaction): Promise<Placement> {
    const { queueId } = chat.place;
    const [then, now] = await Promise.all([pinned(chat), configurations.current()]);
    const has = (published: Published | undefined) => published?.configuration.queues.some(({ id }) => id === queueId);
    const published = has(then) ? then : now;
    if (published && has(published))
      return place(published, routedOf(chat), { queueId, inForce: now?.configuration ?? published.configuration });
    const elsewhere = await placeAnew(chat);
    if (!elsewhere) throw new Error(`Chat ${chat.id}: there is no queue ${queueId} and no other`);
    return elsewhere;
  }

  /** Whether a queue is open is decided by the configuration in force: a disabled queue is closed for all chats. */
  const inForce = async (): Promise<Configuration | undefined> => (await configurations.current())?.configuration;

  /**
   * B8: where a chat that has waited too long goes next, or, if that queue accepts none now, when it will. The chat stays where
   * it is if nobody there could ever serve it, because it keeps its requirements.
   */
  async function overflowOf(chat: Interaction): Promise<Overflow | undefined> {
    const { configuration } = await pinned(chat);
    const overflow = configuration.queues.find(({ id }) => id === chat.place.queueId)?.overflow;
    if (!overflow) return undefined;
    const counts = (await inForce()) ?? configuration;
    const { opensAt } = hoursOf(counts, overflow.queue, now());
    const place = placeIn(configuration, overflow.queue, chat.facts.culture, now(), counts);
    const queue = counts.queues.find(({ id }) => id === overflow.queue);
    // A queue that a publish removed is left at once.
    const serves = !queue || isServed(serversOf(counts, queue), place.terms, requiredAt(chat.place, now()));
    return { ...place, takes: place.takes && serves, opensAt };
  }

  /** When closing time ends the wait of a chat that comes back from its agent. */
  async function keptIn(queueId: QueueId): Promise<number | undefined> {
    const configuration = await inForce();
    return configuration && keptUntil(hoursOf(configuration, queueId, now()), now());
  }

  /**
   * Where a chat waits in the configuration in force, if that has no lane like the chat's, and so no agent who looks there.
   * Undefined if the chat can stay.
   */
  async function placeAnew(chat: Interaction): Promise<Placement | undefined> {
    const published = await configurations.current();
    if (!published || hasLane(published.configuration, laneOf(chat))) return undefined;
    const { queues, websites } = published.configuration;
    const known = [chat.place.queueId, websites.find(({ id }) => id === chat.origin.gatewayId)?.queue];
    const queue = queues.find(({ id }) => known.includes(id)) ?? queues[0];
    if (!queue) return undefined;
    const placement = await place(published, { ...routedOf(chat), queueId: queue.id });
    return { ...placement, closesAt: keptUntil(hoursOf(published.configuration, placement.queueId, now()), now()) };
  }

  /** The lanes in the configuration in force. */
  async function lanesNow(): Promise<(lane: LaneId) => boolean> {
    const published = await configurations.current();
    const known = new Map<LaneId, boolean>();
    return (lane) => {
      const isLane = known.get(lane) ?? (!published || hasLane(published.configuration, lane));
      known.set(lane, isLane);
      return isLane;
    };
  }

  return { screen, place, placeArriving, placeAnew, opensFor, lanesNow, overflowOf, keptIn, pinned };
}
