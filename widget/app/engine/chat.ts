/** The visitor's chat from the first form to the last word. There is none, one is running, or one is just over. */
import type { Outcome } from '../../../core/chat/events.ts';
import type { StartBody, WebsiteAnswer } from '../../../protocol/visitor.ts';
import type { Api } from './api.ts';
import { type Conversation, createConversation, type Device } from './conversation.ts';
import { isText, maybe, object, parse } from './guard.ts';
import type { Kept, KeptChat } from './kept.ts';
import type { Line } from './story.ts';

export type ChatState =
  /** `refused`: why the start of `chat` was. */
  | { is: 'none'; refused?: string; chat?: KeptChat }
  | { is: 'running'; chat: KeptChat; conversation: Conversation }
  | Over;

export interface Over {
  is: 'over';
  chat: KeptChat;
  by: 'visitor' | 'agent' | 'system';
  /** Nothing with `system`: the chat cannot be reached from this device any more. */
  outcome?: Outcome | undefined;
  at: number;
  /** What was said, if it ended before the eyes of this page. Else whoever looks now may be the next visitor (F5). */
  lines: Line[];
  /** Messages that Foyer never got. */
  unsent: number;
}

/** What stands in the form. It outlives the panel, and a start that is refused brings it back. */
export interface Written {
  name: string;
  email: string;
  text: string;
}

export interface Chat {
  state(): ChatState;
  written: Written;
  /** `more`: messages that follow the first. */
  start(website: WebsiteAnswer, told: Told, more?: string[]): void;
  /** The visitor has read how it ended, or why it did not start. */
  dismiss(): void;
  /** Another tab changed what is kept. */
  keptChanged(): void;
}

/** What the visitor and the page say. */
export type Told = Omit<StartBody, 'website' | 'id'>;

/** Another tab forgot the chat; until then this tab's own socket may say how it ended. */
const HOW_IT_ENDED_MS = 2_000;

const blank: Written = { name: '', email: '', text: '' };
const isStart = object({ visitor: object({ name: isText, email: maybe(isText) }) });

export function createChat(deps: Device & { api: Api; kept: Kept; website: string; changed(): void }): Chat {
  const { kept, clock, newId, changed } = deps;
  let state: ChatState = { is: 'none' };
  const written = { ...blank };

  function run(chat: KeptChat) {
    const conversation = createConversation(deps, chat, {
      changed,
      refused(code) {
        if (conversation.isAsking('end')) return over('visitor');
        const { visitor } = parse('body' in chat ? chat.body : '', isStart) ?? {};
        const own = conversation.story().lines.map((line) => line.is === 'message' && line.text);
        Object.assign(written, visitor, { text: [...own, kept.draft()].filter(Boolean).join('\n') });
        leave(chat, conversation, { is: 'none', refused: code, chat });
      },
      over,
    });
    state = { is: 'running', chat, conversation };
    Object.assign(written, blank);
    return conversation;

    function over(by: Over['by']) {
      const { lines, ended } = conversation.story();
      const isUnsent = (line: Line) => line.is === 'message' && line.state.is !== 'sent';
      const isClean = !conversation.hasCaughtUp() || conversation.isAsking('end') || ended?.by === 'visitor';
      leave(chat, conversation, {
        is: 'over',
        chat,
        by: ended?.by ?? by,
        outcome: ended?.outcome,
        at: ended?.at ?? clock.now(),
        lines: isClean
          ? []
          : lines.map((line) => (isUnsent(line) ? { ...line, state: { is: 'refused', code: 'chat_ended' } } : line)),
        unsent: lines.filter(isUnsent).length,
      });
    }
  }

  function leave(chat: KeptChat, conversation: Conversation, next: ChatState) {
    if (state.is !== 'running' || state.conversation !== conversation) return;
    conversation.close();
    kept.forget(chat.handle);
    state = next;
    changed();
  }

  function keptChanged() {
    const chat = kept.chat();
    if (state.is !== 'running') {
      if (chat) run(chat);
      return changed();
    }
    const { conversation, chat: mine } = state;
    conversation.keptChanged();
    if (chat?.handle === mine.handle) return;
    clock.after(HOW_IT_ENDED_MS, () => {
      const over: Over = { is: 'over', chat: mine, by: 'visitor', at: clock.now(), lines: [], unsent: 0 };
      // What never started was refused there, or given up.
      leave(mine, conversation, mine.is === 'open' || conversation.hasCaughtUp() ? over : { is: 'none' });
    });
  }

  const chat = kept.chat();
  if (chat) run(chat);
  else kept.forget();
  deps.page.onWake(keptChanged);

  return {
    state: () => state,
    written,
    start(website, told, more = []) {
      if (state.is === 'running') return;
      const { culture, text } = told;
      const body = JSON.stringify({ website: deps.website, id: newId(), ...told } satisfies StartBody);
      const starting: KeptChat = { is: 'starting', handle: newId(), website, culture, body, text };
      kept.saveChat(starting);
      const conversation = run(starting);
      for (const text of more) conversation.send(text);
      changed();
    },
    dismiss() {
      if (state.is === 'running') return;
      state = { is: 'none' };
      changed();
    },
    keptChanged,
  };
}
