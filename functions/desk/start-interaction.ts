/**
 * Someone arrives, by any channel: may they come in, and where do they go? Repeated with the same id it is the same
 * interaction, and nothing starts.
 */
import { type ChatStore, LOOK_BACK, type Published, type VisitStore } from '../../adapters/stores.ts';
import type { Queue } from '../../core/configuration/schema.ts';
import type { MatchBy } from '../../core/contacts/match.ts';
import { fileTermsOf } from '../../core/files/terms.ts';
import { CommandId, type GatewayId, type InteractionId } from '../../core/ids.ts';
import type { Command } from '../../core/interaction/commands.ts';
import { termsOf } from '../../core/interaction/placement.ts';
import { turnedAwayAs } from '../../core/interaction/signals.ts';
import type { Interaction } from '../../core/interaction/state.ts';
import type { Attached } from '../../core/interaction/topics/files.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { isRefused, type Refused } from '../edge/stack.ts';
import type { Desk } from './desk.ts';
import type { Execution } from './execute.ts';
import type { KnownContactOf } from './known-contact.ts';
import type { Routing, Screened } from './routing.ts';
import type { StartsLimit } from './starts-limit.ts';
import { withinLimit } from './tenant-limit.ts';

type Start = Extract<Command, { type: 'start' }>;
type Started = Exclude<Execution, { result: 'refused' }>;

/** Who arrives, through which gateway, and what is known about them. */
export interface Arrival extends Pick<Start, 'kind' | 'contact' | 'facts'> {
  interactionId: InteractionId;
  published: Published;
  gatewayId: GatewayId;
  /** The gateway's queue. */
  queue: Queue;
  trackingId?: string | undefined;
  /** By what they are known from earlier. */
  contactMatch: MatchBy;
  /** The network they come from. */
  network: string;
  /** The first message. */
  text?: string | undefined;
  /** What came with the form. */
  files?: readonly Attached[];
  /** The visitor's former chat, which they hold a token of. */
  continues?: { interactionId: InteractionId; readsFrom: number } | undefined;
}

interface Parts {
  routing: Pick<Routing, 'screen' | 'place'>;
  chats: Pick<ChatStore, 'load'>;
  visits: Pick<VisitStore, 'track' | 'chatOf'>;
  knownContact: KnownContactOf;
  startsLimit: StartsLimit;
  desk: Pick<Desk, 'run'>;
  now: () => number;
}

/** How long an external tracking id leads to its chat. */
const TRACKED_MS = 7 * 24 * 60 * 60 * 1000;

export type StartInteraction = ReturnType<typeof createStartInteraction>;

