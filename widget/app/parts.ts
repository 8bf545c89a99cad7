/** What is fetched when a screen asks for it. A part shares nothing with the app: what it draws with is handed to it in `Ui`. */
import type tenantCss from './colour.ts';
import type factsOf from './facts.ts';
import type { Bot } from './screens/bot.tsx';
import type { Door } from './screens/door.tsx';
import type { WaitingPart } from './screens/waiting.tsx';
import type { Texts } from './texts/en.ts';
import type { Language } from './texts/texts.ts';

/** Parts that bring a style sheet. */
export interface Screens {
  /** The screens before and after a chat, and on the way out. */
  door: Door;
  /** Automatic answers. */
  bot: Bot;
  /** The place in line. */
  waiting: WaitingPart;
}

export interface Parts extends Record<Language, Texts>, Screens {
  colour: typeof tenantCss;
  /** What the page says of the visitor, where it says anything. */
  facts: typeof factsOf;
}

/** Names of the parts' files, written in by the build. */
declare const PART_FILES: Record<keyof Parts, string>;

/** throws when the part does not load; the next call tries again. */
export type FetchPart = <N extends keyof Parts>(name: N) => Promise<Parts[N]>;

/**
 * `base` ends in a slash. A browser may remember as long as the page lives that a module did not load
 * (https://github.com/whatwg/html/issues/6768): another query is another module. An app that was itself loaded again begins with its own.
 */
export function partsFrom(base: string): FetchPart {
  const asked: { [N in keyof Parts]?: Promise<{ default: Parts[N] }> } = {};
  let query = import.meta.url.split('?')[1] ?? '';
  return async (name) => {
    try {
      const part = asked[name] ?? import(`${base + PART_FILES[name]}${query && `?${query}`}`);
      asked[name] = part;
      return (await part).default;
    } catch (cause) {
      delete asked[name];
      query += 1;
      throw cause;
    }
  };
}
