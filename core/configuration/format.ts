/**
 * The version number of the configuration's shape. A tenant's functions and a publisher may be of different releases: each
 * version in the table records its format, and the stack's output `ConfigurationFormat` gives the newest one that the functions
 * can read. A reader must not guess at an unknown shape: ignoring a column of a condition table would let in chats that should
 * not come.
 */

/** Converts each format to the next one, oldest first. To raise the format, add a step. */
const steps: readonly ((older: unknown) => unknown)[] = [];

export const CONFIGURATION_FORMAT = steps.length + 1;

/** Converts a value of an older format to the newest one. */
export const upcast = (value: unknown, format: number, through = steps): unknown =>
  through.slice(format - 1).reduce((older, step) => step(older), value);
