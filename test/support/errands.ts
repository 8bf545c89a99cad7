/** One errand for each way of using a function: its preparation, and then the single frame, request, timer or record. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createAgentStore } from '../../adapters/dynamodb/agent-store.ts';
import { createChatStore } from '../../adapters/dynamodb/chat-store.ts';
import { createConfigurationStore } from '../../adapters/dynamodb/configuration-store.ts';
import { createKeyStore } from '../../adapters/dynamodb/key-store.ts';
import { createMachineKeyStore } from '../../adapters/dynamodb/machine-key-store.ts';
import { newMachineKey } from '../../adapters/machine-key.ts';
import { createTokens } from '../../adapters/token.ts';
import { checkConfiguration } from '../../core/configuration/check.ts';
import type { ConfigurationInput } from '../../core/configuration/schema.ts';
import { AgentId } from '../../core/ids.ts';
import type { Timer } from '../../core/timers.ts';
import type { FunctionName } from '../../functions/contract.ts';
import type { LocalCloud } from '../../local/cloud.ts';
import { AgentPush } from '../../protocol/agent.ts';
import { SessionAnswer, VisitorPush } from '../../protocol/visitor.ts';
import { consoleSession, openSocket } from './clients.ts';
import drill from './drill.config.ts';
import { type SignedIn, signIn } from './sign-in.ts';

const withoutTomas = {
  agents: drill.agents?.filter(({ id }) => id !== 'tomas') ?? [],
  queues: drill.queues.map((queue) => ({ ...queue, members: queue.members?.filter(({ agent }) => agent !== 'tomas') })),
};

const WEBSITES = {
  offers: 'fw_7Q2mXd90aKtB',
  waits: 'fw_adv1ceAlba22',
  talks: 'fw_ta1ksCasaAlba',
  empty: 'fw_emptyAlba22s',
};
const ORIGIN = 'http://127.0.0.1';

/** A function's permissions, by purpose. */
export type Need = 'table' | 'timers' | 'long timers' | 'calls' | `${'tell' | 'hang up on'} ${'visitor' | 'agent'}`;

export interface Errand {
  of: FunctionName;
  /** The permissions without which it fails. */
  needs: Need[];
  /** Needed only in a new process, which then caches the result. */
  fresh?: boolean;
  /** Returns what to do once. */
  prepare(): Promise<() => unknown>;
}

