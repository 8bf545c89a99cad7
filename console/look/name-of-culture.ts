/** `es-ES` is European Spanish, in the language of the console or another; what has no name stays as it is. */
export function nameOfCulture(culture: string, inCulture = document.documentElement.lang): string {
  try {
    return new Intl.DisplayNames(inCulture, { type: 'language' }).of(culture) ?? culture;
  } catch {
    return culture;
  }
}
