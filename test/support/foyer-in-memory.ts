/** The functions on in-memory stores, with a clock that tests turn and sockets that tests read. */
import type { Context, DynamoDBRecord } from 'aws-lambda';
import type { Called } from '../../adapters/https/call.ts';
import { typeOfContent } from '../../adapters/s3/content.ts';
import type { Sent } from '../../adapters/ses/mailer.ts';
import { createTokens } from '../../adapters/token.ts';
import { checkConfiguration } from '../../core/configuration/check.ts';
import type { Configuration, ConfigurationInput } from '../../core/configuration/schema.ts';
import { ConnectionId, InteractionId } from '../../core/ids.ts';
import { type Handed, type HandedTo, handedTo } from '../../core/interaction/calls.ts';
import type { Side } from '../../core/interaction/facts.ts';
import type { Mail } from '../../core/mail/answer-mail.ts';
import type { Timer } from '../../core/timers.ts';
import { createHandler as createAfterCommit } from '../../functions/after-commit.lambda.ts';
import { createAgentRights } from '../../functions/agent/agent-rights.ts';
import { createNextAgent } from '../../functions/agent/next-agent.ts';
import { createVoice } from '../../functions/agent/voice.ts';
import { createHandler as createAgentAuthorizer } from '../../functions/agent-authorizer.lambda.ts';
import { createHandler as createAgentDisconnect } from '../../functions/agent-disconnect.lambda.ts';
import { createHandler as createAgentFrame } from '../../functions/agent-frame.lambda.ts';
import { createHandler as createAgentVoice } from '../../functions/agent-voice.lambda.ts';
import { createHandler as createArmTimers } from '../../functions/arm-timers.lambda.ts';
import { createHandler as createChatContinue } from '../../functions/chat-continue.lambda.ts';
import { createHandler as createChatStart } from '../../functions/chat-start.lambda.ts';
import { createHandler as createChatToken } from '../../functions/chat-token.lambda.ts';
import { createHandler as createConsoleSession } from '../../functions/console-session.lambda.ts';
import { createHandler as createContact } from '../../functions/contact.lambda.ts';
import { createHandler as createContactChange } from '../../functions/contact-change.lambda.ts';
import type { FunctionName } from '../../functions/contract.ts';
import { createHandler as createDecisions } from '../../functions/decisions.lambda.ts';
import { createAttach } from '../../functions/desk/attach.ts';
import { createCall } from '../../functions/desk/call.ts';
import { createCheckFile } from '../../functions/desk/check-file.ts';
import { createDesk } from '../../functions/desk/desk.ts';
import { createForward } from '../../functions/desk/forward.ts';
import { createKnownContact } from '../../functions/desk/known-contact.ts';
import { createLeaveMessage } from '../../functions/desk/leave-message.ts';
import { createLetter } from '../../functions/desk/letter.ts';
import { createMail } from '../../functions/desk/mail.ts';
import { createMailLimit } from '../../functions/desk/mail-limit.ts';
import { createMeasure } from '../../functions/desk/measure.ts';
import type { Connections } from '../../functions/desk/push.ts';
import { createRouting } from '../../functions/desk/routing.ts';
import { createStartInteraction } from '../../functions/desk/start-interaction.ts';
import { createStartsLimit } from '../../functions/desk/starts-limit.ts';
import { createThresholdReview } from '../../functions/desk/thresholds.ts';
import { createTranscript } from '../../functions/desk/transcript.ts';
import { byRoute } from '../../functions/edge/http.ts';
import { createHandler as createFileCheck } from '../../functions/file-check.lambda.ts';
import { createHandler as createLeave } from '../../functions/leave.lambda.ts';
import { createHandler as createMailHandler } from '../../functions/mail.lambda.ts';
import { createHandler as createMailStop } from '../../functions/mail-stop.lambda.ts';
import { createHandler as createNextAgentHandler } from '../../functions/next-agent.lambda.ts';
import { createHandler as createScenarioCall } from '../../functions/scenario-call.lambda.ts';
import { createHandler as createTimer } from '../../functions/timer.lambda.ts';
import { createReply } from '../../functions/visitor/reply.ts';
import { createHandler as createVisitorAuthorizer } from '../../functions/visitor-authorizer.lambda.ts';
import { createHandler as createVisitorDisconnect } from '../../functions/visitor-disconnect.lambda.ts';
import { createHandler as createVisitorFrame } from '../../functions/visitor-frame.lambda.ts';
import { createHandler as createWebsite } from '../../functions/website.lambda.ts';
import { createMemoryFiles } from './memory-files.ts';
import { createMemoryStores, type Stores } from './memory-store.ts';

