/** What every screen is drawn from, and what it can do. */
import type { WebsiteAnswer } from '../../protocol/visitor.ts';
import type { Host } from '../host.ts';
import type { ChunkLoader } from './chunks.ts';
import type { Answer } from './engine/api.ts';
import type { Chat } from './engine/chat.ts';
import type { Conversation } from './engine/conversation.ts';
import type { Kept } from './engine/kept.ts';
import type { Line, Story } from './engine/story.ts';
import type { look } from './panel/look.ts';

/** State that only the screen has. */
export interface Momentary {
  /** The result of asking for the website, once asked. `refused`: trying again would not help. */
  asked?: 'loading' | Answer<WebsiteAnswer>['is'] | undefined;
  /** The visitor chooses emoji. */
  isPicking?: boolean | undefined;
  /** What the visitor is asked in place of the composer. */
  question?: 'end' | 'keep' | undefined;
  /** The visitor would rather leave a message. */
  leaving?: true | undefined;
  /** Foyer has their message: where the answer goes. */
  left?: string | undefined;
  /** The names of answers that are missing or not valid. */
  wrong: string[];
  /** The names of agreements that are ticked. */
  agreed: string[];
}

export interface Ui extends Momentary, ReturnType<typeof look> {
  /** Messages after this number came while the visitor was not looking. */
  newAfter: number;
  /** For the places `line` and `delivery`. */
  line?: Line;
  /** For the place `text`. */
  text?: string;
  chat: Chat;
  kept: Kept;
  chunks: ChunkLoader;
  host: Host;
  set(change: Partial<Momentary>): void;
  loadAgain(): void;
  close(): void;
}

/** While a chat is running. */
export type Running = Ui & { conversation: Conversation; story: Story };
