/** POST /v1/chats: a visitor starts a chat. Sent again with the same id it answers the same chat, and starts nothing. */
import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import { networkOf } from '../adapters/addresses.ts';
import type { Published, VisitStore } from '../adapters/stores.ts';
import { CommandId, InteractionId } from '../core/ids.ts';
import type { Command } from '../core/interaction/commands.ts';
import { termsOf } from '../core/routing/placement.ts';
import { turnedAwayAs } from '../core/routing/signals.ts';
import { StartBody } from '../protocol/visitor.ts';
import type { Desk } from './desk/desk.ts';
import type { Routing, Screened } from './desk/routing.ts';
import type { StartsLimit } from './desk/starts-limit.ts';
import { withinLimit } from './desk/tenant-limit.ts';
import { type HttpRequest, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { configurationsFor } from './visitor/canary-website.ts';
import { admitPage } from './visitor/page.ts';
import { visitorSession } from './visitor/visitor-session.ts';
import {
  type ConfigurationStore,
  configurationStore,
  desk,
  dynamo,
  environment,
  routing,
  sockets,
  startsLimit,
  type Tokens,
  tokens,
  visitStore,
} from './wiring.ts';

interface Parts {
  configurations: ConfigurationStore;
  routing: Pick<Routing, 'screen' | 'place'>;
  visits: VisitStore;
  startsLimit: StartsLimit;
  desk: Desk;
  tokens: Tokens;
  socketUrl: string;
  edgeKey: string;
  now: () => number;
}

export const createHandler = ({
  configurations,
  routing,
  visits,
  startsLimit,
  desk,
  tokens,
  socketUrl,
  edgeKey,
  now,
}: Parts) => {
  return onHttp(StartBody, start, edgeKey);

  async function start({ body, origin: pageOrigin, address }: HttpRequest<z.output<typeof StartBody>>) {
    const page = await admitPage(configurationsFor(body.website, configurations, edgeKey), body.website, pageOrigin);
    if (isRefused(page)) return page;
    const { website, queue, published } = page;
    const { culture, tags = [], variables = {}, trackingId, visitor } = body;
    const interactionId = interactionIdOf(website.id, body.id);
    const network = networkOf(address);
    const limited = await startsLimit(published.configuration, network, interactionId);
    if (limited) return limited;
    const message = body.text === undefined ? {} : { message: { id: firstMessageId(interactionId), text: body.text } };
    const origin = {
      ...{ gatewayId: website.id, configVersion: published.version },
      ...(trackingId === undefined ? {} : { trackingId }),
    };
    const given = { origin, contact: visitor, facts: { culture, tags, variables }, queueId: queue.id };
    const visit = {
      ...{ gatewayId: website.id, queueId: queue.id, culture, tags, trackingId },
      ...{ email: visitor.email, network, requestId: interactionId },
    };
    const screened = await routing.screen(published, visit);
    const start = {
      ...{ type: 'start' as const, kind: 'chat' as const, actor: { side: 'visitor' as const } },
      ...{ ...given, terms: termsOf(published.configuration, queue), ...message },
    };
    const run = (command: Extract<Command, { type: 'start' }>) =>
      desk.run({ interactionId, id: CommandId.parse(interactionId), command });
    const next = nextOf(published, screened, given);
    const execution = await withinLimit(
      published.configuration.maxChats,
      interactionId,
      (slot) => run({ ...start, screened, next, origin: slot ? { ...origin, slot } : origin }),
      () =>
        run({
          ...start,
          screened: { ...screened, overruled: 'tenant-full' },
          next: { is: 'over', outcome: 'rejected' },
        }),
    );
    if (execution.result === 'refused') return execution;
    if (trackingId !== undefined) await visits.track(website.id, trackingId, interactionId, now() + TRACKED_MS);
    return visitorSession(tokens, interactionId, socketUrl, now());
  }

  /** What the signal means: the server decides again, whatever the widget was told. */
  function nextOf(
    published: Published,
    { signal, receipt: { scenario: wanted } }: Screened,
    facts: Parameters<Routing['place']>[1],
  ): Extract<Command, { type: 'start' }>['next'] {
    if (signal !== 'free') return { is: 'over', outcome: turnedAwayAs(signal) };
    const scenario = published.configuration.scenarios.find(({ id }) => id === wanted);
    if (scenario) return { is: 'scripted', scenario };
    const placement = routing.place(published, facts);
    // Of the website's own queue the gateway has decided already: a row may let somebody in out of hours.
    const takes = placement.takes || placement.queueId === facts.queueId;
    return { is: 'placed', placement: { ...placement, takes } };
  }
};

/** So long an external tracking id leads to its chat. */
const TRACKED_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * The visitor's id is their secret: who knows it gets a token for the chat. The chat's id, which agents and logs see, does not
 * lead back to it.
 */
const interactionIdOf = (gatewayId: string, id: CommandId) =>
  InteractionId.parse(createHash('sha256').update(`${gatewayId}\n${id}`).digest('base64url').slice(0, 22));

const firstMessageId = (interactionId: InteractionId) => CommandId.parse(`${interactionId}-first`);

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  routing: routing(client),
  visits: visitStore(client),
  startsLimit: startsLimit(client),
  desk: desk(client, sockets()),
  tokens: tokens(client),
  socketUrl: environment('FOYER_VISITOR_SOCKET'),
  edgeKey: environment('FOYER_EDGE_KEY'),
  now: Date.now,
});