const ofShop: ConfigurationInput = {
  // Every visitor in a test comes from one address.
  startsPerAddress: { most: 0, withinS: 600 },
  websites: [
    { id: 'shop', name: 'Shop', token: 'fw_offered0000', domains: ['shop.example'], queue: 'orders' },
    { id: 'advice', name: 'Advice', token: 'fw_picked00000', domains: ['shop.example'], queue: 'advice' },
    { id: 'old', name: 'Old', token: 'fw_revoked0000', domains: ['shop.example'], queue: 'advice', revoked: true },
  ],
  queues: [
    {
      ...{ id: 'orders', name: 'Orders', strategy: 'longest-idle', offerS: 20, email: 'required' },
      members: [{ agent: 'ines' }, { agent: 'tomas' }],
    },
    {
      ...{ id: 'advice', name: 'Advice', strategy: 'pick' },
      members: [{ agent: 'ines' }, { agent: 'tomas' }, { agent: 'rui' }],
    },
  ],
  agents: [
    { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 2 },
    { id: 'tomas', name: 'Tomás', email: 'tomas@shop.example', capacity: 1 },
    { id: 'rui', name: 'Rui', email: 'rui@shop.example', capacity: 1 },
  ],
};

type Frame = Record<string, unknown>;
// Each test checks a function's answer with `toMatchObject`; the schema has its own tests.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Answer = any;

export const MONDAY = Date.UTC(2026, 0, 5, 9);

/** No sign-in expires in a test that is not about that. */
const FAR = String(Date.UTC(2100, 0));

const received = (times: number) => ({
  ...{ messageId: 'm', receiptHandle: 'r' },
  attributes: { ApproximateReceiveCount: String(times) },
});

export const EDGE_KEY = 'edge-key';

export const context = {
  ...{ functionName: 'test', awsRequestId: 'request' },
  getRemainingTimeInMillis: () => 10_000,
} as Context;

interface Surroundings {
  trustsEmail?: boolean;
  stores?: Stores;
  /** By default, time passes only when a test says so. */
  clock?: () => number;
  /** Of everything that is drawn by lot: in [0, 1). */
  chance?: () => number;
  /** Sockets of people whom the test does not act for, and the addresses at which they are opened. */
  sockets?: Connections & { urls: Record<Side, string> };
  /** Wraps stores and gateways, and decides when, and whether, each call takes effect. */
  through?: Through;
}

export type Through = <Port extends object>(name: string, port: Port) => Port;

/** `change`: the test's changes to the configuration. */
export async function createFoyer(
  change: Partial<ConfigurationInput> = {},
  {
    trustsEmail = false,
    stores = createMemoryStores(),
    clock = () => MONDAY,
    chance = () => 0,
    sockets,
    through = (_, port) => port,
  }: Surroundings = {},
) {
  await stores.configurations.publish(checkedWith(change), 0, 0);
  let turnedMs = 0;
  let ids = 0;
  const now = () => clock() + turnedMs;
  const newId = () => `id-${String(++ids).padStart(20, '0')}`;
  const network = createNetwork(sockets);
  const parts = createParts({ stores, connections: network.connections, through, now, newId, chance });
  const calls = createCalls();
  const mails = createMailbox();
  const functions = createFunctions(parts, { post: calls.post, mail: mails.post, trustsEmail, urls: sockets?.urls });
  const { http, socket } = requestsTo(functions, network.takeInHand);
  const { desk, measure, tokens, armed, delayed, handed, reported } = parts;
  const { gone, refuses, heard } = network;
  return {
    ...{
      functions,
      stores,
      desk,
      measure,
      tokens,
      http,
      newId,
      now,
      armed,
      delayed,
      handed,
      reported,
      gone,
      refuses,
      heard,
    },
    files: parts.files,
    ...{ called: calls.made, answerCalls: calls.answer, mails: mails.sent, answerMails: mails.answer },
    ...movesOf({ functions, http, socket, newId }),
    ...laterOf({ functions, stores, now, change }),
    advance: (seconds: number) => {
      turnedMs += seconds * 1000;
    },
  };
}

