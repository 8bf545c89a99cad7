/** Which agent the phone system should ring for a call, and why not the others (B12). Decided by `core/agent/next-agent.ts`. */
import { atMost } from '../../adapters/at-most.ts';
import type { AgentStore, ChatStore } from '../../adapters/stores.ts';
import type { Agent } from '../../core/agent/agent.ts';
import {
  HOLD_MS,
  inRingingOrder,
  interrupted,
  type Ringable,
  rungAs,
  unavailable,
  type WorkItem,
} from '../../core/agent/next-agent.ts';
import { unmet } from '../../core/configuration/lanes.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import type { AgentId } from '../../core/ids.ts';
import { workOf } from '../../core/interaction/work.ts';
import { requirementOf } from '../../core/routing/requirement.ts';
import { MAX_OTHERS, type NextAgentAnswer, type NextAgentBody, type NotRung } from '../../protocol/voice.ts';
import type { Refused } from '../edge/stack.ts';
import type { ConfigurationStore } from '../wiring.ts';

/** Each is one read: four seconds for all, at 1.2 ms of a core and with a third of a core (512 MB). */
const MAX_LOOKED_AT = 1000;
/**
 * Chats that are read together, and the most for one question. Each takes twice as long as an agent: 0.8 s, and three seconds
 * for all, of the ten that a call may take.
 */
const CHATS_TOGETHER = 100;
const MAX_CHATS = 400;
const AT_ONCE = 20;
/** Others may have been faster for everyone found. */
const MAX_ROUNDS = 10;
/** Until then a conversation, a call or a wrap-up has often ended. */
const RETRY_AFTER_S = 5;

interface Parts {
  agents: Pick<AgentStore, 'get' | 'changePhone'>;
  chats: Pick<ChatStore, 'load'>;
  configurations: Pick<ConfigurationStore, 'current'>;
  now: () => number;
}

type Entry = Configuration['agents'][number];
type WhyNot = Map<AgentId, NotRung>;

export type NextAgent = ReturnType<typeof createNextAgent>;

