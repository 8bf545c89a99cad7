/**
 * Whether a key belongs to a word being composed (Chinese, Japanese, Korean), where Enter picks it and Escape cancels it.
 * Safari ends the composition before the key event, and marks the key only by its code.
 */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
