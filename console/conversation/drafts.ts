/** What was begun and not sent: kept over a reload, gone with the chat or the tab. */
import { useState } from 'react';
import { ChatId } from '../live/ids.ts';
import type { Drafts } from '../live/live.ts';

const fields = ['reply', 'note', 'disposition'] as const;
type Field = (typeof fields)[number];

const PREFIX = 'foyer:draft:';
const key = (chatId: string, field: Field) => `${PREFIX}${chatId}:${field}`;
const read = (chatId: string, field: Field) => sessionStorage.getItem(key(chatId, field)) ?? '';

export function useDraft(chatId: string, field: Field): [string, (text: string) => void] {
  const [text, setText] = useState(() => read(chatId, field));
  const set = (next: string) => {
    setText(next);
    if (next) sessionStorage.setItem(key(chatId, field), next);
    else sessionStorage.removeItem(key(chatId, field));
  };
  return [text, set];
}

export const drafts: Drafts = {
  wrapUp: (chatId) => ({ disposition: read(chatId, 'disposition'), note: read(chatId, 'note').trim() }),
  inWrapUp: () =>
    Object.keys(sessionStorage).flatMap((name) => {
      const chatId = name.startsWith(PREFIX) ? /^(.+):(?:note|disposition)$/.exec(name.slice(PREFIX.length))?.[1] : '';
      return chatId ? [ChatId.parse(chatId)] : [];
    }),
  forget: (chatId) => {
    for (const field of fields) sessionStorage.removeItem(key(chatId, field));
  },
};
