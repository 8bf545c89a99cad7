/**
 * Which keys do what. A letter is the one that the key types on the user's layout. A digit is its position in the row, because
 * some layouts need Shift for digits. In a text field, any key that types a character is text.
 */
export type Shortcut =
  | { do: 'accept' }
  | { do: 'pass' }
  | { do: 'move'; by: 1 | -1 }
  | { do: 'nth'; index: number }
  | { do: 'reply' }
  | { do: 'park' }
  | { do: 'note' }
  | { do: 'leave' }
  | { do: 'list' };

export type Key = Pick<
  KeyboardEvent,
  'code' | 'key' | 'keyCode' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'isComposing'
>;

export interface Keyboard {
  /**
   * Alt types characters of its own, as Option does on Apple systems. Elsewhere AltGr does, which arrives as Ctrl+Alt or
   * without Alt.
   */
  altTypes: boolean;
  /** What each key last typed without Alt. Needed where Alt types characters. */
  plain: ReadonlyMap<string, string>;
}

const withAlt: Readonly<Record<string, Shortcut>> = {
  a: { do: 'accept' },
  p: { do: 'pass' },
  r: { do: 'reply' },
  k: { do: 'park' },
  n: { do: 'note' },
  ArrowUp: { do: 'move', by: -1 },
  ArrowDown: { do: 'move', by: 1 },
};

/** `typing`: the focus is in a text field. */
export function shortcutOf(key: Key, typing: boolean, keyboard: Keyboard): Shortcut | undefined {
  if (isComposing(key) || key.ctrlKey || key.metaKey) return undefined;
  if (!key.altKey) {
    if (key.key === 'Escape') return typing ? { do: 'leave' } : undefined;
    return key.key === '?' && !typing ? { do: 'list' } : undefined;
  }
  if (key.shiftKey || (typing && isText(key, keyboard))) return undefined;
  const digit = digitOf(key);
  return digit === undefined ? withAlt[letterOf(key, keyboard) ?? key.key] : { do: 'nth', index: digit - 1 };
}

/**
 * An input method is composing, and the key chooses a word. In Safari `compositionend` comes before the keydown of the Enter
 * that causes it, so `isComposing` is already false, and only `keyCode` tells.
 */
export const isComposing = (key: Pick<Key, 'isComposing' | 'keyCode'>): boolean =>
  key.isComposing || key.keyCode === 229;

/** On Windows, Alt with the number pad types characters by code. */
const isText = ({ code, key }: Key, { altTypes }: Keyboard): boolean =>
  code.startsWith('Numpad') || (altTypes && (isCharacter(key) || key === 'Dead'));

export const isCharacter = (key: string): boolean => [...key].length === 1;

/** By key position if the layout has no Latin letters, as on the Latin layout usually printed beside them. */
export function letterOf({ code, key, altKey }: Key, { altTypes, plain }: Keyboard): string | undefined {
  const yielded = (altKey && altTypes ? plain.get(code) : key)?.toLowerCase();
  if (yielded !== undefined && /^[a-z]$/.test(yielded)) return yielded;
  const isForeign = yielded === undefined || /^(?!\p{Script=Latin})\p{L}/u.test(yielded);
  return isForeign ? /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() : undefined;
}

/** 1 to 9, from the digit row or the number pad. */
export function digitOf({ code, key }: Pick<KeyboardEvent, 'code' | 'key'>): number | undefined {
  const digit = /^[1-9]$/.test(key) ? key : /^Digit([1-9])$/.exec(code)?.[1];
  return digit === undefined ? undefined : Number(digit);
}

/** Alt+R and Alt+N press the buttons with these attributes. */
export const REPLY_BUTTON = 'data-reply';
export const NOTE_BUTTON = 'data-note';
