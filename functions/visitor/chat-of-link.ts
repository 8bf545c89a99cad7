/** The chat that a link in an e-mail belongs to (D11). */
import { InteractionId } from '../../core/ids.ts';
import type { Refused } from '../edge/stack.ts';
import type { Tokens } from '../wiring.ts';

export async function chatOfLink(
  tokens: Pick<Tokens, 'verify'>,
  token: string,
  purpose: 'link' | 'stop',
  now: number,
): Promise<InteractionId | Refused> {
  const verified = await tokens.verify(token, purpose, now);
  if (verified === 'token_expired') return { refused: 'link_expired' };
  if (verified === 'token_invalid') return { refused: 'link_invalid' };
  return InteractionId.parse(verified.subject);
}
