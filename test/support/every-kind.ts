/** A morning in which everything happens that leaves a trace in the table: each kind of row, event and state. */

import { createHash } from 'node:crypto';
import { newMachineKey } from '../../adapters/machine-key.ts';
import type { ConfigurationInput } from '../../core/configuration/schema.ts';
import { CommandId, InteractionId, QueueId } from '../../core/ids.ts';
import { isMeasured } from '../../core/interaction/measures.ts';
import { ownerOf, reservedFor } from '../../core/interaction/state.ts';
import { createFoyer } from './foyer-in-memory.ts';
import type { Stores } from './memory-store.ts';

function daily(id: string, from: string, to: string) {
  const day = [{ from, to }];
  return { id, zone: 'UTC', week: { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day } };
}

const centre: Partial<ConfigurationInput> = {
  maxChats: 1000,
  startsPerAddress: { most: 20, withinS: 600 },
  websites: [
    {
      id: 'shop',
      name: 'Shop',
      token: 'fw_offered0000',
      domains: ['shop.example'],
      queue: 'orders',
      files: {},
      transcript: true,
    },
    { id: 'advice', name: 'Advice', token: 'fw_picked00000', domains: ['shop.example'], queue: 'advice' },
    { id: 'returns', name: 'Returns', token: 'fw_returns0000', domains: ['shop.example'], queue: 'returns' },
    { id: 'bot', name: 'Bot', token: 'fw_talks000000', domains: ['shop.example'], queue: 'orders' },
    { id: 'early', name: 'Early', token: 'fw_early000000', domains: ['shop.example'], queue: 'early' },
    {
      ...{ id: 'left', name: 'Left', token: 'fw_left0000000', domains: ['shop.example'], queue: 'orders' },
      offline: { mail: { to: 'help@shop.example', as: 'new', subject: 'message' } },
      apps: { message: {}, callback: {} },
    },
  ],
  gatewayConditions: [
    { frequencyOver: { count: 100, withinS: 600, by: 'address' }, signal: 'busy' },
    { gateway: ['bot'], signal: 'free', scenario: 'hello' },
    { queueLongerThan: 500, signal: 'busy' },
  ],
  queueConditions: [
    {
      compare: [{ variable: 'topic', is: '=', value: 'Lamps' }],
      queue: 'advice',
      priority: 900,
      preferredAgent: 'rui',
    },
    { culture: ['es'], tags: { any: ['vip'] }, gateway: ['shop'], queue: 'orders', priority: 500 },
  ],
  callHosts: ['api.shop.example'],
  scenarios: [
    {
      ...{ id: 'hello', name: 'Hello' },
      steps: [
        { id: 'topic', do: 'choose', text: 'What is it about?', variable: 'topic', options: [{ label: 'Lamps' }] },
        { id: 'number', do: 'ask', text: 'Which order?', variable: 'order', as: 'number' },
        { id: 'look', do: 'call', url: 'https://api.shop.example/o', save: { state: 'state' }, otherwise: 'on' },
        { id: 'on', do: 'route' },
      ],
    },
  ],
  queues: [
    {
      ...{ id: 'orders', name: 'Orders', strategy: 'longest-idle', members: [{ agent: 'ines' }, { agent: 'tomas' }] },
      ...{ unattendedS: 800, chatTimeS: 10, feedback: true },
      messages: { welcome: 'Hello {visitor}', greeting: 'I am {agent}', closing: 'Thank you' },
    },
    {
      ...{ id: 'advice', name: 'Advice', strategy: 'pick', members: [{ agent: 'ines' }, { agent: 'rui' }] },
      overflow: { afterS: 300, queue: 'orders' },
      continuity: { afterS: 120 },
    },
    {
      id: 'early',
      name: 'Early',
      calendar: 'early',
      overflow: { afterS: 60, queue: 'late' },
      members: [{ agent: 'rui' }],
    },
    { id: 'late', name: 'Late', calendar: 'late', members: [{ agent: 'rui' }] },
    { id: 'returns', name: 'Returns', strategy: 'ring-all', members: [{ agent: 'sofia' }, { agent: 'ada' }] },
  ],
  // It is nine o'clock.
  calendars: [daily('early', '08:00', '18:00'), daily('late', '12:00', '20:00')],
  agents: [
    { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 3, languages: { es: 90 } },
    { id: 'tomas', name: 'Tomás', email: 'tomas@shop.example', capacity: 1, skills: { lamps: 50 } },
    { id: 'rui', name: 'Rui', email: 'rui@shop.example', capacity: 2 },
    { id: 'sofia', name: 'Sofia', email: 'sofia@shop.example', capacity: 2 },
    { id: 'ada', name: 'Ada', email: 'ada@shop.example', capacity: 2 },
  ],
};

