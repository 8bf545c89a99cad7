/**
 * What a column of a condition table is. `columns.ts` has a row for each column, and the row says everything about it. The
 * schemas of rows and facts, the facts to read, the decision, its explanation and the check for dead rows are folded from these
 * rows.
 */
import * as z from 'zod/mini';
import type { CalendarId } from '../ids.ts';
import type { Ends } from './spans.ts';
import type { theories } from './theories.ts';

type Schema = z.core.SomeType;
type Shape = z.core.$ZodShape;
type FactsIn<Facts extends Shape> = z.output<z.ZodMiniObject<Facts>>;

/** Typed as a method, so that columns with different facts fit into one table. */
type Test<Facts> = { holds(facts: Facts): boolean }['holds'];

export interface Column<Wanted extends Schema = Schema, Facts extends Shape = Shape> {
  /** Identifies the column in receipts. These are stored, so a letter is never reused for another column. */
  letter: string;
  /** What a row may require in this column. The console has a text for the column's name (`console/texts`). */
  cell: Wanted;
  /** The facts it looks at, as stored in receipts. Several columns may look at the same fact. */
  facts: Facts;
  /** What decides whether it holds. `website` and `time` are the same for every visitor; `chance` cannot be known in advance. */
  dependsOn: 'website' | 'time' | 'visitor' | 'chance';
  /** What must be read for it, besides what is known about every chat. */
  needs?(wanted: z.output<Wanted>): Partial<Needs>;
  /**
   * Called once for each row. The test that it returns is called for every decision. `row`: for a cell that depends on another
   * one.
   */
  holds(wanted: z.output<Wanted>, row: Ends): Test<FactsIn<Facts>>;
  /** The fact that the screen shows beside the cell. */
  actual(facts: FactsIn<Facts>, wanted: z.output<Wanted>): unknown;
  /** The local times and dates at which it may change, if it depends on `time`. */
  turnsAt?(wanted: z.output<Wanted>): string[];
  /** Claims for the check for dead rows: the cell holds exactly if all of them do. A column without claims may go either way. */
  claims?(wanted: z.output<Wanted>, row: Ends): Claim[];
}

export const column = <Wanted extends Schema, Facts extends Shape>(row: Column<Wanted, Facts>) => row;

/** What a cell needs to have read. */
export interface Needs {
  /** Whether to look for an open chat with the external tracking id. */
  tracking: boolean;
  /** Whether to look up which lists the contact is on. */
  lists: boolean;
  /** How far to count; more makes no difference. */
  registered: number;
  available: number;
  waiting: number;
  requests: RequestsNeed;
  /** Whether the time on the tenant's clock is needed. */
  clock: boolean;
  /** In addition to the queue's own. */
  calendar: CalendarId;
  variables: string[];
}

export interface RequestsNeed {
  by: 'visitor' | 'address' | 'gateway';
  withinS: number;
  upTo: number;
}

/** Something that is true or false about a subject (`about`). Claims about different subjects do not affect each other. */
export type Claim = {
  [Name in keyof typeof theories]: {
    about: string;
    theory: Name;
    claim: Parameters<(typeof theories)[Name]['holds']>[0];
    holds?: boolean;
  };
}[keyof typeof theories];

type Values = Record<string, unknown>;
type Columns = Readonly<Record<string, Column>>;

/** A filled cell: a column in a row. */
export interface Cell<Facts> {
  column: string;
  letter: string;
  dependsOn: Column['dependsOn'];
  wanted: unknown;
  holds(facts: Facts): boolean;
  actual(facts: Facts): unknown;
  needs(): Partial<Needs>;
  turnsAt(): string[];
  claims(): Claim[];
}

/** The filled cells of each row. Because most cells are empty, the result is cached for the same array. */
export function cellsBy<Row extends Ends, Facts extends Values>(
  columns: Columns,
): (rows: readonly Row[]) => readonly Cell<Facts>[][] {
  const known = new WeakMap<readonly Row[], Cell<Facts>[][]>();
  const named = Object.entries(columns);
  return (rows) => {
    const cells = known.get(rows) ?? rows.map((row) => named.flatMap(([name, one]) => cellOf<Facts>(name, one, row)));
    known.set(rows, cells);
    return cells;
  };
}

function cellOf<Facts extends Values>(name: string, one: Column, row: Ends): Cell<Facts>[] {
  const wanted: unknown = row[name as keyof Ends];
  if (wanted === undefined) return [];
  return [
    {
      column: name,
      letter: one.letter,
      dependsOn: one.dependsOn,
      wanted,
      holds: one.holds(wanted, row),
      actual: (facts) => one.actual(facts, wanted),
      needs: () => one.needs?.(wanted) ?? {},
      turnsAt: () => one.turnsAt?.(wanted) ?? [],
      claims: () =>
        one.claims?.(wanted, row) ?? [{ about: `${name} ${JSON.stringify(wanted)}`, theory: 'truths', claim: true }],
    },
  ];
}

/** The cells of a row; each may be left empty. */
export const cellShape = <All extends Columns>(columns: All) =>
  Object.fromEntries(Object.entries(columns).map(([name, { cell }]) => [name, z.exactOptional(cell)])) as {
    [Name in keyof All]: z.ZodMiniExactOptional<All[Name]['cell']>;
  };

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? { [Name in keyof All]: All[Name] }
  : never;

/** All facts that the columns look at. */
export const factsShape = <All extends Columns>(columns: All) =>
  Object.assign({}, ...Object.values(columns).map(({ facts }) => facts)) as Intersection<All[keyof All]['facts']>;
