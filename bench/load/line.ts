/**
 * The network between a client and Foyer: real sockets, which can be cut in the middle of a frame. What passes tells the ledger
 * what was acknowledged and received, whatever the client makes of it.
 */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import * as z from 'zod/mini';
import type { Ledger, Side } from './ledger.ts';

export interface Line {
  open(
    url: string,
    on: { opened(): void; received(text: string): void; closed(): void },
  ): {
    send(text: string): void;
    close(): void;
  };
  /** Destroys the TCP connection now. */
  cut(): void;
  /** Destroys it at the next message: after half of its frame, or after all of it, before the acknowledgement. */
  cutAtNextMessage(after: 'half' | 'all'): void;
}

interface Deps {
  side: Side;
  ledger: Ledger;
  now(): number;
  /** Of a page that was reloaded: when the last one lost its socket. */
  lostAt?: number | undefined;
  /** A socket is open and up to date, this many ms after the last one was lost. */
  resumed(afterMs: number): void;
  /** The same for the first socket. */
  ready?(): void;
}

const Message = z.looseObject({ type: z.literal('message'), text: z.string() });
const Commit = z.object({ events: z.array(z.unknown()) });
const Frame = z.object({
  t: z.string(),
  id: z.optional(z.string()),
  text: z.optional(z.string()),
  commit: z.optional(Commit),
  commits: z.optional(z.array(Commit)),
});

export function textsOf(commits: readonly { events: readonly unknown[] }[]): string[] {
  return commits.flatMap(({ events }) =>
    events.flatMap((event) => {
      const message = Message.safeParse(event);
      return message.success ? [message.data.text] : [];
    }),
  );
}

export function createLine({ side, ledger, now, resumed, ready, ...before }: Deps): Line {
  let tcp: Duplex | undefined;
  let cutAfter: 'half' | 'all' | undefined;
  let { lostAt } = before;
  /** By command. */
  const sent = new Map<string, string>();
  /** What says that a client is up to date. */
  const current = { visitor: 'range', agent: 'welcome' }[side];

  function heard(text: string, isResuming: boolean): boolean {
    const frame = read(text);
    if (!frame) return isResuming;
    const { t, id, commit, commits = [] } = frame;
    for (const each of textsOf(commit ? [commit] : commits)) ledger.received(side, each);
    if (t === 'ack' && id) ledger.acknowledged(sent.get(id) ?? '');
    if (!isResuming || t !== current) return isResuming;
    if (lostAt === undefined) ready?.();
    else resumed(now() - lostAt);
    lostAt = undefined;
    return false;
  }

  return {
    open(url, on) {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      let isResuming = true;
      let isOver = false;
      socket.on('upgrade', ({ socket }) => {
        tcp = socket;
      });
      socket.on('open', on.opened);
      socket.on('message', (data) => {
        isResuming = heard(String(data), isResuming);
        on.received(String(data));
      });
      // 'close' follows.
      socket.on('error', () => {});
      socket.on('close', () => {
        if (!isOver) on.closed();
        isOver = true;
        lostAt ??= now();
      });
      return {
        send(text) {
          if (socket.readyState !== WebSocket.OPEN) return;
          const frame = read(text);
          if (frame?.t !== 'message' || !frame.id) return socket.send(text);
          sent.set(frame.id, frame.text ?? '');
          const after = cutAfter;
          cutAfter = undefined;
          if (after === 'half') tcp?.write(halfOf(text), () => tcp?.destroy());
          else socket.send(text, () => after && tcp?.destroy());
        },
        close: () => socket.close(),
      };
    },
    cut: () => tcp?.destroy(),
    cutAtNextMessage(after) {
      cutAfter = after;
    },
  };
}

function read(text: string) {
  try {
    return Frame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The first half of a text frame (RFC 6455, 5.2), masked with zeros. */
function halfOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = length < 126 ? [0x81, 0x80 | length] : [0x81, 0x80 | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload.subarray(0, Math.ceil(length / 2))]);
}
