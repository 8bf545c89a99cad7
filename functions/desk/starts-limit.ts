/** Limits how many chats one address may start within a while. Chats already started may still be repeated. */
import { createHmac } from 'node:crypto';
import type { ChatStore, KeyStore, VisitStore } from '../../adapters/stores.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import type { InteractionId } from '../../core/ids.ts';
import type { Refused } from '../edge/stack.ts';

interface Parts {
  visits: Pick<VisitStore, 'admit'>;
  chats: Pick<ChatStore, 'newest'>;
  keys: Pick<KeyStore, 'hidesAddresses'>;
  now: () => number;
}

export type StartsLimit = ReturnType<typeof createStartsLimit>;

/**
 * Undefined: continue. Counts in fixed windows: a start costs one write and no read, regardless of the number, and two adjacent
 * windows let through at most twice as many.
 */
export const createStartsLimit =
  ({ visits, chats, keys, now }: Parts) =>
  async (
    { startsPerAddress: { most, withinS } }: Pick<Configuration, 'startsPerAddress'>,
    /** The address, or the part of it that counts as one caller. */
    network: string,
    interactionId: InteractionId,
  ): Promise<Refused | undefined> => {
    if (most === 0) return undefined;
    const windowMs = withinS * 1000;
    const endsAt = (Math.floor(now() / windowMs) + 1) * windowMs;
    const who = createHmac('sha256', await keys.hidesAddresses(now()))
      .update(network)
      .digest('base64url')
      .slice(0, 22);
    if ((await visits.admit(`starts/${who}/${withinS}/${endsAt}`, interactionId, most, endsAt)) === 'admitted')
      return undefined;
    // A start whose answer was lost is repeated, and its chat exists.
    if ((await chats.newest(interactionId)) > 0) return undefined;
    return { refused: 'starts_limited', retryAfterS: Math.ceil((endsAt - now()) / 1000) };
  };
