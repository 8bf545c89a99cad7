/** This device's keyboard, as far as the keys pressed so far have revealed it. */
import { isCharacter, type Key, type Keyboard } from './shortcuts.ts';

const plain = new Map<string, string>();

export const thisKeyboard: Keyboard = { altTypes: /Mac OS X|Android/.test(navigator.userAgent), plain };

export function learn({ code, key, altKey, ctrlKey, metaKey }: Key): void {
  if (isCharacter(key) && !altKey && !ctrlKey && !metaKey) plain.set(code, key);
}