export type Foyer = Awaited<ReturnType<typeof createFoyer>>;

/** A check takes longer than most of what a test does, so each configuration is checked once. */
const checkedBefore = new Map<string, Configuration>();

function checkedWith(change: Partial<ConfigurationInput>): Configuration {
  const input = JSON.stringify(change);
  const before = checkedBefore.get(input);
  if (before) return before;
  const checked = checkConfiguration({ ...ofShop, ...change });
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  checkedBefore.set(input, checked.configuration);
  return checked.configuration;
}

/** Sockets used by tests record what they receive; the others are real ones, if there are any. */
function createNetwork(sockets: Connections | undefined) {
  const inboxes = new Map<string, Answer[]>();
  /** Sockets that were closed, by themselves or by Foyer. */
  const gone = new Set<string>();
  /** Sockets to which API Gateway refuses to post. */
  const refuses = new Set<string>();
  const inHand = new Set<string>();
  const outside = (connectionId: string) => (inHand.has(connectionId) ? undefined : sockets);
  const connections: Connections = {
    async post(side, connectionId, frame) {
      const real = outside(connectionId);
      if (real) return real.post(side, connectionId, frame);
      if (gone.has(connectionId)) return 'gone';
      if (refuses.has(connectionId)) throw new Error('413');
      inboxes.set(connectionId, [...(inboxes.get(connectionId) ?? []), frame]);
      return 'sent';
    },
    async close(side, connectionId) {
      await outside(connectionId)?.close(side, connectionId);
      gone.add(connectionId);
    },
  };
  /** Frames pushed to a connection since the last call. */
  function heard(connectionId: string): Answer[] {
    const frames = inboxes.get(connectionId) ?? [];
    inboxes.delete(connectionId);
    return frames;
  }
  return { connections, gone, refuses, heard, takeInHand: (connectionId: string) => void inHand.add(connectionId) };
}

/** What scenarios request from other hosts, and the answers they get. */
function createCalls() {
  const made: { hosts: string[]; url: string; body: unknown }[] = [];
  let answer: Called = { ok: false, because: 'no test has said what is answered' };
  return {
    made,
    answer: (next: Called) => {
      answer = next;
    },
    post: async (hosts: string[], { url, body }: { url: string; body: unknown }) => {
      made.push({ hosts, url, body });
      return answer;
    },
  };
}

/** The e-mails that SES got, and what it answers: a code refuses, an error is thrown. */
function createMailbox() {
  const sent: Mail[] = [];
  let answer: { is: 'sent' } | Extract<Sent, { is: 'refused' }> | Error = { is: 'sent' };
  return {
    sent,
    answer: (next: typeof answer) => {
      answer = next;
    },
    post: async (mail: Mail): Promise<Sent> => {
      if (answer instanceof Error) throw answer;
      if (answer.is === 'refused') return answer;
      sent.push(mail);
      return { is: 'sent', messageId: `<${sent.length}@mail.example>` };
    },
  };
}

interface Given {
  stores: Stores;
  connections: Connections;
  through: Through;
  now: () => number;
  newId: () => string;
  chance: () => number;
}

