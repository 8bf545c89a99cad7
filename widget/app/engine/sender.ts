/** Empties the outbox strictly in order, one command in flight. A passing failure repeats the same command with the same id. */
import { isPassing } from '../../../protocol/client.ts';
import type { VisitorFrame } from '../../../protocol/visitor.ts';
import type { Backoff } from './backoff.ts';
import type { KeptCommand } from './kept.ts';
import type { Outbox } from './outbox.ts';

export interface Sender {
  /** Sends the next command if nothing stands against it. Call whenever something may have changed. */
  pump(): void;
  acknowledged(id: string): void;
  refused(id: string, code: string): void;
  /** A function failed without saying for which command: it can only be the one in flight. */
  failed(): void;
  /** The connection is gone, and with it every answer: what was in flight is sent again on the next one. */
  interrupted(): void;
}

export function createSender(deps: {
  outbox: Outbox;
  backoff: Backoff;
  /** Whether the connection has caught up and this tab is the one that sends. */
  maySend(): boolean;
  send(id: string, frame: VisitorFrame): void;
  /** In the log up to here what has been sent was found, and taken out of the outbox. */
  position(): number;
}): Sender {
  const { outbox, backoff } = deps;
  let state: { is: 'idle' | 'pausing' } | { is: 'in flight'; id: string } = { is: 'idle' };

  const isInFlight = (id: string) => state.is === 'in flight' && state.id === id;

  function pump() {
    // What this tab has in flight may have been acknowledged to another tab, which took it out of the outbox they share.
    const { id } = 'id' in state ? state : {};
    if (id !== undefined && !outbox.entries().some((entry) => entry.id === id)) state = { is: 'idle' };
    const next = outbox.next();
    if (state.is !== 'idle' || !next || !deps.maySend()) return;
    state = { is: 'in flight', id: next.id };
    deps.send(next.id, frameOf(next, deps.position()));
  }

  function goOn() {
    state = { is: 'idle' };
    pump();
  }

  function pause() {
    state = { is: 'pausing' };
    backoff.retry(goOn);
  }

  return {
    pump,
    acknowledged(id) {
      outbox.remove(id);
      if (!isInFlight(id)) return;
      backoff.succeeded();
      goOn();
    },
    refused(id, code) {
      if (isPassing(code)) {
        if (isInFlight(id)) pause();
        return;
      }
      outbox.refuse(id, code);
      if (isInFlight(id)) goOn();
    },
    failed() {
      if (state.is === 'in flight') pause();
    },
    interrupted() {
      backoff.stop();
      state = { is: 'idle' };
    },
  };
}

const frameOf = ({ id, type, text }: KeptCommand, after: number): VisitorFrame =>
  type === 'message' ? { t: type, id, after, text } : { t: type, id, after };
