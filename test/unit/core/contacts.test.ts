/** Contacts (C3, E5): who is the same person, and what a merge keeps. */
import { expect, it } from 'vitest';
import { type KnownContact, mergedInto } from '../../../core/contacts/contact.ts';
import { type MatchBy, MatchKey, matchKey } from '../../../core/contacts/match.ts';
import { ContactFieldId, ContactId, ListId } from '../../../core/ids.ts';

const customer = ContactFieldId.parse('customer');
const field = { field: customer };

it.each<[MatchBy, object, object]>([
  ['email', { email: 'Marta@Correo.example' }, { email: 'marta@correo.EXAMPLE' }],
  ['email', { email: 'jose\u0301@correo.example' }, { email: 'jos\u00e9@correo.example' }],
  ['email', { email: 'ana@пример.рф' }, { email: 'ana@xn--e1afmkfd.xn--p1ai' }],
  ['phone', { phone: '+34600555144' }, { phone: '0034600555144' }],
  [field, { fields: { customer: 'CA-48377' } }, { fields: { customer: ' ｃａ-48377' } }],
  [field, { fields: { customer: 48377 } }, { fields: { customer: '48377' } }],
])('C3 by %j, %j is %j', (by, one, other) => {
  const keys = [one, other].map((each) => matchKey(by, { fields: {}, ...each }));
  expect(keys[0]).toBe(keys[1]);
  expect(MatchKey.parse(keys[0])).toBeTruthy();
});

it.each<[MatchBy, object]>([
  ['email', {}],
  ['phone', { email: 'marta@correo.example' }],
  [field, { fields: {} }],
  [field, { fields: { customer: ' ' } }],
  [field, { fields: { customer: 'x'.repeat(255) } }],
])('C3 by %j nobody is known by %j', (by, said) => {
  expect(matchKey(by, { fields: {}, ...said })).toBeUndefined();
});

it('C3 a phone and a field with the same value are not the same person', () => {
  const said = { phone: '600555144', fields: { customer: '600555144' } };
  expect(matchKey('phone', said)).not.toBe(matchKey(field, said));
});

const contact = (id: string, more: Partial<KnownContact> = {}): KnownContact => ({
  ...{ id: ContactId.parse(id), name: id, fields: {}, lists: [], keys: [], merged: [], createdAt: 1, revision: 3 },
  ...more,
});

it('E5 a merge keeps what either had; where both have something, the survivor’s', () => {
  const vip = ListId.parse('vip');
  const older = contact('older', {
    email: 'a@b.example',
    fields: { [customer]: '1' },
    merged: [ContactId.parse('first')],
  });
  const survivor = contact('survivor', { phone: '600555144', fields: { [customer]: '2' }, lists: [vip] });
  expect(mergedInto(survivor, older)).toEqual({
    ...survivor,
    ...{ email: 'a@b.example', merged: ['older', 'first'], revision: 4 },
  });
});

it('E5 two contacts that are too much for one are not merged', () => {
  const keys = Array.from({ length: 25 }, (_, n) => MatchKey.parse(`email ${n}`));
  expect(mergedInto(contact('a', { keys }), contact('b', { keys }))).toBeDefined();
  expect(mergedInto(contact('a', { keys }), contact('b', { keys: keys.map((key) => MatchKey.parse(`${key}b`)) }))).toBe(
    undefined,
  );
  const long = (name: string) => ({ [ContactFieldId.parse(name)]: 'é'.repeat(2100) });
  expect(mergedInto(contact('a', { fields: long('a') }), contact('b', { fields: long('b') }))).toBe(undefined);
});
