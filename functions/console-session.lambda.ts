/** GET /v1/session: who is signed in, what the console needs to know, and a ticket for the socket. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { visibleQueues } from '../core/configuration/lanes.ts';
import type { Configuration } from '../core/configuration/schema.ts';
import type { ConsoleSession } from '../protocol/agent.ts';
import type { Ticket } from './agent/agent-who.ts';
import { type SignInClaims, signedIn } from './agent/signed-in.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import {
  type ConfigurationStore,
  configurationStore,
  dynamo,
  environment,
  signInClaims,
  type Tokens,
  tokens,
} from './wiring.ts';

/** Long enough to open a socket, too short to be worth stealing. */
const TICKET_S = 60;

interface Parts {
  configurations: Pick<ConfigurationStore, 'current'>;
  tokens: Tokens;
  tenant: string;
  socketUrl: string;
  signInClaims: SignInClaims;
  newId: () => string;
  now: () => number;
}

export const createHandler = ({ configurations, tokens, tenant, socketUrl, signInClaims, newId, now }: Parts) =>
  onHttp<undefined, ConsoleSession>(NoBody, async ({ claims }) => {
    const configuration = (await configurations.current())?.configuration;
    const who = signedIn(claims, signInClaims, configuration);
    if (isRefused(who)) return who;
    const { id, name, role, agent } = who;
    const seen = configuration && agent ? visibleQueues(configuration, agent) : [];
    const visible = configuration?.queues.filter((queue) => seen.includes(queue.id)) ?? [];
    return {
      ...{ tenant, person: { id, name, role } },
      ...(agent && { agent: sessionOf(agent) }),
      pauseReasons: configuration?.pauseReasons ?? [],
      queues: visible.map(({ id, name, strategy, serviceLevelS, dispositions }) => ({
        ...{ id, name, strategy, serviceLevelS, dispositions },
      })),
      socketUrl,
      ticket: await tokens.issue({
        ...{ audience: 'agent', subject: id, ttlS: TICKET_S, now: now() },
        claims: { id: newId(), role, name, until: endOf(claims, now()) } satisfies Ticket,
      }),
    };
  });

const sessionOf = ({ id, name, capacity, skills, languages }: Configuration['agents'][number]) => ({
  ...{ id, name, capacity, skills, languages },
});

/** An ID token's expiry in seconds, which API Gateway passes on as text. API Gateway refuses tokens without one. */
const Ending = z.object({ exp: z.coerce.number() });
const endOf = (claims: Record<string, unknown>, now: number): number => {
  const { success, data } = Ending.safeParse(claims);
  return success && Number.isFinite(data.exp) ? Math.floor(data.exp * 1000) : now;
};

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  tokens: tokens(client),
  tenant: environment('FOYER_TENANT'),
  socketUrl: environment('FOYER_AGENT_SOCKET'),
  signInClaims: signInClaims(),
  newId: randomUUID,
  now: Date.now,
});
