/** The token with which a visitor opens the socket of one chat. */
import { VISITOR_S } from '../../adapters/token.ts';
import type { InteractionId } from '../../core/ids.ts';
import type { SessionAnswer } from '../../protocol/visitor.ts';
import type { Tokens } from '../wiring.ts';

export async function visitorSession(
  tokens: Tokens,
  interactionId: InteractionId,
  socketUrl: string,
  now: number,
): Promise<SessionAnswer> {
  const token = await tokens.issue({ audience: 'visitor', subject: interactionId, claims: {}, ttlS: VISITOR_S, now });
  return { interactionId, token, expiresAt: now + VISITOR_S * 1000, socketUrl };
}
