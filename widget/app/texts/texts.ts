/** The texts, by language. Only the visitor's language is fetched. */

import { subtag } from '../culture.ts';
import type { TextKey, Texts } from './en.ts';

/** A text with its values filled in. */
export type Say = (key: TextKey, ...values: (string | number)[]) => string;

const languages = ['en', 'es', 'pt'] as const;
export type Language = (typeof languages)[number];

/** The language of a canonical culture, or English if there are no texts for it. */
export const languageOf = (culture: string): Language =>
  languages.find((language) => language === subtag(culture)) ?? 'en';

export const sayIn =
  (texts: Texts): Say =>
  (key, ...values) =>
    texts[key].replace(/{(\d)}/g, (_, index) => `${values[index]}`);
