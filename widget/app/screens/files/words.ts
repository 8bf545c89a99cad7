/** Texts and sizes in the visitor's language. */
import type { Language } from '../../texts/texts.ts';
import { type FileKey, texts } from './texts.ts';

export interface Words {
  language: Language;
  /** For numbers. */
  locale: string;
}

export const sayIn =
  ({ language }: Pick<Words, 'language'>) =>
  (key: FileKey, ...values: string[]) =>
    values.reduce((text, value, n) => text.replace(`{${n}}`, () => value), texts[language][key]);

/** `84 kB`, `2.4 MB`, as the visitor's language writes it. */
export function sizeIn({ locale }: Pick<Words, 'locale'>, bytes: number): string {
  const kb = Math.max(1, bytes / 1024);
  const [unit, size] = kb < 1024 ? ['kilobyte', Math.round(kb)] : ['megabyte', kb / 1024];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(size);
}
