/**
 * C6: what a queue says to its visitors in the tenant's own words, one row for each message. The configuration has the texts by
 * culture. A chat keeps those of its own culture from when it reaches the queue, so a later publish does not change them.
 */
import * as z from 'zod/mini';
import { kept } from './bounds.ts';
import { inCulture, longestBytes, type Words, words } from './cultures.ts';
import { cut } from './text.ts';
import { lines } from './words.ts';

const variables = ['agent', 'queue', 'visitor'] as const;
type Variable = (typeof variables)[number];

interface Message {
  /**
   * What `{…}` may name. What is shown before a chat knows no visitor, and what is shown after it must not name one: the next
   * person may be looking (F5).
   */
  variables: readonly Variable[];
  /** Without a text, clients show their own words. */
  isBuiltIn?: true;
}

export const messages = {
  /** When the chat starts. */
  welcome: { variables: ['queue', 'visitor'] },
  /** Instead of a chat: the queue is closed. */
  outOfTime: { variables: ['queue'], isBuiltIn: true },
  /** Instead of a chat, or when the wait is over: too many wait, or for too long. */
  notAvailable: { variables: ['queue'], isBuiltIn: true },
  /** An agent has come. */
  taken: { variables },
  /** In the agent's name, when they have come. */
  greeting: { variables },
  /** The chat moves to another agent or queue. */
  transfer: { variables: ['queue', 'visitor'] },
  /** Came in hours, and nobody answered (C5). */
  unmanaged: { variables: ['queue'], isBuiltIn: true },
  closing: { variables: ['agent', 'queue'] },
  /** Asked after a conversation, if the queue has `feedback`. */
  feedback: { variables: ['agent', 'queue'], isBuiltIn: true },
} as const satisfies Record<string, Message>;

export type MessageName = keyof typeof messages;
export const messageNames = Object.keys(messages) as MessageName[];

// ---- in the configuration ---------------------------------------------------------------------------------------------------

const MAX_TEXT_CHARS = 500;
/** All texts of one culture together: a chat carries them in its snapshot and its first commits. */
export const MAX_TEXTS_BYTES = 6000;

type Texts = { -readonly [Name in MessageName]: z.ZodMiniExactOptional<ReturnType<typeof words>> };
export const Messages = z.strictObject(
  Object.fromEntries(messageNames.map((name) => [name, z.exactOptional(words(MAX_TEXT_CHARS))])) as Texts,
);
export type Messages = z.infer<typeof Messages>;

/** Everything in braces that is meant as a variable. */
export const variablesIn = (text: string): string[] =>
  [...text.matchAll(/\{\s*([\p{L}\p{N}_.-]+)\s*\}/gu)].map(([, name = '']) => name);

/** In the longest culture of each. */
export const textBytes = (written: Messages): number =>
  Object.values(written).reduce((sum, text) => sum + (text === undefined ? 0 : longestBytes(text)), 0);

// ---- for one chat ------------------------------------------------------------------------------------------------------------

/** `{"welcome":…,` around each text. */
const NAMES_BYTES = 20 * messageNames.length;
export const OwnTexts = kept(z.partialRecord(z.enum(messageNames), z.string()), MAX_TEXTS_BYTES + NAMES_BYTES);
export type OwnTexts = z.infer<typeof OwnTexts>;

/** In the chat's culture, or else in the tenant's own. */
export function textsIn(written: Messages, culture: string, fallback: string): OwnTexts {
  const texts: OwnTexts = {};
  for (const name of messageNames) {
    const text = textIn(written[name], culture, fallback);
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}

export const textIn = (text: Words | undefined, culture: string, fallback: string): string | undefined =>
  text === undefined ? undefined : (inCulture(text, culture) ?? inCulture(text, fallback));

/** With its variables: a visitor's name can be long. */
const MAX_FILLED_CHARS = 600;
export const FilledText = kept(z.string(), lines(MAX_FILLED_CHARS));

/** Scripts written from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** A name in a script of the other direction must not reorder what is around it (isolates, UAX #9). */
const isolated = (value: string): string => `\u2068${value}\u2069`;

/** Variables that the message does not have were refused before publish. */
export function filled(text: string, values: Partial<Record<Variable, string>>): string {
  const value = (all: string, name: string) => {
    const known = variables.find((each) => each === name);
    const value = known && values[known];
    if (value === undefined) return all;
    return RIGHT_TO_LEFT.test(text + value) ? isolated(value) : value;
  };
  return cut(text.replace(/\{\s*(\w+)\s*\}/g, value), MAX_FILLED_CHARS);
}
