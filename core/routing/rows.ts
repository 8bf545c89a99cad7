/**
 * The two condition tables (B1, B2), folded from their columns: what a row may contain, and the facts that decide it. Cells are
 * flat in a row, next to its result. An empty cell is always true, the cells of a row are joined by AND, and the first matching
 * row wins.
 */
import * as z from 'zod/mini';
import { AgentId, QueueId, ScenarioId } from '../ids.ts';
import { Language, label, Proficiency, slug } from '../words.ts';
import { cellShape, cellsBy, factsShape } from './column.ts';
import { gatewayColumns, queueColumns } from './columns.ts';

/** In one table. */
export const MAX_ROWS = 10_000;

export const Signal = z.enum(['free', 'busy', 'closed', 'hidden']);
export type Signal = z.infer<typeof Signal>;

const note = z.exactOptional(label);

/** B1. */
export const GatewayRow = z.strictObject({
  ...cellShape(gatewayColumns),
  signal: Signal,
  scenario: z.exactOptional(z.pipe(slug, ScenarioId)),
  note,
});
export type GatewayRow = z.infer<typeof GatewayRow>;

/** B2. */
export const QueueRow = z.strictObject({
  ...cellShape(queueColumns),
  queue: z.pipe(slug, QueueId),
  skill: z.exactOptional(slug),
  /** The least proficiency in the skill. */
  proficiency: z.exactOptional(Proficiency),
  language: z.exactOptional(Language),
  priority: z.exactOptional(z.int().check(z.gte(0), z.lte(1000))),
  preferredAgent: z.exactOptional(z.pipe(slug, AgentId)),
  note,
});
export type QueueRow = z.infer<typeof QueueRow>;

/** `at`: ms since 1970. `queue`: where the chat goes if no row matches. */
const always = { at: z.number(), queue: QueueId };

/** Counts are present, and correct, as far as `neededFacts` requires them. */
export const GatewayFacts = z.strictObject({ ...always, ...factsShape(gatewayColumns) });
export type GatewayFacts = z.infer<typeof GatewayFacts>;

export const QueueFacts = z.strictObject({ ...always, ...factsShape(queueColumns) });
export type QueueFacts = z.infer<typeof QueueFacts>;

export const gatewayCells = cellsBy<GatewayRow, GatewayFacts>(gatewayColumns);
export const queueCells = cellsBy<QueueRow, QueueFacts>(queueColumns);
