/** What an agent may send, each handled as: who, run, answer. */
import type { AgentStore, ChatStore, QueueStore, RosterStore } from '../../adapters/stores.ts';
import { type Agent, isOpenToOffers } from '../../core/agent/agent.ts';
import type { ConnectionId, InteractionId } from '../../core/ids.ts';
import { isWith, talksIn } from '../../core/interaction/state.ts';
import type { Actor } from '../../core/interaction/topic.ts';
import { overseer } from '../../core/interaction/topics/oversight.ts';
import { viewerIn, viewOf } from '../../core/interaction/view.ts';
import { LEASE_MS, LONGEST_SOCKET_MS } from '../../core/interaction/waits.ts';
import { type AgentFrame, type AgentPush, LINE_ROWS } from '../../protocol/agent.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { CommandFrame } from '../../protocol/frames.ts';
import type { Desk } from '../desk/desk.ts';
import type { Execution } from '../desk/execute.ts';
import { type FileLinksParts, fileAnswer, uploadAnswer } from '../desk/file-links.ts';
import { present } from '../desk/presence.ts';
import { agentCommit, type Connections } from '../desk/push.ts';
import { cutRange, MAX_RANGE_COMMITS } from '../desk/range.ts';
import { commandOf, isNeeded } from '../edge/command.ts';
import { type Refused, refusedBody } from '../edge/stack.ts';
import type { ConfigurationStore, Timers } from '../wiring.ts';
import { oversightOf, profileOf } from './agent-rights.ts';
import type { AgentWho } from './agent-who.ts';
import { statusOf } from './status-of.ts';
import { targetOf, targetsOf } from './targets.ts';

/** The newest of an agent's consoles: every chat of theirs lists them all, and every event is sent to them all. */
const MAX_CONSOLES = 8;

/** A visitor who waits longer for an answer is shown to supervisors: usually none is, and a heartbeat writes nothing. */
const SLOW_MS = 30_000;

/** How many publishes in a row may interrupt a hello. */
const MAX_TRIES = 3;

export interface AgentDeskParts {
  timers: Pick<Timers, 'arm'>;
  agents: AgentStore;
  chats: ChatStore;
  configurations: ConfigurationStore;
  queues: QueueStore;
  roster: RosterStore;
  desk: Desk;
  connections: Connections;
  files: FileLinksParts['files'];
  now: () => number;
}

interface From {
  who: AgentWho;
  connectionId: ConnectionId;
}

type Answer = Promise<AgentPush | Refused>;
type Frame<T extends AgentFrame['t']> = Extract<AgentFrame, { t: T }>;
type AgentCommand = CommandFrame<'agent', { interactionId: typeof InteractionId }>;

