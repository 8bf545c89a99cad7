/**
 * One socket to Foyer, reopened whenever it is lost. It handles frames, heartbeats and backoff; `live.ts` handles what the
 * frames mean.
 */
import { type AgentFrame, AgentPush } from '../../protocol/agent.ts';
import { delayMs } from '../../protocol/client.ts';
import { forgiving } from '../../protocol/forgiving.ts';
import type { Clock } from './clock.ts';

const PING_EVERY_MS = 30_000;
/** A connection that does not answer a ping for this long is dead, whatever the browser thinks. */
const SILENCE_MS = 10_000;
/** If this many sockets in a row fail while Foyer answers over HTTP, the cause is not temporary. */
const BLOCKED_AFTER = 3;

export type ConnectionState =
  | { state: 'connecting' }
  | { state: 'open' }
  /** `blocked`: sockets to this origin do not get through, although Foyer answers over HTTP. */
  | { state: 'reconnecting'; retryAt: number; blocked?: string }
  /** Foyer's limit of newer windows is open. This one continues when someone comes back to it. */
  | { state: 'resting' }
  /** Retrying will not help: the person has to do something. */
  | { state: 'refused'; code: string; message: string };

/** Thrown by `address` when Foyer knows who is asking and refuses. */
export class AccessRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'AccessRefused';
    this.code = code;
  }
}

interface Socket {
  send(text: string): void;
  close(): void;
}
export interface SocketEvents {
  opened(): void;
  text(text: string): void;
  closed(): void;
}
export type OpenSocket = (address: string, events: SocketEvents) => Socket;

export interface ConnectionDeps {
  /** The address to connect to, with a fresh ticket: requested before every attempt. */
  address(): Promise<string>;
  openSocket: OpenSocket;
  clock: Clock;
  /** 0 to 1: spreads the attempts of many consoles after a restart. */
  random(): number;
  ping(): AgentFrame;
  onState(state: ConnectionState): void;
  onPush(push: AgentPush): void;
}

export interface Connection {
  start(): void;
  stop(): void;
  /** False: not connected, nothing was sent. */
  send(frame: AgentFrame): boolean;
  /** Our session is outdated: requests it again and sends another hello. */
  greet(): void;
  /** The network is back or the tab is in use again: stop waiting and connect. */
  wake(): void;
}

type Phase =
  | { is: 'idle' }
  | { is: 'opening'; socket?: Socket }
  /** Until `welcome`, Foyer has not accepted this connection as the agent's. */
  | { is: 'open'; socket: Socket; welcomed: boolean }
  | { is: 'resting' }
  | { is: 'pausing'; cancel: () => void };

export function createConnection(deps: ConnectionDeps): Connection {
  let phase: Phase = { is: 'idle' };
  let tries = 0;
  /** Sockets in a row for which Foyer gave a ticket but never sent anything. */
  let unheard = 0;
  let origin = '';
  let cancelPing = () => {};
  let cancelSilence = () => {};

  async function open(): Promise<void> {
    const opening: Phase = { is: 'opening' };
    phase = opening;
    let address: string;
    try {
      address = await deps.address();
    } catch (error) {
      if (phase !== opening) return;
      if (error instanceof AccessRefused) {
        phase = { is: 'idle' };
        deps.onState({ state: 'refused', code: error.code, message: error.message });
      } else {
        unheard = 0;
        pause();
      }
      return;
    }
    if (phase !== opening) return;
    origin = new URL(address).origin;

    let socket: Socket | undefined;
    const current = () => (phase.is === 'opening' || phase.is === 'open') && phase.socket === socket;
    socket = deps.openSocket(address, {
      opened: () => {
        if (!socket || !current()) return;
        phase = { is: 'open', socket, welcomed: false };
        deps.onState({ state: 'open' });
        send({ t: 'hello' });
        expectAnswer();
      },
      text: (text) => {
        if (current()) receive(text);
      },
      closed: () => {
        if (current()) lost();
      },
    });
    opening.socket = socket;
    expectAnswer();
  }

  function receive(text: string): void {
    if (phase.is !== 'open') return;
    const push = parsePush(text);
    if (push?.t === 'refused' && push.code === 'too_many_sockets') {
      rest();
      return;
    }
    if (push?.t === 'welcome') {
      phase.welcomed = true;
      unheard = 0;
      schedulePing();
    }
    // Not reset at the welcome: a connection that dies from the next message would be reopened in a tight loop.
    if (push?.t === 'pong') tries = 0;
    // Anything that is not a push (a gateway's own error frame, for example) only proves that the line is alive.
    if (phase.welcomed) cancelSilence();
    if (push) deps.onPush(push);
  }

  async function greet(): Promise<void> {
    const greeted = phase;
    try {
      await deps.address();
    } catch (error) {
      if (phase !== greeted) return;
      if (!(error instanceof AccessRefused)) return lost();
      drop();
      deps.onState({ state: 'refused', code: error.code, message: error.message });
      return;
    }
    if (phase === greeted) send({ t: 'hello' });
  }

  function expectAnswer(): void {
    cancelSilence();
    cancelSilence = deps.clock.after(SILENCE_MS, lost);
  }

  function schedulePing(): void {
    cancelPing();
    cancelPing = deps.clock.after(PING_EVERY_MS, ping);
  }

  function ping(): void {
    if (!send(deps.ping())) return;
    expectAnswer();
    schedulePing();
  }

  function lost(): void {
    if (phase.is === 'opening' || (phase.is === 'open' && !phase.welcomed)) unheard += 1;
    drop();
    pause();
  }

  function rest(): void {
    drop();
    phase = { is: 'resting' };
    deps.onState({ state: 'resting' });
  }

  function drop(): void {
    cancelPing();
    cancelSilence();
    const socket = phase.is === 'opening' || phase.is === 'open' ? phase.socket : undefined;
    if (phase.is === 'pausing') phase.cancel();
    phase = { is: 'idle' };
    socket?.close();
  }

  function pause(): void {
    const ms = delayMs(tries, deps.random());
    tries += 1;
    phase = { is: 'pausing', cancel: deps.clock.after(ms, () => void open()) };
    const retryAt = deps.clock.now() + ms;
    deps.onState({ state: 'reconnecting', retryAt, ...(unheard >= BLOCKED_AFTER ? { blocked: origin } : {}) });
  }

  function send(frame: AgentFrame): boolean {
    if (phase.is !== 'open') return false;
    phase.socket.send(JSON.stringify(frame));
    return true;
  }

  return {
    start: () => {
      deps.onState({ state: 'connecting' });
      void open();
    },
    stop: drop,
    send,
    greet: () => void greet(),
    wake: () => {
      if (phase.is === 'open' && phase.welcomed) ping();
      if (phase.is !== 'pausing' && phase.is !== 'resting') return;
      if (phase.is === 'pausing') phase.cancel();
      tries = 0;
      void open();
    },
  };
}

function parsePush(text: string): AgentPush | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Push.safeParse(value).data;
}

const Push = forgiving(AgentPush);
