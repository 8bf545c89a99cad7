/** A receipt spelt out for the console (B9): every cell of every row, what it wanted and what was so. */
import { type Condition, cellsOf, gatewayConditions, queueConditions } from './conditions.ts';
import type { GatewayReceipt, QueueReceipt } from './decide-routing.ts';
import type { GatewayRow, QueueRow } from './rows.ts';

interface ExplainedCell {
  column: string;
  /** The cell as it is configured. */
  wanted: unknown;
  actual: unknown;
  holds: boolean;
}

export interface ExplainedRow {
  index: number;
  note?: string;
  /** This row won. */
  matched: boolean;
  /** Every cell holds. Below the row that won: this one would have matched, too. */
  holds: boolean;
  /** Those that are not empty. */
  cells: ExplainedCell[];
}

/** `rows` are those of the receipt's version. */
export function explain(receipt: GatewayReceipt, rows: readonly GatewayRow[]): ExplainedRow[];
export function explain(receipt: QueueReceipt, rows: readonly QueueRow[]): ExplainedRow[];
/** The signatures above see to it that the rows are those of the receipt's table. */
export function explain(
  receipt: GatewayReceipt | QueueReceipt,
  rows: readonly GatewayRow[] | readonly QueueRow[],
): ExplainedRow[] {
  switch (receipt.table) {
    case 'gateway':
      return spelt(gatewayConditions, rows as readonly GatewayRow[], receipt.facts, receipt.row);
    case 'queue':
      return spelt(queueConditions, rows as readonly QueueRow[], receipt.facts, receipt.row);
    default:
      return receipt satisfies never;
  }
}

const spelt = <Row extends { note?: string }, Facts>(
  conditions: readonly Condition<Row, Facts>[],
  rows: readonly Row[],
  facts: Facts,
  won: number | null,
): ExplainedRow[] =>
  rows.map((row, index) => {
    const cells = cellsOf(conditions, row).map(({ column, actual, holds }) => ({
      column,
      wanted: row[column as keyof Row],
      actual: actual(facts),
      holds: holds(facts),
    }));
    return {
      index,
      ...(row.note !== undefined && { note: row.note }),
      matched: index === won,
      holds: cells.every(({ holds }) => holds),
      cells,
    };
  });
