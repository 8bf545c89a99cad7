/**
 * An upgrade runs old and new functions side by side for minutes, and a rollback runs old ones on data written by new ones. So
 * each release must read what the others store (`docs/decisions/releases-read-each-other.md`).
 */

import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { headKey } from '../../adapters/dynamodb/keys.ts';
import { rowSchemas } from '../../adapters/dynamodb/rows.ts';
import { createTokens } from '../../adapters/token.ts';
import { InteractionId, QueueId } from '../../core/ids.ts';
import { InteractionEvent } from '../../core/interaction/events.ts';
import { Interaction, SHAPE } from '../../core/interaction/state.ts';
import { Timer } from '../../core/timers.ts';
import { Ticket } from '../../functions/agent/agent-who.ts';
import { startTestEngine, storesIn, type TestEngine } from '../support/dynamodb-engine.ts';
import { becomes } from '../support/every-kind.ts';
import type { Stores } from '../support/memory-store.ts';
import {
  type Item,
  kindOf,
  plain,
  playRelease,
  type Release,
  readRelease,
  releases,
  rowKinds,
} from '../support/releases.ts';
import { kindsOf } from '../support/worst-bytes.ts';

let engine: TestEngine;
let now: Release;
beforeAll(async () => {
  engine = await startTestEngine();
  const table = await engine.createTable();
  now = await playRelease(table, storesIn(table));
});
afterAll(() => engine.stop());

const Events = z.array(z.looseObject({ type: z.string() }));
const eventsIn = (rows: Item[]) =>
  rows.filter((row) => kindOf(row) === 'commit').flatMap((row) => Events.parse(plain(row).events));
const typesOf = (union: Parameters<typeof kindsOf>[0], by: string) => kindsOf(union, by).map(([type]) => type);

describe('H6 what is played shows everything that this release keeps', () => {
  test('H6 each kind of row', () => {
    expect([...new Set(now.rows.map(kindOf))].sort()).toEqual([...rowKinds].sort());
    expect(rowKinds).toEqual(expect.arrayContaining([...rowSchemas.keys()]));
  });

  test('H6 each kind of event, and each stage of a chat', () => {
    expect(new Set(eventsIn(now.rows).map(({ type }) => type))).toEqual(new Set(typesOf(InteractionEvent, 'type')));
    const stages = typesOf(Interaction.shape.stage, 'is');
    expect(new Set(Object.values(now.became).map(({ stage }) => stage))).toEqual(new Set(stages));
  });

  test('H6 each kind of timer', () => {
    const kinds = JSON.stringify(z.toJSONSchema(Timer)).matchAll(
      /"kind":\{[^}]*?"(?:enum":\[([^\]]*)|const":("[^"]*"))/g,
    );
    const all = [...kinds].flatMap(([, several = '', one = several]) =>
      z.array(z.string()).parse(JSON.parse(`[${one}]`)),
    );
    expect(all.length).toBeGreaterThan(9);
    expect(now.timers.map(({ kind }) => kind).sort()).toEqual(all.sort());
  });
});

describe.each(releases())('release %s', (version) => {
  const then = readRelease(version);
  const ids = Object.keys(then.became).map((id) => InteractionId.parse(id));

  async function restored(): Promise<{ table: Awaited<ReturnType<TestEngine['createTable']>>; stores: Stores }> {
    const table = await engine.createTable();
    for (const Item of then.rows) await table.client.send(new PutItemCommand({ TableName: table.table, Item }));
    return { table, stores: storesIn(table) };
  }

  test('H6 its chats are what they were, by their snapshots and without them', async () => {
    const { table, stores } = await restored();
    const became = async () =>
      Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await becomes(stores, id)])));
    expect(ids.length).toBeGreaterThan(5);
    expect(await became()).toEqual(then.became);
    for (const id of ids) {
      await table.client.send(new DeleteItemCommand({ TableName: table.table, Key: headKey(id) }));
    }
    expect(await became()).toEqual(then.became);
  });

  test('H6 its log can be shown, message by message', async () => {
    const { stores } = await restored();
    for (const id of ids) {
      const log = await stores.chats.range(id, 0, 1000);
      expect(log.length).toBeGreaterThan(1);
      expect(log.some(({ unread }) => unread)).toBe(false);
    }
  });

  test('H6 its rows of every other kind are read', async () => {
    for (const row of then.rows) {
      const schema = rowSchemas.get(kindOf(row));
      if (schema) expect(() => z.core.parse(schema, row), kindOf(row)).not.toThrow();
    }
    const { stores } = await restored();
    expect((await stores.configurations.current())?.configuration.queues.length).toBeGreaterThan(2);
    expect(await stores.queues.watchers(QueueId.parse('orders'))).not.toEqual([]);
  });

  test('H6 its timers are understood', () => {
    for (const timer of then.timers) expect(Timer.parse(timer)).toEqual(timer);
  });

  test('H6 the tokens that it gave away are good', async () => {
    const { keys } = (await restored()).stores;
    const { at, visitor, agent } = then.tokens;
    expect(await createTokens(keys).verify(visitor, 'visitor', at)).toMatchObject({ subject: expect.any(String) });
    const ticket = await createTokens(keys).verify(agent, 'agent', at);
    expect(Ticket.safeParse(typeof ticket === 'string' ? ticket : ticket.claims).success).toBe(true);
  });
});

describe(`release ${releases().at(-1)}, the last, reads what this one writes`, () => {
  const last = readRelease(releases().at(-1) ?? '');
  const read = (name: string) => z.fromJSONSchema(last.schemas[name] as Parameters<typeof z.fromJSONSchema>[0]);
  const Kinds = z.looseObject({
    oneOf: z.array(z.looseObject({ properties: z.looseObject({ type: z.looseObject({ const: z.string() }) }) })),
  });
  const Log = z.looseObject({ properties: z.looseObject({ events: z.looseObject({ items: Kinds }) }) });

  test('H6 rows of each kind, but for events of new kinds, which it passes over, and snapshots of another shape, which it does without', () => {
    const known = Log.parse(last.schemas.commit).properties.events.items.oneOf.map(
      (kind) => kind.properties.type.const,
    );
    const rows = now.rows.filter((row) => kindOf(row) in last.schemas);
    expect(known.length).toBeGreaterThan(15);
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      const kind = kindOf(row);
      const value = plain(row);
      if (kind === 'commit') value.events = Events.parse(value.events).filter(({ type }) => known.includes(type));
      if (kind === 'head' && value.shape !== lastShape) continue;
      expect(
        read(kind).safeParse(value).error?.issues,
        `${kind} ${JSON.stringify(value).slice(0, 200)}`,
      ).toBeUndefined();
    }
  });

  const lastShape = plain(last.rows.find((row) => kindOf(row) === 'head') ?? {}).shape;
  test('H6 the shape of snapshots has a number of its own for each schema', () => {
    const same = JSON.stringify(now.schemas.head) === JSON.stringify(last.schemas.head);
    expect(same, 'the schema of Chat has changed: raise SHAPE (core/interaction/state.ts)').toBe(SHAPE === lastShape);
  });

  test('H6 timers, but for those of new kinds', () => {
    const known = new Set(last.timers.map(({ kind }) => kind));
    for (const timer of now.timers.filter(({ kind }) => known.has(kind))) {
      expect(read('timer').safeParse(timer).error?.issues, timer.kind).toBeUndefined();
    }
  });
});
