/**
 * Evaluates the condition tables (B1, B2) and says why (B9). A receipt holds the known facts and which cell failed in each row,
 * so that the same rows give the same receipt again, bit for bit.
 */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';
import { AgentId, QueueId, ScenarioId } from '../ids.ts';
import { Language, label, Proficiency, slug } from '../words.ts';
import type { Cell } from './column.ts';
import { modeOf } from './columns.ts';
import {
  GatewayFacts,
  type GatewayRow,
  gatewayCells,
  MAX_ROWS,
  QueueFacts,
  type QueueRow,
  queueCells,
  Signal,
} from './rows.ts';

const reasons = {
  /** The version of the configuration that contains the rows. */
  version: z.int().check(z.gte(0)),
  /** For each row before the match, the letter of its first failed cell. With one letter a row, 10,000 rows take 10 kB. */
  failed: kept(z.string(), MAX_ROWS + 2),
  /** Index of the row that matched; null if none did. */
  row: z.nullable(z.int().check(z.gte(0))),
  /** The row's note, by its author. */
  note: z.exactOptional(kept(z.string(), label)),
};

export const GatewayReceipt = z.strictObject({
  table: z.literal('gateway'),
  ...reasons,
  facts: GatewayFacts,
  signal: Signal,
  scenario: z.exactOptional(ScenarioId),
});
export type GatewayReceipt = z.infer<typeof GatewayReceipt>;

export const QueueReceipt = z.strictObject({
  table: z.literal('queue'),
  ...reasons,
  facts: QueueFacts,
  queueId: QueueId,
  skill: z.exactOptional(slug),
  proficiency: z.exactOptional(Proficiency),
  language: z.exactOptional(Language),
  priority: z.int(),
  preferredAgent: z.exactOptional(AgentId),
});
export type QueueReceipt = z.infer<typeof QueueReceipt>;

/** If no row matches, the queue's own calendar decides. */
export function decideGateway(rows: readonly GatewayRow[], facts: GatewayFacts, version: number): GatewayReceipt {
  const { failed, index } = firstMatch(gatewayCells(rows), facts);
  const row = index === null ? undefined : rows[index];
  return {
    table: 'gateway',
    version,
    facts,
    failed,
    row: index,
    ...(row?.note !== undefined && { note: row.note }),
    signal: row?.signal ?? (modeOf(facts) === 'in-hours' ? 'free' : 'closed'),
    ...(row?.scenario !== undefined && { scenario: row.scenario }),
  };
}

/** If no row matches, the chat stays with its original queue. */
export function decideQueue(rows: readonly QueueRow[], facts: QueueFacts, version: number): QueueReceipt {
  const { failed, index } = firstMatch(queueCells(rows), facts);
  const row = index === null ? undefined : rows[index];
  return {
    table: 'queue',
    version,
    facts,
    failed,
    row: index,
    ...(row?.note !== undefined && { note: row.note }),
    queueId: row?.queue ?? facts.queue,
    priority: row?.priority ?? 0,
    ...(row?.skill !== undefined && { skill: row.skill }),
    ...(row?.proficiency !== undefined && { proficiency: row.proficiency }),
    ...(row?.language !== undefined && { language: row.language }),
    ...(row?.preferredAgent !== undefined && { preferredAgent: row.preferredAgent }),
  };
}

function firstMatch<Facts>(table: readonly (readonly Cell<Facts>[])[], facts: Facts) {
  let failed = '';
  for (const [index, cells] of table.entries()) {
    const failure = cells.find((cell) => !cell.holds(facts));
    if (!failure) return { failed, index };
    failed += failure.letter;
  }
  return { failed, index: null };
}

/** Gives the same receipt, if `rows` are those of its version. */
export function replay(receipt: GatewayReceipt, rows: readonly GatewayRow[]): GatewayReceipt;
export function replay(receipt: QueueReceipt, rows: readonly QueueRow[]): QueueReceipt;
/** The signatures above ensure that the rows belong to the receipt's table. */
export function replay(
  receipt: GatewayReceipt | QueueReceipt,
  rows: readonly GatewayRow[] | readonly QueueRow[],
): GatewayReceipt | QueueReceipt {
  switch (receipt.table) {
    case 'gateway':
      return decideGateway(rows as readonly GatewayRow[], receipt.facts, receipt.version);
    case 'queue':
      return decideQueue(rows as readonly QueueRow[], receipt.facts, receipt.version);
    default:
      return receipt satisfies never;
  }
}
