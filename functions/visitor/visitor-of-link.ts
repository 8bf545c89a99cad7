/** Whom a link in an e-mail was sent to (D11, A6). */
import type { Refused } from '../edge/stack.ts';
import type { Tokens } from '../wiring.ts';
import { type VisitorWho, visitorOf } from './visitor-who.ts';

export async function visitorOfLink(
  tokens: Pick<Tokens, 'verify'>,
  token: string,
  purpose: 'link' | 'stop' | 'reply',
  now: number,
): Promise<VisitorWho | Refused> {
  const verified = await tokens.verify(token, purpose, now);
  if (verified === 'token_expired') return { refused: 'link_expired' };
  if (verified === 'token_invalid') return { refused: 'link_invalid' };
  return visitorOf(verified.subject, verified.claims);
}
