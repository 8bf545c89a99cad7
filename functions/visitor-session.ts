/** The token with which a visitor opens the socket of one chat. */
import type { ChatId } from '../core/ids.ts';
import type { SessionAnswer } from '../protocol/visitor.ts';
import type { Tokens } from './wiring.ts';

const TOKEN_S = 15 * 60;
/** A laptop that slept overnight comes back to its chat with the token it had. */
export const RENEWABLE_S = 24 * 60 * 60;

export async function visitorSession(
  tokens: Tokens,
  chatId: ChatId,
  socketUrl: string,
  now: number,
): Promise<SessionAnswer> {
  const token = await tokens.issue({ audience: 'visitor', subject: chatId, claims: {}, ttlS: TOKEN_S, now });
  return { chatId, token, expiresAt: now + TOKEN_S * 1000, socketUrl };
}
