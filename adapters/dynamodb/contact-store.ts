/** Contacts, and by which values they are found. */
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { KnownContact } from '../../core/contacts/contact.ts';
import type { MatchKey } from '../../core/contacts/match.ts';
import type { ContactId } from '../../core/ids.ts';
import type { ContactStore } from '../stores.ts';
import { N, S } from './attributes.ts';
import { cancelled, expressions, type Table } from './client.ts';
import { contactRow, readContact, readMatch } from './contact-rows.ts';
import { contactKey, isNew, isRevision, leadsTo, matchKey } from './keys.ts';

export function createContactStore({ client, table: TableName }: Table): ContactStore {
  const put = (contact: KnownContact, was?: KnownContact, into?: ContactId): TransactWriteItem => ({
    Put: {
      TableName,
      Item: { ...contactKey(contact.id), ...contactRow(contact, into) },
      ...(was
        ? expressions({ ConditionExpression: isRevision, values: { revision: N(was.revision) } })
        : expressions({ ConditionExpression: isNew })),
    },
  });
  /** `from`: whose it must be now; undefined: nobody's. */
  const lead = (match: MatchKey, to: ContactId, from?: ContactId): TransactWriteItem => ({
    Put: {
      TableName,
      Item: { ...matchKey(match), contactId: S(to) },
      ...(from
        ? expressions({ ConditionExpression: leadsTo, values: { contactId: S(from) } })
        : expressions({ ConditionExpression: isNew })),
    },
  });

  async function find(match: MatchKey, isConsistent: boolean): Promise<ContactId | undefined> {
    const Key = matchKey(match);
    const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: isConsistent }));
    return Item && readMatch(Item);
  }

  async function matched(match: MatchKey, draft: () => KnownContact): Promise<ContactId> {
    const known = await find(match, false);
    if (known) return known;
    const contact = draft();
    if (!(await cancelled(client, [put(contact), lead(match, contact.id)]))) return contact.id;
    // Somebody was first.
    return (await find(match, true)) ?? matched(match, draft);
  }

  async function get(contactId: ContactId): Promise<KnownContact | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: contactKey(contactId), ConsistentRead: true }),
    );
    const read = Item && readContact(Item);
    return read?.into === undefined ? read?.contact : get(read.into);
  }

  async function change(contact: KnownContact, was: KnownContact): Promise<'changed' | 'conflict' | 'taken'> {
    const given = contact.keys.filter((match) => !was.keys.includes(match));
    const over = was.keys.filter((match) => !contact.keys.includes(match));
    const refused = await cancelled(client, [
      put(contact, was),
      ...given.map((match) => lead(match, contact.id)),
      ...over.map((match) => ({ Delete: { TableName, Key: matchKey(match) } })),
    ]);
    if (!refused) return 'changed';
    return refused[0]?.Code === 'ConditionalCheckFailed' || given.length === 0 ? 'conflict' : 'taken';
  }

  async function merge(survivor: KnownContact, was: KnownContact, other: KnownContact): Promise<'merged' | 'conflict'> {
    const refused = await cancelled(client, [
      put(survivor, was),
      put({ ...other, revision: other.revision + 1 }, other, survivor.id),
      ...other.keys.map((match) => lead(match, survivor.id, other.id)),
    ]);
    return refused ? 'conflict' : 'merged';
  }

  return { matched, get, change, merge };
}
