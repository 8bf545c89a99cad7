/** Who may open a console's socket, for how long, and with which sign-in. */
import type { Context } from 'aws-lambda';
import { describe, expect, it, test, vi } from 'vitest';
import { AgentId } from '../../../core/ids.ts';
import { createHandler as createAuthorizer } from '../../../functions/agent-authorizer.lambda.ts';
import { createHandler as createAgentFrame } from '../../../functions/agent-frame.lambda.ts';
import { createFoyer } from '../../support/foyer-in-memory.ts';

const agent = { email: 'ines@shop.example', email_verified: true, 'cognito:groups': ['agent'] };

async function session(claims: Record<string, unknown>) {
  const foyer = await createFoyer();
  const exp = String(foyer.now() / 1000 + 3600);
  const { status, body } = await foyer.http('console-session', { claims: { exp, ...claims } });
  const authorize = createAuthorizer({ tokens: foyer.tokens, tickets: foyer.stores.tickets, now: foyer.now });
  const open = async (token: string) => {
    const { policyDocument, context } = await authorize({
      methodArn: 'arn',
      queryStringParameters: { token },
    } as never);
    return { effect: policyDocument.Statement[0]?.Effect, context };
  };
  return { foyer, status, body, open };
}

describe('E1 a ticket', () => {
  it('opens one socket, and no second one', async () => {
    const { body, open, foyer } = await session(agent);
    expect(await open(body.ticket)).toEqual({
      effect: 'Allow',
      context: {
        ...{ agentId: 'ines', role: 'agent', name: 'In%C3%A9s' },
        until: String(foyer.now() + 3_600_000),
      },
    });
    expect(await open(body.ticket)).toEqual({ effect: 'Deny', context: undefined });
  });

  it('opens one even where it is used twice at once', async () => {
    const { body, open } = await session(agent);
    const effects = (await Promise.all([open(body.ticket), open(body.ticket)])).map(({ effect }) => effect);
    expect(effects.sort()).toEqual(['Allow', 'Deny']);
  });

  it('is good for a minute', async () => {
    const { body, open, foyer } = await session(agent);
    foyer.advance(61);
    expect((await open(body.ticket)).effect).toBe('Deny');
  });
});

describe('E1 a socket', () => {
  it('ends with the sign-in that it was opened for, whatever is asked over it', async () => {
    const { foyer } = await session(agent);
    await foyer.signIn('ines');
    for (const frame of [
      { t: 'ping', chats: [] },
      { t: 'status', id: foyer.newId(), status: 'available' },
    ]) {
      expect(await foyer.agent('ines', 'old-desk', frame, 'agent', foyer.now())).toMatchObject({
        code: 'session_over',
      });
    }
    expect(foyer.gone).toContain('old-desk');
    expect(await foyer.agent('ines', 'desk-ines', { t: 'ping', chats: [] })).toMatchObject({ t: 'pong' });
  });

  it('ends with it even where nothing is said over it any more, and no other one of the agent does', async () => {
    const { foyer } = await session(agent);
    const until = foyer.now() + 3_600_000;
    await foyer.signIn('ines');
    await foyer.agent('ines', 'silent', { t: 'hello' }, 'agent', until);
    const due = foyer.armed.filter(({ kind }) => kind === 'sign-in');
    expect(due).toEqual([{ kind: 'sign-in', agentId: 'ines', connectionId: 'silent', dueAt: until }]);
    foyer.advance(3600);
    for (const timer of [...due, ...due]) expect(await foyer.deliver(timer)).toBe(0);
    expect([...foyer.gone]).toEqual(['silent']);
    expect((await foyer.stores.agents.get(AgentId.parse('ines')))?.connections).toEqual(['desk-ines']);
  });

  it('that API Gateway ends first needs no timer', async () => {
    const { foyer } = await session(agent);
    await foyer.agent('ines', 'desk', { t: 'hello' }, 'agent', foyer.now() + 2 * 3_600_000);
    expect(foyer.armed.map(({ kind }) => kind)).toEqual(['lease']);
  });

  it('a role that was taken away opens none', async () => {
    const { status, body } = await session({ ...agent, 'cognito:groups': [] });
    expect([status, body.code]).toEqual([403, 'role_missing']);
  });
});

