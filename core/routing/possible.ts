/** Which rows can be the first to match if only some columns are known. */
import type { Cell } from './column.ts';

/** A row's cells in known columns, and whether these are all. */
type PartOfRow<Facts> = { cells: Cell<Facts>[]; isWhole: boolean };

export const partsKnown = <Facts>(
  rows: readonly (readonly Cell<Facts>[])[],
  isKnown: (cell: Cell<Facts>) => boolean,
): PartOfRow<Facts>[] =>
  rows.map((all) => {
    const cells = all.filter(isKnown);
    return { cells, isWhole: cells.length === all.length };
  });

/** By index; `null`: possibly none matches. `facts`: those that the known columns look at. */
export function possibleRows<Facts>(parts: readonly PartOfRow<Facts>[], facts: Facts): (number | null)[] {
  const possible: number[] = [];
  for (const [index, { cells, isWhole }] of parts.entries()) {
    if (!cells.every((cell) => cell.holds(facts))) continue;
    possible.push(index);
    if (isWhole) return possible;
  }
  return [...possible, null];
}
