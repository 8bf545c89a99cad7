/** Which keys mean what. By physical key, so that they lie in the same place on every layout. */
export type Shortcut =
  | { do: 'accept' }
  | { do: 'pass' }
  | { do: 'move'; by: 1 | -1 }
  | { do: 'nth'; index: number }
  | { do: 'reply' }
  | { do: 'list' };

export type Key = Pick<KeyboardEvent, 'code' | 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

const withAlt: Readonly<Record<string, Shortcut>> = {
  KeyA: { do: 'accept' },
  KeyP: { do: 'pass' },
  KeyR: { do: 'reply' },
  ArrowUp: { do: 'move', by: -1 },
  ArrowDown: { do: 'move', by: 1 },
};

/** `typing`: the focus is in a text field, where single characters are text. */
export function shortcutOf(key: Key, typing: boolean): Shortcut | undefined {
  if (key.ctrlKey || key.metaKey) return undefined;
  if (!key.altKey) return key.key === '?' && !typing ? { do: 'list' } : undefined;
  if (key.shiftKey) return undefined;
  const digit = digitOf(key);
  return digit === undefined ? withAlt[key.code] : { do: 'nth', index: digit - 1 };
}

/** 1 to 9, from the row of digits or the number pad. */
export function digitOf({ code }: Pick<KeyboardEvent, 'code'>): number | undefined {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  return digit === undefined ? undefined : Number(digit);
}
