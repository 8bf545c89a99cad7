/** What was begun and not sent: kept over a reload, gone with the chat or the tab. */

import { useState } from 'react';
import { typed } from '../../core/text.ts';
import { ChatId } from '../live/ids.ts';
import type { Drafts } from '../live/live.ts';
import { useSession } from '../live/use-live.tsx';

const fields = ['reply', 'note', 'disposition'] as const;
type Field = (typeof fields)[number];

const KEPT = 'foyer:draft:';
/** By agent: who signs in at the same window does not find what another wrote. */
const key = (agentId: string, chatId: string, field: Field) => `${KEPT}${agentId}:${chatId}:${field}`;
const read = (agentId: string, chatId: string, field: Field) =>
  sessionStorage.getItem(key(agentId, chatId, field)) ?? '';

export function useDraft(chatId: string, field: Field): [string, (text: string) => void] {
  const { id } = useSession().agent;
  const [text, setText] = useState(() => read(id, chatId, field));
  const set = (next: string) => {
    setText(next);
    if (next) sessionStorage.setItem(key(id, chatId, field), next);
    else sessionStorage.removeItem(key(id, chatId, field));
  };
  return [text, set];
}

export function draftsOf(agentId: string): Drafts {
  const own = `${KEPT}${agentId}:`;
  return {
    wrapUp: (chatId) => ({
      disposition: read(agentId, chatId, 'disposition'),
      note: typed(read(agentId, chatId, 'note')),
    }),
    inWrapUp: () =>
      Object.keys(sessionStorage).flatMap((name) => {
        const chatId = name.startsWith(own) ? /^(.+):(?:note|disposition)$/.exec(name.slice(own.length))?.[1] : '';
        return chatId ? [ChatId.parse(chatId)] : [];
      }),
    forget: (chatId) => {
      for (const field of fields) sessionStorage.removeItem(key(agentId, chatId, field));
    },
  };
}
