/** What may happen in the contact centre, as data: what a run did can be shown, repeated and made smaller. */
import fc from 'fast-check';
import { agentIds, ways } from './centre.ts';
import { type Faults, orders } from './turns.ts';

const nth = fc.nat(9);
const agent = fc.constantFrom(...agentIds);
const isTold = fc.boolean();
const isKept = fc.boolean();

const kinds = {
  /** A visitor comes, by one of the `ways`. */
  start: [5, { way: fc.nat(ways.length - 1) }],
  say: [4, { nth }],
  end: [1, { nth }],
  /** A page is opened and connects, or one that is open connects once more. */
  open: [3, { nth, isNew: fc.boolean() }],
  /** `isTold`: API Gateway says that the socket closed. */
  close: [2, { nth, isTold }],
  act: [10, { agent, nth, t: fc.constantFrom('accept', 'accept', 'take', 'reject', 'message', 'end', 'finish') }],
  status: [3, { agent, status: fc.constantFrom('available', 'available', 'paused', 'offline') }],
  hello: [2, { agent, isNew: fc.boolean() }],
  leave: [1, { agent, isTold }],
  sync: [3, { agent, nth }],
  /** One that was armed; with `isKept` it comes again. */
  timer: [5, { nth, isKept }],
  /** The next records of the table's stream; with `isKept` they come again. */
  stream: [
    4,
    { reader: fc.constantFrom('arm-timers', 'after-commit'), records: fc.integer({ min: 1, max: 5 }), isKept },
  ],
  /** One that a scenario waits for. */
  call: [1, { nth, ok: fc.boolean(), isKept }],
  /** `isFollowed`: what follows from it comes while the others go on. */
  publish: [
    2,
    {
      isFollowed: fc.boolean(),
      orders: fc.boolean(),
      advice: fc.boolean(),
      tomas: fc.boolean(),
      refunds: fc.boolean(),
    },
  ],
  /** Somebody who was not answered asks again. */
  repeat: [2, { nth }],
  pass: [1, { seconds: fc.integer({ min: 1, max: 30 }) }],
} as const satisfies Record<string, [number, Record<string, fc.Arbitrary<unknown>>]>;
type Kinds = typeof kinds;

type Of<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
export type Move = {
  [K in keyof Kinds]: { do: K } & { [F in keyof Kinds[K][1]]: Of<Kinds[K][1][F]> };
}[keyof Kinds];

const move: fc.Arbitrary<Move> = fc.oneof(
  ...Object.entries<[number, Record<string, fc.Arbitrary<unknown>>]>(kinds as never).map(
    ([kind, [weight, fields]]) => ({
      weight,
      arbitrary: fc.record({ do: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<Move>,
    }),
  ),
);

const faults: fc.Arbitrary<Faults> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ diesAfter: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ conflictAt: fc.nat(2) }) },
);

const begun = fc.record({
  move,
  /** Sent twice at once, as clients do that reconnect. */
  isTwice: fc.boolean(),
  faults,
});
export type Begun = Of<typeof begun>;

const round = fc.record({
  /** Before it. */
  seconds: fc.oneof(fc.nat(3), fc.nat(40)),
  /** Consoles that are open say so, as every half minute. */
  isSilent: fc.boolean(),
  together: fc.array(begun, { minLength: 1, maxLength: 6, size: 'max' }),
  order: orders,
  /** After it all that is owed and due happens. */
  settles: fc.boolean(),
});

export const histories = fc.record({
  isLimited: fc.boolean(),
  rounds: fc.array(round, { minLength: 1, maxLength: 12, size: 'max' }),
});
export type History = Of<typeof histories>;