export function createStartInteraction({ routing, chats, visits, knownContact, startsLimit, desk, now }: Parts) {
  return async (arrival: Arrival): Promise<Started | Refused> => {
    const { interactionId, published, gatewayId, queue, trackingId, network } = arrival;
    const limited = await startsLimit(published.configuration, network, interactionId);
    if (limited) return limited;
    // What is attached belongs to the interaction that it was uploaded for.
    const continued = arrival.files?.length ? undefined : await continueFormer(arrival);
    if (continued) return continued;
    const { culture, tags } = arrival.facts;
    const who = { trackingId, email: arrival.contact.email, network };
    const visit = { gatewayId, queueId: queue.id, culture, tags, ...who, requestId: interactionId };
    const [screened, id] = await Promise.all([
      routing.screen(published, visit),
      knownContact({ ...arrival, ...arrival.facts, ...published }),
    ]);
    const known = startOf(id === undefined ? arrival : { ...arrival, contact: { ...arrival.contact, id } });
    const start: Start = { ...known, screened, next: await nextFor(routing, published, screened, known) };
    const run = (command: Start) => desk.run({ interactionId, id: CommandId.parse(interactionId), command });
    const execution = await withinLimit(
      published.configuration.maxChats,
      interactionId,
      (slot) => run(slot ? { ...start, origin: { ...start.origin, slot } } : start),
      () => run(turnedAway(start)),
    );
    if (isRefused(execution)) return execution;
    if (trackingId !== undefined) await visits.track(gatewayId, trackingId, interactionId, now() + TRACKED_MS);
    return execution;
  };

  /**
   * The chat that this start continues: the one that ended by silence and whose token it has (D8), or the one that its tracking
   * id had just now (A14). Undefined if it cannot be continued: then another starts.
   */
  async function continueFormer(arrival: Arrival): Promise<Started | Refused | undefined> {
    const { published, gatewayId, queue, trackingId, continues } = arrival;
    const isTracked = trackingId !== undefined && queue.momentumS > 0;
    const former =
      continues?.interactionId ?? (isTracked ? await visits.chatOf(gatewayId, trackingId, now()) : undefined);
    if (!former) return undefined;
    const { chat } = await chats.load(former);
    if (!chat.stage || chat.origin.gatewayId !== gatewayId) return undefined;
    const { message } = startOf(arrival);
    const command = {
      type: 'reopen' as const,
      actor: { ...newcomer, ...(continues && { readsFrom: continues.readsFrom }) },
      ...(message ? { message } : {}),
    };
    const id = CommandId.parse(arrival.interactionId);
    // A little less than is searched: the chat may have moved on meanwhile.
    const after = Math.max(0, chat.seq - LOOK_BACK / 2);
    const execution = await withinLimit(
      chat.origin.slot ? published.configuration.maxChats : 0,
      former,
      (slot) => desk.run({ interactionId: former, id, after, command: slot ? { ...command, slot } : command }),
      async () => ({ result: 'refused', refused: 'tenant_full' }),
    );
    return isRefused(execution) && startsAnother.includes(execution.refused) ? undefined : execution;
  }
}

/**
 * The former chat is not theirs to continue. Any other refusal is about the visitor or the tenant, who would only get round it
 * with another chat.
 */
const startsAnother: readonly ErrorCode[] = ['chat_ended', 'chat_not_open', 'chat_unknown'];

const newcomer = { side: 'visitor' } as const;

function startOf(arrival: Arrival): Omit<Start, 'screened' | 'next'> {
  const { interactionId, published, gatewayId, queue, trackingId, text, kind, contact, facts } = arrival;
  const { files, transcript } = published.configuration.websites.find(({ id }) => id === gatewayId) ?? {};
  const origin: Interaction['origin'] = {
    ...{ gatewayId, configVersion: published.version },
    ...(files ? { files: fileTermsOf(files) } : {}),
    ...(transcript ? { transcript } : {}),
  };
  return {
    ...{ type: 'start', actor: { ...newcomer, readsFrom: 0 }, kind, contact, facts },
    origin: trackingId === undefined ? origin : { ...origin, trackingId },
    ...{ queueId: queue.id, terms: termsOf(published.configuration, queue, facts.culture) },
    ...(arrival.files?.length ? { files: arrival.files } : {}),
    ...(text === undefined ? {} : { message: { id: CommandId.parse(`${interactionId}-first`), text } }),
  };
}

/** The tenant has reached its limit. */
const turnedAway = ({ screened, ...start }: Start): Start => ({
  ...start,
  screened: { ...screened, overruled: 'tenant-full' },
  next: { is: 'over', outcome: 'rejected' },
});

/** Applies the signal: the server decides again, whatever the widget was told. */
async function nextFor(
  { place }: Pick<Routing, 'place'>,
  published: Published,
  { signal, receipt: { scenario: wanted } }: Screened,
  known: Omit<Start, 'screened' | 'next'>,
): Promise<Start['next']> {
  if (signal !== 'free') return { is: 'over', outcome: turnedAwayAs(signal) };
  const scenario = published.configuration.scenarios.find(({ id }) => id === wanted);
  if (scenario) return { is: 'scripted', scenario };
  const placement = await place(published, known);
  // For its own queue the gateway has already decided: a row may let someone in out of hours.
  const takes = placement.takes || placement.queueId === known.queueId;
  return { is: 'placed', placement: { ...placement, takes } };
}
