/** What may happen in the contact centre, as data: a run can be shown, repeated and shrunk. */
import fc from 'fast-check';
import { agentIds, others, ways } from './centre.ts';
import type { Pair } from './meetings.ts';
import { type Failure, type Faults, orders } from './turns.ts';

const nth = fc.nat(9);
const agent = fc.constantFrom(...agentIds);
const somebody = fc.constantFrom(...agentIds, ...others);
/** Empty: a visitor. */
const anyone = fc.constantFrom(...agentIds, '');
const role = fc.constantFrom('agent', 'supervisor', 'admin');
const isTold = fc.boolean();
const isKept = fc.boolean();

const kinds = (among: readonly Pair[]) =>
  ({
    /** Two things are brought together on one chat. `isByRight`: by someone who may. */
    cross: [100, { pair: fc.constantFrom(...among), nth, to: nth, isByRight: fc.boolean(), isKept }],
    /** A visitor comes by one of the `ways`. */
    start: [16, { way: fc.nat(ways.length - 1) }],
    /** Several come at once, to a queue that rings everyone, and one of those who are rung leaves, or is called. */
    crowd: [2, { agent: fc.constantFrom('tomas', 'rui'), t: fc.constantFrom('', 'offline', 'in-call') }],
    /** An agent leaves, or is called, while somebody comes to a queue that rings everyone. */
    leaveWhileRung: [7, { agent: fc.constantFrom('tomas', 'rui'), t: fc.constantFrom('offline', 'in-call') }],
    /** A visitor leaves a message; `isInstead`: of a chat that they have or had, unless its kind goes to a queue. */
    leaveMessage: [
      4,
      {
        way: fc.nat(ways.length - 1),
        nth,
        isInstead: fc.boolean(),
        kind: fc.constantFrom('offline', 'message', 'callback'),
      },
    ],
    /** A visitor who was there continues their chat by starting another. */
    comeBack: [3, { nth }],
    /** `isForPerson`: to the bot, rather than a message. */
    say: [7, { nth, isForPerson: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)) }],
    /** Someone changes or takes back a message, mostly their own. */
    revise: [2, { nth, by: anyone, message: nth, isGone: fc.boolean() }],
    /** Someone types, or marks how far they have got. */
    present: [2, { nth, by: anyone, typing: fc.boolean(), got: fc.nat(40), read: fc.nat(40) }],
    end: [1, { nth }],
    /** A visitor asks for the conversation by e-mail. */
    transcribe: [3, { nth }],
    /** A visitor says how it was, mostly when they are asked. */
    rate: [4, { nth, score: fc.integer({ min: 1, max: 5 }) }],
    /** A file is asked for, uploaded and sent, or scanned. Without `scan` it is not uploaded. */
    file: [
      4,
      { nth, isAgent: fc.boolean(), scan: fc.constantFrom('clean', 'clean', 'unscanned', 'malware', undefined) },
    ],
    /** A page is opened and connects, or an open one connects again. */
    open: [5, { nth, isNew: fc.boolean() }],
    /** `isTold`: API Gateway reports that the socket closed. */
    close: [2, { nth, isTold }],
    act: [
      16,
      {
        agent,
        nth,
        t: fc.constantFrom(
          ...([
            'accept',
            'accept',
            'take',
            'reject',
            'message',
            'note',
            'park',
            'resume',
            'extend',
            'end',
            'finish',
            'call-made',
          ] as const),
        ),
      },
    ],
    /** Agents hand chats over, and join them: whoever may, of those that there are. `to`: an agent, or a queue. */
    share: [
      12,
      {
        ...{ nth, to: nth },
        t: fc.constantFrom(
          'accept',
          'accept',
          'accept',
          'take',
          'transfer',
          'transfer',
          'invite',
          'invite',
          'withdraw',
          'leave',
        ),
      },
    ],
    /** Supervisors watch conversations, whisper, join, take over and hand over: whichever they may. */
    oversee: [
      9,
      {
        ...{ nth, to: nth },
        t: fc.constantFrom(
          'watch',
          'watch',
          'whisper',
          'whisper',
          'whisper',
          'join',
          'join',
          'take-over',
          'take-over',
          'leave',
          'transfer',
          'transfer',
          'settle',
          'forward-again',
        ),
      },
    ],
    /** The phone system reports one of an agent's two lines. `isDated`: with its time, so that a repetition that comes late shows. */
    phone: [
      16,
      {
        ...{ agent, nth, line: fc.nat(1), isDated: fc.boolean() },
        state: fc.constantFrom('ringing', 'in-call', 'in-call', 'idle', 'idle'),
      },
    ],
    /** It asks whom to ring. */
    ring: [1, { line: fc.nat(1), queue: fc.nat(3) }],
    status: [3, { agent, status: fc.constantFrom('available', 'available', 'paused', 'lunch', 'offline') }],
    hello: [2, { agent: somebody, isNew: fc.boolean() }],
    leave: [3, { agent: somebody, isTold }],
    /** Someone signs in again, with the role that they have by now. `watches`: someone who watches a conversation. */
    signIn: [5, { agent: somebody, role, watches: fc.boolean() }],
    sync: [3, { agent: somebody, nth }],
    /** One that was set; with `isKept` it is repeated. `isEarly`: of any kind, due or not, as when it is no longer wanted. */
    timer: [7, { nth, isKept, isEarly: fc.boolean() }],
    /** The next records of the table's stream; with `isKept` they are repeated. */
    stream: [
      4,
      { reader: fc.constantFrom('arm-timers', 'after-commit'), records: fc.integer({ min: 1, max: 5 }), isKept },
    ],
    /** A call that a scenario waits for, or an e-mail. */
    call: [1, { nth, ok: fc.boolean(), isKept }],
    /** The link in an e-mail says that its visitor wants no more. */
    decline: [1, { nth }],
    /** Somebody writes back by the link in an agent's e-mail. */
    writeBack: [3, { nth }],
    /**
     * `isFollowed`: its consequences come while the others continue. `isMet`: a visitor comes at the same time. `without`: somebody
     * waits there, and it is taken away.
     */
    publish: [
      5,
      {
        isFollowed: fc.boolean(),
        isMet: fc.boolean(),
        without: fc.constantFrom('', '', 'refunds', 'returns'),
        orders: fc.boolean(),
        advice: fc.boolean(),
        tomas: fc.boolean(),
        refunds: fc.boolean(),
        returns: fc.boolean(),
        ines: fc.boolean(),
        rui: fc.boolean(),
      },
    ],
    /** Someone who got no answer asks again. */
    repeat: [2, { nth }],
    pass: [1, { seconds: fc.integer({ min: 1, max: 30 }) }],
  }) as const satisfies Record<string, [number, Record<string, fc.Arbitrary<unknown>>]>;
