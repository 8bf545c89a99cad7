/** What people may randomly do, each as data, so that it can be shown, repeated and made smaller. */
import { nasty, nastyBody, nastyText } from './nasty.ts';
import type { Chance } from './random.ts';
import { origin, type StaffId, staffIds, tabOf, type World, websites } from './world.ts';

export type Step =
  | { by: 'visitor'; chat: number; socket: string; body: string }
  | { by: 'agent'; agentId: StaffId; socket: string; body: string }
  | {
      by: 'stranger';
      ask: 'chat-start' | 'leave' | 'reply' | 'website' | 'chat-token' | 'console-session' | 'decisions' | 'contact';
      request: Request;
    }
  | { by: 'time'; seconds: number }
  | { by: 'network'; leaves: { chat: number } | { agentId: StaffId }; socket: string };

interface Request {
  rawBody?: string;
  origin?: string;
  bearer?: string;
  parameters?: Record<string, string>;
  query?: string;
  claims?: Record<string, unknown>;
}

type Frame = Record<string, unknown>;

export function nextStep(chance: Chance, world: World): Step {
  const dice = chance.below(100);
  if (dice < 40) return agentStep(chance, world);
  if (dice < 75) return visitorStep(chance, world);
  if (dice < 91) return strangerStep(chance, world);
  if (dice < 97) return { by: 'time', seconds: chance.pick([1, 5, 11, 25, 60]) };
  const chat = chance.below(world.chats.length);
  const known = world.chats[chat];
  if (known && chance.happens(0.6)) return { by: 'network', leaves: { chat }, socket: tabOf(known) };
  const agentId = chance.pick(staffIds);
  return { by: 'network', leaves: { agentId }, socket: chance.pick([`desk-${agentId}`, `other-${agentId}`]) };
}

function visitorStep(chance: Chance, world: World): Step {
  const chat = chance.below(world.chats.length);
  const known = world.chats[chat];
  const mark = known?.mark ?? '';
  const frames: Frame[] = [
    { t: 'resume', id: idOf(chance, world), after: afterOf(chance) },
    { t: 'message', id: idOf(chance, world), after: afterOf(chance), text: words(chance, mark) },
    { t: 'message', id: idOf(chance, world), after: afterOf(chance), text: words(chance, mark) },
    { t: 'person', id: idOf(chance, world), after: afterOf(chance) },
    { t: 'ping' },
    {
      t: 'transcript',
      id: idOf(chance, world),
      after: afterOf(chance),
      zone: chance.pick(['UTC', 'Mars/Base', '', 'é']),
    },
    {
      t: 'feedback',
      id: idOf(chance, world),
      score: chance.pick([1, 3, 5, 0, 6, 2.5, '5']),
      note: words(chance, mark),
    },
    ...(chance.happens(0.15) ? [{ t: 'end', id: idOf(chance, world), after: afterOf(chance) }] : []),
  ];
  const socket = chance.happens(0.8) && known ? tabOf(known) : `tab-${chance.below(5)}`;
  return { by: 'visitor', chat, socket, body: bodyOf(chance, chance.pick(frames)) };
}

function agentStep(chance: Chance, world: World): Step {
  const agentId = chance.pick(staffIds);
  const known = chance.pick(world.chats);
  const interactionId = chance.happens(0.9) ? known.interactionId : chance.pick([...world.ids, nastyText(chance)]);
  // Texts show in whose chat they were written.
  const mark = world.chats.find((each) => each.interactionId === interactionId)?.mark ?? '';
  const id = idOf(chance, world);
  const offerId = chance.pick([...world.ids]);
  const after = afterOf(chance);
  const frames: Frame[] = [
    { t: 'hello' },
    { t: 'ping', chats: [interactionId] },
    {
      t: 'status',
      id,
      status: chance.pick(['available', 'available', 'paused', 'offline']),
      reason: nastyText(chance),
    },
    { t: 'sync', id, interactionId, after },
    { t: 'sync', id, interactionId, after: 0 },
    {
      t: 'line',
      id,
      queueId: queueOf(chance),
      ...(chance.happens(0.5) ? { after: placeOf(chance, interactionId) } : {}),
    },
    { t: 'take', id, interactionId },
    { t: 'inbox', id, ...(chance.happens(0.5) ? { after: placeOf(chance, interactionId) } : {}) },
    {
      t: 'settle',
      id,
      interactionId,
      after,
      disposition: chance.pick(['solved', 'nonsense']),
      note: words(chance, mark),
    },
    { t: 'forward-again', id, interactionId, after },
    { t: 'accept', id, interactionId, offerId },
    { t: 'reject', id, interactionId, offerId },
    { t: 'message', id, interactionId, after, text: words(chance, mark) },
    { t: 'end', id, interactionId, after },
    {
      t: 'finish',
      id,
      interactionId,
      after,
      disposition: chance.pick(['solved', 'nonsense']),
      note: words(chance, mark),
    },
  ];
  const socket = chance.pick([`desk-${agentId}`, `desk-${agentId}`, `other-${agentId}`]);
  return { by: 'agent', agentId, socket, body: bodyOf(chance, chance.pick(frames)) };
}

const queueOf = (chance: Chance) => chance.pick(['orders', 'advice', 'returns', nastyText(chance)]);
const placeOf = (chance: Chance, interactionId: string) => ({
  interactionId,
  priority: chance.pick([0, 1000, -1, 1e9, 0.5]),
  since: chance.pick([0, -1, Date.UTC(2026, 0, 5, 9), 1e15, 1e300]),
});

