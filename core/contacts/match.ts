/** By what a contact is found again (C3): one spelling for each value, so that two spellings are not two people. */
import * as z from 'zod/mini';
import { emailKey } from '../email.ts';
import { ContactFieldId } from '../ids.ts';
import { FieldName } from '../words.ts';
import type { KnownContact } from './contact.ts';

/** The field that tells contacts apart. */
export const MatchBy = z.union([
  z.enum(['email', 'phone']),
  z.strictObject({ field: z.pipe(FieldName, ContactFieldId) }),
]);
export type MatchBy = z.infer<typeof MatchBy>;

/** More is a text, not a name for somebody. */
const MOST_CHARS = 254;

/** What it is, a space, and its value in one spelling. */
export const MatchKey = z.string().check(z.maxLength(400)).brand<'MatchKey'>();
export type MatchKey = z.infer<typeof MatchKey>;

/** Undefined if the contact has no such value: then nobody can be found by it, and no contact is created. */
export function matchKey(by: MatchBy, { email, phone, fields }: Pick<KnownContact, 'email' | 'phone' | 'fields'>) {
  if (by === 'email') return keyOf('email', email && emailKey(email));
  if (by === 'phone') return keyOf('phone', phone && digits(phone));
  const value = fields[by.field];
  return keyOf(by.field, value === undefined ? undefined : folded(String(value)));
}

/** No field has the id `email` or `phone`: a configuration with one is refused. */
const keyOf = (name: string, value: string | undefined): MatchKey | undefined =>
  value && value.length <= MOST_CHARS ? (`${name} ${value}` as MatchKey) : undefined;

/** `00` is the `+` of most of the world. */
const digits = (phone: string): string => phone.replace(/\D/g, '').replace(/^00/, '');

const folded = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
