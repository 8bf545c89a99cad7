import { expect, test } from 'vitest';
import { agentLine } from '../../../operate/configuration.ts';

const read = (line: string): unknown => new Function(`return [${line}]`)()[0];

test.each([
  ["o'brien@acme.com", "Maeve O'Brien"],
  ['anna@acme.com', 'Anna "Änna" \\'],
  ['anna@acme.com', "Anna',\n\u2028admin: `1` //"],
  ['анна@почта.рф', undefined],
])('H7 the line for %s and %s can be pasted, and says just that', (email, name) => {
  expect(read(agentLine(email, name))).toMatchObject({ name: name ?? email.split('@')[0], email, capacity: 2 });
});
