/** What every screen is drawn from, and what it may do. */
import type { WebsiteAnswer } from '../../protocol/visitor.ts';
import type { PageSays } from '../host.ts';
import type { ChunkLoader } from './chunks.ts';
import type { Answer } from './engine/api.ts';
import type { Chat, ChatState } from './engine/chat.ts';
import type { Conversation } from './engine/conversation.ts';
import type { Kept } from './engine/kept.ts';
import type { Line, Story } from './engine/story.ts';
import type { Say } from './texts/texts.ts';

/** What only the screen knows of. */
export interface Momentary {
  /** How it went to ask the website, where that was done. `refused`: trying again would not help. */
  asked?: 'loading' | Answer<WebsiteAnswer>['is'] | undefined;
  isAskingToEnd: boolean;
  /** At the fields of the form. */
  errors: Partial<Record<'name' | 'email', string>>;
}

export interface Ui extends Momentary {
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
  /** The running chat's. */
  conversation: Conversation | undefined;
  story: Story | undefined;
  /** With the place `line`. */
  line?: Line;
  /** With the place `text`. */
  text?: string;
  /** The running chat's, or the newest. */
  answer: WebsiteAnswer | undefined;
  chat: Chat;
  kept: Kept;
  chunks: ChunkLoader;
  page: PageSays;
  set(change: Partial<Momentary>): void;
  loadAgain(): void;
  close(): void;
}

/** While a chat runs. */
export type Running = Ui & { conversation: Conversation; story: Story };
