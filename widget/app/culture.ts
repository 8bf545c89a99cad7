/** Cultures as pages and browsers write them, and the locale used for times. */

/**
 * In the standard spelling; undefined if Foyer does not accept it as a culture. A page may write anything into an attribute,
 * content systems write `es_MX`, and a browser in the system locale reports `en-US@posix`.
 */
export function canonical(written = ''): string | undefined {
  try {
    const { language, baseName } = new Intl.Locale(written.trim().split('@')[0]?.replaceAll('_', '-') ?? '');
    return language.length < 4 ? baseName : undefined;
  } catch {
    return undefined;
  }
}

/** The first valid one. */
export const cultureOf = (...written: (string | undefined)[]): string =>
  written.map(canonical).find((culture) => culture) ?? 'en';

export const subtag = (culture: string): string | undefined => culture.split('-')[0];

/** The browser's own variant of the text's language; otherwise that of the visitor's country. */
export const localeOf = (language: string, culture: string, wishes: readonly string[]): string =>
  wishes.map(canonical).find((wish) => wish && subtag(wish) === language) ??
  new Intl.Locale(culture, { language }).baseName;

/** In the local format: 19:54, 7:54 PM. */
export function timeOfDay(locale: string): (at: number) => string {
  // Created on first use, because it takes longer than anything else before the form appears.
  let format: Intl.DateTimeFormat | undefined;
  return (at) => {
    format ??= new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
    return format.format(at);
  };
}
