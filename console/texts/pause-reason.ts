import type { ConsoleSession } from '../../protocol/agent.ts';

/** As people call it; undefined without one, and for one that a publish has removed since: its id says nothing to them. */
export const labelOf = (reasons: ConsoleSession['pauseReasons'], reason: string | undefined): string | undefined =>
  reasons.find(({ id }) => id === reason)?.label;
