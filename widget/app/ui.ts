/** What every screen is drawn from, and what it may do. */
import type { WebsiteAnswer } from '../../protocol/visitor.ts';
import type { Answer } from './engine/api.ts';
import type { Chat, ChatState, Told } from './engine/chat.ts';
import type { Kept } from './engine/kept.ts';
import type { Screens } from './parts.ts';
import type { kit } from './screens/kit.tsx';
import type { Say } from './texts/texts.ts';

/** How it went to ask for what the widget shows before a chat exists. `refused`: trying again would not help. */
export type Asked = 'loading' | Answer<WebsiteAnswer>['is'];

/** What only the screen knows of. */
export interface Momentary {
  isAskingToEnd: boolean;
  /** At the fields of the form. */
  errors: Partial<Record<'name' | 'email', string>>;
}

type Kit = typeof kit;

export interface Ui extends Kit, Momentary {
  /** Fetched by being asked for; nothing until it has come. */
  screen<N extends keyof Screens>(name: N): Screens[N] | undefined;
  say: Say;
  /** Of the words. */
  language: string;
  culture: string;
  /** How times are written. */
  locale: string;
  time(at: number): string;
  /** The website's. */
  name: string;
  state: ChatState;
  asked: Asked | undefined;
  /** The running chat's, or the newest. */
  answer: WebsiteAnswer | undefined;
  chat: Chat;
  kept: Kept;
  polite(text: string): string;
  /** `more`: messages that follow the first. */
  start(website: WebsiteAnswer, told: Told, more: string[]): void;
  set(change: Partial<Momentary>): void;
  loadAgain(): void;
  close(): void;
}
