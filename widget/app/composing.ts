/**
 * Whether a key belongs to the word that is being composed (Chinese, Japanese, Korean): Enter picks it, Escape gives it up.
 * Safari ends the composition before it tells of the key, and marks that key by its code alone.
 */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