function strangerStep(chance: Chance, world: World): Step {
  const from = chance.happens(0.9) ? { origin } : chance.pick([{}, { origin: 'https://evil.example' }]);
  const claimed = chance.pick([
    {},
    { claims: { email: `${chance.pick(staffIds)}@shop.example`, email_verified: 'true', 'cognito:groups': '[agent]' } },
    // API Gateway passes claims on as text.
    { claims: { email: nastyText(chance), email_verified: nastyText(chance), 'cognito:groups': nastyText(chance) } },
  ]);
  switch (
    chance.pick([
      'chat-start',
      'chat-start',
      'chat-start',
      'leave',
      'reply',
      'website',
      'chat-token',
      'console-session',
      'decisions',
    ] as const)
  ) {
    case 'chat-start':
      return {
        by: 'stranger',
        ask: 'chat-start',
        request: { ...from, rawBody: bodyOf(chance, startOf(chance, world)) },
      };
    case 'leave':
      return { by: 'stranger', ask: 'leave', request: { ...from, rawBody: bodyOf(chance, leftOf(chance, world)) } };
    case 'reply': {
      const bearer = chance.pick([chance.pick(world.chats).token, nastyText(chance), 'a.b.c']);
      const rawBody = bodyOf(chance, { id: idOf(chance, world), text: words(chance, '') });
      return { by: 'stranger', ask: 'reply', request: { ...from, bearer, rawBody } };
    }
    case 'website': {
      const token = chance.happens(0.8) ? chance.pick(websites) : nastyText(chance);
      const query = new URLSearchParams([
        ['culture', nastyText(chance).toWellFormed()],
        ['tag', nastyText(chance).toWellFormed()],
        ['tracking', nastyText(chance).toWellFormed()],
        ...(chance.happens(0.5)
          ? [['kind', chance.pick(['message', 'offline', nastyText(chance).toWellFormed()])]]
          : []),
      ]).toString();
      return { by: 'stranger', ask: 'website', request: { ...from, parameters: { token }, query } };
    }
    case 'chat-token': {
      const bearer = chance.pick([chance.pick(world.chats).token, nastyText(chance), 'a.b.c']);
      return { by: 'stranger', ask: 'chat-token', request: { ...from, bearer } };
    }
    case 'console-session':
      return { by: 'stranger', ask: 'console-session', request: claimed };
    default: {
      const interactionId = chance.happens(0.9) ? chance.pick(world.chats).interactionId : nastyText(chance);
      return {
        by: 'stranger',
        ask: chance.pick(['decisions', 'contact'] as const),
        request: { ...claimed, parameters: { interactionId } },
      };
    }
  }
}

function startOf(chance: Chance, world: World): Frame {
  // The next chat's own mark. A repeated start says another chat's, which must not appear anywhere.
  const mark = `qq${String(world.chats.length).padStart(3, '0')}qq`;
  return {
    website: chance.pick(websites),
    id: idOf(chance, world),
    answers: {
      name: `${nastyText(chance)} ${mark}`,
      ...(chance.happens(0.7) && { question: words(chance, mark) }),
      ...(chance.happens(0.1) && { [nastyText(chance)]: nasty(chance) }),
      ...(chance.happens(0.5) && { email: chance.pick([`${mark}@correo.example`, nastyText(chance)]) }),
    },
    culture: chance.pick(['es', 'en-GB', nastyText(chance)]),
    ...(chance.happens(0.5) && { tags: [`${nastyText(chance)}${mark}`] }),
    ...(chance.happens(0.5) && { variables: { order: words(chance, mark), [nastyText(chance)]: nasty(chance) } }),
    ...(chance.happens(0.3) && { trackingId: nastyText(chance) }),
  };
}

/** Instead of a chat. No chat's mark is in it, because it belongs to none. */
const leftOf = (chance: Chance, world: World): Frame => ({
  ...{ website: chance.pick(websites), id: idOf(chance, world), culture: chance.pick(['es', nastyText(chance)]) },
  answers: {
    ...{
      name: nastyText(chance),
      message: words(chance, ''),
      email: chance.pick(['marta@correo.example', nastyText(chance)]),
    },
    ...(chance.happens(0.1) && { [nastyText(chance)]: nasty(chance) }),
  },
  ...(chance.happens(0.3) && { variables: { order: words(chance, ''), [nastyText(chance)]: nasty(chance) } }),
  ...(chance.happens(0.3) && { continues: chance.pick([chance.pick(world.chats).token, nastyText(chance)]) }),
  ...(chance.happens(0.6) && { kind: chance.pick(['message', 'message', 'form', 'chat', nastyText(chance)]) }),
});

const words = (chance: Chance, mark: string) =>
  chance.pick([`Hello ${mark}`, `${nastyText(chance)}${mark}`, `${mark}${nastyText(chance)}`, nastyText(chance)]);

/** A fresh id, or one that someone has seen. */
const idOf = (chance: Chance, world: World): string =>
  chance.happens(0.6) ? world.foyer.newId() : chance.pick([...world.ids]);

const afterOf = (chance: Chance) => chance.pick([0, 0, 1, 3, 8, 1000, 2 ** 40]);

/** Valid, or partly damaged, or something else entirely. */
function bodyOf(chance: Chance, frame: Frame): string {
  if (chance.happens(0.05)) return nastyBody(chance);
  const spoilt = { ...frame };
  while (chance.happens(0.3)) {
    const name = chance.pick([...Object.keys(frame), 'extra']);
    if (chance.happens(0.2)) delete spoilt[name];
    else spoilt[name] = nasty(chance);
  }
  const body = JSON.stringify(spoilt);
  return chance.happens(0.03) ? body.replace('{', '{"__proto__":{"role":"admin","agentId":"ada"},') : body;
}
