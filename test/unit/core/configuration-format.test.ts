/** A configuration published by one release can be read by the others, or its format says that it cannot. */
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CONFIGURATION_FORMAT, upcast } from '../../../core/configuration/format.ts';
import { Configuration } from '../../../core/configuration/schema.ts';
import { formatNow, readFormat } from '../../support/releases.ts';

const formats = Array.from({ length: CONFIGURATION_FORMAT }, (_, n) => n + 1);

const CHANGED = `The configuration’s schema is no longer the one of format ${CONFIGURATION_FORMAT}, which tenants have.
Functions of that format would not understand, or refuse, what is published by this one. Raise the format: add a step to
core/configuration/format.ts that makes the new format of the old one, and run npm run release-rows. Only where functions of
that format read everything that may be written now in the same way: put the new schema into test/releases/configuration-${CONFIGURATION_FORMAT}.json.`;

test('H6 the schema of the configuration is the one that its format stands for', () => {
  expect(formatNow().schema, CHANGED).toEqual(readFormat(CONFIGURATION_FORMAT).schema);
});

test.each(formats)('H6 what was published in format %i is read', (format) => {
  const { example } = readFormat(format);
  const read = Configuration.parse(upcast(example, format));
  expect(read.queues.length).toBeGreaterThan(1);
});

test('H6 an older format goes through every step to the newest, and the newest through none', () => {
  const steps = [(older: unknown) => [older, 'two'], (older: unknown) => [older, 'three']];
  expect(upcast('one', 1, steps)).toEqual([['one', 'two'], 'three']);
  expect(upcast('two', 2, steps)).toEqual(['two', 'three']);
  expect(upcast('three', 3, steps)).toBe('three');
});

describe('what is read', () => {
  const Part = z.looseObject({
    properties: z.optional(z.record(z.string(), z.unknown())),
    items: z.optional(z.unknown()),
    additionalProperties: z.optional(z.unknown()),
    anyOf: z.optional(z.array(z.unknown())),
    oneOf: z.optional(z.array(z.unknown())),
  });

  /** `queues.members.penalty`: names of settings, through lists and alternatives. */
  function settingsOf(schema: unknown, path = ''): string[] {
    const { success, data } = Part.safeParse(schema);
    if (!success) return [];
    const { properties = {}, items, anyOf = [], oneOf = [] } = data;
    return [
      ...Object.entries(properties).flatMap(([name, of]) => [`${path}${name}`, ...settingsOf(of, `${path}${name}.`)]),
      ...[items, ...anyOf, ...oneOf].flatMap((of) => settingsOf(of, path)),
    ];
  }

  function settingsIn(value: unknown, path = ''): string[] {
    if (Array.isArray(value)) return value.flatMap((each) => settingsIn(each, path));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, of]) => [`${path}${name}`, ...settingsIn(of, `${path}${name}.`)]);
  }

  test('H6 holds every setting that there is', () => {
    const settings = new Set(settingsOf(formatNow().schema));
    expect(settings.size).toBeGreaterThan(100);
    const shown = new Set(settingsIn(readFormat(CONFIGURATION_FORMAT).example));
    expect([...settings].filter((setting) => !shown.has(setting))).toEqual([]);
  });
});
