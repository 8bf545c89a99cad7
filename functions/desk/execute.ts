/** Runs one command on one chat: load, decide, append; starts again if another writer was first. */
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

/**
 * Two sides and a timer write to one chat, and to a ringing one everyone who joins. More lost races than this mean that
 * something is wrong.
 */
const MAX_TRIES = 12;

/** A saved commit, and the agents it gave something to or took something from, as they are afterwards. */
export interface Committed {
  before: Interaction | Unstarted;
  chat: Interaction;
  commit: Commit;
  agents: ListedAgent[];
}

export type Execution =
  /** `also`: commits of other chats, written in the same transaction. */
  | (Committed & { result: 'committed'; also: Committed[] })
  /** An earlier call saved the commit. */
  | (Committed & { result: 'repeated' })
  /** The command no longer means anything, such as a late timer's. */
  | { result: 'nothing'; chat: Interaction }
  | { result: 'refused'; refused: Reason; agent?: ListedAgent | undefined };

/**
 * `behind`: impossible to tell whether the command was repeated, because the sender has not seen more than `LOOK_BACK` commits.
 */
type Reason = 'behind' | Refusal | Exclude<Appended['is'], 'appended' | 'conflict'>;

export interface Execute {
  interactionId: InteractionId;
  /** The command's id: with the same id it is the same command. */
  id: CommandId;
  command: Command;
  /** The newest commit up to which the sender has looked for the command. A repeated id is looked for after it. */
  after?: number | undefined;
  /**
   * The chat as it was a moment ago, for one of our own commands: saves the first load. If it has changed, the append reports
   * it.
   */
  known?: Interaction | undefined;
  /** The agents it gives something to, as they were a moment ago. */
  agents?: ListedAgent[] | undefined;
}

/** What is written together with a commit: more events of the same chat, another chat, and the agents used for that decision. */
export interface Company {
  events?: InteractionEvent[];
  also?: Change[];
  agents?: ListedAgent[];
}

/**
 * Offers company for a commit, one after another while the previous was unavailable, and receives the reason each time. The
 * return value goes with the commit alone.
 */
export type Accompany = (change: Change) => AsyncGenerator<Company, Company | undefined, Appended>;

export async function execute(
  { chats, accompany = alone }: { chats: ChatStore; accompany?: Accompany },
  { interactionId, id, command, after, known, agents }: Execute,
  now: number,
): Promise<Execution> {
  const by = authorOf(command);
  // A chat that starts does not exist yet; if it does, the append reports it.
  const first = command.type === 'start' ? unstarted(interactionId) : known;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { chat: before, tail } =
      tries === 0 && first ? { chat: first, tail: [] } : await chats.load(interactionId, after);
    const earlier = tail.find((commit) => commit.id === id && commit.by === by);
    if (earlier && before.stage && isOfReader(before, earlier)) {
      // As if from nothing, so that everything that should have followed the first time follows now.
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

/** Not one that another visitor caused, before this one came with the same tracking id (A14). */
const isOfReader = ({ visitor }: Interaction, { by, seq }: Commit): boolean =>
  by !== 'visitor' || seq > visitor.readsFrom;

/** A commit without company. */
export async function* alone(): AsyncGenerator<Company, undefined, Appended> {}

/** True regardless of company: another writer was first, or the tenant is at its limit. */
const isOfChat = (appended: Appended): boolean =>
  appended.is === 'tenant_full' || (appended.is === 'conflict' && appended.of === 0);

function executed([first, ...also]: Change[], agents: ListedAgent[]): Committed & { also: Committed[] } {
  if (!first) throw new Error('Nothing was written');
  return { ...committed(first, agents), also: also.map((change) => committed(change, agents)) };
}

function committed({ before, commit, after: chat }: Change, agents: ListedAgent[]): Committed {
  return { before, chat, commit, agents };
}

/** The saved commits of an execution. */
export const commitsOf = (execution: Execution): Committed[] => {
  if (execution.result === 'committed') return [execution, ...execution.also];
  return execution.result === 'repeated' ? [execution] : [];
};
