/** What was begun and not sent: kept over a reload, gone with the chat or the tab. */
import { useState } from 'react';

const fields = ['reply', 'note', 'disposition'] as const;
type Field = (typeof fields)[number];

const key = (chatId: string, field: Field) => `foyer:draft:${chatId}:${field}`;

export function useDraft(chatId: string, field: Field): [string, (text: string) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(key(chatId, field)) ?? '');
  const set = (next: string) => {
    setText(next);
    if (next) sessionStorage.setItem(key(chatId, field), next);
    else sessionStorage.removeItem(key(chatId, field));
  };
  return [text, set];
}

export function forgetDrafts(chatId: string): void {
  for (const field of fields) sessionStorage.removeItem(key(chatId, field));
}
