/** GET /v1/session: who is signed in, what the console needs to know, and a ticket for the socket. */
import { type ConsoleSession, Role } from '../protocol/agent.ts';
import { type HttpRequest, NoBody, onHttp } from './http.ts';
import { type ConfigurationStore, configurationStore, dynamo, environment, type Tokens, tokens } from './wiring.ts';

/** Long enough to open a socket, too short to be worth stealing. */
const TICKET_S = 60;

interface Parts {
  configurations: ConfigurationStore;
  tokens: Tokens;
  tenant: string;
  socketUrl: string;
  rolesClaim: string;
  now: () => number;
}

export const createHandler = ({ configurations, tokens, tenant, socketUrl, rolesClaim, now }: Parts) =>
  onHttp<undefined, ConsoleSession>(NoBody, async ({ claims }) => {
    const role = roleOf(claims[rolesClaim]);
    if (!role) return { refused: 'role_missing' };
    const configuration = (await configurations.current())?.configuration;
    const email = verifiedEmail(claims);
    const agent = configuration?.agents.find((each) => each.email.toLowerCase() === email);
    if (!configuration || !agent) return { refused: 'agent_unknown' };
    const visible = configuration.queues.filter(({ id }) => agent.queues.includes(id));
    return {
      tenant,
      agent: { id: agent.id, name: agent.name, role, capacity: agent.capacity },
      queues: visible.map(({ id, name, strategy, serviceLevelS, dispositions }) => ({
        ...{ id, name, strategy, serviceLevelS, dispositions },
      })),
      socketUrl,
      ticket: await tokens.issue({
        audience: 'agent',
        subject: agent.id,
        claims: { role },
        ttlS: TICKET_S,
        now: now(),
      }),
    };
  });

/** The highest role among the claim's, which API Gateway hands on as `[agent admin]` where the token has a list. */
function roleOf(claim: unknown): Role | undefined {
  const names = Array.isArray(claim) ? claim.map(String) : String(claim ?? '').split(/[[\]\s,"]+/);
  return Role.options.toReversed().find((role) => names.includes(role));
}

/** An address that the issuer has not verified proves nothing. */
function verifiedEmail({ email, email_verified }: HttpRequest<unknown>['claims']): string | undefined {
  return String(email_verified) === 'true' && typeof email === 'string' ? email.toLowerCase() : undefined;
}

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  tokens: tokens(client),
  tenant: environment('FOYER_TENANT'),
  socketUrl: environment('FOYER_AGENT_SOCKET'),
  rolesClaim: environment('FOYER_ROLES_CLAIM'),
  now: Date.now,
});
