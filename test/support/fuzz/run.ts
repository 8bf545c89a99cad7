/** Plays randomly, checks everything that is answered and pushed, and makes a failure as small as possible. */
import * as z from 'zod/mini';
import { AgentPush, ConsoleSession, ContactAnswer, DecisionsAnswer } from '../../../protocol/agent.ts';
import { SessionAnswer, VisitorPush, WebsiteAnswer } from '../../../protocol/visitor.ts';
import { chanceBy } from './random.ts';
import { nextStep, type Step } from './steps.ts';
import {
  brokenInvariant,
  createWorld,
  type KnownChat,
  learnIds,
  markOf,
  marks,
  mayKnow,
  staff,
  staffIds,
  tabOf,
  type World,
} from './world.ts';

export interface Finding {
  seed: number;
  /** The number of steps in this world before it. */
  after: number;
  what: string;
  step: Step;
  /** Whether the step alone causes it, in a new world. */
  alone: boolean;
}

/** A world becomes slow as its logs grow. */
const STEPS_A_WORLD = 250;
/** AWS's limit for a frame to a client. */
const MAX_FRAME_BYTES = 128 * 1024;

/** The first failure, or undefined. */
export async function fuzz({ seed, frames }: { seed: number; frames: number }): Promise<Finding | undefined> {
  const chance = chanceBy(seed);
  for (let left = frames; left > 0; left -= STEPS_A_WORLD) {
    const world = await createWorld();
    forget(world);
    for (let after = 0; after < Math.min(left, STEPS_A_WORLD); after++) {
      const step = nextStep(chance, world);
      const what = await wrongWith(world, step);
      if (what) return { seed, after, what, ...(await smaller(step, what)) };
      if (after % 10 === 0) await learnIds(world);
    }
    const what = await brokenInvariant(world);
    if (what) return { seed, after: STEPS_A_WORLD, what, step: { by: 'time', seconds: 0 }, alone: false };
  }
  return undefined;
}

/** Ignores what was pushed while the world was set up. */
const forget = (world: World) => {
  for (const socket of socketsOf(world)) world.foyer.heard(socket);
};

/** Reproduces the failure with a smaller body, if the step alone causes it. */
async function smaller(step: Step, what: string): Promise<Pick<Finding, 'step' | 'alone'>> {
  const kind = what.split(':')[0];
  const fails = async (candidate: Step) => {
    const world = await createWorld();
    forget(world);
    return (await wrongWith(world, candidate))?.split(':')[0] === kind;
  };
  if (!(await fails(step))) return { step, alone: false };
  let smallest = step;
  for (let tries = 0; tries < 20; tries++) {
    const candidates = withLess(smallest);
    let found: Step | undefined;
    for (const candidate of candidates) {
      if (await fails(candidate)) {
        found = candidate;
        break;
      }
    }
    if (!found) break;
    smallest = found;
  }
  return { step: smallest, alone: true };
}

/** Variants with one field less, or one text of half its length. */
function withLess(step: Step): Step[] {
  const body = step.by === 'stranger' ? step.request.rawBody : 'body' in step ? step.body : undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body ?? '');
  } catch {
    return [];
  }
  const withBody = (value: unknown): Step => {
    const text = JSON.stringify(value);
    return step.by === 'stranger'
      ? { ...step, request: { ...step.request, rawBody: text } }
      : ({ ...step, body: text } as Step);
  };
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return [];
  const entries = Object.entries(parsed);
  return entries.flatMap(([name, value]) => [
    withBody(Object.fromEntries(entries.filter(([other]) => other !== name))),
    ...(typeof value === 'string' && value.length > 1
      ? [withBody({ ...parsed, [name]: value.slice(0, value.length / 2) })]
      : []),
  ]);
}

const socketsOf = ({ chats }: World): string[] => [
  ...chats.map(tabOf),
  ...Array.from({ length: 5 }, (_, n) => `tab-${n}`),
  ...staffIds.flatMap((agentId) => [`desk-${agentId}`, `other-${agentId}`]),
];