describe('E1 a person who is not an agent', () => {
  const admin = { ...agent, email: 'ada@shop.example', name: 'Ada', 'cognito:groups': ['admin'] };

  it('comes in as a supervisor or administrator: without queues and chats, and with a socket that answers', async () => {
    const { foyer, status, body, open } = await session(admin);
    expect(status).toBe(200);
    expect(body).toMatchObject({ person: { name: 'Ada', role: 'admin' }, queues: [] });
    expect(body).not.toHaveProperty('agent');
    const { effect, context } = await open(body.ticket);
    expect([effect, context?.role]).toEqual(['Allow', 'admin']);
    const say = (frame: object) => foyer.agent(String(context?.agentId), 'desk-ada', { ...frame }, 'admin');
    expect(await say({ t: 'hello' })).toMatchObject({ t: 'welcome', status: 'offline', chats: [], lines: [] });
    expect(await say({ t: 'ping', chats: [] })).toMatchObject({ t: 'pong', status: 'offline', chats: {} });
  });

  it('gets no chat and no queue, and cannot become available', async () => {
    const { foyer, body, open } = await session(admin);
    const { context } = await open(body.ticket);
    const { interactionId } = await foyer.start('fw_picked00000');
    for (const [code, frame] of [
      ['agent_unknown', { t: 'status', status: 'available' }],
      ['queue_not_yours', { t: 'take', interactionId }],
      ['agent_unknown', { t: 'line', queueId: 'advice' }],
    ] as const) {
      const answer = await foyer.agent(String(context?.agentId), 'desk-ada', { id: foyer.newId(), ...frame }, 'admin');
      expect(answer).toMatchObject({ t: 'refused', code });
    }
  });

  it('is shown under the address where the sign-in names nobody', async () => {
    const { body } = await session({ ...admin, name: undefined });
    expect(body.person.name).toBe('ada@shop.example');
  });
});

test.each([
  ['no address', { email: undefined }, false, 'email_missing'],
  ['an address that the issuer says nothing of', { email_verified: undefined }, false, 'email_unverified'],
  ['the same, where the tenant trusts the issuer', { email_verified: undefined }, true, undefined],
  ['one that is not verified, whatever is trusted', { email_verified: false }, true, 'email_unverified'],
  ['one that is not verified, as text', { email_verified: 'false' }, true, 'email_unverified'],
  ['one that is nobody’s', { email: 'other@shop.example' }, false, 'agent_unknown'],
])('E1 a sign-in with %s', async (_, claims, trustsEmail, code) => {
  const foyer = await createFoyer({}, { trustsEmail });
  const { body } = await foyer.http('console-session', { claims: { exp: '1', ...agent, ...claims } });
  expect(body.code).toBe(code);
});

test.each([
  ['jos\u00e9@correo.example', 'Jose\u0301@correo.example'],
  ['ana@xn--e1afmkfd.xn--p1ai', 'Ana@пример.рф'],
])('E1 an issuer may spell the address %s as %s', async (email, claimed) => {
  const agents = [{ id: 'ines', name: 'Inés', email }];
  const foyer = await createFoyer({
    agents,
    queues: [
      { id: 'orders', name: 'Orders' },
      { id: 'advice', name: 'Advice' },
    ],
  });
  const { body } = await foyer.http('console-session', { claims: { exp: '1', ...agent, email: claimed } });
  expect(body.agent).toMatchObject({ id: 'ines' });
});

it('H6 hello gives up where the agent’s row is by a version that this process does not know, so that another one is asked', async () => {
  const { foyer } = await session(agent);
  let tries = 0;
  const connect = async () => {
    // An endless loop would never let the test end.
    if (++tries > 50) throw new Error('for ever');
    return 'outdated' as const;
  };
  const parts = {
    ...foyer.stores,
    agents: { ...foyer.stores.agents, connect },
    desk: foyer.desk,
    files: foyer.files,
    now: foyer.now,
  };
  const handler = createAgentFrame({
    ...parts,
    connections: { post: async () => 'sent', close: async () => undefined },
    timers: { arm: async () => undefined },
  });
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const answer = await handler(
    {
      body: JSON.stringify({ t: 'hello' }),
      requestContext: {
        ...{
          connectionId: 'desk',
          authorizer: { agentId: 'ines', role: 'agent', name: 'ines', until: String(foyer.now() + 60_000) },
        },
      },
    },
    { getRemainingTimeInMillis: () => 10_000 } as Context,
  );
  write.mockRestore();
  expect(answer).toMatchObject({ body: expect.stringContaining('"code":"unavailable"') });
  expect(tries).toBe(3);
});
