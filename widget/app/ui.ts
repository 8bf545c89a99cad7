/** What every screen is drawn from, and what it may do. */
import type { ComponentChildren, h, VNode } from 'preact';
import type { WebsiteAnswer } from '../../protocol/visitor.ts';
import type { Answer } from './engine/api.ts';
import type { Chat, ChatState, Told } from './engine/chat.ts';
import type { Conversation } from './engine/conversation.ts';
import type { Kept } from './engine/kept.ts';
import type { Line } from './engine/story.ts';
import type { factsOf } from './facts.ts';
import type { Say } from './texts/texts.ts';
import type { turnedAway } from './turned-away.ts';

/** How it went to ask for what the widget shows before a chat exists. `refused`: trying again would not help. */
export type Asked = 'loading' | Answer<WebsiteAnswer>['is'];

/** What only the screen knows of. */
export interface Momentary {
  isAskingToEnd: boolean;
  /** At the fields of the form. */
  errors: Partial<Record<'name' | 'email', string>>;
}

/** What `aside.tsx` holds: fetched when a screen asks for it; nothing until then. */
export interface Aside {
  css: string;
  factsOf: typeof factsOf;
  turnedAway: typeof turnedAway;
  said(ui: Ui, line: Extract<Line, { is: 'said' }>, isNewest: boolean): ComponentChildren;
  Person(ui: Ui & { conversation: Conversation }): VNode;
}

export interface Ui extends Momentary {
  h: typeof h;
  aside(): Aside | undefined;
  say: Say;
  /** Of the words. */
  language: string;
  culture: string;
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
  start(website: WebsiteAnswer, told: Told): void;
  set(change: Partial<Momentary>): void;
  loadAgain(): void;
  close(): void;
}
