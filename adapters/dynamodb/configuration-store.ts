/**
 * The configuration, version by version. A version is written in parts (a row holds at most 400 KB) that nobody reads until the
 * pointer refers to them, so a publish is all or nothing.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { CONFIGURATION_FORMAT, upcast } from '../../core/configuration/format.ts';
import { Configuration } from '../../core/configuration/schema.ts';
import type { ConfigurationStore, Publication, Published } from '../stores.ts';
import { bytes, N } from './attributes.ts';
import { cancelled, expressions, query, type Table } from './client.ts';
import { currentKey, isNew, isVersion, partKey, partsOf, versionKey } from './keys.ts';
import { type Pointer, PointerRow, readPointer } from './rows.ts';

const PART_BYTES = 300_000;
const MAX_TRIES = 10;
/** Open chats were started with only a few versions. */
const KEPT = 4;

const PartRow = z.object({ body: bytes });

/** Someone must act, although nobody was refused: one sentence with the problem and what to do. */
type Report = (what: string) => void;

/** @param report is called at every read of a configuration in a format of a later release */
export function createConfigurationStore(place: Table, report: Report = () => {}): ConfigurationStore {
  const { client, table: TableName } = place;
  /** A version never changes, so the latest ones read are cached. */
  const cached = new Map<number, Configuration>();
  /** The newest version in force that could be read. */
  let held: Published | undefined;

  async function current(): Promise<Published | undefined> {
    const pointer = await currentPointer();
    if (!pointer) return undefined;
    if (pointer.format > CONFIGURATION_FORMAT) {
      report(laterFormat(pointer));
      if (held) return held;
      throw new LaterFormat(laterFormat(pointer));
    }
    held = { version: pointer.version, configuration: await configurationOf(pointer) };
    return held;
  }

  async function version(wanted: number): Promise<Configuration | undefined> {
    const known = cached.get(wanted);
    if (known) return known;
    // A chat may refer to a version published a moment ago.
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: versionKey(wanted), ConsistentRead: true }),
    );
    const pointer = Item && readPointer(Item);
    if (pointer && pointer.format > CONFIGURATION_FORMAT) {
      report(laterFormat(pointer));
      return undefined;
    }
    return pointer && configurationOf(pointer);
  }

  const configurationOf = async (pointer: Pointer) =>
    cached.get(pointer.version) ?? keep(pointer.version, await readParts(pointer));

  function keep(version: number, configuration: Configuration): Configuration {
    if (cached.size >= KEPT) cached.delete(Math.min(...cached.keys()));
    cached.set(version, configuration);
    return configuration;
  }

  async function currentPointer(): Promise<Pointer | undefined> {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: currentKey, ConsistentRead: true }));
    return Item && readPointer(Item);
  }

  async function readParts({ version, digest, format }: Pointer): Promise<Configuration> {
    const parts = await query(place, partsOf(version, digest));
    const packed = Buffer.concat(parts.map((row) => PartRow.parse(row).body));
    return Configuration.parse(upcast(JSON.parse(gunzipSync(packed).toString('utf8')), format));
  }

  const newest = async (): Promise<number> => (await currentPointer())?.version ?? 0;

  async function publish(draft: Configuration, base: number, now: number): Promise<Publication> {
    const packed = gzipSync(JSON.stringify(draft));
    const digest = createHash('sha256').update(packed).digest('hex').slice(0, 16);
    const version = base + 1;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const inForce = await newest();
      if (inForce !== base) return { code: 'stale_base', version: inForce };
      await writeParts({ version, digest }, packed);
      if (await pointTo({ version, digest, publishedAt: now, format: CONFIGURATION_FORMAT })) return { version };
    }
    throw new Error(
      `The table refused version ${version} of the configuration ${MAX_TRIES} times, though no other version was published`,
    );
  }

  async function writeParts({ version, digest }: Pick<Pointer, 'version' | 'digest'>, packed: Buffer): Promise<void> {
    for (let part = 0; part * PART_BYTES < packed.length; part++) {
      const body = packed.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
      const Item = { ...partKey(version, digest, part), ...z.encode(PartRow, { body }) };
      await client.send(new PutItemCommand({ TableName, Item }));
    }
  }

  /** False if another version has been published meanwhile. The replaced version can still be read by its number. */
  async function pointTo(pointer: Pointer): Promise<boolean> {
    const row = z.encode(PointerRow, pointer);
    const base = pointer.version - 1;
    const unchanged =
      base > 0
        ? expressions({ ConditionExpression: isVersion, values: { version: N(base) } })
        : expressions({ ConditionExpression: isNew });
    const current = { TableName, Item: { ...currentKey, ...row }, ...unchanged };
    const kept = { TableName, Item: { ...versionKey(pointer.version), ...row } };
    return !(await cancelled(client, [{ Put: current }, { Put: kept }]));
  }

  return { current, version, newest, publish };
}

/** Published by a later release, so this release cannot interpret it. */
export class LaterFormat extends Error {
  override name = 'LaterFormat';
}

const laterFormat = ({ version, format }: Pointer): string =>
  `Version ${version} of the configuration has format ${format}, and this release reads formats up to ${CONFIGURATION_FORMAT}. ` +
  'Deploy the release that published it, or publish the configuration again with this one.';