/** Runs the step, and reports anything wrong with its results. */
async function wrongWith(world: World, step: Step): Promise<string | undefined> {
  const lines: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = (line: unknown) => Boolean(lines.push(String(line)));
  let wrong: string | undefined;
  try {
    wrong = await take(world, step);
  } catch (error) {
    wrong = `exception: ${error instanceof Error ? error.stack : error}`;
  } finally {
    process.stdout.write = write;
  }
  const failed = lines.find((line) => line.includes('"level":"error"'));
  if (wrong ?? failed) return wrong ?? `failure: ${failed}`;
  if (lines.some((line) => line.match(marks))) return `log: what people wrote is in the log: ${lines}`;
  return wrongInInboxes(world);
}

async function take(world: World, step: Step): Promise<string | undefined> {
  const { foyer } = world;
  switch (step.by) {
    case 'visitor': {
      const known = world.chats[step.chat];
      if (!known) return undefined;
      const ask = (body: string) => foyer.visitor(known.interactionId, step.socket, body);
      return wrongInAnswers(world, step, ask, (answer) => wrongForVisitor(known, answer));
    }
    case 'agent': {
      const ask = (body: string) => foyer.agent(step.agentId, step.socket, body, staff[step.agentId]);
      return wrongInAnswers(world, step, ask, (answer) => wrongForAgent(world, step.agentId, answer));
    }
    case 'stranger':
      return wrongOverHttp(world, step);
    case 'time':
      return letTimePass(world, step.seconds);
    case 'network': {
      const { leaves, socket } = step;
      const known = 'chat' in leaves ? world.chats[leaves.chat] : undefined;
      if (known) await foyer.leave(known.interactionId, socket);
      if ('agentId' in leaves) await foyer.closeConsole(leaves.agentId, socket);
      return undefined;
    }
    default:
      return step satisfies never;
  }
}

type Answer = { t?: string; code?: string } | undefined;

/** What is refused under a fresh id must also be refused under others' ids. */
async function wrongInAnswers(
  world: World,
  step: Extract<Step, { body: string }>,
  ask: (body: string) => Promise<Answer>,
  wrongIn: (answer: unknown) => Promise<string | undefined> | string | undefined,
): Promise<string | undefined> {
  const first = await ask(step.body);
  const wrong = (await wrongIn(first)) ?? unanswered(first);
  if (wrong || first?.t !== 'refused' || first.code === 'rate_limited') return wrong;
  await learnIds(world);
  for (const known of knownIds(world, step)) {
    const body = withId(step.body, known);
    if (!body) return undefined;
    const again = await ask(body);
    const wrong = (await wrongIn(again)) ?? unanswered(again);
    if (wrong) return wrong;
    if (again?.t !== 'refused')
      return `repeated: refused as ${first.code}, but as ${known} it is answered with ${again?.t}`;
  }
  return undefined;
}

const unanswered = (answer: Answer) =>
  answer === undefined ? 'silent: no answer' : answer.code === 'unavailable' ? 'unavailable' : undefined;

/** Others' ids, one of each kind. People may repeat what they said themselves. */
function knownIds({ ids, chats, authors }: World, step: Extract<Step, { body: string }>): string[] {
  const self = step.by === 'visitor' ? chats[step.chat]?.interactionId : `agent ${step.agentId}`;
  const others = [...ids].filter((id) => !authors.get(id)?.has(self ?? ''));
  const timer = others.find((id) => id.startsWith('timer-'));
  const interactionId = chats.map((known) => known.interactionId).find((id) => others.includes(id));
  return [others.at(-1), interactionId, timer].filter((id) => id !== undefined);
}

/** Only for a body that is refused because of who sends it, not because of its form. */
function withId(body: string, id: string): string | undefined {
  try {
    const frame = JSON.parse(body);
    return typeof frame.id === 'string' && frame.id.startsWith('id-') ? JSON.stringify({ ...frame, id }) : undefined;
  } catch {
    return undefined;
  }
}

