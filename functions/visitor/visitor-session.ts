/** The token with which a visitor opens the socket of one chat. */
import { VISITOR_S } from '../../adapters/token.ts';
import type { SessionAnswer } from '../../protocol/visitor.ts';
import type { Tokens } from '../wiring.ts';
import { saidOf, type VisitorWho } from './visitor-who.ts';

export async function visitorSession(
  tokens: Tokens,
  who: VisitorWho,
  socketUrl: string,
  now: number,
): Promise<SessionAnswer> {
  const token = await tokens.issue({ audience: 'visitor', ...saidOf(who), ttlS: VISITOR_S, now });
  return { interactionId: who.interactionId, token, expiresAt: now + VISITOR_S * 1000, socketUrl };
}
