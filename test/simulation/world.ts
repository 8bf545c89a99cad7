/** The real functions on in-memory stores, with everything that was written, and everyone who uses them. */
import type { DynamoDBRecord } from 'aws-lambda';
import { currentKey } from '../../adapters/dynamodb/keys.ts';
import { newMachineKey } from '../../adapters/machine-key.ts';
import type { Scan } from '../../adapters/s3/file-store.ts';
import type { InteractionId } from '../../core/ids.ts';
import type { Commit } from '../../core/interaction/events.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import { type Interaction, unstarted } from '../../core/interaction/state.ts';
import type { Timer } from '../../core/timers.ts';
import { createFoyer, MONDAY } from '../support/foyer-in-memory.ts';
import { createMemoryStores } from '../support/memory-store.ts';
import { recordsOf } from '../support/stand-in/stream.ts';
import { agentIds, centre, first, others, type Version } from './centre.ts';
import { type Console, type Owed, roleOf, type Visitor } from './clients.ts';
import type { Upload } from './files.ts';
import { nameOf, stageOf } from './meetings.ts';
import { nobody, type Seats, seated, seatsAfter } from './seats.ts';
import { createTurns } from './turns.ts';

/**
 * A commit, the chat and who holds places for it after it, the start of the round in which it was written, of how many publishes
 * all consequences had come by then, when it was written, and by which clock.
 */
export interface Entry {
  commit: Commit;
  chat: Interaction;
  seats: Seats;
  since: number;
  followed: number;
  at: number;
  skewMs: number;
}

/** In force from the first time to the end of the round in which the next one came. */
interface Publication {
  version: Version;
  from: number;
  until: number;
}

export type Reader = 'arm-timers' | 'after-commit';
export const readers: readonly Reader[] = ['arm-timers', 'after-commit'];

export type World = Awaited<ReturnType<typeof openWorld>>;

/** What was just written. */
export interface Written extends Pick<World, 'logs'> {
  entry: Entry;
  /** Nothing else is under way. */
  isAlone: boolean;
  /** A timer is set that looks for an agent for it, or is about to be. */
  looksSoon(id: InteractionId): boolean;
}

/** `look`: after every commit. */
export async function openWorld(isLimited: boolean, skewS: number, look: (written: Written) => void) {
  const logs = new Map<InteractionId, Entry[]>();
  const records: DynamoDBRecord[] = [];
  const broken: unknown[] = [];
  const read = { 'arm-timers': 0, 'after-commit': 0 };
  /** `followed`: of how many publishes all consequences have come. `failed`: the starts of those in which something failed. */
  const round = { since: 0, followed: 1, failed: new Set<number>() };
  const add = (record: DynamoDBRecord) => {
    const SequenceNumber = String(records.length);
    records.push({ ...record, dynamodb: { ...record.dynamodb, SequenceNumber } });
  };
  const turns = createTurns(skewS);
  const stores = createMemoryStores((written) => {
    const { interactionId, commit } = written;
    const log = logs.get(interactionId) ?? [];
    const before = log.at(-1);
    const chat = evolve(before?.chat ?? unstarted(interactionId), commit);
    const seats = seatsAfter(before?.seats ?? nobody, commit.events);
    const skewMs = turns.skewMs();
    const { since, followed } = round;
    const entry = { commit, chat, seats, since, followed, at: foyer.now() - skewMs, skewMs };
    logs.set(interactionId, [...log, entry]);
    recordsOf(written).forEach(add);
    const looksSoon = (id: InteractionId) =>
      foyer.armed.some((timer) => timer.kind === 'find-agent' && timer.interactionId === id) ||
      records.slice(read['arm-timers']).some(({ dynamodb }) => dynamodb?.Keys?.pk?.S?.includes(id));
    // A function would take an error for its own.
    try {
      look({ logs, entry, isAlone: !turns.isRound(), looksSoon });
    } catch (error) {
      broken.push(error);
    }
  });
  const clock = () => MONDAY + turns.skewMs();
  const foyer = await createFoyer(centre(isLimited, first), { stores, through: turns.through, clock });
  const consoles: Console[] = [];
  for (const name of [...agentIds, ...others]) {
    const socket = await foyer.signIn(name);
    const copies = { logs: new Map(), wants: new Set<InteractionId>() };
    consoles.push({ name, role: roleOf(name), socket, opened: 0, isOpen: true, isToGreet: false, ...copies });
  }
  const { key, text: phoneKey } = newMachineKey('voice', foyer.now());
  await stores.machineKeys.add(key);
  const met = new Map<string, number>();
  const meet = (pair: string) => void met.set(pair, (met.get(pair) ?? 0) + 1);
  return {
    /** How often each pair met. */
    met,
    meet,
    /** Someone does something to a chat. */
    meetChat(act: string, interactionId: InteractionId | undefined) {
      const chat = interactionId && logs.get(interactionId)?.at(-1)?.chat;
      if (chat) meet(nameOf({ act, stage: stageOf(chat) }));
    },
    /** That the phone system has reported, and not their end. */
    calls: new Map<string, { agentId: string; line: number }>(),
    /** Timers that were delivered: a queue may deliver them again. */
    spent: [] as Timer[],
    ...{ phoneKey, isLimited, skewS, foyer, stores, turns, logs, records, round, consoles },
    /** What was wrong when something was written. */
    broken,
    /** How many records of the stream each reader has finished. */
    read,
    reading: new Set<Reader>(),
    visitors: [] as Visitor[],
    owed: [] as Owed[],
    uploads: [] as Upload[],
    /** What the scan finds in what is attached, by its address. */
    bills: new Map<string, Scan>(),
    /** By name: whether what somebody left instead of a chat was acknowledged. */
    left: new Map<string, boolean>(),
    /** The ids of what someone sent who was not signed in as an agent only. */
    byOverseers: new Set<string>(),
    /** What clients were told to be in the log. */
    acknowledged: new Map<InteractionId, { id: string; seq: number; isMessage: boolean }[]>(),
    /** How much of each log. */
    checked: new Map<InteractionId, number>(),
    published: [{ version: first, from: 0, until: Number.POSITIVE_INFINITY }] as Publication[],
    /** The stream reports that as well. */
    publish: async (version: Version, published: Publication[]) => {
      for (const chat of chatsOf({ logs })) meet(`publish × ${stageOf(chat)}`);
      const before = await foyer.stores.configurations.newest();
      await foyer.putInForce(centre(isLimited, version));
      published.push({ version, from: foyer.now() - turns.skewMs(), until: Number.POSITIVE_INFINITY });
      const dynamodb = { Keys: currentKey, OldImage: pointerTo(before), NewImage: pointerTo(before + 1) };
      add({ eventName: 'MODIFY', dynamodb });
    },
  };
}

const pointerTo = (version: number) => ({
  ...{ version: { N: String(version) }, digest: { S: '0' }, publishedAt: { N: '0' }, format: { N: '1' } },
});

export const chatsOf = ({ logs }: Pick<World, 'logs'>): Interaction[] =>
  [...logs.values()].flatMap((log) => log.at(-1)?.chat ?? []);

/** The chats for which an agent holds a place of their capacity. */
export const held = ({ logs }: Pick<World, 'logs'>, agent: string): Interaction[] =>
  [...logs.values()].flatMap((log) => {
    const last = log.at(-1);
    return last && seated(last.seats).includes(agent) ? [last.chat] : [];
  });

/** The agents whose capacity it uses. */
export const holdersOf = ({ logs }: Pick<World, 'logs'>, { id }: Pick<Interaction, 'id'>): string[] =>
  seated(logs.get(id)?.at(-1)?.seats ?? nobody);
