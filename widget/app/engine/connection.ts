/**
 * One socket, kept alive: reopened whenever it fails, and each time brought up to date from the log before anything is sent. If
 * an answer does not come within five seconds, the socket is dead, whatever its state says.
 */
import type { CommandId } from '../../../core/ids.ts';
import { isPassing } from '../../../protocol/client.ts';
import type { VisitorFrame } from '../../../protocol/visitor.ts';
import type { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { type Frame, readFrame } from './frames.ts';
import { asJson } from './guard.ts';
import type { Page } from './page.ts';
import type { Address } from './session.ts';

export interface Socket {
  send(text: string): void;
  close(): void;
}
export type OpenSocket = (url: string, on: { opened(): void; received(text: string): void; closed(): void }) => Socket;

export interface Connection {
  start(): void;
  stop(): void;
  /** Someone is waiting: make the next attempt now. */
  hurry(): void;
  /** Sends, and expects an answer with this key. Only while `isReady`. */
  ask(key: string, frame: VisitorFrame): void;
  /** Sends what nobody answers, if `isReady`. */
  tell(frame: VisitorFrame): void;
  /** Requests what the log is missing. */
  catchUp(): void;
  /** The socket is open and the log is complete. */
  isReady(): boolean;
}

interface Deps {
  clock: Clock;
  page: Page;
  backoff: Backoff;
  openSocket: OpenSocket;
  newId(): CommandId;
  address(renew: boolean): Promise<Address>;
  /** How far the log is complete. */
  position(): number;
  received(frame: Frame): void;
  /** `isReady` has changed. */
  changed(): void;
  /** The page came into sight, or went out of it. */
  turned(): void;
  /** Foyer no longer lets this device into the chat. */
  over(): void;
}

const ANSWER_MS = 5_000;
/** Opening may have to wait for a cold start. */
const OPEN_MS = 10_000;
const PING_MS = 45_000;
/** API Gateway closes a socket after ten silent minutes; a background tab need not cost more than this. */
const PING_HIDDEN_MS = 240_000;

type State =
  | { is: 'stopped' }
  | { is: 'looking up' }
  | { is: 'opening' | 'catching up' | 'ready'; socket: Socket }
  | { is: 'pausing' };

export function createConnection(deps: Deps): Connection {
  const { clock, page, backoff } = deps;
  let state: State = { is: 'stopped' };
  /** The last attempt failed to open a socket. The token may be the reason, which a browser does not reveal. */
  let renew = false;
  let stopPinging = () => {};
  let listening: (() => void)[] = [];
  let resumeId = '';
  const deadlines = new Map<string, () => void>();

  async function connect() {
    const lookup: State = { is: 'looking up' };
    state = lookup;
    const address = await deps.address(renew);
    if (state !== lookup) return;
    if (address.is === 'over') return lost();
    if (address.is === 'later') return pause();
    renew = true;
    const socket = deps.openSocket(address.url, {
      opened() {
        if (!isCurrent(socket)) return;
        renew = false;
        state = { is: 'catching up', socket };
        resume(socket);
      },
      received(text) {
        const frame = isCurrent(socket) && readFrame(text);
        if (frame) receive(frame);
      },
      closed() {
        if (isCurrent(socket)) drop();
      },
    });
    state = { is: 'opening', socket };
    expectAnswer('open', OPEN_MS);
  }

  const isCurrent = (socket: Socket) => 'socket' in state && state.socket === socket;

  function receive(frame: Frame) {
    if (frame.t === 'refused') {
      if (frame.code === 'too_many_sockets') return drop(quietMs());
      if (frame.id === resumeId) return isPassing(frame.code) ? drop() : lost();
    }
    if (frame.t === 'range') deadlineMet('resume');
    if (frame.t === 'pong') deadlineMet('ping');
    if ('id' in frame && frame.id !== undefined) deadlineMet(frame.id);
    deps.received(frame);
    if (!('socket' in state)) return;
    // As good as a pong: the socket is alive, and a gap before it would show.
    if (frame.t === 'ack' || frame.t === 'commit') schedulePing();
    if (frame.t === 'range') {
      if (frame.more) return resume(state.socket);
      if (state.is === 'catching up') ready(state.socket);
    }
    if (frame.t === 'pong' && frame.seq > deps.position()) catchUp();
    if (frame.t === 'failed' && state.is === 'catching up') drop();
  }

  function ready(socket: Socket) {
    state = { is: 'ready', socket };
    backoff.succeeded();
    schedulePing();
    deps.changed();
  }

  function ask(key: string, frame: VisitorFrame) {
    if (state.is === 'ready') expectAnswer(key);
    tell(frame);
  }

  function tell(frame: VisitorFrame) {
    if (state.is === 'ready') state.socket.send(asJson(frame));
  }

  function resume(socket: Socket) {
    deadlineMet('open');
    expectAnswer('resume');
    const id = deps.newId();
    resumeId = id;
    socket.send(asJson({ t: 'resume', id, after: deps.position() } satisfies VisitorFrame));
  }

  function catchUp() {
    if (state.is === 'ready' && !deadlines.has('resume')) resume(state.socket);
  }

  const quietMs = () => (page.isVisible() ? PING_MS : PING_HIDDEN_MS);

  function schedulePing() {
    stopPinging();
    stopPinging = clock.after(quietMs(), ping);
  }

  function ping() {
    if (state.is !== 'ready') return;
    if (!deadlines.has('ping')) ask('ping', { t: 'ping' });
    schedulePing();
  }

  function expectAnswer(key: string, withinMs = ANSWER_MS) {
    deadlineMet(key);
    deadlines.set(
      key,
      clock.after(withinMs, () => drop()),
    );
  }

  function deadlineMet(key: string) {
    deadlines.get(key)?.();
    deadlines.delete(key);
  }

  function drop(leastMs?: number) {
    disconnect();
    pause(leastMs);
  }

  function pause(leastMs?: number) {
    state = { is: 'pausing' };
    deps.changed();
    backoff.retry(connect, leastMs);
  }

  function disconnect() {
    stopPinging();
    for (const key of [...deadlines.keys()]) deadlineMet(key);
    const { socket } = 'socket' in state ? state : {};
    state = { is: 'stopped' };
    socket?.close();
  }

  function hurry() {
    if (state.is !== 'pausing') return;
    backoff.stop();
    void connect();
  }

  function lost() {
    stop();
    deps.over();
  }

  function stop() {
    for (const stopListening of listening) stopListening();
    listening = [];
    backoff.stop();
    disconnect();
  }

  return {
    start() {
      if (state.is !== 'stopped') return;
      listening = [
        page.onWake(ping),
        page.onWake(hurry),
        page.onVisibility(() => {
          schedulePing();
          deps.turned();
        }),
        page.onOffline(() => {
          if ('socket' in state) drop();
        }),
      ];
      void connect();
    },
    stop,
    hurry,
    ask,
    tell,
    catchUp,
    isReady: () => state.is === 'ready' && !deadlines.has('resume'),
  };
}
