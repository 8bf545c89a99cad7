/** A receipt explained for the console (B9): every cell of every row, with the wanted and the actual value. */
import type { Cell } from './column.ts';
import type { GatewayReceipt, QueueReceipt } from './decide-routing.ts';
import { type GatewayRow, gatewayCells, type QueueRow, queueCells } from './rows.ts';

interface ExplainedCell {
  column: string;
  /** The cell as configured. */
  wanted: unknown;
  actual: unknown;
  holds: boolean;
}

export interface ExplainedRow {
  index: number;
  note?: string;
  /** This row won. */
  matched: boolean;
  /** Every cell holds. Below the winning row: this one would have matched too. */
  holds: boolean;
  /** The filled cells. */
  cells: ExplainedCell[];
}

/** `rows` are those of the receipt's version. */
export function explain(receipt: GatewayReceipt, rows: readonly GatewayRow[]): ExplainedRow[];
export function explain(receipt: QueueReceipt, rows: readonly QueueRow[]): ExplainedRow[];
/** The signatures above ensure that the rows belong to the receipt's table. */
export function explain(
  receipt: GatewayReceipt | QueueReceipt,
  rows: readonly GatewayRow[] | readonly QueueRow[],
): ExplainedRow[] {
  switch (receipt.table) {
    case 'gateway':
      return spelt(gatewayCells(rows as readonly GatewayRow[]), rows, receipt);
    case 'queue':
      return spelt(queueCells(rows as readonly QueueRow[]), rows, receipt);
    default:
      return receipt satisfies never;
  }
}

const spelt = <Facts>(
  table: readonly (readonly Cell<Facts>[])[],
  rows: readonly { note?: string }[],
  { facts, row: won }: { facts: Facts; row: number | null },
): ExplainedRow[] =>
  table.map((row, index) => {
    const cells = row.map(({ column, wanted, actual, holds }) => ({
      column,
      wanted,
      actual: actual(facts),
      holds: holds(facts),
    }));
    const note = rows[index]?.note;
    return {
      index,
      ...(note !== undefined && { note }),
      matched: index === won,
      holds: cells.every(({ holds }) => holds),
      cells,
    };
  });
