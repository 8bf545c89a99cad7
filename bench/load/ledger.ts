/**
 * What a run wrote, what Foyer acknowledged, and what stands in the logs at the end. Every text is written once by whoever plays
 * a visitor or an agent, so a text that is missing is lost, and one that stands twice is doubled, whatever its ids.
 */

export type Side = 'visitor' | 'agent';

interface Message {
  chat: string;
  from: Side;
  text: string;
  writtenAt: number;
  acknowledgedAt?: number;
  /** When the other side first had it. */
  seenAt?: number;
}

interface Faults {
  /** Acknowledged or seen, and not in a side's final log. */
  lost: string[];
  /** In a side's final log more than once. */
  doubled: string[];
  /** Not in the order in which they were written, or not in the same order on both sides. */
  disordered: string[];
}

export interface Ledger {
  wrote(chat: string, from: Side, text: string): void;
  acknowledged(text: string): void;
  /** This side has received the text in a commit: one of its own is acknowledged by that. */
  received(side: Side, text: string): void;
  /** The texts of a chat's messages at its end, as this side has them. */
  closed(chat: string, side: Side, texts: readonly string[]): void;
  /** Acknowledged so far. */
  messages(): number;
  /** Written, neither acknowledged nor closed without. */
  outstanding(): number;
  /** In ms, of every message that got that far. */
  times(): { acknowledged: number[]; seen: number[] };
  /** Chats whose final log nobody could read. */
  unread(): string[];
  faults(): Faults;
}

/** `now`: in ms, from any beginning. */
export function createLedger(now: () => number): Ledger {
  const messages = new Map<string, Message>();
  const logs = new Map<string, Partial<Record<Side, readonly string[]>>>();

  function faultsOf(chat: string, log: Partial<Record<Side, readonly string[]>>, written: Message[]): Faults {
    const faults: Faults = { lost: [], doubled: [], disordered: [] };
    for (const [side, texts] of Object.entries(log)) {
      const say = (text: string) => `${text} (${chat}, as the ${side} has it)`;
      const times = Map.groupBy(texts, (text) => text);
      for (const { text, acknowledgedAt, seenAt } of written)
        if ((acknowledgedAt ?? seenAt) !== undefined && !times.has(text)) faults.lost.push(say(text));
      for (const [text, { length }] of times) if (length > 1) faults.doubled.push(say(text));
      for (const from of ['visitor', 'agent'] as const) {
        const order = written.filter((message) => message.from === from).map(({ text }) => text);
        const places = [...times.keys()].map((text) => order.indexOf(text)).filter((place) => place >= 0);
        if (places.some((place, nth) => place < (places[nth - 1] ?? 0)))
          faults.disordered.push(say(`what the ${from} wrote`));
      }
    }
    if (log.visitor && log.agent && JSON.stringify(log.visitor) !== JSON.stringify(log.agent))
      faults.disordered.push(`${chat}: the two logs differ`);
    return faults;
  }

  return {
    wrote(chat, from, text) {
      if (messages.has(text)) throw new Error(`Written twice by the generator: ${text}`);
      messages.set(text, { chat, from, text, writtenAt: now() });
      if (!logs.has(chat)) logs.set(chat, {});
    },
    acknowledged(text) {
      const message = messages.get(text);
      if (message) message.acknowledgedAt ??= now();
    },
    received(side, text) {
      const message = messages.get(text);
      if (message?.from === side) message.acknowledgedAt ??= now();
      else if (message) message.seenAt ??= now();
    },
    closed: (chat, side, texts) => void logs.set(chat, { ...logs.get(chat), [side]: texts }),
    messages: () => [...messages.values()].filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).length,
    outstanding: () => [...messages.values()].filter(({ acknowledgedAt }) => acknowledgedAt === undefined).length,
    times() {
      const each = [...messages.values()];
      const since = (at: (message: Message) => number | undefined) =>
        each.flatMap((message) => {
          const then = at(message);
          return then === undefined ? [] : [then - message.writtenAt];
        });
      return {
        acknowledged: since(({ acknowledgedAt }) => acknowledgedAt),
        seen: since(({ seenAt }) => seenAt),
      };
    },
    unread: () => [...logs].filter(([, { visitor }]) => !visitor).map(([chat]) => chat),
    faults() {
      const byChat = Map.groupBy(messages.values(), ({ chat }) => chat);
      const each = [...logs].map(([chat, log]) => faultsOf(chat, log, byChat.get(chat) ?? []));
      return {
        lost: each.flatMap(({ lost }) => lost),
        doubled: each.flatMap(({ doubled }) => doubled),
        disordered: each.flatMap(({ disordered }) => disordered),
      };
    },
  };
}
