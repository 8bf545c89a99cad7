/** A person whom the tenant knows (C3, E5): what is on file about them, apart from what somebody claims in one interaction. */
import * as z from 'zod/mini';
import { kept, MAX_LISTS } from '../bounds.ts';
import { ContactId, ListId } from '../ids.ts';
import { Email, fitChat, Phone, slug, Variables, VisitorName } from '../words.ts';
import { MatchKey } from './match.ts';

/** As many as a person can be known by, and as contacts can be merged into one: a merge moves all keys in one transaction. */
export const MAX_KEYS = 40;
const MAX_MERGED = 40;

export const KnownContact = z.object({
  id: ContactId,
  name: kept(z.string(), VisitorName),
  email: z.exactOptional(kept(z.string(), Email)),
  phone: z.exactOptional(kept(z.string(), Phone)),
  /** The tenant's own (`contactFields`), by their id. */
  fields: Variables,
  /** The tenant's contact lists that it is on. */
  lists: kept(z.array(ListId), z.array(slug).check(z.maxLength(MAX_LISTS))),
  /** By which whoever comes again is found to be this contact. */
  keys: z.array(MatchKey).check(z.maxLength(MAX_KEYS)),
  /** Contacts that turned out to be the same person: their interactions are this one's too. */
  merged: z.array(ContactId).check(z.maxLength(MAX_MERGED)),
  /** Milliseconds since 1970 (UTC). */
  createdAt: z.int().check(z.nonnegative()),
  /** Counts the changes, so that of two at once one is refused. */
  revision: z.int(),
});
export type KnownContact = z.infer<typeof KnownContact>;

/** What somebody says about themselves that the tenant keeps of its contacts. */
export const fieldsIn = (said: Variables, { contactFields }: { contactFields: readonly { id: string }[] }): Variables =>
  Object.fromEntries(Object.entries(said).filter(([name]) => contactFields.some(({ id }) => id === name)));

/** What is on file about the survivor wins. Undefined if together they would be more than one contact may have. */
export function mergedInto(survivor: KnownContact, other: KnownContact): KnownContact | undefined {
  const keys = [...new Set([...survivor.keys, ...other.keys])];
  const merged = [...survivor.merged, other.id, ...other.merged];
  const lists = [...new Set([...survivor.lists, ...other.lists])].slice(0, MAX_LISTS);
  const fields = { ...other.fields, ...survivor.fields };
  const fits = keys.length <= MAX_KEYS && merged.length <= MAX_MERGED && fitChat(fields);
  return fits ? { ...other, ...survivor, fields, lists, keys, merged, revision: survivor.revision + 1 } : undefined;
}
