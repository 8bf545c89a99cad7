/** What waits in a queue and is handled by an agent, one row for each kind. */
interface Kind {
  /** How much of an agent's capacity one uses (B6). */
  weight: number;
  /** Someone is at the other end: waits, may be away, and reads what agents write. */
  isLive: boolean;
}

export const kinds = {
  chat: { weight: 1, isLive: true },
  /** What a visitor left instead of a chat (C4). */
  offline: { weight: 1, isLive: false },
  /** The answers to a form of the page (A5). */
  form: { weight: 1, isLive: false },
  /** A message to be answered by e-mail (A6). */
  message: { weight: 1, isLive: false },
  /** Somebody wants to be called (A7). */
  callback: { weight: 1, isLive: false },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];