export function createWorld(cloud: LocalCloud) {
  const { hosts, operatorEnvironment, outputs } = cloud;
  const aws = {
    ...{ endpoint: operatorEnvironment.AWS_ENDPOINT_URL ?? '', region: operatorEnvironment.AWS_REGION ?? '' },
    credentials: { accessKeyId: operatorEnvironment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'local' },
  };
  const sqs = new SQSClient(aws);
  const table = { client: new DynamoDBClient(aws), table: String(outputs.TableName) };
  const agents = createAgentStore(table);
  const chats = createChatStore(table);
  const configurations = createConfigurationStore(table);
  const machineKeys = createMachineKeyStore(table);
  const tokens = createTokens(createKeyStore(table));
  const lambda = new LambdaClient(aws);
  const open = new Set<{ close(): void }>();
  const signedIn = new Map<string, Promise<SignedIn>>();

  async function publish(change: Partial<ConfigurationInput> = {}) {
    const checked = checkConfiguration({ ...drill, ...change });
    if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
    await configurations.publish(checked.configuration, await configurations.newest(), Date.now());
  }

  const getWebsite = () =>
    fetch(`http://${hosts.public}/v1/websites/${WEBSITES.offers}`, { headers: { origin: ORIGIN } });
  const postMessage = () =>
    fetch(`http://${hosts.public}/v1/left`, {
      method: 'POST',
      headers: { origin: ORIGIN, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ website: WEBSITES.offers, id: randomUUID(), culture: 'en' },
        answers: { name: 'Marta', email: 'marta@correo.example', message: 'Please call me.' },
      }),
    });
  const postChat = (website: keyof typeof WEBSITES, trackingId?: string) =>
    fetch(`http://${hosts.public}/v1/chats`, {
      method: 'POST',
      headers: { origin: ORIGIN, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ website: WEBSITES[website], id: randomUUID(), culture: 'en', ...(trackingId && { trackingId }) },
        answers: { name: 'Marta', email: 'marta@correo.example' },
      }),
    });
  const startChat = async (website: keyof typeof WEBSITES = 'waits', trackingId?: string) =>
    SessionAnswer.parse(await (await postChat(website, trackingId)).json());
  const renewToken = ({ token }: SessionAnswer) =>
    fetch(`http://${hosts.public}/v1/chats/token`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });

  async function visitorSocket({ socketUrl, token }: SessionAnswer) {
    const socket = await openSocket(`${socketUrl}?token=${token}`, (data) => VisitorPush.parse(data));
    open.add(socket);
    return socket;
  }

  async function visitor(session: SessionAnswer) {
    const socket = await visitorSocket(session);
    await socket.ask({ t: 'resume', id: randomUUID(), after: 0 }, ({ t }) => t === 'range');
    return socket;
  }

  const signInAs = (email: string) => {
    const known = signedIn.get(email) ?? signIn(`http://${hosts.console}`, email);
    signedIn.set(email, known);
    return known;
  };

  async function agentSocket(email: string) {
    const { socketUrl, ticket } = await consoleSession(await signInAs(email));
    const socket = await openSocket(`${socketUrl}?token=${ticket}`, (data) => AgentPush.parse(data));
    open.add(socket);
    return socket;
  }

  /** Rui sees every list and is never asked: in `advice` agents take from the list. */
  async function agent(email = 'admin@casa-alba.example') {
    const socket = await agentSocket(email);
    await socket.ask({ t: 'hello' }, ({ t }) => t === 'welcome');
    await socket.ask({ t: 'status', id: randomUUID(), status: 'available' }, ({ t }) => t === 'status');
    return socket;
  }

  /** A chat with both sides present. */
  async function conversation(email?: string, trackingId?: string) {
    const session = await startChat('waits', trackingId);
    const marta = await visitor(session);
    const colleague = await agent(email);
    await colleague.ask({ t: 'take', id: randomUUID(), interactionId: session.interactionId }, ({ t }) => t === 'ack');
    await colleague.ask(
      { t: 'sync', id: randomUUID(), interactionId: session.interactionId, after: 0 },
      ({ t }) => t === 'range',
    );
    return { session, marta, colleague };
  }

  const timer = (message: Timer) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: `${aws.endpoint}/123456789012/demo-foyer-timers`,
        MessageBody: JSON.stringify(message),
      }),
    );

  const connectionsOf = async (id: string) => (await agents.get(AgentId.parse(id)))?.connections ?? [];

  /** With a key of its own. */
  async function phone(method: string, path: string, body: object) {
    const { key, text } = newMachineKey('voice', Date.now());
    await machineKeys.add(key);
    const headers = { authorization: `Bearer ${text}`, 'content-type': 'application/json' };
    return () => fetch(`http://${hosts.public}${path}`, { method, headers, body: JSON.stringify(body) });
  }

  /** In an e-mail about the chat (D11). */
  const link = ({ interactionId }: SessionAnswer, audience: 'link' | 'stop' | 'reply') =>
    tokens.issue({ audience, subject: interactionId, claims: {}, ttlS: 600, now: Date.now() });

  const post = (path: string, bearer: string, body?: object) =>
    fetch(`http://${hosts.public}${path}`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' } },
      ...(body && { body: JSON.stringify(body) }),
    });

  /** To a function of its own, as `arm-timers` does. */
  const hand = (to: 'mail' | 'file-check', { interactionId }: SessionAnswer) =>
    lambda.send(
      new InvokeCommand({
        ...{ FunctionName: `demo-foyer-${to}`, InvocationType: 'Event' },
        Payload: Buffer.from(JSON.stringify({ interactionId, seq: 1 })),
      }),
    );

  const chatOf = async ({ interactionId }: SessionAnswer) => (await chats.load(interactionId)).chat;

  function closeAll(): void {
    for (const socket of open) socket.close();
    open.clear();
  }

  return {
    ...{ publish, getWebsite, postChat, postMessage, startChat, renewToken, visitorSocket, visitor, signInAs },
    ...{ agentSocket, agent, conversation, timer, connectionsOf, chatOf, phone, link, post, hand, closeAll },
    stop: () => {
      closeAll();
      sqs.destroy();
      lambda.destroy();
      table.client.destroy();
    },
  };
}

export type World = ReturnType<typeof createWorld>;

