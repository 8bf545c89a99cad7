import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { changesBetween } from '../../../core/configuration/changes.ts';
import { dangling, repeated } from '../../../core/configuration/check-names.ts';
import { entities, kindNames, listShape } from '../../../core/configuration/entities.ts';
import { Configuration } from '../../../core/configuration/schema.ts';
import { everySetting } from '../../support/every-setting.ts';

const everything = Configuration.parse(everySetting);

/** A copy with another value at a path; `[]` is the first of a list. */
function withValue(configuration: Configuration, at: string, change: (value: unknown) => unknown): Configuration {
  const copy = structuredClone(configuration);
  const steps = at.replaceAll('[]', '.0').split('.');
  const last = steps.pop() ?? '';
  const owner = steps.reduce<object>((value, step) => Reflect.get(value, step), copy);
  Reflect.set(owner, last, change(Reflect.get(owner, last)));
  return copy;
}

/** Where the example has a value, if the first entity has another shape than the path. */
const exampleAt: Readonly<Record<string, string>> = { 'steps[].queue': 'steps.7.queue' };

describe('A kind of entity is a row', () => {
  it('G2 the settings of a configuration that list entities are the rows', () => {
    for (const list of kindNames) expect(everything[list].length, list).toBeGreaterThan(0);
    expect(repeated(everything)).toEqual([]);
    expect(dangling(everything)).toEqual([]);
  });

  const references = kindNames.flatMap((list) =>
    Object.entries(entities[list].refers).map(([at, to]) => ({ list, at: exampleAt[at] ?? at, to })),
  );
  it.each(references)('G2 $list: $at names one of the $to, or is refused', ({ list, at, to }) => {
    const path = `${list}[].${at}`;
    const lost = withValue(everything, path, () => 'nowhere');
    expect(dangling(lost)).toEqual([
      {
        path: path.replaceAll('[]', '[0]').replace(/\.(\d)/, '[$1]'),
        expected: expect.stringMatching(new RegExp(`^one of the (contact )?${to} .*; there is no "nowhere"$`)),
      },
    ]);
  });

  const identified = kindNames.filter((list) => 'identity' in entities[list]);
  it.each(identified)('G2 two %s of one id are refused', (list) => {
    const twice = withValue(everything, list, (entries) => [...(entries as object[]), everything[list][0]]);
    const path = `${list}[${everything[list].length}].id`;
    expect(repeated(twice).filter((problem) => problem.path === path)).toEqual([
      { path, expected: expect.stringContaining(`already used at ${list}[0].id`) },
    ]);
  });

  describe('of a new kind', () => {
    const kinds = {
      teams: {
        schema: z.strictObject({ id: z.string(), leads: z.array(z.string()), within: z.exactOptional(z.string()) }),
        identity: 'id',
        most: 2,
        unique: { 'leads[]': (name: string) => name.toLowerCase() },
        refers: { within: 'teams', 'leads[]': 'people' },
      },
      people: {
        schema: z.strictObject({ id: z.string() }),
        identity: 'id',
        least: 1,
        most: 9,
        refers: {},
      },
    } as const;
    const Settings = z.strictObject(listShape(kinds));
    const people = [{ id: 'ana' }, { id: 'Ana' }];

    it('G2 the schema follows', () => {
      expect(Settings.parse({ people })).toEqual({ teams: [], people });
      const tooMany = ['a', 'b', 'c'].map((id) => ({ id, leads: [] }));
      for (const wrong of [{}, { people: [] }, { people, teams: tooMany }, { people, teams: [{ id: 'a' }] }]) {
        expect(Settings.safeParse(wrong).success).toBe(false);
      }
    });

    it('G2 duplicates follow, as the kind compares them and only within one list', () => {
      const teams = [
        { id: 'a', leads: ['ana', 'Ana'] },
        { id: 'a', leads: ['ana'] },
      ];
      expect(repeated({ teams, people }, kinds)).toEqual([
        { path: 'teams[1].id', expected: 'a unique value; "a" is already used at teams[0].id' },
        { path: 'teams[0].leads[1]', expected: 'a unique value; "Ana" is already used at teams[0].leads[0]' },
      ]);
    });

    it('G2 names that lead nowhere follow', () => {
      expect(dangling({ teams: [{ id: 'a', leads: ['bo'], within: 'b' }], people: [] }, kinds)).toEqual([
        { path: 'teams[0].within', expected: 'one of the teams a; there is no "b"' },
        { path: 'teams[0].leads[0]', expected: 'one of the people (none configured); there is no "bo"' },
      ]);
    });
  });
});

describe('What a publish changes', () => {
  it('G2 is said by kind and id, of rows by their table, and of settings by name', () => {
    const [orders] = everything.queues;
    const after = {
      ...everything,
      ...{ zone: 'UTC', lists: [], queueConditions: [] },
      queues: [{ ...orders, name: 'Sales' }, ...everything.queues.slice(1), { ...orders, id: 'returns' }],
    };
    expect(changesBetween(everything, Configuration.parse(after))).toEqual([
      { setting: 'zone', is: 'changed' },
      { setting: 'queues', id: 'orders', is: 'changed' },
      { setting: 'queues', id: 'returns', is: 'added' },
      { setting: 'lists', id: 'known', is: 'removed' },
      { setting: 'queueConditions', is: 'changed' },
    ]);
    expect(changesBetween(everything, everything)).toEqual([]);
  });
});
