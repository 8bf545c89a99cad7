/**
 * Several tabs of one site: each has its own socket, but only one sends. The visitor decides which: a tab takes the turn when
 * written in, so that a sleeping tab never blocks the others. Without Web Locks every tab sends, which the ids make safe.
 */
export interface Tabs {
  isMyTurn(): boolean;
  takeTurn(): void;
  /** Passes a frame that only this tab received to the others. */
  share(text: string): void;
  close(): void;
}

export interface Locks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    hold: () => Promise<void>,
  ): Promise<unknown>;
}

export interface Channel {
  postMessage(text: string): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

export function createTabs(deps: {
  name: string;
  locks: Locks | undefined;
  channel: Channel | undefined;
  shared(text: string): void;
  turnCame(): void;
}): Tabs {
  const { name, locks, channel } = deps;
  const always = {};
  /** The request whose lock this tab holds. */
  let held: object | undefined = locks ? undefined : always;
  let letGo = () => {};
  let queued = new AbortController();
  let isClosed = false;

  async function request(options: { steal: true } | { signal: AbortSignal }) {
    const mine = {};
    const hold = () =>
      new Promise<void>((release) => {
        if (isClosed) return release();
        letGo = release;
        held = mine;
        deps.turnCame();
      });
    try {
      await locks?.request(name, options, hold);
    } catch (error) {
      // Cancelled before it was granted, or taken by another tab. Any other error means that this page may not use locks at all
      // (cookies blocked, a sandboxed frame).
      if ((error as Error).name !== 'AbortError') {
        held = always;
        if (!isClosed) deps.turnCame();
      }
    }
    if (held !== mine) return;
    held = undefined;
    if (!isClosed) queue();
  }

  function queue() {
    queued = new AbortController();
    void request({ signal: queued.signal });
  }

  if (locks) queue();
  if (channel) {
    channel.onmessage = ({ data }) => {
      if (typeof data === 'string') deps.shared(data);
    };
  }

  return {
    isMyTurn: () => held !== undefined,
    takeTurn() {
      if (held) return;
      queued.abort();
      void request({ steal: true });
    },
    share: (text) => channel?.postMessage(text),
    close() {
      isClosed = true;
      queued.abort();
      letGo();
      channel?.close();
    },
  };
}
