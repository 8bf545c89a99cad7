/** What waits in a queue and is handled by an agent, one row for each kind. */
interface Kind {
  /** How much of an agent's capacity one uses (B6). */
  weight: number;
}

export const kinds = {
  chat: { weight: 1 },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];
