/** The texts, by language. Only the visitor's language is fetched. */

import { launcherWords } from '../../host.ts';
import { subtag } from '../culture.ts';
import type { TextKey, Texts } from './en.ts';

/** A text with its values filled in. */
export type Say = (key: TextKey, ...values: (string | number)[]) => string;

export type Language = 'en' | 'es' | 'pt';

/** The language of a canonical culture, or English if there are no texts for it. */
export function languageOf(culture: string): Language {
  const language = subtag(culture) ?? '';
  return launcherWords[language] ? (language as Language) : 'en';
}

export const sayIn =
  (texts: Texts): Say =>
  (key, ...values) =>
    texts[key].replace(/{(\d)}/g, (_, index) => `${values[index]}`);
