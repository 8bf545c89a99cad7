/** The visitor's chat from the form to the last message. There is none, one is running, or one has just ended. */
import type { Given } from '../../../core/answers/simple.ts';
import type { Outcome } from '../../../core/interaction/facts.ts';
import type { StartBody, WebsiteAnswer } from '../../../protocol/visitor.ts';
import type { Api } from './api.ts';
import { type Conversation, createConversation, type Device } from './conversation.ts';
import type { SeenCommit } from './frames.ts';
import { asJson, type Guard, isObject, object, parse } from './guard.ts';
import type { Kept, KeptChat } from './kept.ts';
import type { Line } from './story.ts';

type ChatState =
  /** `refused`: why `chat` could not start. */
  | { is: 'none'; refused?: string; chat?: KeptChat }
  | { is: 'running'; chat: KeptChat; conversation: Conversation }
  | Over;

export interface Over {
  is: 'over';
  chat: KeptChat;
  by: 'visitor' | 'agent' | 'system';
  /** Undefined with `system`: the chat can no longer be reached from this device. */
  outcome?: Outcome | undefined;
  /** The tenant's last words. */
  says?: string | undefined;
  /** How it was (F1): the tenant's question, or empty for our own words. */
  asks?: string | undefined;
  /** Who had it last, as far as this page knows. */
  agent?: string | undefined;
  at: number;
  /** The messages, if the chat ended while this page showed it. Otherwise the person looking now may be the next visitor (F5). */
  lines: Line[];
  /** The log, if this page showed it, until the visitor closes it. */
  commits: SeenCommit[];
  /** Messages that Foyer has not confirmed. */
  unsent: number;
}

/**
 * What is in the form, by name; the first message under the empty name, with all that was written after it. It outlives the
 * panel, and comes back if a start is refused.
 */
type Written = Record<string, Given | undefined>;

export interface Chat {
  state(): ChatState;
  written(): Written;
  /** `messages`: what the visitor writes with it. The first is one of the answers already. */
  start(website: WebsiteAnswer, told: Told, messages?: string[]): void;
  /** The visitor has read how it ended, or why it did not start. */
  dismiss(): void;
  /** Another tab changed the stored data. */
  keptChanged(): void;
  /** The page says who is here. Anything of another person is removed. */
  told(): void;
  /** Removes everything from this device. For Foyer, the visitor has left. */
  letGo(): void;
  /** Keeps the stored data for the next page. */
  close(): void;
}

/** What the visitor and the page say. */
export type Told = Omit<StartBody, 'website' | 'id'>;

const HOW_IT_ENDED_MS = 2_000;

/** What is shown of a chat that ended elsewhere, or before the page was loaded. */
const nothing = { is: 'over' as const, by: 'visitor' as const, lines: [], commits: [], unsent: 0 };

const isStart = object({ answers: isObject as Guard<Written> });

export function createChat(
  deps: Device & {
    api: Api;
    kept: Kept;
    website: string;
    /** The page's name for who is here; it may be empty, and may change. */
    trackingId(): string;
    changed(): void;
  },
): Chat {
  const { kept, clock, newId, changed } = deps;
  let state: ChatState = { is: 'none' };
  let isClosed = false;
  /** The latest name that the page had for the visitor. */
  let named = '';
  let written: Written = {};

  function run(chat: KeptChat) {
    const conversation = createConversation(deps, chat, {
      changed,
      refused(code) {
        if (conversation.isAsking('end')) return over('visitor');
        const { answers } = parse('body' in chat ? chat.body : '', isStart) ?? {};
        const own = conversation.story().lines.map((line) => line.is === 'message' && line.text);
        written = { ...answers, '': [...own, kept.draft()].filter(Boolean).join('\n') };
        leave(chat, conversation, { is: 'none', refused: code, chat });
      },
      over,
    });
    state = { is: 'running', chat, conversation };
    written = {};
    return conversation;

    function over(by: Over['by']) {
      const { lines, ended } = conversation.story();
      const open = kept.chat();
      const isUnsent = (line: Line) => line.is === 'message' && line.state.is !== 'sent';
      const commits = conversation.hasCaughtUp() ? conversation.commits() : [];
      const isClean = commits.length === 0 || conversation.isAsking('end') || ended?.by === 'visitor';
      leave(chat, conversation, {
        is: 'over',
        // What was asked for when it started is still needed where nobody took it.
        chat: { ...chat, ...(open?.handle === chat.handle && open) },
        by,
        at: clock.now(),
        ...ended,
        lines: isClean
          ? []
          : lines.map((line) => (isUnsent(line) ? { ...line, state: { is: 'refused', code: 'chat_ended' } } : line)),
        unsent: lines.filter(isUnsent).length,
        commits,
      });
    }
  }

  const isOthers = ({ trackingId }: KeptChat) =>
    trackingId !== undefined && deps.trackingId() && trackingId !== deps.trackingId();

  function told() {
    const trackingId = deps.trackingId();
    if (!trackingId) return;
    const chat = kept.chat();
    const before = chat?.trackingId ?? named;
    if (before && before !== trackingId) letGo();
    else if (chat) kept.saveChat({ ...chat, trackingId });
    named = trackingId;
  }

  function letGo() {
    named = '';
    written = {};
    kept.forget(kept.chat()?.handle);
    if (state.is === 'running') leave(state.chat, state.conversation, { is: 'none' });
    else dismiss();
  }

  function dismiss() {
    if (state.is === 'running') return;
    if (state.is === 'over') kept.forget(state.chat.handle);
    state = { is: 'none' };
    changed();
  }

  function leave(chat: KeptChat, conversation: Conversation, next: ChatState) {
    if (state.is !== 'running' || state.conversation !== conversation) return;
    conversation.close();
    kept.forget(chat.handle);
    state = next;
    changed();
  }

  /** `graceMs`: how long this tab's own socket may take to report how a chat ended that another tab has removed. */
  function lookAgain(graceMs: number) {
    if (isClosed) return;
    const chat = kept.chat();
    if (state.is !== 'running') {
      if (chat && !isOthers(chat)) run(chat);
      return changed();
    }
    const { conversation, chat: mine } = state;
    conversation.keptChanged();
    if (chat?.handle === mine.handle) return;
    clock.after(graceMs, () => {
      const over: Over = { ...nothing, chat: mine, at: clock.now() };
      // A chat that never started was refused in the other tab, or given up.
      leave(mine, conversation, mine.is === 'open' || conversation.hasCaughtUp() ? over : { is: 'none' });
    });
  }

  told();
  const chat = kept.chat();
  const ended = kept.over();
  if (chat) run(chat);
  else if (ended) state = { ...nothing, ...ended };
  else kept.forget();
  // Whoever wakes a tab may be the next visitor.
  deps.page.onWake(() => lookAgain(0));

  return {
    state: () => state,
    written: () => written,
    start(website, facts, [text, ...more] = []) {
      if (state.is === 'running') return;
      const { culture, trackingId } = facts;
      const body = asJson({ website: deps.website, id: newId(), ...facts } satisfies StartBody);
      const starting: KeptChat = { is: 'starting', handle: newId(), website, culture, body, text, trackingId };
      kept.saveChat(starting);
      const conversation = run(starting);
      for (const text of more) conversation.send(text);
      changed();
    },
    dismiss,
    keptChanged: () => lookAgain(HOW_IT_ENDED_MS),
    told,
    letGo,
    close() {
      isClosed = true;
      if (state.is === 'running') state.conversation.close();
    },
  };
}
