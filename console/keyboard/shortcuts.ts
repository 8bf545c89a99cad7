/**
 * Which keys mean what. A letter is the one that the key yields on the person's layout; a digit is its place in the row, since some
 * layouts yield digits only with Shift. While somebody types, whatever yields a character is text.
 */
export type Shortcut =
  | { do: 'accept' }
  | { do: 'pass' }
  | { do: 'move'; by: 1 | -1 }
  | { do: 'nth'; index: number }
  | { do: 'reply' }
  | { do: 'leave' }
  | { do: 'list' };

export type Key = Pick<
  KeyboardEvent,
  'code' | 'key' | 'keyCode' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'isComposing'
>;

export interface Keyboard {
  /** Alt yields characters of its own, as Option does on Apple's systems. Elsewhere AltGr does, which comes as Ctrl+Alt or without Alt. */
  altTypes: boolean;
  /** What the key at a place yielded when it was last pressed without Alt, which hides it where Alt types. */
  plain: ReadonlyMap<string, string>;
}

const withAlt: Readonly<Record<string, Shortcut>> = {
  a: { do: 'accept' },
  p: { do: 'pass' },
  r: { do: 'reply' },
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
 * An input method composes: the key chooses a word. In Safari `compositionend` comes before the keydown of the Enter that causes it,
 * so that `isComposing` is false by then, and only `keyCode` tells.
 */
export const isComposing = (key: Pick<Key, 'isComposing' | 'keyCode'>): boolean =>
  key.isComposing || key.keyCode === 229;

/** With Alt held, the number pad of Windows writes characters by their number. */
const isText = ({ code, key }: Key, { altTypes }: Keyboard): boolean =>
  code.startsWith('Numpad') || (altTypes && (isCharacter(key) || key === 'Dead'));

export const isCharacter = (key: string): boolean => [...key].length === 1;

/** By place where the layout has no Latin letters, as on the Latin layout that is printed beside it. */
export function letterOf({ code, key, altKey }: Key, { altTypes, plain }: Keyboard): string | undefined {
  const yielded = (altKey && altTypes ? plain.get(code) : key)?.toLowerCase();
  if (yielded !== undefined && /^[a-z]$/.test(yielded)) return yielded;
  const isForeign = yielded === undefined || /^(?!\p{Script=Latin})\p{L}/u.test(yielded);
  return isForeign ? /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() : undefined;
}

/** 1 to 9, from the row of digits or the number pad. */
export function digitOf({ code, key }: Pick<KeyboardEvent, 'code' | 'key'>): number | undefined {
  const digit = /^[1-9]$/.test(key) ? key : /^Digit([1-9])$/.exec(code)?.[1];
  return digit === undefined ? undefined : Number(digit);
}

/** The shortcut Alt+R looks for this. */
export const REPLY_FIELD = 'data-reply';
