/** `es-ES` becomes European Spanish, in the console's language by default. A culture without a name is returned as it is. */
export function nameOfCulture(culture: string, inCulture = document.documentElement.lang): string {
  try {
    return new Intl.DisplayNames(inCulture, { type: 'language' }).of(culture) ?? culture;
  } catch {
    return culture;
  }
}