function createParts({ stores: given, through, now, newId, chance, ...others }: Given) {
  const stores = throughEach(given, through);
  const connections = through('connections', others.connections);
  const routing = createRouting({ ...stores, now });
  const armed: Timer[] = [];
  /** The delays, in seconds, with which timers were put back. */
  const delayed: number[] = [];
  /** Work for functions that nobody waits for: calls that scenarios wait for, e-mails. */
  const handed: (Handed & { to: HandedTo })[] = [];
  const calls = through('calls', {
    hand: async (to: HandedTo, work: Handed) => void handed.push({ to, ...work }),
  });
  /** Codes in log lines for operators. */
  const reported: string[] = [];
  const timers = through('timers', {
    arm: async (timer: Timer) => void armed.push(timer),
    armDue: async (due: readonly Timer[]) => void armed.push(...due),
    delay: async (_: string, seconds: number) => void delayed.push(seconds),
  });
  const desk = createDesk({ ...stores, routing, connections, now, newId, chance });
  const { put, scanned, forget, recall, kept, ...store } = createMemoryFiles();
  return {
    ...stores,
    files: { ...through('files', store), put, scanned, forget, recall, kept },
    ...{ connections, routing, armed, delayed, handed, calls, timers, now, newId, desk },
    voice: createVoice({ ...stores, desk, connections, now }),
    measure: createMeasure(stores),
    thresholds: createThresholdReview({ ...stores, now }),
    tokens: createTokens(stores.keys),
    startsLimit: createStartsLimit({ ...stores, now }),
    knownContact: createKnownContact({ ...stores, now, newId }),
    ...{ tenant: 'test', edgeKey: EDGE_KEY, reported, report: (code: string) => void reported.push(code) },
  };
}

/** A query of several lists counts as several. */
function throughEach(stores: Stores, through: Through): Stores {
  const { chats, agents, queues, measures, visits, contacts, configurations } = stores;
  const lists = through('queues', queues);
  return {
    ...stores,
    ...{ chats: through('chats', chats), agents: through('agents', agents), visits: through('visits', visits) },
    contacts: through('contacts', contacts),
    ...{ measures: through('measures', measures), configurations: through('configurations', configurations) },
    queues: {
      ...lists,
      waitingInLanes: (lanes, limit) => Promise.all(lanes.map((lane) => lists.waiting(lane, limit))),
    },
  };
}

interface Outside {
  post: ReturnType<typeof createCalls>['post'];
  mail: ReturnType<typeof createMailbox>['post'];
  trustsEmail: boolean;
  urls: Record<Side, string> | undefined;
}

function createFunctions(
  parts: ReturnType<typeof createParts>,
  { post, mail, trustsEmail, urls = { visitor: 'wss://visitors', agent: 'wss://agents' } }: Outside,
) {
  const isWithinLimit = createMailLimit(parts);
  const signInClaims = { rolesClaim: 'cognito:groups', roles: {}, trustsEmail };
  return {
    website: createWebsite(parts),
    'chat-start': createChatStart({
      ...{ ...parts, startInteraction: createStartInteraction(parts), socketUrl: urls.visitor },
      attach: createAttach(parts),
    }),
    leave: byRoute({
      'POST /v1/left': createLeave({
        ...{ ...parts, leaveMessage: createLeaveMessage({ ...parts, attach: createAttach(parts) }) },
      }),
      'POST /v1/replies': createReply(parts),
    }),
    'chat-token': createChatToken({ ...parts, socketUrl: urls.visitor }),
    'chat-continue': createChatContinue({ ...parts, socketUrl: urls.visitor }),
    'mail-stop': createMailStop(parts),
    'console-session': createConsoleSession({ ...parts, signInClaims, socketUrl: urls.agent }),
    'visitor-authorizer': createVisitorAuthorizer(parts),
    'visitor-frame': createVisitorFrame(parts),
    'visitor-disconnect': createVisitorDisconnect(parts),
    'agent-authorizer': createAgentAuthorizer(parts),
    'agent-frame': createAgentFrame(parts),
    'agent-disconnect': createAgentDisconnect(parts),
    'arm-timers': createArmTimers(parts),
    'after-commit': createAfterCommit(parts),
    decisions: createDecisions({ ...parts, signInClaims }),
    contact: createContact({ ...parts, signInClaims }),
    'contact-change': createContactChange({ ...parts, signInClaims }),
    timer: createTimer({ ...parts, rights: createAgentRights(parts) }),
    'agent-voice': createAgentVoice(parts),
    'next-agent': createNextAgentHandler({ ...parts, nextAgent: createNextAgent(parts) }),
    'scenario-call': createScenarioCall(createCall({ ...parts, post })),
    'file-check': createFileCheck(createCheckFile({ ...parts, typeOf: typeOfContent })),
    mail: createMailHandler({
      chats: parts.chats,
      answer: createMail({ ...parts, post: mail, widget: 'https://widget.example' }),
      forward: createForward({ ...parts, isWithinLimit, post: mail }),
      transcript: createTranscript({ ...parts, isWithinLimit, post: mail }),
      letter: createLetter({ ...parts, isWithinLimit, post: mail, widget: 'https://widget.example' }),
    }),
  } satisfies Record<FunctionName, unknown>;
}

