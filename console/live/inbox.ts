/** The supervisors' inbox while someone looks at it: it asks again and again, and not while the page is hidden. */
import type { AgentFrame, AgentPush, InboxRow } from '../../protocol/agent.ts';
import type { Clock } from './clock.ts';

const ASK_EVERY_MS = 10_000;
/** An answer that takes longer is lost: ask again. */
const PATIENCE_MS = 10_000;

type Answer = Extract<AgentPush, { t: 'inbox' }>;

export interface InboxState {
  /** Undefined until the first answer. Oldest first. */
  rows?: readonly InboxRow[];
  hasMore: boolean;
  /** Why Foyer refuses to show it. */
  refused?: string;
}

export const noInbox: InboxState = { hasMore: false };

interface Deps {
  clock: Clock;
  newId(): string;
  /** False if not connected. */
  send(frame: Extract<AgentFrame, { t: 'inbox' }>): boolean;
  /** Whether anyone can see the page. */
  isVisible(): boolean;
  changed(state: InboxState): void;
}

export function createInbox(deps: Deps) {
  let state = noInbox;
  let watching = 0;
  let cancel = () => {};
  /** How many answers are shown together. */
  let pages = 1;
  /** What has been asked for, and the answers since the first page. */
  let asked: { id: string; at: number; before: Answer[] } | undefined;

  function set(next: InboxState): void {
    state = next;
    deps.changed(state);
  }

  function tick(): void {
    cancel();
    if (watching === 0) return;
    cancel = deps.clock.after(ASK_EVERY_MS, tick);
    const isWaiting = asked && deps.clock.now() - asked.at < PATIENCE_MS;
    if (deps.isVisible() && !isWaiting) ask([]);
  }

  function ask(before: Answer[]): void {
    const id = deps.newId() as Answer['id'];
    const after = before.at(-1)?.next;
    const isSent = deps.send({ t: 'inbox', id, ...(after && { after }) });
    asked = isSent ? { id, at: deps.clock.now(), before } : undefined;
  }

  return {
    /** Returns a function to call when it is no longer on the screen. */
    watch(): () => void {
      watching++;
      tick();
      return () => {
        watching--;
        if (watching > 0) return;
        pages = 1;
        cancel();
      };
    },
    more(): void {
      pages++;
      asked = undefined;
      tick();
    },
    receive(push: Answer): void {
      if (push.id !== asked?.id) return;
      const answers = [...asked.before, push];
      asked = undefined;
      // The rows of one answer may all be of queues that this person does not see.
      const isEmpty = answers.every(({ rows }) => rows.length === 0);
      if (push.next && (answers.length < pages || isEmpty)) ask(answers);
      else set({ rows: answers.flatMap(({ rows }) => rows), hasMore: push.next !== undefined });
    },
    /** True if it was this that was refused. */
    refused(id: string, code: string): boolean {
      if (id !== asked?.id) return false;
      asked = undefined;
      if (code === 'supervisors_only') set({ hasMore: false, refused: code });
      return true;
    },
    connected: tick,
    disconnected(): void {
      asked = undefined;
    },
  };
}