export function errandsIn(world: World): Errand[] {
  const api = async (path: string, put?: object) => {
    const { api, idToken } = await world.signInAs('admin@casa-alba.example');
    const headers = { authorization: `Bearer ${idToken}`, 'content-type': 'application/json' };
    return fetch(`${api}${path}`, { headers, ...(put && { method: 'PUT', body: JSON.stringify(put) }) });
  };
  const message = (after = 0) => ({ t: 'message', id: randomUUID(), after, text: 'Hello' });
  const due = () => Date.now();
  const errands: Record<string, Errand> = {
    'a page asks whether a chat may begin': { of: 'website', needs: ['table'], prepare: async () => world.getWebsite },
    'a chat begins and waits': {
      of: 'chat-start',
      needs: ['table'],
      prepare: async () => () => world.postChat('waits'),
    },
    'a chat begins and is offered': {
      of: 'chat-start',
      needs: ['tell agent'],
      prepare: async () => {
        await world.agent('agent@casa-alba.example');
        return () => world.postChat('offers');
      },
    },
    'somebody else comes back with a tracking id': {
      of: 'chat-start',
      needs: ['hang up on visitor'],
      prepare: async () => {
        const trackingId = randomUUID();
        const { marta } = await world.conversation(undefined, trackingId);
        await marta.ask({ t: 'end', id: randomUUID(), after: 0 }, ({ t }) => t === 'ack');
        return () => world.postChat('waits', trackingId);
      },
    },
    'a token is renewed': {
      of: 'chat-token',
      needs: ['table'],
      fresh: true,
      prepare: async () => {
        const session = await world.startChat();
        return () => world.renewToken(session);
      },
    },
    'the link in an e-mail is opened': {
      of: 'chat-continue',
      needs: ['table'],
      prepare: async () => {
        const bearer = await world.link(await world.startChat(), 'link');
        return () => world.post('/v1/chats/continue', bearer);
      },
    },
    'a visitor wants no more e-mails': {
      of: 'mail-stop',
      needs: ['table'],
      prepare: async () => {
        const token = await world.link(await world.startChat(), 'stop');
        return () => world.post(`/v1/mail/stop?token=${token}`, '');
      },
    },
    'somebody writes back': {
      of: 'leave',
      needs: ['table'],
      prepare: async () => {
        const bearer = await world.link(await world.startChat(), 'reply');
        return () => world.post('/v1/replies', bearer, { id: randomUUID(), text: 'Thank you' });
      },
    },
    'an answer is e-mailed': {
      of: 'mail',
      needs: ['table'],
      prepare: async () => {
        const session = await world.startChat();
        return () => world.hand('mail', session);
      },
    },
    'a file is checked': {
      of: 'file-check',
      needs: ['table'],
      prepare: async () => {
        const session = await world.startChat();
        return () => world.hand('file-check', session);
      },
    },
    'a visitor leaves a message': {
      of: 'leave',
      needs: ['table'],
      prepare: async () => () => world.postMessage(),
    },
    'an agent asks who it is': {
      of: 'contact',
      needs: ['table'],
      prepare: async () => {
        const { interactionId } = await world.startChat();
        return () => api(`/v1/interactions/${interactionId}/contact`);
      },
    },
    'an agent says that two are one': {
      of: 'contact-change',
      needs: ['table'],
      prepare: async () => {
        const { interactionId } = await world.startChat();
        return () => api(`/v1/interactions/${interactionId}/contact`, { revision: 1, merges: interactionId });
      },
    },
    'a visitor connects': {
      of: 'visitor-authorizer',
      needs: ['table'],
      fresh: true,
      prepare: async () => {
        const session = await world.startChat();
        return () => world.visitorSocket(session).catch(() => {});
      },
    },
    'a visitor who waits comes back': {
      of: 'visitor-frame',
      needs: ['table', 'tell visitor'],
      prepare: async () => {
        const socket = await world.visitorSocket(await world.startChat());
        return () => socket.send({ t: 'resume', id: randomUUID(), after: 0 });
      },
    },
    'a visitor writes': {
      of: 'visitor-frame',
      needs: ['tell agent'],
      prepare: async () => {
        const { marta } = await world.conversation();
        return () => marta.send(message());
      },
    },
    'a visitor opens one page too many': {
      of: 'visitor-frame',
      needs: ['hang up on visitor'],
      prepare: async () => {
        const session = await world.startChat();
        for (let page = 0; page < 8; page++) await world.visitor(session);
        const last = await world.visitorSocket(session);
        return () => last.send({ t: 'resume', id: randomUUID(), after: 0 });
      },
    },
    'a visitor leaves': {
      of: 'visitor-disconnect',
      needs: ['table'],
      prepare: async () => {
        const { marta } = await world.conversation();
        return () => marta.close();
      },
    },
    'a phone rings': {
      of: 'agent-voice',
      needs: ['table', 'timers', 'tell agent'],
      prepare: async () => {
        await world.agent();
        return world.phone('PUT', '/v1/agents/rui/voice', { state: 'ringing', callId: randomUUID() });
      },
    },
    'a caller wants an agent': {
      of: 'next-agent',
      needs: ['table'],
      prepare: async () => world.phone('POST', '/v1/voice/next-agent', { callId: randomUUID() }),
    },
    'an agent opens the console': {
      of: 'console-session',
      needs: ['table'],
      prepare: async () => () => api('/v1/session'),
    },
    'an agent asks why': {
      of: 'decisions',
      needs: ['table'],
      prepare: async () => {
        const { interactionId } = await world.startChat();
        return () => api(`/v1/interactions/${interactionId}/decisions`);
      },
    },
    'an agent connects': {
      of: 'agent-authorizer',
      needs: ['table'],
      prepare: async () => {
        const { socketUrl, ticket } = await consoleSession(await world.signInAs('admin@casa-alba.example'));
        return () =>
          openSocket(`${socketUrl}?token=${ticket}`, AgentPush.parse).then(
            (it) => it.close(),
            () => {},
          );
      },
    },
    'an agent says hello': {
      of: 'agent-frame',
      needs: ['table', 'timers', 'long timers'],
      prepare: async () => {
        const socket = await world.agentSocket('admin@casa-alba.example');
        return () => socket.send({ t: 'hello' });
      },
    },
    'an agent writes': {
      of: 'agent-frame',
      needs: ['tell visitor'],
      prepare: async () => {
        const { session, colleague } = await world.conversation();
        return () => colleague.send({ ...message(), interactionId: session.interactionId });
      },
    },
    'an agent with two consoles pauses': {
      of: 'agent-frame',
      needs: ['tell agent'],
      prepare: async () => {
        await world.agent();
        const second = await world.agent();
        return () => second.send({ t: 'status', id: randomUUID(), status: 'paused' });
      },
    },
    'an agent opens one console too many': {
      of: 'agent-frame',
      needs: ['hang up on agent'],
      prepare: async () => {
        for (let page = 0; page < 8; page++) await world.agent();
        const last = await world.agentSocket('admin@casa-alba.example');
        return () => last.send({ t: 'hello' });
      },
    },
    'an agent leaves': {
      of: 'agent-disconnect',
      needs: ['table'],
      prepare: async () => {
        const socket = await world.agent();
        return () => socket.close();
      },
    },
    'a chat begins and ends soon if nobody comes': {
      of: 'arm-timers',
      needs: ['timers'],
      prepare: async () => () => world.postChat('offers'),
    },
    'a chat begins and ends in an hour if nobody comes': {
      of: 'arm-timers',
      needs: ['long timers'],
      prepare: async () => () => world.postChat('waits'),
    },
    'a configuration is published': {
      of: 'arm-timers',
      needs: ['table'],
      prepare: async () => () => world.publish({ zone: `Etc/GMT+${Math.floor(Math.random() * 12)}` }),
    },
    'a bot is answered, and makes a call': {
      of: 'arm-timers',
      needs: ['calls'],
      prepare: async () => {
        const marta = await world.visitor(await world.startChat('talks'));
        return () => marta.send(message());
      },
    },
    'a call is made, and the visitor hears what comes of it': {
      of: 'scenario-call',
      needs: ['table', 'tell visitor'],
      prepare: async () => {
        const marta = await world.visitor(await world.startChat('talks'));
        return () => marta.send(message());
      },
    },
    'a call is made, and an agent gets the chat': {
      of: 'scenario-call',
      needs: ['tell agent'],
      prepare: async () => {
        await world.agent('agent@casa-alba.example');
        const marta = await world.visitor(await world.startChat('talks'));
        return () => marta.send(message());
      },
    },
    'somebody stands in line': {
      of: 'after-commit',
      needs: ['table', 'tell agent'],
      prepare: async () => {
        await world.agent();
        return () => world.startChat();
      },
    },
    'somebody leaves the line': {
      of: 'after-commit',
      needs: ['tell visitor'],
      prepare: async () => {
        const first = await world.startChat('empty');
        await world.visitor(await world.startChat('empty'));
        const rui = await world.agent();
        return () => rui.send({ t: 'take', id: randomUUID(), interactionId: first.interactionId });
      },
    },
    'an agent is no agent any more': {
      of: 'timer',
      needs: ['tell visitor'],
      prepare: async () => {
        await world.publish();
        await world.conversation('tomas@casa-alba.example');
        return () => world.publish(withoutTomas);
      },
    },
    'an agent has other rights': {
      of: 'timer',
      needs: ['table', 'tell agent'],
      prepare: async () => {
        await world.agent();
        return () => world.timer({ kind: 'rights', agentId: AgentId.parse('rui'), dueAt: due() });
      },
    },
    'a sign-in ends': {
      of: 'timer',
      needs: ['hang up on agent'],
      prepare: async () => {
        await world.agent();
        const [connectionId] = await world.connectionsOf('rui');
        if (!connectionId) throw new Error('Rui has no console');
        return () => world.timer({ kind: 'sign-in', agentId: AgentId.parse('rui'), connectionId, dueAt: due() });
      },
    },
  };
  return Object.values(errands);
}
