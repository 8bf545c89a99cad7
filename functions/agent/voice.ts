/** What the phone system reports about an agent, and what follows for their chats (B12). */
import type { AgentStore } from '../../adapters/stores.ts';
import type { Agent } from '../../core/agent/agent.ts';
import { CALL_HOLDS_MS, heard, REPEAT_S, stateOf } from '../../core/agent/phone.ts';
import type { AgentId } from '../../core/ids.ts';
import type { VoiceAnswer, VoiceBody } from '../../protocol/voice.ts';
import type { Desk } from '../desk/desk.ts';
import type { Connections } from '../desk/push.ts';
import { tell } from '../desk/tell.ts';
import type { Refused } from '../edge/stack.ts';
import type { ConfigurationStore, Timers } from '../wiring.ts';
import { statusOf } from './status-of.ts';

/** A phone does not change its state this often while what follows from the state before is being done. */
const MAX_TURNS = 10;

export interface VoiceParts {
  agents: AgentStore;
  configurations: Pick<ConfigurationStore, 'current'>;
  desk: Pick<Desk, 'adaptToCall'>;
  connections: Pick<Connections, 'post'>;
  now: () => number;
}

export type Voice = ReturnType<typeof createVoice>;

export function createVoice(parts: VoiceParts) {
  const { agents, configurations, desk, now } = parts;

  async function report(
    timers: Pick<Timers, 'arm'>,
    agentId: AgentId,
    said: VoiceBody,
  ): Promise<VoiceAnswer | Refused> {
    const at = now();
    // Before the report counts, so that a crash in between leaves nobody on a call.
    if (said.state !== 'idle') await timers.arm({ kind: 'call', agentId, dueAt: at + CALL_HOLDS_MS }, at);
    let isLate = false;
    const changed = await agents.changePhone(agentId, ({ phone }) => {
      const next = heard(phone, said, at);
      isLate = next.isLate;
      return next.phone;
    });
    if (!changed) return notSignedIn(agentId, at);
    // A late report may come from a call of this function that was cut off while it parked chats.
    const agent = await settle(changed.agent, isLate);
    const { phone } = agent;
    const taken = isLate ? ('late' as const) : ('taken' as const);
    return { agentId, state: stateOf(phone, at), since: phone.since, report: taken, repeatS: REPEAT_S };
  }

  /** Nothing was reported for too long: the phone system may be gone. */
  async function lapse(agentId: AgentId): Promise<void> {
    const changed = await agents.changePhone(agentId, ({ phone }) => {
      const next = heard(phone, undefined, now()).phone;
      return next.turn === phone.turn ? undefined : next;
    });
    if (changed) await settle(changed.agent, false);
  }

  /**
   * Does what follows from the phone's state, until it is done for the newest state. Repeated if it was interrupted. A report
   * that only repeats the state changes no chat: the agent may have resumed one during the call.
   */
  async function settle(found: Agent, isForced: boolean): Promise<Agent> {
    let agent = found;
    const isDone = ({ phone }: Agent) => phone.settled === phone.turn && !(isForced && phone.state === 'idle');
    if (isDone(agent)) return agent;
    for (let turns = 0; turns < MAX_TURNS; turns++) {
      const { turn } = agent.phone;
      await follow(agent);
      const settled = await agents.changePhone(agent.id, ({ phone }) =>
        phone.turn === turn ? { ...phone, settled: turn } : undefined,
      );
      if (!settled || settled.isChanged) return settled?.agent ?? agent;
      agent = settled.agent;
    }
    throw new Error(`Agent ${agent.id}: the state of the phone changed ${MAX_TURNS} times at once`);
  }

  /** The consoles first: they show at once what the agent hears. */
  async function follow(agent: Agent): Promise<void> {
    await tell(parts, agent, { t: 'status', ...statusOf(agent, now()) });
    await agents.refreshReady(agent.id, now());
    await desk.adaptToCall(agent, agent.phone.state);
  }

  async function notSignedIn(agentId: AgentId, at: number): Promise<VoiceAnswer | Refused> {
    const published = await configurations.current();
    if (!published?.configuration.agents.some(({ id }) => id === agentId)) return { refused: 'agent_not_found' };
    return { agentId, state: 'idle', since: at, report: 'not-signed-in', repeatS: REPEAT_S };
  }

  return { report, lapse };
}