export function createNextAgent({ agents, chats, configurations, now }: Parts) {
  async function nextAgent(ask: NextAgentBody): Promise<NextAgentAnswer | Refused> {
    const configuration = (await configurations.current())?.configuration;
    const queue = configuration?.queues.find(({ id }) => id === ask.queue);
    if (ask.queue !== undefined && !queue) return { refused: 'queue_not_found' };
    const members = queue && new Set(queue.members.map(({ agent }) => agent));
    const pool = configuration?.agents.filter(({ id }) => !members || members.has(id)) ?? [];
    const lacking: WhyNot = new Map(
      pool.flatMap((entry) => {
        const why = ask.except?.includes(entry.id) ? 'excepted' : unmet(entry, requirementOf(ask));
        return why ? [[entry.id, why]] : [];
      }),
    );
    const able = pool.filter(({ id }) => !lacking.has(id));
    if (able.length > MAX_LOOKED_AT) return { refused: 'agents_too_many' };
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { ringable, whyNot } = await look(able, ask.callId);
      for (const candidate of ringable) {
        const heldUntil = await hold(candidate, ask.callId);
        if (heldUntil === undefined) continue;
        const others = new Map([
          ...ringable.map(({ agent }) => [agent.id, 'later-in-order'] as const),
          ...whyNot,
          ...lacking,
        ]);
        return answerWith(pool, others, ask, { candidate, heldUntil });
      }
      if (ringable.length === 0) return answerWith(pool, new Map([...whyNot, ...lacking]), ask);
    }
    throw new Error(`Call ${ask.callId}: lost ${MAX_ROUNDS} races for an agent in a row`);
  }

  /** In the order in which they should be rung. Chats are only read if nobody is without any. */
  async function look(able: Entry[], callId: string): Promise<{ ringable: Ringable[]; whyNot: WhyNot }> {
    const whyNot: WhyNot = new Map();
    const there: Agent[] = [];
    await atMost(AT_ONCE, able, async ({ id }) => {
      const agent = await agents.get(id);
      const why = unavailable(agent, callId, now());
      if (why) whyNot.set(id, why);
      else if (agent) there.push(agent);
    });
    const [idle, withChats] = [there.filter(hasNone), there.filter((agent) => !hasNone(agent))];
    const isHeld = ({ phone }: Agent) => phone.held?.callId === callId && phone.held.until > now();
    for (const { id } of withChats) whyNot.set(id, 'busy');
    if (idle.length > 0 && !withChats.some(isHeld)) {
      return { ringable: heldFirst(idle.map((agent) => ({ agent, why: 'free', work: [] }))), whyNot };
    }
    const ringable: Ringable[] = [];
    for (const portion of portionsOf(there, isHeld)) {
      await atMost(AT_ONCE, portion, async (agent) => {
        const work = await workFor(agent);
        const why = rungAs(work);
        if (!why) return void whyNot.set(agent.id, 'wrap-up');
        whyNot.delete(agent.id);
        ringable.push({ agent, why, work });
      });
      if (ringable.length > 0) break;
    }
    return { ringable: heldFirst(ringable), whyNot };

    /** The answer to a repeated request is the same. */
    function heldFirst(all: Ringable[]): Ringable[] {
      const ordered = inRingingOrder(all);
      const held = new Set(there.filter(isHeld).map(({ id }) => id));
      return [
        ...ordered.filter(({ agent }) => held.has(agent.id)),
        ...ordered.filter(({ agent }) => !held.has(agent.id)),
      ];
    }
  }

  async function workFor({ id, reservations }: Agent): Promise<WorkItem[]> {
    const all = await Promise.all(
      reservations.map(async ({ interactionId }) => {
        const is = workOf((await chats.load(interactionId)).chat, id);
        return is ? [{ interactionId, is }] : [];
      }),
    );
    return all.flat();
  }

  /** Undefined if the agent has got something else since they were looked at. */
  async function hold({ agent: { id }, work }: Ringable, callId: NextAgentBody['callId']): Promise<number | undefined> {
    const until = now() + HOLD_MS;
    const known = work.map(({ interactionId }) => interactionId);
    const held = await agents.changePhone(id, (agent) => {
      const isSame = agent.reservations.every(({ interactionId }) => known.includes(interactionId));
      return isSame && !unavailable(agent, callId, now()) ? { ...agent.phone, held: { callId, until } } : undefined;
    });
    return held?.isChanged ? until : undefined;
  }

  return nextAgent;
}

/** In portions of about as many chats as can be read together: whoever was held for the call, then who has fewest chats. */
function portionsOf(agents: readonly Agent[], isHeld: (agent: Agent) => boolean): Agent[][] {
  const ordered = agents.toSorted(
    (a, b) => Number(isHeld(b)) - Number(isHeld(a)) || a.reservations.length - b.reservations.length,
  );
  const portions = new Map<number, Agent[]>();
  let chats = 0;
  for (const agent of ordered) {
    if (chats >= MAX_CHATS) break;
    const portion = Math.floor(chats / CHATS_TOGETHER);
    portions.set(portion, [...(portions.get(portion) ?? []), agent]);
    chats += agent.reservations.length;
  }
  return [...portions.values()];
}

const hasNone = ({ reservations }: Agent): boolean => reservations.length === 0;

function answerWith(
  pool: Entry[],
  whyNot: WhyNot,
  { callId }: NextAgentBody,
  chosen?: { candidate: Ringable; heldUntil: number },
): NextAgentAnswer {
  const others = pool.flatMap(({ id, name }) => {
    const why = whyNot.get(id);
    return why && id !== chosen?.candidate.agent.id ? [{ id, name, why }] : [];
  });
  const named = { callId, others: others.slice(0, MAX_OTHERS) };
  if (!chosen) return { ...named, agent: null, retryAfterS: RETRY_AFTER_S };
  const { candidate, heldUntil } = chosen;
  const { id } = candidate.agent;
  const name = pool.find((entry) => entry.id === id)?.name ?? id;
  return { ...named, agent: { id, name, why: candidate.why, interrupts: interrupted(candidate), heldUntil } };
}
