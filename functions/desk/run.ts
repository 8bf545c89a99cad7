/**
 * Runs one command with what can be written along with it: the offer of a chat that would wait, or the next chat of an agent
 * who becomes free.
 */

import { decide } from '../../core/interaction/decide.ts';
import { agentsHeldBy, type Change, placeInLineOf } from '../../core/interaction/holdings.ts';
import { type Interaction, standsInLine } from '../../core/interaction/state.ts';
import { isDue } from '../../core/interaction/waiting.ts';
import { strategies } from '../../core/routing/strategies.ts';
import { type Accompany, alone, type Execute, type Execution, execute } from './execute.ts';
import { offersAlong } from './find-agent.ts';
import { type DeskParts, systemId } from './parts.ts';
import { nextAlong } from './serve-agent.ts';

export const runOne = async (parts: DeskParts, ask: Execute): Promise<Execution> =>
  execute({ chats: parts.chats, accompany: companyOf(parts) }, await withOriginal(parts, ask), parts.now());

/** With the commit that the command is about. It never changes, so it may be read before the chat. */
async function withOriginal({ chats }: DeskParts, ask: Execute): Promise<Execute> {
  const { interactionId, command } = ask;
  if (command.type !== 'revise' && command.type !== 'file') return ask;
  const [original] = await chats.range(interactionId, command.of - 1, 1);
  return { ...ask, command: { ...command, original } };
}

/** One of Foyer's own commands. */
export const runOwn = (parts: DeskParts, ask: Omit<Execute, 'id'>): Promise<Execution> =>
  runOne(parts, { ...ask, id: systemId(parts) });

const companyOf =
  (parts: DeskParts): Accompany =>
  (change) => {
    const { before, after } = change;
    const [agentId] = agentsHeldBy(before).filter((id) => !agentsHeldBy(after).includes(id));
    if (agentId !== undefined) return nextAlong(parts, agentId, change);
    return standsInLine(after) && comesTo(change) && offersNow(after, parts.now())
      ? offersAlong(parts, after)
      : alone();
  };

const comesTo = ({ before, after }: Change): boolean => placeInLineOf(before)?.lane !== placeInLineOf(after)?.lane;

/** What waiting has led to by now comes first. */
const offersNow = (chat: Interaction, now: number): boolean =>
  strategies[chat.place.terms.strategy].offersTo === 'one' &&
  !isDue(chat.place, 'overflow', now) &&
  isNothing(decide(chat, { type: 'review' }, now));

const isNothing = (decision: ReturnType<typeof decide>): boolean =>
  'events' in decision && decision.events.length === 0;