type Kinds = ReturnType<typeof kinds>;

type Of<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
export type Move = {
  [K in keyof Kinds]: { do: K } & { [F in keyof Kinds[K][1]]: Of<Kinds[K][1][F]> };
}[keyof Kinds];

const moves = (among: readonly Pair[]): fc.Arbitrary<Move> =>
  fc.oneof(
    ...Object.entries<[number, Record<string, fc.Arbitrary<unknown>>]>(kinds(among) as never).map(
      ([kind, [weight, fields]]) => ({
        weight,
        arbitrary: fc.record({ do: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<Move>,
      }),
    ),
  );

const failing = (hows: Failure[], most: number) =>
  fc.record({ fails: fc.record({ how: fc.constantFrom(...hows), at: fc.nat(most) }) });
const failures: fc.Arbitrary<Faults> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: failing(['dies', 'is throttled', 'is unheard'], 9) },
  { weight: 1, arbitrary: failing(['conflicts', 'meets itself'], 1) },
);

const clocks: fc.Arbitrary<Faults> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ clock: fc.constantFrom('behind', 'ahead') }) },
);
const faults = fc.tuple(failures, clocks).map(([failure, clock]): Faults => ({ ...failure, ...clock }));

const begun = (among: readonly Pair[]) =>
  fc.record({
    move: moves(among),
    /** Sent twice at once, as reconnecting clients do. */
    isTwice: fc.boolean(),
    faults,
  });
export type Begun = Of<ReturnType<typeof begun>>;

const round = (among: readonly Pair[]) =>
  fc.record({
    /** Before it. */
    seconds: fc.oneof(fc.nat(3), fc.nat(40), fc.constant(85)),
    /** Open consoles do not send their heartbeat of every half minute. */
    isSilent: fc.boolean(),
    together: fc.array(begun(among), { minLength: 1, maxLength: 6, size: 'max' }),
    order: orders,
    /** After it everything that is owed and due happens. */
    settles: fc.boolean(),
  });

/** `among`: the pairs that it brings together. */
export const histories = (among: readonly Pair[]) =>
  fc.record({
    isLimited: fc.boolean(),
    /** By how much clocks are off: what is true of time is exact where they are not. */
    skewS: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 240 }) },
    ),
    /** How many conversations agents have at the beginning: most of what can go wrong needs one. */
    begun: fc.nat(3),
    /** Whether everyone stays at the end for as long as a report of a call holds. */
    isPatient: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true)),
    rounds: fc.array(round(among), { minLength: 1, maxLength: 12, size: 'max' }),
  });
export type History = Of<ReturnType<typeof histories>>;
