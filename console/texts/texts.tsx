/** The texts in the person's language, and how that language writes numbers and times. */
import { createContext, useContext } from 'react';
import type { Texts } from './en.ts';

const languages: Record<string, () => Promise<Texts>> & { en: () => Promise<Texts> } = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
  pt: async () => (await import('./pt.ts')).pt,
};

export interface Words {
  /** From the browser, e.g. `en-GB`: the format of times. */
  culture: string;
  texts: Texts;
}

/** The first of the browser's languages that we have; otherwise English. */
export async function loadWords(wished: readonly string[]): Promise<Words> {
  for (const wish of wished) {
    // A browser in the system locale reports `en-US@posix`, which `Intl` does not accept.
    const [culture = ''] = wish.split('@');
    const load = languages[culture.split('-')[0] ?? ''];
    if (load) return { culture, texts: await load() };
  }
  return { culture: 'en', texts: await languages.en() };
}

const WordsContext = createContext<Words | undefined>(undefined);
export const WordsProvider = WordsContext.Provider;

export function useTexts(): Texts {
  return useWords().texts;
}

export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('useWords needs a WordsProvider');
  return words;
}

export function useTimeOfDay(): (at: number) => string {
  return timeOfDay(useWords().culture);
}

/** Today its time, in the coming days also the weekday, later the date: 19:54, Tue 19:54, 24 Dec. */
export function useTimeSoon(): (at: number) => string {
  const { culture } = useWords();
  const day = new Intl.DateTimeFormat(culture, { dateStyle: 'short' });
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  return (at) => {
    const now = Date.now();
    if (at > now + 6 * 86_400_000)
      return new Intl.DateTimeFormat(culture, { day: 'numeric', month: 'short' }).format(at);
    const isToday = day.format(at) === day.format(now);
    return new Intl.DateTimeFormat(culture, isToday ? time : { weekday: 'short', ...time }).format(at);
  };
}

/** In the local format: 19:54, 7:54 PM. */
export function timeOfDay(culture: string): (at: number) => string {
  const format = new Intl.DateTimeFormat(culture, { hour: 'numeric', minute: '2-digit' });
  return (at) => format.format(at);
}