type Functions = ReturnType<typeof createFunctions>;

interface Request {
  body?: unknown;
  rawBody?: string;
  origin?: string;
  bearer?: string;
  parameters?: Record<string, string>;
  query?: string;
  claims?: Record<string, unknown>;
  address?: string;
  headers?: Record<string, string>;
}

/** Calls functions as API Gateway does. */
function requestsTo(functions: Functions, takeInHand: (connectionId: string) => void) {
  async function http(
    name:
      | 'website'
      | 'chat-start'
      | 'leave'
      | 'chat-token'
      | 'chat-continue'
      | 'mail-stop'
      | 'reply'
      | 'agent-voice'
      | 'next-agent'
      | 'console-session'
      | 'decisions'
      | 'contact'
      | 'contact-change',
    { origin, bearer, parameters, query = '', claims, body, rawBody, address = '203.0.113.7', headers }: Request,
  ): Promise<{ status: number; body: Answer; headers: Record<string, string> }> {
    const event = {
      routeKey: name === 'reply' ? 'POST /v1/replies' : 'POST /v1/left',
      headers: {
        ...headers,
        ...(origin ? { origin } : {}),
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      },
      ...(parameters ? { pathParameters: parameters } : {}),
      ...(rawBody === undefined && body === undefined ? {} : { body: rawBody ?? JSON.stringify(body) }),
      rawQueryString: query,
      requestContext: { http: { sourceIp: address }, ...(claims ? { authorizer: { jwt: { claims } } } : {}) },
    };
    const result = (await functions[name === 'reply' ? 'leave' : name](event as never, context)) as {
      statusCode: number;
      body: string;
      headers: Record<string, string>;
    };
    return { status: result.statusCode, body: JSON.parse(result.body), headers: result.headers };
  }

  async function socket(
    name: 'visitor-frame' | 'agent-frame' | 'visitor-disconnect' | 'agent-disconnect',
    authorizer: Record<string, string>,
    connectionId: string,
    frame?: Frame | string,
  ): Promise<Answer> {
    takeInHand(connectionId);
    const body = typeof frame === 'object' ? JSON.stringify(frame) : frame;
    const event = { body, requestContext: { connectionId, authorizer } };
    const result = (await functions[name](event as never, context)) as { body?: string };
    return result.body === undefined ? undefined : JSON.parse(result.body);
  }

  return { http, socket };
}

interface Moving extends ReturnType<typeof requestsTo> {
  functions: Functions;
  newId: () => string;
}

type Who = Record<string, string>;
const contextOf = (who: string | Who): Who => (typeof who === 'string' ? { interactionId: who } : who);