async function wrongOverHttp(world: World, { ask, request }: Extract<Step, { by: 'stranger' }>) {
  const { status, body } = await world.foyer.http(ask, request);
  if (status >= 500) return `status: ${status} ${JSON.stringify(body)}`;
  if (status !== 200) return typeof body.code === 'string' ? malformed(body) : `code: ${JSON.stringify(body)}`;
  const schemas = {
    ...{ 'chat-start': SessionAnswer, 'chat-token': SessionAnswer, 'console-session': ConsoleSession },
    ...{
      website: WebsiteAnswer,
      decisions: DecisionsAnswer,
      contact: ContactAnswer,
      leave: z.strictObject({}),
      reply: z.strictObject({}),
    },
  };
  const parsed = schemas[ask].safeParse(body);
  if (!parsed.success) return `schema: ${ask}: ${parsed.error.message}`;
  if (ask === 'chat-start' && !world.chats.some(({ interactionId }) => interactionId === body.interactionId)) {
    world.chats.push({ interactionId: body.interactionId, token: body.token, mark: markOf(world.chats.length) });
  }
  if (ask !== 'decisions' && ask !== 'contact') return malformed(body);
  const email = String(request.claims?.email);
  // Of the contact itself everybody sees what is on file, whose chat it ever came from.
  const { contact: _, ...seen } = body;
  return malformed(body) ?? leak(world, seen, email.split('@')[0] ?? '');
}

function wrongForVisitor({ mark }: KnownChat, answer: unknown): string | undefined {
  const parsed = VisitorPush.safeParse(answer);
  if (!parsed.success) return `schema: to a visitor: ${JSON.stringify(answer)?.slice(0, 300)}: ${parsed.error.message}`;
  const others = marksIn(answer).filter((each) => each !== mark);
  return others.length > 0 ? `leak: ${others} to the visitor of ${mark}` : malformed(answer);
}

async function wrongForAgent(world: World, agentId: string, answer: unknown): Promise<string | undefined> {
  const parsed = AgentPush.safeParse(answer);
  if (!parsed.success) return `schema: to an agent: ${JSON.stringify(answer)?.slice(0, 300)}: ${parsed.error.message}`;
  return malformed(answer) ?? leak(world, answer, agentId);
}

/** Lists show names and first messages to agents who see the queue; everything else is for those who have or had the chat. */
async function leak(world: World, answer: unknown, agentId: string): Promise<string | undefined> {
  const isList =
    typeof answer === 'object' &&
    answer !== null &&
    ('rows' in answer || 'stand' in answer || 'decisions' in answer || 'earlier' in answer);
  for (const mark of marksIn(answer)) {
    const known = world.chats.find((each) => each.mark === mark);
    if (!known) continue;
    const { fromList, fromLog } = await mayKnow(world, known);
    const may = fromLog.has(agentId) || (isList && fromList.has(agentId));
    if (!may) return `leak: ${mark} to ${agentId}: ${JSON.stringify(answer).slice(0, 300)}`;
  }
  return undefined;
}

const marksIn = (answer: unknown): string[] => [...new Set(JSON.stringify(answer)?.match(marks))];

/** Too large for a frame, or with an unpaired surrogate, which a store refuses. */
function malformed(answer: unknown): string | undefined {
  const text = JSON.stringify(answer) ?? '';
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_FRAME_BYTES) return `size: ${bytes} bytes: ${text.slice(0, 200)}`;
  // JSON escapes an unpaired surrogate, and writes pairs as they are.
  return /(?<!\\)(\\\\)*\\ud[89a-f]/.test(text) ? `unicode: half a character: ${text.slice(0, 300)}` : undefined;
}

async function wrongInInboxes(world: World): Promise<string | undefined> {
  for (const known of world.chats) {
    for (const frame of world.foyer.heard(tabOf(known))) {
      const wrong = wrongForVisitor(known, frame);
      if (wrong) return `${wrong} (pushed)`;
    }
  }
  for (const agentId of staffIds) {
    for (const frame of [...world.foyer.heard(`desk-${agentId}`), ...world.foyer.heard(`other-${agentId}`)]) {
      const wrong = await wrongForAgent(world, agentId, frame);
      if (wrong) return `${wrong} (pushed)`;
    }
  }
  return undefined;
}

/** Delivers timers as they become due. */
async function letTimePass({ foyer }: World, seconds: number): Promise<string | undefined> {
  foyer.advance(seconds);
  const due = foyer.armed.filter(({ dueAt }) => dueAt <= foyer.now());
  for (const timer of due) {
    foyer.armed.splice(foyer.armed.indexOf(timer), 1);
    if ((await foyer.deliver(timer)) > 0) return `timer: ${JSON.stringify(timer)} failed`;
  }
  return undefined;
}
