/** What agents change about a contact (E5). */
import * as z from 'zod/mini';
import { MAX_LISTS } from '../bounds.ts';
import { type ContactFieldId, ListId } from '../ids.ts';
import { Email, GivenVariables, Phone, slug, VisitorName } from '../words.ts';
import { fieldsIn, type KnownContact, MAX_KEYS } from './contact.ts';
import { type MatchBy, type MatchKey, matchKey } from './match.ts';

/** All of it as it shall be: what is missing is taken away. */
export const ContactEdit = z.object({
  name: VisitorName,
  email: z.exactOptional(Email),
  /** Digits, and a `+` before them. */
  phone: z.exactOptional(Phone),
  fields: GivenVariables,
  lists: z.array(z.pipe(slug, ListId)).check(z.maxLength(MAX_LISTS)),
});
export type ContactEdit = z.infer<typeof ContactEdit>;

/** As far as the configuration says what a contact can be. */
interface Rules {
  websites: readonly { contactMatch: MatchBy }[];
  contactFields: readonly { id: ContactFieldId }[];
  lists: readonly { id: ListId }[];
}

/** Whoever comes with a new value is this contact, and with an old one no more. What it got by merges stays its own. */
export function edited(contact: KnownContact, edit: ContactEdit, rules: Rules): KnownContact {
  const { id, merged, createdAt, revision } = contact;
  const now = {
    ...edit,
    fields: fieldsIn(edit.fields, rules),
    lists: rules.lists.flatMap((list) => (edit.lists.includes(list.id) ? [list.id] : [])),
  };
  const { websites, contactFields } = rules;
  const all: MatchBy[] = ['email', 'phone', ...contactFields.map((field) => ({ field: field.id }))];
  const old = keysOf(contact, all);
  const own = contact.keys.filter((key) => !old.includes(key));
  const found = keysOf(
    now,
    websites.map(({ contactMatch }) => contactMatch),
  );
  const keys = [...new Set([...own, ...found])].slice(-MAX_KEYS);
  return { ...now, id, merged, createdAt, keys, revision: revision + 1 };
}

const keysOf = (contact: Pick<KnownContact, 'email' | 'phone' | 'fields'>, by: readonly MatchBy[]): MatchKey[] =>
  by.flatMap((each) => matchKey(each, contact) ?? []);
