/**
 * The number of the configuration's shape. A tenant's functions and whoever publishes may be of different releases: a version in
 * the table says its format, the stack's output `ConfigurationFormat` says the newest one that the functions read. A reader of
 * another shape must not guess: a column of a condition table that it passed over would let chats in that should not come.
 */

/** Of each format, the oldest first, what the next one makes of it. To raise the format is to add the step to it. */
const steps: readonly ((older: unknown) => unknown)[] = [];

export const CONFIGURATION_FORMAT = steps.length + 1;

/** What was written in an older format, as the newest one has it. */
export const upcast = (value: unknown, format: number, through = steps): unknown =>
  through.slice(format - 1).reduce((older, step) => step(older), value);
