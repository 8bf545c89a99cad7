/** Runs one command on one chat: load, decide, append; once more from the start when another writer was first. */
import { type Appended, type ChatStore, LOOK_BACK } from '../../adapters/stores.ts';
import type { ListedAgent } from '../../core/agent/agent.ts';
import type { CommandId, InteractionId } from '../../core/ids.ts';
import { authorOf, type Command } from '../../core/interaction/commands.ts';
import { decide } from '../../core/interaction/decide.ts';
import type { Commit, InteractionEvent } from '../../core/interaction/events.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import type { Change } from '../../core/interaction/holdings.ts';
import { type Interaction, type Unstarted, unstarted } from '../../core/interaction/state.ts';
import type { Refusal } from '../../core/interaction/topic.ts';

/** Two sides and a timer write to one chat, and to one that rings everybody who joins: more lost races mean that something is wrong. */
const MAX_TRIES = 12;

/** A commit that stands, and those to whom it gave something or from whom it took something, as they were left. */
export interface Committed {
  before: Interaction | Unstarted;
  chat: Interaction;
  commit: Commit;
  agents: ListedAgent[];
}

export type Execution =
  /** `also`: the commit of another chat that was written together with it. */
  | (Committed & { result: 'committed'; also: Committed[] })
  /** The commit stands by an earlier call. */
  | (Committed & { result: 'repeated' })
  /** The command has no meaning any more, such as a timer's that comes late. */
  | { result: 'nothing'; chat: Interaction }
  | { result: 'refused'; refused: Reason; agent?: ListedAgent | undefined };

/** `behind`: whether the command is a repeated one cannot be told, since the sender has not looked at more than `LOOK_BACK` commits. */
type Reason = 'behind' | Refusal | Exclude<Appended['is'], 'appended' | 'conflict'>;

export interface Execute {
  interactionId: InteractionId;
  /** The command's id: sent again, it is the same command. */
  id: CommandId;
  command: Command;
  /** Newest commit in which the sender has looked for the command; a repeated id is looked for after it. */
  after?: number | undefined;
  /** The chat as it was a moment ago, for a command of our own: saves the first load. Where it has moved on, the append says so. */
  known?: Interaction | undefined;
  /** Those to whom it gives something, as they were a moment ago. */
  agents?: ListedAgent[] | undefined;
}

/** What is written together with a commit: events of the same chat, another chat, and the agents that this was decided with. */
export interface Company {
  events?: InteractionEvent[];
  also?: Change[];
  agents?: ListedAgent[];
}

/**
 * Offers company for a commit, one after the other as long as it is not to be had; each time it is told why not. What it returns is
 * for the commit by itself.
 */
export type Accompany = (change: Change) => AsyncGenerator<Company, Company | undefined, Appended>;

export async function execute(
  { chats, accompany = alone }: { chats: ChatStore; accompany?: Accompany },
  { interactionId, id, command, after, known, agents }: Execute,
  now: number,
): Promise<Execution> {
  const by = authorOf(command);
  // A chat that starts is not there yet: if it is, the append says so.
  const first = command.type === 'start' ? unstarted(interactionId) : known;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { chat: before, tail } =
      tries === 0 && first ? { chat: first, tail: [] } : await chats.load(interactionId, after);
    const earlier = tail.find((commit) => commit.id === id && commit.by === by);
    if (earlier && before.stage) {
      // As if from nothing, so that whatever should have followed the first time follows now.
      return { result: 'repeated', before: unstarted(interactionId), chat: before, commit: earlier, agents: [] };
    }

    if (after !== undefined && after < before.seq - LOOK_BACK) return { result: 'refused', refused: 'behind' };
    const decision = decide(before, command, now);
    if ('refused' in decision) return { result: 'refused', refused: decision.refused };
    if (decision.events.length === 0) {
      if (!before.stage) return { result: 'refused', refused: 'chat_unknown' };
      return { result: 'nothing', chat: before };
    }

    const commit: Commit = { seq: before.seq + 1, at: now, id, by, events: decision.events };
    const companies = accompany({ before, commit, after: evolve(before, commit) });
    const { written, appended } = await appendWith(companies, before, commit);
    if (appended.is === 'appended') return { result: 'committed', ...executed(written, appended.agents) };
    if (appended.is === 'tenant_full') return { result: 'refused', refused: appended.is };
    if (appended.is !== 'conflict') return { result: 'refused', refused: appended.is, agent: appended.agent };
  }
  throw new Error(`Chat ${interactionId}: lost ${MAX_TRIES} races for a commit in a row`);

  /** Until it is written, or no company could help. */
  async function appendWith(companies: ReturnType<Accompany>, before: Interaction | Unstarted, commit: Commit) {
    for (let next = await companies.next(); ; ) {
      const company = next.value ?? {};
      const whole = { ...commit, events: [...commit.events, ...(company.events ?? [])] };
      const written = [{ before, commit: whole, after: evolve(before, whole) }, ...(company.also ?? [])];
      const appended = await chats.append(written, now, company.agents ?? agents);
      const isCompanys = appended.is !== 'appended' && !isOfChat(appended);
      if (next.done || !isCompanys) return { written, appended };
      next = await companies.next(appended);
    }
  }
}

/** A commit by itself. */
export async function* alone(): AsyncGenerator<Company, undefined, Appended> {}

/** Whatever comes with it: somebody else was first, or the tenant has as many as it may have. */
const isOfChat = (appended: Appended): boolean =>
  appended.is === 'tenant_full' || (appended.is === 'conflict' && appended.of === 0);

function executed([first, ...also]: Change[], agents: ListedAgent[]): Committed & { also: Committed[] } {
  if (!first) throw new Error('Nothing was written');
  return { ...committed(first, agents), also: also.map((change) => committed(change, agents)) };
}

function committed({ before, commit, after: chat }: Change, agents: ListedAgent[]): Committed {
  return { before, chat, commit, agents };
}

/** Of executions, the commits that stand. */
export const commitsOf = (execution: Execution): Committed[] => {
  if (execution.result === 'committed') return [execution, ...execution.also];
  return execution.result === 'repeated' ? [execution] : [];
};
