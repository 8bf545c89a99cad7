/** What every screen is drawn from, and what it may do. */
import type { WebsiteAnswer } from '../../protocol/visitor.ts';
import type { Chat, ChatState } from './engine/chat.ts';
import type { Kept } from './engine/kept.ts';
import type { Say } from './texts/texts.ts';

/** What the widget shows before a chat exists, asked for when the visitor opens it. */
export type WebsiteState =
  | { is: 'loading' }
  | { is: 'loaded'; website: WebsiteAnswer }
  /** `isLasting`: trying again would not help. */
  | { is: 'failed'; isLasting: boolean };

/** What only the screen knows of. */
export interface Momentary {
  isAskingToEnd: boolean;
  /** At the fields of the form. */
  errors: Partial<Record<'name' | 'email', string>>;
}

export interface Ui extends Momentary {
  say: Say;
  culture: string;
  time(at: number): string;
  /** The website's. */
  name: string;
  state: ChatState;
  website: WebsiteState;
  chat: Chat;
  kept: Kept;
  polite(text: string): string;
  set(change: Partial<Momentary>): void;
  loadAgain(): void;
  close(): void;
}
