/**
 * What an interaction has cost (G8), from its log alone: nothing is written for it. The log has every commit with its size, every
 * frame out, timer, mail, and the time for which the visitor's page was connected. What it does not have (typing, marks, what the
 * page loads) is estimated by the factors in `uses`, which `npm run cost` compares with what it counts. docs/costs.md says which.
 */
import { SNAPSHOT_EVERY } from '../bounds.ts';
import { plus, priceOf, times, type Usage } from '../prices.ts';
import type { Commit } from './events.ts';
import { holdingsOf } from './holdings.ts';
import type { Moment } from './moments.ts';
import { isFollowed, timersOf } from './timers.ts';
import { isVisible, viewerOf } from './view.ts';
import { LONGEST_SOCKET_MS, SHORT_WAIT_MS } from './waits.ts';

/** A function of 512 MB, for 35 ms: what it waits for included. */
const call: Partial<Usage> = { calls: 1, gbS: 0.0175 };
/** With the chat's newest rows read, as for every command. */
const load = plus(call, { readUnits: 2 });
/** The API logs a line for each frame in. */
const frameIn: Partial<Usage> = { frames: 1, logBytes: 240 };
const frameOut: Partial<Usage> = { frames: 1, bytesOut: 250 };

/** How much of what each of these uses. The only place in which anything is estimated. */
const uses = {
  /** The widget's files and its requests to the API, with their functions; the chat's rows of measures and tallies. */
  chat: plus({ edgeRequests: 13, edgeBytes: 34_000, httpRequests: 3, writeUnits: 16, readUnits: 20 }, times(call, 5)),
  commit: load,
  /** Someone sent it over a socket, and is answered there. */
  asked: plus(frameIn, frameOut),
  push: frameOut,
  /** What goes with a message on both sides: one "is typing", which takes the mark along, is a frame in, one out, and a load. */
  message: plus(frameIn, frameOut, load, { writeUnits: 1 }),
  /** A place in line, or one of an agent's, that comes or goes: its own rows and those of who is ready. */
  holding: { writeUnits: 6, readUnits: 2 },
  /** The state, written again after every eighth commit. */
  snapshot: { writeUnits: 2 },
  /** The stream hands the commit over to a function. */
  followed: call,
  /** Sent, received and deleted. */
  timer: plus(load, { queueRequests: 3 }),
  /** An execution of three steps that then sends it. */
  longTimer: plus(load, { transitions: 3, queueRequests: 3 }),
  mail: { mails: 1 },
  /** Uploaded, scanned, tagged, looked at by a function before and after, copied; its link asked for and followed once. */
  file: plus(frameIn, frameOut, load, times(load, 2), { scans: 1, objectWrites: 3, edgeRequests: 1 }),
  fileByte: { scannedBytes: 1, edgeBytes: 1 },
  minute: { connectionMinutes: 1 },
  /** A visitor's page that heard nothing for so long: a heartbeat and its answer. */
  silence: plus(frameIn, frameOut, call),
} satisfies Record<string, Partial<Usage>>;

type Use = keyof typeof uses;
type Counts = Partial<Record<Use, number>>;

/** As long as the widget waits in a page that is on the screen; in a hidden one it waits longer. */
const SILENCE_MS = 45_000;
const UNIT_BYTES = 1024;

export function usageOfInteraction(moments: readonly Moment[]): Usage {
  const counts: Counts = moments.length > 0 ? { chat: 1 } : {};
  let writeUnits = 0;
  // Added up before anything is multiplied, because a log may have thousands of commits.
  for (const moment of moments) {
    const counted = countsOf(moment);
    for (const use of usesOf(counted)) counts[use] = (counts[use] ?? 0) + (counted[use] ?? 0);
    writeUnits += unitsOf(moment);
  }
  return plus(...usesOf(counts).map((use) => times(uses[use], counts[use] ?? 0)), { writeUnits });
}

/** In millionths of a US dollar, at list prices, rounded. An e-mail is 100. */
export const costOf = (moments: readonly Moment[]): number => Math.round(priceOf(usageOfInteraction(moments)) * 1e6);

const usesOf = (counts: Counts) => Object.keys(counts) as Use[];

function countsOf({ before, after, commit, elapsedMs }: Moment): Counts {
  const timers = timersOf(after.id, commit).filter(({ kind }) => kind !== 'closing');
  const long = timers.filter(({ dueAt }) => dueAt - commit.at > SHORT_WAIT_MS).length;
  const sockets = before.stage ? before.visitor.reach.ids.length : 0;
  // API Gateway does not report every end of a socket.
  const openMs = Math.min(elapsedMs, LONGEST_SOCKET_MS);
  const asked = isAsked(commit) ? 1 : 0;
  const files = commit.events.filter((event) => event.type === 'file');
  return {
    commit: 1,
    asked,
    push: Math.max(0, listenersOf(after, commit) - asked),
    message: commit.events.filter(({ type }) => type === 'message').length,
    holding: holdingsMoved(before, after),
    snapshot: commit.seq % SNAPSHOT_EVERY === 0 ? 1 : 0,
    followed: isFollowed(commit) ? 1 : 0,
    timer: timers.length - long,
    longTimer: long,
    mail: commit.events.filter(({ type }) => type === 'mailed' || type === 'forwarded' || type === 'transcribed')
      .length,
    file: files.length,
    fileByte: files.reduce((sum, { bytes }) => sum + bytes, 0),
    minute: (sockets * openMs) / 60_000,
    silence: sockets * Math.floor(openMs / SILENCE_MS),
  };
}

/** A start arrives over HTTP. */
const isAsked = ({ by, events }: Commit): boolean =>
  by !== 'system' && events.every(({ type }) => type !== 'started' && type !== 'reopened' && type !== 'disconnected');

/** The sockets that see something of it, the sender's included. */
function listenersOf({ visitor, people }: Moment['after'], { events }: Commit): number {
  const sees = (viewer: Parameters<typeof isVisible>[0]) => events.some((event) => isVisible(viewer, event));
  return [
    ...(sees('visitor') ? [visitor.reach.ids] : []),
    ...people.flatMap((person) => (sees(viewerOf(person)) ? [person.connections] : [])),
  ].reduce((sum, ids) => sum + ids.length, 0);
}

function holdingsMoved(before: Moment['before'], after: Moment['after']): number {
  const [had, has] = [holdingsOf(before).map(nameOf), holdingsOf(after).map(nameOf)];
  return had.filter((each) => !has.includes(each)).length + has.filter((each) => !had.includes(each)).length;
}

const nameOf = (holding: ReturnType<typeof holdingsOf>[number]): string =>
  holding.holds === 'agent' ? holding.agentId : holding.lane;

/** A transaction counts twice. */
const unitsOf = ({ before, after, bytes }: Moment): number =>
  Math.ceil(bytes / UNIT_BYTES) * (holdingsMoved(before, after) > 0 ? 2 : 1);
