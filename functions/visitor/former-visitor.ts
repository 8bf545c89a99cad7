/** The visitor of an earlier chat, by the token that their page still has. */
import { RENEWABLE_S } from '../../adapters/token.ts';
import type { Tokens } from '../wiring.ts';
import { type VisitorWho, visitorOf } from './visitor-who.ts';

/** Undefined without a token, and with one that is too old or not ours: then there was no such chat. */
export async function formerVisitor(
  tokens: Pick<Tokens, 'verify'>,
  token: string | undefined,
  now: number,
): Promise<VisitorWho | undefined> {
  if (token === undefined) return undefined;
  const verified = await tokens.verify(token, 'visitor', now, RENEWABLE_S);
  return typeof verified === 'string' ? undefined : visitorOf(verified.subject, verified.claims);
}
