/**
 * What a release stores in the table, sends to itself and hands out, for comparison with the next one (`test/releases`): rows
 * of each kind as stored, and the schemas with which that release reads them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Table } from '../../adapters/dynamodb/client.ts';
import { rowSchemas } from '../../adapters/dynamodb/rows.ts';
import { createTokens } from '../../adapters/token.ts';
import { Configuration } from '../../core/configuration/schema.ts';
import { AgentId, ConnectionId, InteractionId, QueueId } from '../../core/ids.ts';
import { timersOf } from '../../core/interaction/timers.ts';
import { Timer } from '../../core/timers.ts';
import { type Became, playEveryKind } from './every-kind.ts';
import { everySetting } from './every-setting.ts';
import type { Stores } from './memory-store.ts';

export type Item = Record<string, AttributeValue>;
type JsonSchema = z.core.JSONSchema.JSONSchema;

export interface Release {
  rows: Item[];
  /** By the chat's id. */
  became: Record<string, Became>;
  timers: Timer[];
  /** `at`: when they were issued. */
  tokens: { at: number; visitor: string; agent: string };
  /** The schemas of each kind of row, and of `timer`. */
  schemas: Record<string, JsonSchema>;
}

const FOLDER = join(import.meta.dirname, '../releases');

/** The oldest first. */
export const releases = (): string[] =>
  readdirSync(FOLDER)
    .filter((name) => /^\d.*\.json$/.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

export const fileOf = (version: string) => join(FOLDER, version);
export const readRelease = (version: string): Release =>
  JSON.parse(readFileSync(fileOf(version), 'utf8'), (_, value) =>
    typeof value?.binary === 'string' ? new Uint8Array(Buffer.from(value.binary, 'base64')) : value,
  );

export const written = (release: Release): string =>
  `${JSON.stringify(
    release,
    (_, value) => (value instanceof Uint8Array ? { binary: Buffer.from(value).toString('base64') } : value),
    1,
  )}\n`;

/** Plays a morning on this table, and records the result. */
export async function playRelease(table: Table, stores: Stores): Promise<Release> {
  const { foyer, chats, became } = await playEveryKind(stores);
  const logs = Object.values(chats).map(async (id) => {
    const interactionId = InteractionId.parse(id);
    return (await stores.chats.range(interactionId, 0, 1000)).flatMap((commit) => timersOf(interactionId, commit));
  });
  const now = foyer.now();
  const [agentId, connectionId] = [AgentId.parse('ines'), ConnectionId.parse('desk-ines')];
  const ticket = { id: 'ticket-2', role: 'agent', name: 'Inés', until: now + 3_600_000 };
  const rows = await scan(table);
  return {
    rows,
    became,
    timers: oneOfEach([
      ...(await Promise.all(logs)).flat(),
      ...foyer.armed,
      ...(['lease', 'rights', 'call'] as const).map((kind) => ({ kind, agentId, dueAt: now })),
      { kind: 'sign-in', agentId, connectionId, dueAt: now },
      ...(['lanes', 'longest-wait'] as const).map((kind) => ({ kind, queueId: QueueId.parse('orders'), dueAt: now })),
    ]),
    tokens: {
      at: now,
      visitor: (await foyer.http('chat-start', start(foyer.newId()))).body.token,
      agent: await createTokens(stores.keys).issue({
        ...{ audience: 'agent', subject: agentId, claims: ticket, ttlS: 60, now },
      }),
    },
    schemas: schemasNow(),
  };
}

const start = (id: string) => ({
  body: { website: 'fw_picked00000', id, answers: { name: 'Marta' }, culture: 'en' },
  origin: 'https://shop.example',
});

const oneOfEach = (timers: Timer[]): Timer[] => [...new Map(timers.map((timer) => [timer.kind, timer])).values()];

async function scan({ client, table: TableName }: Table): Promise<Item[]> {
  const rows: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    rows.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return rows;
}

/** The kind of a row according to its keys, as listed in `adapters/dynamodb/keys.ts`. Kinds without a schema have only keys. */
const kinds: readonly [kind: string, pk: RegExp, sk: RegExp][] = [
  ['commit', /^INTERACTION#/, /^C#/],
  ['head', /^INTERACTION#/, /^HEAD$/],
  ['mark', /^MARKS#/, /^(agent|visitor)$/],
  ['waiting', /^LANE#/, /^WAIT#/],
  ['ready', /^LANE#/, /^READY#/],
  ['stay', /^LANE#/, /^STAY#/],
  ['agent', /^AGENT#/, /^STATE$/],
  ['watch', /^QUEUE#/, /^WATCH#/],
  ['line', /^LINES$/, /./],
  ['measures', /^DONE#/, /./],
  ['tally', /^TALLY#/, /./],
  ['counted', /^COUNTED#/, /./],
  ['roster agent', /^ROSTER#\d$/, /^AGENT#/],
  ['roster place', /^ROSTER#\d$/, /^PLACE#/],
  ['alarm', /^ALARM$/, /#/],
  ['look', /^LOOK$/, /./],
  ['inbox', /^INBOX$/, /#/],
  ['overseer', /^OVERSEERS$/, /./],
  ['contact', /^CONTACT#/, /^FILE$/],
  ['contact by value', /^KEY#/, /^CONTACT$/],
  ['open', /^OPEN$/, /./],
  ['pointer', /^CONFIG$/, /^(CURRENT|V#\d+)$/],
  ['part of a configuration', /^CONFIG$/, /^V#\d+#.+#\d+$/],
  ['request', /^RATE#/, /^\d+#/],
  ['admitted', /^RATE#/, /^ADMITTED$/],
  ['track', /^TRACK#/, /./],
  ['ticket', /^TICKET#/, /^USED$/],
  ['secrets', /^SECRETS$/, /^CURRENT$/],
  ['machine key', /^KEYS$/, /./],
];

export function kindOf({ pk, sk }: Item): string {
  const found = kinds.find(([, partition, sort]) => partition.test(pk?.S ?? '') && sort.test(sk?.S ?? ''));
  if (!found) throw new Error(`No kind of row has such keys: ${pk?.S} ${sk?.S}`);
  return found[0];
}
export const rowKinds = kinds.map(([kind]) => kind);

/** Readers ignore unknown members: only a strict schema may forbid others. */
const toJson = (schema: z.core.$ZodType): JsonSchema =>
  z.toJSONSchema(schema, {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type === 'object' && !('catchall' in def && def.catchall)) delete jsonSchema.additionalProperties;
    },
  });

const schemasNow = (): Record<string, JsonSchema> =>
  Object.fromEntries([...rowSchemas, ['timer', Timer] as const].map(([name, schema]) => [name, toJson(schema)]));

/** A row without its keys, as in its schema. */
export const plain = ({ pk: _, sk: __, ...attributes }: Item): Record<string, unknown> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, decoded(value)]));

function decoded({ S, N, BOOL, L, SS, M }: AttributeValue): unknown {
  if (S !== undefined) return /^[{[]/.test(S) ? JSON.parse(S) : S;
  if (N !== undefined) return Number(N);
  return BOOL ?? L?.map(decoded) ?? (SS && [...SS]) ?? M;
}

/** A format of the configuration: its schema, and an example written in it. */
export interface ConfigurationFormat {
  schema: JsonSchema;
  example: unknown;
}

export const formatFile = (format: number) => fileOf(`configuration-${format}.json`);
export const readFormat = (format: number): ConfigurationFormat => JSON.parse(readFileSync(formatFile(format), 'utf8'));
export const formatNow = (): ConfigurationFormat => ({
  schema: z.toJSONSchema(Configuration, { io: 'input', unrepresentable: 'any' }),
  example: Configuration.parse(everySetting),
});
