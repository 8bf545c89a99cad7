/**
 * To which contact it leads what somebody says about themselves (C3). Nobody has verified it, so it changes nothing about a
 * contact that is known already.
 */
import type { ContactStore } from '../../adapters/stores.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import { fieldsIn } from '../../core/contacts/contact.ts';
import { type MatchBy, matchKey } from '../../core/contacts/match.ts';
import { ContactId } from '../../core/ids.ts';
import type { Contact } from '../../core/interaction/facts.ts';
import type { Variables } from '../../core/words.ts';

interface Parts {
  contacts: Pick<ContactStore, 'matched'>;
  now: () => number;
  newId: () => string;
}

interface Said {
  contact: Contact;
  variables: Variables;
  configuration: Configuration;
  /** By what they are known from earlier. */
  contactMatch: MatchBy;
}

export type KnownContactOf = ReturnType<typeof createKnownContact>;

export const createKnownContact =
  ({ contacts, now, newId }: Parts) =>
  /** Undefined if they say nothing to be known by. */
  async ({ contact, variables, configuration, contactMatch }: Said): Promise<ContactId | undefined> => {
    const { name, email, phone } = contact;
    const fields = fieldsIn(variables, configuration);
    const said = { name, fields, ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) };
    const match = matchKey(contactMatch, said);
    return (
      match &&
      contacts.matched(match, () => ({
        ...{ ...said, id: ContactId.parse(newId()), lists: [], keys: [match], merged: [] },
        ...{ createdAt: now(), revision: 1 },
      }))
    );
  };
