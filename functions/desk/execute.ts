/** Runs one command on one chat: load, decide, append; once more from the start when another writer was first. */
import { type Appended, type ChatStore, LOOK_BACK } from '../../adapters/stores.ts';
import type { ListedAgent } from '../../core/agent/agent.ts';
import type { CommandId, InteractionId } from '../../core/ids.ts';
import { authorOf, type Command } from '../../core/interaction/commands.ts';
import { decide, type Refusal } from '../../core/interaction/decide.ts';
import type { Commit } from '../../core/interaction/events.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import { type Chat, newChat, type StartedChat } from '../../core/interaction/state.ts';

/** Two sides and a timer write to one chat, and to one that rings everybody who joins: more lost races mean that something is wrong. */
const MAX_TRIES = 12;

export type Execution =
  /** The commit stands, by this call or, when the command was repeated, by an earlier one. `agents`: whom it gave or took something. */
  | { result: 'committed'; before: Chat; chat: StartedChat; commit: Commit; agents: ListedAgent[] }
  | { result: 'repeated'; before: Chat; chat: StartedChat; commit: Commit }
  /** The command has no meaning any more, such as a timer's that comes late. */
  | { result: 'nothing'; chat: StartedChat }
  /** `behind`: whether the command is a repeated one cannot be told, since the sender has not looked at more than `LOOK_BACK` commits. */
  | { result: 'refused'; refused: 'behind' | Refusal | Exclude<Appended['is'], 'appended' | 'conflict'> };

export interface Execute {
  interactionId: InteractionId;
  /** The command's id: sent again, it is the same command. */
  id: CommandId;
  command: Command;
  /** Newest commit in which the sender has looked for the command; a repeated id is looked for after it. */
  after?: number | undefined;
  /** The chat as it was a moment ago, for a command of our own: saves the first load. Where it has moved on, the append says so. */
  known?: StartedChat | undefined;
  /** Those to whom it gives something, as they were a moment ago. */
  agents?: ListedAgent[] | undefined;
}

export async function execute(
  chats: ChatStore,
  { interactionId, id, command, after, known, agents }: Execute,
  now: number,
): Promise<Execution> {
  const by = authorOf(command);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { chat: before, tail } =
      tries === 0 && known ? { chat: known, tail: [] } : await chats.load(interactionId, after);
    const earlier = tail.find((commit) => commit.id === id && commit.by === by);
    if (earlier && before.status !== 'new') {
      // As if from nothing, so that whatever should have followed the first time follows now.
      return { result: 'repeated', before: newChat(interactionId), chat: before, commit: earlier };
    }

    if (after !== undefined && after < before.seq - LOOK_BACK) return { result: 'refused', refused: 'behind' };
    const decision = decide(before, command, now);
    if ('refused' in decision) return { result: 'refused', refused: decision.refused };
    if (decision.events.length === 0) {
      if (before.status === 'new') return { result: 'refused', refused: 'chat_unknown' };
      return { result: 'nothing', chat: before };
    }

    const commit: Commit = { seq: before.seq + 1, at: now, id, by, events: decision.events };
    const chat = evolve(before, commit);
    if (chat.status === 'new') throw new Error(`Chat ${interactionId} did not start by ${command.type}`);
    const appended = await chats.append([{ before, commit, after: chat }], now, agents);
    if (appended.is === 'appended') return { result: 'committed', before, chat, commit, agents: appended.agents };
    if (appended.is !== 'conflict') return { result: 'refused', refused: appended.is };
  }
  throw new Error(`Chat ${interactionId}: lost ${MAX_TRIES} races for a commit in a row`);
}