/** What visitors and agents do. */
function movesOf({ functions, http, socket, newId }: Moving) {
  /** `until`: when the socket's sign-in ends. */
  const agent = (
    id: string,
    connectionId: string,
    frame: Frame | string,
    role = 'agent',
    until: string | number = FAR,
  ) => socket('agent-frame', { agentId: id, role, name: id, until: String(until) }, connectionId, frame);
  return {
    agent,
    /** `said`: what the visitor answers to the form and the page says about them. */
    start: async (website = 'fw_offered0000', name = 'Marta', id = newId(), said: Record<string, unknown> = {}) => {
      const answers = { name, email: 'marta@correo.example', ...Object(said.answers) };
      const { status, body } = await http('chat-start', {
        body: { website, id, culture: 'es', ...said, answers },
        origin: 'https://shop.example',
      });
      if (status !== 200) throw new Error(`start: ${JSON.stringify(body)}`);
      return body as { interactionId: string; token: string };
    },
    /** `who`: the chat of someone who started it, or what a socket knows of its visitor (`visitorOf`). */
    visitor: (who: string | Who, connectionId: string, frame: Frame | string) =>
      socket('visitor-frame', contextOf(who), connectionId, frame),
    leave: (who: string | Who, connectionId: string) => socket('visitor-disconnect', contextOf(who), connectionId),
    /** What a socket opened with this token knows of its visitor. @throws if it does not open */
    visitorOf: async (token: string): Promise<Who> => {
      const event = { queryStringParameters: { token }, methodArn: 'arn' };
      const { context } = await functions['visitor-authorizer'](event as never);
      if (!context) throw new Error('The token opens no socket');
      return context as Who;
    },
    closeConsole: (agentId: string, connectionId: string) =>
      socket('agent-disconnect', { agentId, role: 'agent', name: agentId, until: FAR }, connectionId),
    /** Says hello and becomes available. */
    signIn: async (agentId: string, connectionId = ConnectionId.parse(`desk-${agentId}`)) => {
      await agent(agentId, connectionId, { t: 'hello' });
      await agent(agentId, connectionId, { t: 'status', id: newId(), status: 'available' });
      return connectionId;
    },
  };
}

interface Later {
  functions: Functions;
  stores: Stores;
  now: () => number;
  change: Partial<ConfigurationInput>;
}

/** What happens without a request from anyone. */
function laterOf({ functions, stores, now, change }: Later) {
  /** Gives a timer to its function; returns how many are to be repeated. */
  async function deliver(timer: Record<string, unknown>, times = 1): Promise<number> {
    const record = { ...received(times), body: JSON.stringify(timer) };
    const { batchItemFailures } = await functions.timer({ Records: [record as never] }, context);
    return batchItemFailures.length;
  }
  /** Returns the configuration that was in force, and the new one. */
  async function putInForce(changed: Partial<ConfigurationInput>): Promise<Configuration[]> {
    const next = checkedWith({ ...change, ...changed });
    const { version: base = 0, configuration: before } = (await stores.configurations.current()) ?? {};
    await stores.configurations.publish(next, base, now());
    return before ? [before, next] : [next];
  }
  return {
    deliver,
    timer: (kind: string, interactionId: string, dueAt: number) => deliver({ kind, interactionId, dueAt }),
    /** Due now: an agent’s lease, rights or call, or a queue’s lanes. */
    later: (kind: 'lease' | 'rights' | 'call' | 'lanes', id: string) =>
      deliver({ kind, ...(kind === 'lanes' ? { queueId: id } : { agentId: id }), dueAt: now() }),
    /** Gives records of the table’s stream to the function that announces waiting lists. */
    hears: (Records: DynamoDBRecord[]) => functions['after-commit']({ Records }, context),
    /** Makes the call that the chat’s log requested last. */
    makeCall: async (interactionId: string): Promise<void> => {
      const log = await stores.chats.range(InteractionId.parse(interactionId), 0, 10_000);
      const seq = log.findLast((commit) => handedTo(commit).includes('scenario-call'))?.seq;
      await functions['scenario-call']({ interactionId, seq }, context);
    },
    /** Sends the e-mail that the chat’s log requested last. */
    sendMail: async (interactionId: string): Promise<void> => {
      const log = await stores.chats.range(InteractionId.parse(interactionId), 0, 10_000);
      const seq = log.findLast((commit) => handedTo(commit).includes('mail'))?.seq;
      await functions.mail({ interactionId, seq }, context);
    },
    putInForce,
    /** Publishes, and runs what follows from that. */
    publish: async (changed: Partial<ConfigurationInput>): Promise<void> => {
      const both = await putInForce(changed);
      const agents = new Set(both.flatMap((each) => each.agents.map(({ id }) => id)));
      const queues = new Set(both.flatMap((each) => each.queues.map(({ id }) => id)));
      for (const agentId of agents) await deliver({ kind: 'rights', agentId, dueAt: now() });
      for (const queueId of queues) await deliver({ kind: 'lanes', queueId, dueAt: now() });
    },
  };
}
