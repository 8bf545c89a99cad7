/** The content of contacts' rows. */
import * as z from 'zod/mini';
import { KnownContact } from '../../core/contacts/contact.ts';
import { ContactId } from '../../core/ids.ts';
import { json, number, text } from './attributes.ts';
import { row } from './rows.ts';

/** `into`: the contact that it was merged into. The rest stays as it was, to be looked up. */
const ContactRow = row('contact', {
  revision: number,
  contact: json(KnownContact),
  into: z.exactOptional(z.pipe(text, ContactId)),
});
const MatchRow = row('contact by value', { contactId: z.pipe(text, ContactId) });

export const contactRow = (contact: KnownContact, into?: ContactId) =>
  z.encode(ContactRow, { revision: contact.revision, contact, ...(into !== undefined && { into }) });

export const readContact = (row: unknown): { contact: KnownContact; into?: ContactId } => ContactRow.parse(row);
export const readMatch = (row: unknown): ContactId => MatchRow.parse(row).contactId;
