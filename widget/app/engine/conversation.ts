/** One running chat on this device: its log, its outbox, its socket, and the other tabs that show it. */
import type { CommandId } from '../../../core/ids.ts';
import type { Mark } from '../../../core/interaction/marks.ts';
import { hasGap, type Log, shown, withCommit, withRange } from '../../../protocol/client.ts';
import { idle, nextOf } from '../../../protocol/outbox.ts';
import { createPresence, FADES_MS } from '../../../protocol/presence.ts';
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
import { type Line, type Story, tell } from './story.ts';
import { type Channel, createTabs, type Locks } from './tabs.ts';
import type { Expected } from './wait.ts';

export interface Device {
  clock: Clock;
  random(): number;
  newId(): CommandId;
  page: Page;
  openSocket: OpenSocket;
  locks: Locks | undefined;
  openChannel(name: string): Channel | undefined;
}

type LinkFrame = Extract<Frame, { t: 'upload' | 'file-link' }>;
type Request = Exclude<KeptCommand['type'], 'message'>;

export interface Conversation {
  story(): Story;
  /** The log as far as it is shown. */
  commits(): SeenCommit[];
  /** Whether the log has been read to its end, so that anything new happens while the visitor watches. */
  hasCaughtUp(): boolean;
  /** Place in line; 0 if unknown. */
  place(): number;
  /** What was expected of this wait, oldest first. */
  waits(): readonly Expected[];
  /** Whether it has lasted long enough to tell the visitor. */
  isConnecting(): boolean;
  /** When it starts automatically, in ms, after too many chats were started from here. */
  limitedUntil(): number | undefined;
  /** Whether the visitor asked to end the chat, or for a person. Anything written before that is sent first. */
  isAsking(type: Request): boolean;
  send(text: string): void;
  tryAgain(id: string): void;
  /** `fields`: the command's own, as JSON. */
  ask(type: Request, fields?: string): void;
  /** Links that have arrived, by the id under which they were asked for. */
  asked: Record<string, LinkFrame>;
  /** The visitor is writing. */
  typed(): void;
  /** How far the agents have got, and who of them is writing. */
  other(): Other;
  /** Everything so far has been on screen. */
  sawAll(): void;
  /** Another tab changed the stored data. */
  keptChanged(): void;
  close(): void;
}

type Other = Mark & { typist?: string | undefined };
/** Shorter interruptions are not shown. */
const TELL_AFTER_MS = 1_000;

export function createConversation(
  deps: Device & { api: Api; kept: Kept },
  first: KeptChat,
  on: {
    changed(): void;
    /** The start was refused: there is no chat. */
    refused(code: string): void;
    /**
     * The chat has ended according to the log, or `by`: the visitor gave up the start, or Foyer no longer lets this device into
     * the chat.
     */
    over(by: 'visitor' | 'system'): void;
  },
): Conversation {
  const { kept, clock } = deps;
  const { handle } = first;
  const startText = first.is === 'starting' ? first.text : undefined;
  let log: Log<SeenCommit> = { position: 0, commits: [] };
  let place = 0;
  let waits: Expected[] = [];
  let hasCaughtUp = false;
  let isConnecting = false;
  let limitedUntil: number | undefined;
  let hasFailedToStart = false;
  let stopTelling: (() => void) | undefined;
  const other: Other = { got: 0, read: 0, at: 0 };
  /** Number of the agents' newest message. */
  let newestKnown = 0;
  let stopFading = () => {};
  const asked: Record<string, LinkFrame> = {};

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
    turned: () => deps.page.isVisible() || presence.tell(false),
    over: () => on.over('system'),
  });
  /** One tab speaks for all. */
  const maySend = () => connection.isReady() && tabs.isMyTurn();
  const sending = createSending({
    ...deps,
    handle,
    maySend,
    send: connection.ask,
    position: () => log.position,
  });

  const presence = createPresence(
    clock.after,
    () => {
      const got = story().newest;
      return { got, read: Math.min(kept.seen(), got) };
    },
    (typing, reached) => {
      if (maySend()) connection.tell({ t: 'presence', typing, reached });
      return maySend();
    },
  );

  function received(frame: Frame) {
    switch (frame.t) {
      case 'range':
        reached(frame.marks?.agent);
        if (frame.marks?.visitor) presence.known(frame.marks.visitor);
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
        waits.push(frame.wait);
        return on.changed();
      case 'presence':
        reached(frame.mark);
        if (frame.typing) types(frame.name);
        return on.changed();
      case 'pong':
        return;
      default:
        asked[frame.id] = frame satisfies LinkFrame;
        sending.acknowledged(frame.id);
        on.changed();
    }
  }

  function types(name: string | undefined) {
    other.typist = name;
    stopFading();
    stopFading = clock.after(FADES_MS, () => {
      other.typist = '';
      on.changed();
    });
  }

  /** Neither number goes back, but news may arrive in another order. */
  function reached(mark: Mark | undefined) {
    if (mark && mark.got + mark.read > other.got + other.read) Object.assign(other, mark);
  }

  /** An acknowledgement received by another tab. */
  function heard(text: string) {
    const frame = readFrame(text);
    if (frame?.t === 'ack') logged(withCommit(log, frame.commit), frame.id);
  }

  /** Commands found in the log leave the outbox, whoever reported them. */
  function logged(next: Log<SeenCommit>, acknowledged?: string) {
    log = next;
    const written = log.commits.flatMap(({ events }) => events.map((event) => 'id' in event && event.id));
    const ids = new Set([acknowledged, ...written]);
    for (const { id } of sending.entries()) if (ids.has(id)) sending.acknowledged(id);
    const { stage, newest } = story();
    if (newest > newestKnown) other.typist = '';
    newestKnown = newest;
    // What is still to be sent may open it again.
    if (stage === 'ended' && !nextOf({ ...idle, entries: sending.entries() })) return on.over('system');
    // Back in line it is another wait: the first one's place and promise say nothing of it.
    if (stage === 'active') {
      place = 0;
      waits = [];
    }
    if (hasGap(log)) connection.catchUp();
    sending.pump();
    presence.soon();
    on.changed();
  }

  function refused(id: string, code: string) {
    sending.refused(id, code);
    // The log says when and by whom it ended, or what was missed.
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

  const commits = () => shown(log, 'visitor');

  function story(): Story {
    const told = tell(commits(), sending.entries(), kept.seen());
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
   * If nobody has answered the start, the visitor need not wait for the end. If Foyer received it anyway, the chat ends by
   * itself, as for any visitor who never connected. A first answer is awaited: most arrive, and save an agent from such a chat.
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
    commits,
    hasCaughtUp: () => hasCaughtUp,
    place: () => place,
    waits: () => waits,
    isConnecting: () => isConnecting && !limitedUntil,
    limitedUntil: () => limitedUntil,
    isAsking,
    asked,
    send: (text) => write(() => sending.add('message', text)),
    tryAgain: (id) => write(() => sending.tryAgain(id)),
    ask(type, fields = '') {
      write(() => sending.add(type, fields));
      gaveUp();
    },
    typed() {
      if (story().stage !== 'active') return;
      tabs.takeTurn();
      presence.tell(true);
    },
    other: () => other,
    sawAll() {
      const newest = log.position;
      if (newest <= kept.seen()) return;
      kept.saveSeen(newest);
      presence.soon();
      on.changed();
    },
    keptChanged() {
      // Started by another tab.
      if (kept.chat()?.is === 'open') connection.start();
      sending.pump();
      // Read in another tab.
      presence.soon();
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
