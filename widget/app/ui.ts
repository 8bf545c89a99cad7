/** What every screen is drawn from, and what it may do. */
import type { WebsiteAnswer } from '../../protocol/visitor.ts';
import type { PageSays } from '../host.ts';
import type { ChunkLoader } from './chunks.ts';
import type { Answer } from './engine/api.ts';
import type { Chat } from './engine/chat.ts';
import type { Conversation } from './engine/conversation.ts';
import type { Kept } from './engine/kept.ts';
import type { Line, Story } from './engine/story.ts';
import type { look } from './panel/look.ts';

/** What only the screen knows of. */
export interface Momentary {
  /** How it went to ask the website, where that was done. `refused`: trying again would not help. */
  asked?: 'loading' | Answer<WebsiteAnswer>['is'] | undefined;
  isAskingToEnd: boolean;
  /** At the fields of the form. */
  errors: Partial<Record<'name' | 'email', string>>;
}

export interface Ui extends Momentary, ReturnType<typeof look> {
  /** With the place `line`. */
  line?: Line;
  /** With the place `text`. */
  text?: string;
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
