/** The words, by language. Only the visitor's language is fetched. */
import type { TextKey, Texts } from './en.ts';

/** A text with its values filled in. */
export type Say = (key: TextKey, ...values: (string | number)[]) => string;

const english = () => import('./en.ts');
const languages: Record<string, () => Promise<{ default: Texts }>> = {
  en: english,
  es: () => import('./es.ts'),
  pt: () => import('./pt.ts'),
};

/** `language` of a culture, as far as there are texts for it. */
export const languageOf = (culture: string): string => {
  const language = culture.slice(0, 2).toLowerCase();
  return language in languages ? language : 'en';
};

/** throws when the language cannot be fetched. */
export async function sayIn(language: string): Promise<Say> {
  const { default: texts } = await (languages[language] ?? english)();
  return (key, ...values) =>
    values.reduce<string>((text, value, index) => text.replace(`{${index}}`, `${value}`), texts[key]);
}