export function createAgentDesk(parts: AgentDeskParts) {
  const { agents, chats, configurations, queues, roster, desk, connections, timers, now } = parts;
  async function hello({ who, connectionId }: From, tries = 1): Answer {
    const published = await configurations.current();
    const profile = published && profileOf(who.agentId, published);
    if (!profile) return who.role === 'agent' ? { refused: 'agent_unknown' } : greet(who, connectionId);
    const agent = await agents.connect(profile, connectionId, now() + LEASE_MS, now());
    if (agent === 'outdated') {
      // The version in force has a later format, and this process still uses the one before. Another process may know it.
      if (tries === MAX_TRIES)
        throw new Error(
          `Agent ${who.agentId} was stored by a later version of the configuration than ${published.version}`,
        );
      return hello({ who, connectionId }, tries + 1);
    }
    const older = agent.connections.slice(0, -MAX_CONSOLES);
    await Promise.all([
      watchOver(agent),
      watchSignIn(who, connectionId),
      ...older.map((console) => rest(agent, console)),
    ]);
    // After `connect`, from which on the queues' news arrives here: earlier counts are read here, and later ones arrive.
    const lines = await Promise.all(
      agent.queues.map(async (queueId) => ({ queueId, ...(await queues.line(queueId)) })),
    );
    await desk.agentMayBeFree(agent.id);
    const held = agent.reservations.map(({ interactionId }) => interactionId);
    return { t: 'welcome', ...statusOf(agent, now()), chats: held, lines, now: now() };
  }

  /** People who answer no chats have no row, no lease and no news; their socket still ends with the sign-in. */
  async function greet(who: AgentWho, connectionId: ConnectionId): Answer {
    await watchSignIn(who, connectionId);
    return { t: 'welcome', status: 'offline', since: now(), chats: [], lines: [], now: now() };
  }

  /** Told before it is closed, so that its page knows, and reconnects when someone looks at it. */
  async function rest({ id: agentId }: Agent, older: ConnectionId): Promise<void> {
    const frame = { t: 'refused', ...refusedBody({ refused: 'too_many_sockets' }) } as const;
    if ((await connections.post('agent', older, frame)) === 'sent') await connections.close('agent', older);
    await agents.disconnect(agentId, older);
  }

  async function ping({ who, connectionId }: From): Answer {
    const agent = await agents.renewLease(who.agentId, now() + LEASE_MS);
    if (!agent && who.role !== 'agent') return { t: 'pong', status: 'offline', since: now(), chats: {}, now: now() };
    if (!agent) return { refused: 'agent_unknown' };
    await watchOver(agent);
    // The lease had expired: a laptop that slept and woke with its socket open.
    if (!agent.connections.includes(connectionId)) return { t: 'changed' };
    // An agent who could have chats but is in no list was interrupted in the middle of something, so repair that.
    const isListed = Object.keys(agent.listed).length > 0;
    if (!isListed && isOpenToOffers(agent, now())) await desk.agentMayBeFree(agent.id);
    const newest = await Promise.all(
      agent.reservations.map(async ({ interactionId }) => {
        const { seq, unansweredSince } = await chats.recent(interactionId);
        if (unansweredSince !== undefined && unansweredSince <= now() - SLOW_MS)
          await roster.noteUnanswered(agent.id, interactionId, unansweredSince, now());
        return [interactionId, seq] as const;
      }),
    );
    return { t: 'pong', ...statusOf(agent, now()), chats: Object.fromEntries(newest), now: now() };
  }

  /** An agent who is silent counts as gone when the lease is over. Each renewal sets its own timer; none sets the next. */
  const watchOver = ({ id: agentId, leaseUntil }: Agent) =>
    timers.arm({ kind: 'lease', agentId, dueAt: leaseUntil }, now());

  /** A silent socket is closed when its sign-in ends, unless API Gateway closes it first. */
  async function watchSignIn({ agentId, until }: AgentWho, connectionId: ConnectionId): Promise<void> {
    if (until >= now() + LONGEST_SOCKET_MS) return;
    await timers.arm({ kind: 'sign-in', agentId, connectionId, dueAt: until }, now());
  }

  async function status({ who, connectionId }: From, { id, status, ...said }: Frame<'status'>): Answer {
    const reason = status === 'paused' ? said.reason : undefined;
    const unknown = reason === undefined ? undefined : await unknownReason(reason);
    if (unknown) return unknown;
    const agent = await agents.setStatus(who.agentId, status, reason, now());
    if (!agent) return { refused: 'agent_unknown' };
    const others = agent.connections.filter((other) => other !== connectionId);
    await Promise.all(
      others.map((other) => connections.post('agent', other, { t: 'status', ...statusOf(agent, now()) })),
    );
    if (status === 'offline') {
      // Otherwise their chats could find them ready once more.
      await agents.refreshReady(agent.id, now());
      await desk.returnChats(agent);
    }
    await desk.agentMayBeFree(agent.id);
    return { t: 'status', id, ...statusOf(agent, now()) };
  }

  async function unknownReason(reason: string): Promise<Refused | undefined> {
    const { pauseReasons } = (await configurations.current())?.configuration ?? { pauseReasons: [] };
    if (pauseReasons.some(({ id }) => id === reason)) return undefined;
    return { refused: 'pause_reason_unknown', detail: pauseReasons.map(({ id }) => id).join(', ') || 'none' };
  }

  async function sync({ who, connectionId }: From, { interactionId, after }: Frame<'sync'>): Answer {
    // A former agent may still have a socket that never said hello, and chats that were theirs.
    if (who.role === 'agent' && !(await agents.get(who.agentId))) return { refused: 'agent_unknown' };
    const { agentId, role } = who;
    const connected = await desk.follow(interactionId, { side: 'agent', agentId, role }, connectionId);
    if (connected.result === 'refused') return connected;
    const [commits, marks] = await Promise.all([
      chats.range(interactionId, after, MAX_RANGE_COMMITS),
      chats.marks(interactionId),
    ]);
    const viewer = viewerIn(connected.chat, agentId);
    const seen = cutRange(commits, after, (commit, prev) => viewOf(viewer, commit, prev, connected.chat));
    return { t: 'range', interactionId, ...seen, marks };
  }

  async function line({ who }: From, { id, queueId, after }: Frame<'line'>): Answer {
    const agent = await agents.get(who.agentId);
    if (!agent) return { refused: 'agent_unknown' };
    if (!agent.queues.includes(queueId)) return { refused: 'queue_not_yours' };
    const [whole, rows] = await Promise.all([queues.line(queueId), queues.waitingIn(queueId, LINE_ROWS + 1, after)]);
    return { t: 'line', id, queueId, ...whole, rows: rows.slice(0, LINE_ROWS), more: rows.length > LINE_ROWS };
  }

  const presence = ({ who: { agentId }, connectionId }: From, frame: Frame<'presence'>) =>
    present({ chats, connections, now }, { ...frame, actor: { side: 'agent', agentId }, connectionId });

  /** Any command that an agent may send for an interaction. */
  async function command({ who, connectionId }: From, frame: AgentCommand): Answer {
    const { id, interactionId } = frame;
    const { agentId } = who;
    const actor = await actorFor(who, frame.t);
    const target =
      isNeeded('target', frame.t) && 'to' in frame ? await targetOf(parts, interactionId, frame.to) : undefined;
    const command = commandOf(frame, actor, connectionId, target);
    const after = 'after' in frame ? frame.after : undefined;
    const execution = await desk.run({ interactionId, id, after, command }, connectionId);
    if (execution.result === 'refused') return { refused: whoseFault(execution, frame.t) };
    // Another console of theirs has done it already.
    if (execution.result === 'nothing') return { t: 'ack', id, interactionId };
    if (frame.t === 'upload') return uploadAnswer(parts, id, execution);
    return { t: 'ack', id: execution.commit.id, interactionId, commit: agentCommit(execution, agentId) };
  }

  /** With what the command must know of the person who sends it, by the configuration in force. */
  async function actorFor(who: AgentWho, t: AgentCommand['t']): Promise<Extract<Actor, { side: 'agent' }>> {
    const { agentId, role } = who;
    const rights = isNeeded('rights', t) ? await agents.get(agentId) : undefined;
    const oversight = isNeeded('oversight', t) ? oversightOf(who, await configurations.current()) : undefined;
    return { side: 'agent', agentId, role, ...(rights ? { rights } : {}), ...(oversight ? { oversight } : {}) };
  }

  /** Only for a chat that one could hand over. */
  async function targets({ who }: From, { id, interactionId }: Frame<'targets'>): Answer {
    const actor = await actorFor(who, 'transfer');
    const { chat } = await chats.load(interactionId);
    if (!chat.stage) return { refused: 'chat_unknown' };
    if (!talksIn(chat, actor) && !overseer(chat, actor)) return { refused: 'chat_not_yours' };
    return { t: 'targets', id, interactionId, ...(await targetsOf(parts, chat, who.agentId)) };
  }

  /** Whoever may read the chat now: in it, asked to take it, or a supervisor of its queue. */
  async function fileLink({ who }: From, frame: Frame<'file-link'>): Answer {
    const actor = await actorFor(who, 'watch');
    const { chat } = await chats.load(frame.interactionId);
    if (!chat.stage) return { refused: 'chat_unknown' };
    if (!isWith(chat, actor) && !overseer(chat, actor)) return { refused: 'chat_not_yours' };
    return fileAnswer(parts, chat.id, frame);
  }

  return { hello, ping, status, sync, line, presence, targets, fileLink, command };
}

/** A place may be missing with the agent who is asked, and nobody else's can be for somebody who is in no configuration. */
function whoseFault({ refused, agent }: Extract<Execution, { result: 'refused' }>, t: AgentCommand['t']): ErrorCode {
  if (refused !== 'agent_full' && refused !== 'agent_away') return refused;
  if (isNeeded('target', t)) return refused === 'agent_full' ? 'target_full' : 'target_away';
  return agent ? refused : 'agent_unknown';
}
