/** One running chat on this device: its log, its outbox, its socket, and the other tabs that show the same. */
import type { CommandId } from '../../../core/ids.ts';
import { hasGap, type Log, withCommit, withRange } from '../../../protocol/client.ts';
import type { Api } from './api.ts';
import { createBackoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { createConnection, type OpenSocket } from './connection.ts';
import { type Frame, readFrame, type SeenCommit } from './frames.ts';
import { asJson } from './guard.ts';
import type { Kept, KeptChat, KeptCommand } from './kept.ts';
import type { Page } from './page.ts';
import { createSending } from './sending.ts';
import { socketAddress, startChat } from './session.ts';
import { type Line, type Story, shown, tell } from './story.ts';
import { type Channel, createTabs, type Locks } from './tabs.ts';
import { saidWait, type Wait } from './wait.ts';

export interface Device {
  clock: Clock;
  random(): number;
  newId(): CommandId;
  page: Page;
  openSocket: OpenSocket;
  locks: Locks | undefined;
  openChannel(name: string): Channel | undefined;
}

type Request = Exclude<KeptCommand['type'], 'message'>;

export interface Conversation {
  story(): Story;
  /** The log was read to its end, so that what happens from now on happens before the visitor's eyes. */
  hasCaughtUp(): boolean;
  /** Place in line; 0 while it is not known. */
  place(): number;
  /** How long it takes, where that is known. */
  wait(): Wait | undefined;
  /** For long enough that the visitor should know. */
  isConnecting(): boolean;
  /** When it starts by itself, ms, while too many chats were started from here. */
  limitedUntil(): number | undefined;
  /** The visitor asked to end, or for a person; what was written before goes out first. */
  isAsking(type: Request): boolean;
  send(text: string): void;
  tryAgain(id: string): void;
  ask(type: Request): void;
  /** Everything up to now was on screen. */
  sawAll(): void;
  /** Another tab changed what is kept. */
  keptChanged(): void;
  close(): void;
}

/** A short interruption is nobody's business. */
const TELL_AFTER_MS = 1_000;

export function createConversation(
  deps: Device & { api: Api; kept: Kept },
  first: KeptChat,
  on: {
    changed(): void;
    /** The start was refused: there is no chat. */
    refused(code: string): void;
    /** The log says that it ended, or `by`: the visitor gave up the start, or Foyer lets this device into the chat no more. */
    over(by: 'visitor' | 'system'): void;
  },
): Conversation {
  const { kept, clock } = deps;
  const { handle } = first;
  const startText = first.is === 'starting' ? first.text : undefined;
  let log: Log<SeenCommit> = { position: 0, commits: [] };
  let place = 0;
  let wait: Wait | undefined;
  /** What was said last without an apology. */
  let promised: Wait | undefined;
  let hasCaughtUp = false;
  let isConnecting = false;
  let limitedUntil: number | undefined;
  let hasFailedToStart = false;
  let stopTelling: (() => void) | undefined;

  const tabs = createTabs({
    name: `foyer:${handle}`,
    locks: deps.locks,
    channel: deps.openChannel(`foyer:${handle}`),
    shared: heard,
    turnCame() {
      connection.hurry();
      sending.pump();
    },
  });
  const dialling = createBackoff(deps);
  const connection = createConnection({
    ...deps,
    backoff: dialling,
    address: (renew) => socketAddress(deps, renew),
    position: () => log.position,
    received,
    changed: connectionChanged,
    over: () => on.over('system'),
  });
  const sending = createSending({
    ...deps,
    handle,
    maySend: () => connection.isReady() && tabs.isMyTurn(),
    send: connection.ask,
    position: () => log.position,
  });

  function received(frame: Frame) {
    switch (frame.t) {
      case 'range':
        return logged(withRange(log, frame));
      case 'commit':
        return logged(withCommit(log, frame.commit));
      case 'ack':
        tabs.share(asJson(frame));
        return logged(withCommit(log, frame.commit), frame.id);
      case 'refused':
        return frame.id === undefined ? undefined : refused(frame.id, frame.code);
      case 'failed':
        return sending.failed();
      case 'position':
        place = frame.position;
        wait = frame.wait && saidWait(frame.wait, promised);
        if (!wait?.isLonger) promised = wait ?? promised;
        return on.changed();
      case 'pong':
        return;
      default:
        frame satisfies never;
    }
  }

  /** An acknowledgement that another tab got. */
  function heard(text: string) {
    const frame = readFrame(text);
    if (frame?.t === 'ack') logged(withCommit(log, frame.commit), frame.id);
  }

  /** What is in the log leaves the outbox, however it came to be known. */
  function logged(next: Log<SeenCommit>, acknowledged?: string) {
    log = next;
    const written = log.commits.flatMap(({ events }) => events.map((event) => event.type === 'message' && event.id));
    const ids = new Set([acknowledged, ...written]);
    for (const { id } of sending.entries()) if (ids.has(id)) sending.acknowledged(id);
    if (story().stage === 'ended') return on.over('system');
    if (hasGap(log)) connection.catchUp();
    sending.pump();
    on.changed();
  }

  function refused(id: string, code: string) {
    sending.refused(id, code);
    // The log says when and by whom, or what was missed.
    if (code === 'chat_ended' || code === 'behind') connection.catchUp();
    on.changed();
  }

  function connectionChanged() {
    if (connection.isReady()) {
      hasCaughtUp = true;
      stopTelling?.();
      stopTelling = undefined;
      isConnecting = false;
      sending.pump();
    } else {
      sending.interrupted();
      tellSoon();
    }
    on.changed();
  }

  function tellSoon() {
    stopTelling ??= clock.after(TELL_AFTER_MS, () => {
      isConnecting = true;
      on.changed();
    });
  }

  function story(): Story {
    const told = tell(shown(log), sending.entries(), kept.seen());
    if (startText === undefined || told.stage !== 'unknown') return told;
    const firstLine: Line = {
      is: 'message',
      key: 'first',
      from: 'visitor',
      text: startText,
      at: clock.now(),
      state: { is: 'pending' },
    };
    return { ...told, lines: [firstLine, ...told.lines] };
  }

  function write(add: () => void) {
    add();
    connection.hurry();
    tabs.takeTurn();
    sending.pump();
    on.changed();
  }

  const isAsking = (type: Request) => sending.entries().some((entry) => entry.type === type);

  /**
   * Nobody answered the start, so the visitor need not wait for the end. If Foyer got it all the same, the chat ends there by itself as
   * that of any visitor who never came. A first answer is waited for: most come, and spare an agent such a chat.
   */
  function gaveUp(): boolean {
    const isOver = hasFailedToStart && kept.chat()?.is !== 'open' && isAsking('end');
    if (isOver) on.over('visitor');
    return isOver;
  }

  tellSoon();
  if (first.is === 'open') connection.start();
  else
    startChat({ ...deps, backoff: dialling }, first, {
      open: connection.start,
      refused: on.refused,
      failed(afterMs) {
        hasFailedToStart = true;
        limitedUntil = afterMs > 0 ? clock.now() + afterMs : undefined;
        if (!gaveUp()) on.changed();
      },
    });

  return {
    story,
    hasCaughtUp: () => hasCaughtUp,
    place: () => place,
    wait: () => wait,
    isConnecting: () => isConnecting && !limitedUntil,
    limitedUntil: () => limitedUntil,
    isAsking,
    send: (text) => write(() => sending.add('message', text)),
    tryAgain: (id) => write(() => sending.tryAgain(id)),
    ask(type) {
      write(() => sending.add(type, ''));
      gaveUp();
    },
    sawAll() {
      const newest = log.position;
      if (newest <= kept.seen()) return;
      kept.saveSeen(newest);
      on.changed();
    },
    keptChanged() {
      // Started by another tab.
      if (kept.chat()?.is === 'open') connection.start();
      sending.pump();
      on.changed();
    },
    close() {
      stopTelling?.();
      dialling.stop();
      sending.interrupted();
      connection.stop();
      tabs.close();
    },
  };
}
