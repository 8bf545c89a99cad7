/**
 * Rows that can never win (B11). This is proved from the cells, never guessed from samples: a row is reported only if no facts
 * make it the first to match. Facts are assumed to be consistent: everything needed was counted, no more agents are available
 * than registered, and a longer time has at least the requests of a shorter one.
 *
 * A row is a list of literals: claims that hold, or do not. It can win if its literals can all be true while every earlier row
 * has a false one. The search keeps an example of such facts. While an earlier row matches the example, one of that row's
 * literals must be made false: each is tried, with a new example from its theory. If no literal is left to try, these rows
 * cover everything.
 */
import type { Cell, Claim } from './column.ts';
import { type GatewayRow, gatewayCells, type QueueRow, queueCells } from './rows.ts';
import { type Solution, type Theory, theories } from './theories.ts';

/** Indexes count from 0, as in receipts; sentences count from 1, as people do. */
export type RowFinding = { table: 'gateway' | 'queue'; row: number; reason: string } & (
  | { kind: 'unreachable' /** Columns that contradict each other. */; because: string[] }
  | { kind: 'shadowed' /** Earlier rows that together match everything it would. */; because: number[] }
);

/**
 * Work is counted in rows checked (some 50 ns each). Asking a theory again costs about a hundred of them for each literal. A
 * table may take about a second, and each proof a tenth of what is left, so that a few hard rows do not use it all up. Beyond
 * that nothing is reported.
 */
const MOST_WORK = 8_000_000;
const WORK_OF_A_LITERAL = 100;

export const checkGatewayRows = (rows: readonly GatewayRow[]): RowFinding[] =>
  findings('gateway', gatewayCells(rows).map(literalsOf));

export const checkQueueRows = (rows: readonly QueueRow[]): RowFinding[] =>
  findings('queue', queueCells(rows).map(literalsOf));

interface Literal extends Pick<Claim, 'about' | 'claim'> {
  theory: Theory<unknown, unknown>;
  holds: boolean;
}

type Row = readonly { column: string; literals: Literal[] }[];

const literalsOf = (row: readonly Pick<Cell<never>, 'column' | 'claims'>[]): Row =>
  row.map(({ column, claims }) => ({
    column,
    literals: claims().map((one) => ({ ...one, theory: theories[one.theory], holds: one.holds ?? true })),
  }));

const literalsIn = (row: Row): Literal[] => row.flatMap(({ literals }) => literals);

function findings(table: RowFinding['table'], rows: readonly Row[]): RowFinding[] {
  const whole = rows.map(literalsIn);
  let left = MOST_WORK;
  function cover(cells: Row, earlier: readonly number[]): number[] | undefined {
    const budget = { left: left / 10 };
    left -= budget.left;
    const used = coverOf(cells, whole, earlier, budget);
    left += budget.left;
    return used;
  }

  return rows.flatMap((cells, row): RowFinding[] => {
    if (leavesNothing(cells)) {
      const because = needed(cells, leavesNothing).map(({ column }) => column);
      return [{ table, row, kind: 'unreachable', because, reason: unreachable(row, because) }];
    }
    const used = cover(
      cells,
      rows.slice(0, row).map((_, index) => index),
    );
    if (!used) return [];
    const because = needed(used, (some) => cover(cells, some) !== undefined).toSorted((a, b) => a - b);
    return [{ table, row, kind: 'shadowed', because, reason: shadowed(row, because) }];
  });
}

const leavesNothing = (cells: Row): boolean => exampleOf(literalsIn(cells)) === 'none';

/** Removes, one after another, the items that the proof does not need. */
function needed<T>(items: readonly T[], proves: (some: readonly T[]) => boolean): T[] {
  let kept = [...items];
  for (const item of items) {
    const without = kept.filter((other) => other !== item);
    if (proves(without)) kept = without;
  }
  return kept;
}

/** Some of the earlier rows that together match everything these cells match; undefined if that is not proved. */
function coverOf(
  cells: Row,
  rows: readonly Literal[][],
  earlier: readonly number[],
  budget: { left: number },
): number[] | undefined {
  const used = new Set<number>();
  const start = exampleOf(literalsIn(cells));
  if (start === 'none' || start === 'unknown') return undefined;

  function covered(example: Example): boolean {
    budget.left -= earlier.length;
    if (budget.left < 0) return false;
    const taking = earlier.find((index) => rows[index]?.every((one) => isTrue(one, example)));
    if (taking === undefined) return false;
    used.add(taking);
    return (rows[taking] ?? []).every((one) => {
      budget.left -= WORK_OF_A_LITERAL * (example.get(one.about)?.literals.length ?? 0);
      const next = and(example, { ...one, holds: !one.holds });
      return next === 'none' || (next !== 'unknown' && covered(next));
    });
  }
  return covered(start) ? [...used] : undefined;
}

/** By subject: the literals assumed true, and a value that makes them true. */
type Example = ReadonlyMap<string, { literals: readonly Literal[]; value: unknown }>;

/** One contradiction is enough for `none`, even if the rest is unknown. */
function exampleOf(literals: readonly Literal[]): Example | 'none' | 'unknown' {
  const subjects = new Map<string, Literal[]>();
  for (const one of literals) subjects.set(one.about, [...(subjects.get(one.about) ?? []), one]);
  const solved = [...subjects].map(([about, some]) => ({ about, literals: some, solution: solve(some) }));
  if (solved.some(({ solution }) => solution === 'none')) return 'none';
  const example = new Map<string, { literals: readonly Literal[]; value: unknown }>();
  for (const { about, literals: some, solution } of solved) {
    if (typeof solution === 'string') return 'unknown';
    example.set(about, { literals: some, value: solution.value });
  }
  return example;
}

function and(example: Example, added: Literal): Example | 'none' | 'unknown' {
  const literals = [...(example.get(added.about)?.literals ?? []), added];
  const solution = solve(literals);
  return typeof solution === 'string'
    ? solution
    : new Map(example).set(added.about, { literals, value: solution.value });
}

/** All literals are about one subject, and so belong to one theory. */
function solve(literals: readonly Literal[]): Solution<unknown> {
  const claims = (holds: boolean) => literals.filter((one) => one.holds === holds).map(({ claim }) => claim);
  return literals[0]?.theory.solve(claims(true), claims(false)) ?? 'unknown';
}

function isTrue({ about, theory, claim, holds }: Literal, example: Example): boolean {
  const known = example.get(about);
  return theory.holds(claim, known ? known.value : theory.unclaimed) === holds;
}

function unreachable(row: number, columns: readonly string[]): string {
  const [only = ''] = columns;
  return columns.length > 1
    ? `Row ${row + 1} matches no chat: its cells ${listed(columns)} contradict each other.`
    : `Row ${row + 1} matches no chat: no value satisfies its cell ${only}.`;
}

function shadowed(row: number, rows: readonly number[]): string {
  const numbers = rows.map((index) => String(index + 1));
  return rows.length > 1
    ? `Row ${row + 1} never applies: rows ${listed(numbers)} together match every chat that it would.`
    : `Row ${row + 1} never applies: row ${numbers} matches every chat that it would.`;
}

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
