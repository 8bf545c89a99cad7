/** Which rows can be the first to match as long as only some columns are known. */
import { type Cell, type Condition, cellsOf } from './conditions.ts';

/** A row's cells in columns that are known, and whether these are all. */
type PartOfRow<Facts> = { cells: Cell<Facts>[]; isWhole: boolean };

export const partsKnown = <Row, Facts>(
  conditions: readonly Condition<Row, Facts>[],
  rows: readonly Row[],
  isKnown: (column: string) => boolean,
): PartOfRow<Facts>[] =>
  rows.map((row) => {
    const all = cellsOf(conditions, row);
    const cells = all.filter(({ column }) => isKnown(column));
    return { cells, isWhole: cells.length === all.length };
  });

/** By index; `null`: it may be that none matches. */
export function possibleRows<Facts>(parts: readonly PartOfRow<Facts>[], facts: Facts): (number | null)[] {
  const possible: number[] = [];
  for (const [index, { cells, isWhole }] of parts.entries()) {
    if (!cells.every((cell) => cell.holds(facts))) continue;
    possible.push(index);
    if (isWhole) return possible;
  }
  return [...possible, null];
}
