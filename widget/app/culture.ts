/** Cultures as pages and browsers write them, and the locale that times are written in. */

/**
 * In the one spelling of the standard; nothing where it is no culture that Foyer takes. A page may write anything into an
 * attribute, content systems write `es_MX`, a browser under the system's own locale `en-US@posix`.
 */
export function canonical(written = ''): string | undefined {
  try {
    const { language, baseName } = new Intl.Locale(written.trim().split('@')[0]?.replaceAll('_', '-') ?? '');
    return language.length < 4 ? baseName : undefined;
  } catch {
    return undefined;
  }
}

/** The first that makes sense. */
export const cultureOf = (...written: (string | undefined)[]): string =>
  written.map(canonical).find((culture) => culture) ?? 'en';

export const subtag = (culture: string): string | undefined => culture.split('-')[0];

/** The browser's own way to write in the language of the words; without one that of the visitor's country. */
export const localeOf = (language: string, culture: string, wishes: readonly string[]): string =>
  wishes.map(canonical).find((wish) => wish && subtag(wish) === language) ??
  new Intl.Locale(culture, { language }).baseName;

/** As one writes it there: 19:54, 7:54 PM. */
export function timeOfDay(locale: string): (at: number) => string {
  // Made when it is needed: it takes longer than anything else before the form.
  let format: Intl.DateTimeFormat | undefined;
  return (at) => {
    format ??= new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
    return format.format(at);
  };
}