/** How a chat ended up, in terms that survive a change of its state's shape. */
export interface Became {
  stage: string;
  queue: string;
  contact: string;
  messages: number;
  outcome?: string | undefined;
  agent?: string | undefined;
}

export async function playEveryKind(stores: Stores) {
  const foyer = await createFoyer(centre, { stores });
  const chats: Record<string, string> = {};
  const id = () => foyer.newId();

  const begin = async (name: string, website: string, said: Record<string, unknown> = {}) => {
    const { interactionId } = await foyer.start(website, `Marta ${name}`, id(), said);
    chats[name] = interactionId;
    await resume(interactionId);
    return interactionId;
  };
  const resume = (interactionId: string) =>
    foyer.visitor(interactionId, `tab-${interactionId}`, { t: 'resume', id: id(), after: 0 });
  const says = (interactionId: string, text: string) =>
    foyer.visitor(interactionId, `tab-${interactionId}`, { t: 'message', id: id(), after: 0, text });
  const due = async (kind: string, interactionId: string) => {
    if ((await foyer.timer(kind, interactionId, foyer.now())) > 0) throw new Error(`The timer ${kind} failed`);
  };
  const load = async (interactionId: string) => (await stores.chats.load(InteractionId.parse(interactionId))).chat;
  /** By the agent who has the chat or is offered it. */
  const agentDoes = async (interactionId: string, frame: Record<string, unknown>) => {
    const chat = await load(interactionId);
    const agent = chat.stage && (ownerOf(chat) ?? reservedFor(chat));
    if (!agent) throw new Error(`${interactionId} is ${chat.stage?.is}, with nobody`);
    const [standing] = chat.offers;
    const offer = standing ? { offerId: standing.id } : {};
    const { id: agentId } = agent;
    const answer = await foyer.agent(agentId, `desk-${agentId}`, {
      id: id(),
      interactionId,
      after: 0,
      ...offer,
      ...frame,
    });
    if (answer.t === 'refused') throw new Error(`${frame.t}: ${answer.code}`);
  };

  const staff = ['ines', 'tomas', 'rui', 'sofia', 'ada'];
  const pass = async (seconds: number) => {
    foyer.advance(seconds);
    for (const agentId of staff) await foyer.agent(agentId, `desk-${agentId}`, { t: 'ping', chats: [] });
  };

  for (const agentId of staff) await foyer.signIn(agentId);
  await foyer.agent('ada', 'desk-ada', { t: 'status', id: id(), status: 'paused', reason: 'lunch' });

  const whole = await begin('whole', 'fw_offered0000', {
    ...{
      answers: { question: 'Where is my lamp?' },
      trackingId: 'order-4711',
      tags: ['vip'],
      variables: { total: 12.5, gift: true },
    },
  });
  await agentDoes(whole, { t: 'reject' });
  await due('find-agent', whole);
  await pass(21);
  await due('expire-offer', whole);
  await due('find-agent', whole);
  await agentDoes(whole, { t: 'accept' });
  await agentDoes(whole, { t: 'message', text: 'I look it up 📦' });
  const [{ seq: looked = 0 } = {}] = (await stores.chats.range(InteractionId.parse(whole), 0)).slice(-1);
  await agentDoes(whole, { t: 'revise', of: looked, text: 'I am looking it up 📦' });
  await agentDoes(whole, { t: 'note', text: 'Asked the carrier' });
  await foyer.visitor(whole, `tab-${whole}`, { t: 'presence', typing: true, reached: { got: looked, read: looked } });
  await agentDoes(whole, { t: 'upload', name: 'Parcel.jpg', bytes: 70_000 });
  const [{ seq: uploaded = 0 } = {}] = (await stores.chats.range(InteractionId.parse(whole), 0)).slice(-1);
  await agentDoes(whole, { t: 'file', of: uploaded });
  await pass(600);
  await due('unchecked', whole);
  await agentDoes(whole, { t: 'upload', name: 'Bill.pdf', bytes: 90_000 });
  await agentDoes(whole, { t: 'file', of: uploaded + 3 });
  await agentDoes(whole, { t: 'park' });
  await says(whole, 'Thank you');
  await agentDoes(whole, { t: 'resume' });
  await foyer.leave(whole, `tab-${whole}`);
  await pass(11);
  await due('tell-away', whole);
  await due('chat-time', whole);
  await resume(whole);
  await agentDoes(whole, { t: 'end' });
  await agentDoes(whole, { t: 'extend' });
  await foyer.visitor(whole, 'other-tab', { t: 'feedback', id: id(), score: 4, note: 'Fast, but twice' });
  for (const answer of [{ is: 'refused', code: 'MessageRejected' }, { is: 'sent' }] as const) {
    foyer.answerMails(answer);
    await foyer.visitor(whole, 'other-tab', { t: 'transcript', id: id(), after: 0, zone: 'Europe/Madrid' });
    await foyer.sendMail(whole);
  }
  await pass(181);
  await due('expire-wrap-up', whole);
  await agentDoes(whole, { t: 'finish', disposition: 'solved', note: 'Was with the neighbour.' });

  const rung = await begin('rung', 'fw_returns0000');
  await pass(21);
  await due('expire-offer', rung);

  const wrapped = await begin('wrapped', 'fw_offered0000', { answers: { question: 'One more thing' } });
  await agentDoes(wrapped, { t: 'accept' });
  await foyer.visitor(wrapped, `tab-${wrapped}`, { t: 'end', id: id(), after: 0 });

  const routed = await begin('routed', 'fw_talks000000');
  await says(routed, 'Lamps');
  await says(routed, '4711');
  foyer.answerCalls({ ok: true, answer: { state: 'sent' } });
  await foyer.makeCall(routed);
  await begin('scripted', 'fw_talks000000');

  const taken = await begin('taken', 'fw_picked00000', { answers: { question: 'A table of oak?' } });
  await foyer.agent('rui', 'desk-rui', { t: 'take', id: id(), interactionId: taken });
  await says(taken, 'Or of beech');

  const shared = await begin('shared', 'fw_returns0000');
  const asks = async (agentId: string, frame: { t: string; [field: string]: unknown }, role?: string) => {
    const sent = { id: id(), interactionId: shared, after: 0, ...frame };
    const answer = await foyer.agent(agentId, `desk-${agentId}`, sent, role);
    if (answer.t === 'refused') throw new Error(`${sent.t}: ${answer.code}`);
  };
  await asks('ada', { t: 'take' });
  for (const t of ['watch', 'whisper', 'leave', 'join', 'leave'])
    await asks('person:elena', { t, text: 'Offer a discount' }, 'supervisor');
  await asks('ada', { t: 'transfer', to: { agentId: 'sofia' }, note: 'She wants the oak one.' });
  await agentDoes(shared, { t: 'withdraw' });
  await asks('ada', { t: 'transfer', to: { queueId: 'returns' } });

  const followed = await begin('followed', 'fw_picked00000', {
    answers: { answers_by_mail: true },
  });
  await foyer.agent('rui', 'desk-rui', { t: 'take', id: id(), interactionId: followed });
  for (const tab of [`tab-${followed}`, 'tab-of-followed']) {
    await foyer.visitor(followed, tab, { t: 'resume', id: id(), after: 0 });
    await foyer.leave(followed, tab);
    await agentDoes(followed, { t: 'message', text: 'It is on its way.' });
    await pass(60);
    await pass(60);
    await due('send-mail', followed);
    await foyer.sendMail(followed);
    foyer.answerMails({ is: 'refused', code: 'MessageRejected' });
  }
  await foyer.desk.run({
    ...{ interactionId: InteractionId.parse(followed), id: CommandId.parse(id()) },
    command: { type: 'decline-mail', actor: { side: 'visitor', readsFrom: 0 } },
  });

  const overflown = await begin('overflown', 'fw_picked00000');
  await pass(301);
  await due('review', overflown);
  await begin('offered', 'fw_offered0000');
  const early = await begin('early', 'fw_early000000');
  await pass(61);
  await due('review', early);
  await foyer.publish({ ...centre, zone: 'Europe/Madrid' });

  const again = await begin('again', 'fw_picked00000');
  await foyer.leave(again, `tab-${again}`);
  await pass(601);
  await due('auto-finish', again);
  await says(again, 'Is anybody there?');

  const leaves = async (name: string) => {
    const answers = { name: `Marta ${name}`, email: 'marta@correo.example', message: 'It arrived cracked.' };
    const body = { website: 'fw_left0000000', id: id(), culture: 'es', answers };
    await foyer.http('leave', { body, origin: 'https://shop.example' });
    const entry = (await stores.inbox.list(10)).find(({ visitorName }) => visitorName === answers.name);
    if (!entry) throw new Error(`${answers.name} left nothing`);
    chats[name] = entry.interactionId;
    return entry.interactionId;
  };
  const supervise = (interactionId: string, frame: Record<string, unknown>) =>
    foyer.agent('person:elena', 'desk-elena', { id: id(), interactionId, after: 0, ...frame }, 'supervisor');
  const left = await leaves('left');
  foyer.answerMails({ is: 'refused', code: 'MessageRejected' });
  await foyer.sendMail(left);
  foyer.answerMails({ is: 'sent' });
  await supervise(left, { t: 'forward-again' });
  await foyer.sendMail(left);
  /** By an app of the page. */
  const wants = async (name: string, kind: string, more: object, at?: number) => {
    const body = { website: 'fw_left0000000', id: id(), culture: 'es', kind, at };
    const answers = { name: `Marta ${name}`, ...more };
    await foyer.http('leave', { body: { ...body, answers }, origin: 'https://shop.example' });
    const hash = createHash('sha256').update(`${kind}\nleft\n${body.id}`).digest('base64url').slice(0, 22);
    chats[name] = hash;
    return hash;
  };
  const question = { email: 'marta@correo.example', message: 'Do you repair lamps?' };
  const written = await wants('written', 'message', question);
  await agentDoes(written, { t: 'accept' });
  await agentDoes(written, { t: 'message', text: 'We do.' });
  await foyer.sendMail(written);
  const [, token = ''] = /#reply=(\S+)/.exec(foyer.mails.at(-1)?.text ?? '') ?? [];
  await foyer.http('reply', { bearer: token, body: { id: id(), text: 'How much?' } });
  await agentDoes(written, { t: 'message', text: 'Ten euros.' });
  foyer.answerMails({ is: 'refused', code: 'MessageRejected' });
  await foyer.sendMail(written);
  foyer.answerMails({ is: 'sent' });
  await agentDoes(written, { t: 'end' });
  await agentDoes(written, { t: 'finish', disposition: 'solved' });

  const half = 1_800_000;
  const soon = Math.ceil(foyer.now() / half) * half + half;
  const phone = { phone: '+34 600 555 144' };
  const called = await wants('called', 'callback', phone, soon);
  const aside = await wants('aside', 'callback', phone, soon);
  await pass((soon - foyer.now()) / 1000);
  await due('call-due', called);
  await agentDoes(called, { t: 'accept' });
  await agentDoes(called, { t: 'call-made', reached: false });
  const queues = centre.queues?.map((queue) => ({ ...queue, enabled: queue.id !== 'orders' }));
  await foyer.publish({ ...centre, ...(queues && { queues }) });
  await due('call-due', aside);
  await foyer.publish({ ...centre, zone: 'Europe/Madrid' });
  await supervise(await leaves('settled'), { t: 'settle', disposition: 'solved', note: 'Called her' });

  // As the function that counts them writes them.
  for (const interactionId of Object.values(chats).map((each) => InteractionId.parse(each))) {
    const log = await stores.chats.range(interactionId, 0);
    for (const { seq } of log.filter(isMeasured)) {
      const counted = await foyer.measure(interactionId, seq);
      if (typeof counted !== 'string') await stores.tallies.add([counted]);
    }
  }
  await stores.queues.recount(QueueId.parse('advice'), foyer.now());
  const key = newMachineKey('voice', foyer.now());
  await stores.machineKeys.add(key.key);
  await foyer.http('agent-voice', {
    ...{ bearer: key.text, parameters: { agentId: 'ada' } },
    body: { state: 'in-call', callId: 'call-4711', at: foyer.now() },
  });
  const passed = { queueId: QueueId.parse('orders'), threshold: 'serviceLevelPercent', is: 'passed' } as const;
  await stores.alarms.note({ ...passed, at: foyer.now(), figure: 62.5, limit: 80, until: foyer.now() + 3_600_000 });
  await stores.alarms.lookAt({ queueId: passed.queueId, dueAt: foyer.now() + 300_000 }, foyer.now());
  await foyer.agent('elena', 'desk-elena', { t: 'hello' }, 'supervisor');
  await stores.tickets.use('ticket-1', foyer.now());

  const became: Record<string, Became> = {};
  for (const interactionId of Object.values(chats))
    became[interactionId] = await becomes(stores, InteractionId.parse(interactionId));
  return { foyer, chats, became };
}

export async function becomes(stores: Stores, interactionId: InteractionId): Promise<Became> {
  const { chat } = await stores.chats.load(interactionId);
  if (!chat.stage) throw new Error(`${interactionId} did not begin`);
  const log = await stores.chats.range(interactionId, 0, 1000);
  return {
    ...{ stage: chat.stage.is, queue: chat.place.queueId, contact: chat.contact.name },
    messages: log.flatMap(({ events }) => events.filter(({ type }) => type === 'message')).length,
    outcome: 'outcome' in chat.stage ? chat.stage.outcome : undefined,
    agent: (ownerOf(chat) ?? reservedFor(chat))?.id,
  };
}
