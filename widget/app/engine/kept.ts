/**
 * What is stored on the visitor's device; nothing before the visitor starts a chat. `forget` removes everything (F5). The
 * transcript is not stored: after a reload it comes from the log.
 */
import type { CommandId } from '../../../core/ids.ts';
import type { SessionAnswer, WebsiteAnswer } from '../../../protocol/visitor.ts';
import { chatKey } from '../../host.ts';
import { isSession, isWebsite } from './api.ts';
import { asJson, isCount, isText, maybe, object, parse, union } from './guard.ts';

interface Running {
  /** Identifies this chat on this device, so that text written for one chat is never sent to the next. */
  handle: string;
  website: WebsiteAnswer;
  culture: string;
  /** Who the chat belongs to, in the page's own terms. */
  trackingId?: string | undefined;
}
/** `body`: the request, as sent and resent. `text`: the first message in it. */
export type Starting = Running & { is: 'starting'; body: string; text?: string | undefined };
/** `isProven`: opened by a link that only its visitor has. */
export type Open = Running & { is: 'open'; session: SessionAnswer; isProven?: true };
/** `starting`: POST /v1/chats has not been answered yet. Its secret id makes a repeated request return the same chat. */
export type KeptChat = Starting | Open;

/** A command that Foyer has not acknowledged. */
export interface KeptCommand {
  id: CommandId;
  handle: string;
  type: 'message' | 'end' | 'person' | 'upload' | 'file' | 'file-link';
  /** Of a message; of other commands their own fields as JSON, or nothing. */
  text: string;
  /** When it was made, in ms. Unique within a tab, so it defines the order. */
  at: number;
  /** The permanent refusal, if any. */
  refused?: { code: string } | undefined;
}

/** How a chat ended, while its visitor is asked how it was: `asks`, `at` and `agent` as in `Over`. */
export interface KeptOver {
  chat: KeptChat;
  at: number;
  asks: string;
  agent?: string | undefined;
}

const running = { handle: isText, website: isWebsite, culture: isText, trackingId: maybe(isText) };
const isChat = union<'is', KeptChat>('is', {
  starting: object({ ...running, body: isText, text: maybe(isText) }),
  open: object({ ...running, session: isSession }),
});
const isOver = object<KeptOver>({ chat: isChat, at: isCount, asks: isText, agent: maybe(isText) });
const isCommand = object<KeptCommand>({
  id: isText<CommandId>,
  handle: isText,
  type: isText<KeptCommand['type']>,
  text: isText,
  at: isCount,
  refused: maybe(object({ code: isText })),
});

export interface Kept {
  chat(): KeptChat | undefined;
  saveChat(chat: KeptChat): void;
  /** In the order in which they were made. */
  commands(): KeptCommand[];
  saveCommand(command: KeptCommand): void;
  removeCommand(id: string): void;
  /** The newest number that the visitor has had on screen. */
  seen(): number;
  saveSeen(seq: number): void;
  /** For this tab, also through a reload: unsent text, and whether the panel is open. */
  draft(): string;
  saveDraft(text: string): void;
  /** In the place of the running chat, in this tab only. */
  over(): KeptOver | undefined;
  wasOpen(): boolean;
  saveOpen(isOpen: boolean): void;
  /** Removes everything of this chat; a chat that another tab has started since is kept. */
  forget(handle?: string): void;
}

/** Web storage, used by its keys; any object will do. */
export type Store = Record<string, string>;

/**
 * `device` is shared by all tabs of the site, `tab` belongs to this one. Each command has its own key, so tabs never overwrite
 * each other's.
 */
export function createKept(device: Store, tab: Store, token: string): Kept {
  const prefix = `foyer:${token}:`;
  const chat = chatKey(token);
  const seen = `${prefix}seen`;
  const draft = `${prefix}draft`;
  const open = `${prefix}open`;
  const command = `${prefix}command:`;
  /** What does not fit in storage lasts as long as the page. */
  const spare: Store = {};
  const get = (store: Store, key: string) => spare[key] ?? store[key];
  const keysOf = (store: Store, start: string) =>
    Object.keys({ ...store, ...spare }).filter((key) => key.startsWith(start));
  const put = (store: Store, key: string, value: string) => {
    delete spare[key];
    if (!value) return delete store[key];
    try {
      store[key] = value;
    } catch {
      spare[key] = value;
    }
  };

  const kept: Kept = {
    chat: () => parse(get(device, chat), isChat),
    saveChat: (value) => put(device, chat, asJson(value)),
    commands: () =>
      keysOf(device, command)
        .flatMap((key) => parse(get(device, key), isCommand) ?? [])
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
    saveCommand: (value) => put(device, command + value.id, asJson(value)),
    removeCommand: (id) => put(device, command + id, ''),
    seen: () => parse(get(device, seen), isCount) ?? 0,
    saveSeen: (seq) => put(device, seen, `${seq}`),
    draft: () => get(tab, draft) ?? '',
    saveDraft: (text) => put(tab, draft, text),
    over: () => parse(get(tab, chat), isOver),
    wasOpen: () => open in tab,
    saveOpen: (isOpen) => put(tab, open, isOpen ? 'yes' : ''),
    forget(handle) {
      const current = kept.chat();
      const stores = current && current.handle !== handle ? [tab] : [device, tab];
      for (const store of stores) for (const key of keysOf(store, prefix)) put(store, key, '');
    },
  };
  return kept;
}
