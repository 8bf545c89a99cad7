/** Whose capacity a chat uses (B6), by what its log says: a second statement of `core/interaction/holdings.ts`, to check it by. */
import type { InteractionEvent } from '../../core/interaction/events.ts';

export interface Seats {
  owner?: string | undefined;
  guests: readonly string[];
  /** For whom it is kept until they answer. */
  asked?: string | undefined;
}

export const nobody: Seats = { guests: [] };

type Of<T extends InteractionEvent['type']> = Extract<InteractionEvent, { type: T }>;

const changes: { [T in InteractionEvent['type']]?: (seats: Seats, event: Of<T>) => Seats } = {
  offered: (seats, { agents: [first], reserves }) => ({ ...seats, asked: reserves ? first?.id : undefined }),
  proposed: (seats, { agent }) => ({ ...seats, asked: agent.id }),
  'offer-rejected': (seats, { agentId }) => withoutAsked(seats, agentId),
  'offer-expired': (seats) => ({ ...seats, asked: undefined }),
  accepted: ({ guests }, { agent: { id } }) => ({ owner: id, guests: guests.filter((each) => each !== id) }),
  /** A supervisor who was not asked takes no place. */
  joined: (seats, { agent: { id }, until }) => {
    const { guests, ...others } = withoutAsked(seats, id);
    return { ...others, guests: until === undefined ? [...guests, id] : guests };
  },
  left: ({ guests, ...others }, { agent: { id } }) => ({ ...others, guests: guests.filter((each) => each !== id) }),
  queued: () => nobody,
  reopened: () => nobody,
  ended: ({ owner }, { wrapUpUntil }) => (wrapUpUntil === undefined ? nobody : { owner, guests: [] }),
  finished: () => nobody,
  called: (seats, { nextAt }) => (nextAt === undefined ? seats : nobody),
};

const withoutAsked = ({ asked, ...others }: Seats, id: string): Seats => (asked === id ? others : { asked, ...others });

export const seatsAfter = (before: Seats, events: readonly InteractionEvent[]): Seats =>
  events.reduce((seats, event) => {
    const change = changes[event.type] as ((seats: Seats, event: InteractionEvent) => Seats) | undefined;
    return change?.(seats, event) ?? seats;
  }, before);

/** Each once. */
export const seated = ({ owner, guests, asked }: Seats): string[] => [
  ...(owner === undefined ? [] : [owner]),
  ...guests,
  ...(asked === undefined ? [] : [asked]),
];
