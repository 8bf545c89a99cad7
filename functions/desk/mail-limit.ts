/** How many mails go to one address, or in its name, in an hour: strangers cannot fill a mailbox or a bill. */
import { createHmac } from 'node:crypto';
import type { KeyStore, VisitStore } from '../../adapters/stores.ts';
import { emailKey } from '../../core/email.ts';

interface Parts {
  visits: Pick<VisitStore, 'admit'>;
  keys: Pick<KeyStore, 'hidesAddresses'>;
  now: () => number;
}

/**
 * `recipient`: a person reads no more of what is left for them. `visitor`: a recipient that answers automatically answers them.
 * `transcript`: more than one visitor needs. `letter`: of what agents write to one address.
 */
const MOST = { recipient: 200, visitor: 10, transcript: 5, letter: 20 };
const HOUR_MS = 3_600_000;

export type MailLimit = ReturnType<typeof createMailLimit>;

/** `request`: the same one counts once. */
export const createMailLimit =
  ({ visits, keys, now }: Parts) =>
  async (of: keyof typeof MOST, address: string, request: string): Promise<boolean> => {
    const endsAt = (Math.floor(now() / HOUR_MS) + 1) * HOUR_MS;
    const hidden = await keys.hidesAddresses(now());
    const who = createHmac('sha256', hidden).update(emailKey(address)).digest('base64url').slice(0, 22);
    return (await visits.admit(`mails/${of}/${who}/${endsAt}`, request, MOST[of], endsAt)) === 'admitted';
  };
