/** Text that was started but not sent: kept through a reload, removed with the chat or the tab. */

import { useState } from 'react';
import { typed } from '../../core/text.ts';
import { InteractionId } from './ids.ts';
import type { Drafts } from './live.ts';
import { useSession } from './use-live.tsx';

const fields = ['reply', 'internal', 'note', 'disposition'] as const;
type Field = (typeof fields)[number];

const KEPT = 'foyer:draft:';
/** By agent, so that someone else who signs in at the same window does not find it. */
const key = (agentId: string, interactionId: string, field: Field) => `${KEPT}${agentId}:${interactionId}:${field}`;
const read = (agentId: string, interactionId: string, field: Field) =>
  sessionStorage.getItem(key(agentId, interactionId, field)) ?? '';

export function useDraft(interactionId: string, field: Field): [string, (text: string) => void] {
  const { id } = useSession().person;
  const [text, setText] = useState(() => read(id, interactionId, field));
  const set = (next: string) => {
    setText(next);
    if (next) sessionStorage.setItem(key(id, interactionId, field), next);
    else sessionStorage.removeItem(key(id, interactionId, field));
  };
  return [text, set];
}

export function draftsOf(agentId: string): Drafts {
  const own = `${KEPT}${agentId}:`;
  return {
    wrapUp: (interactionId) => ({
      disposition: read(agentId, interactionId, 'disposition'),
      note: typed(read(agentId, interactionId, 'note')),
    }),
    inWrapUp: () =>
      Object.keys(sessionStorage).flatMap((name) => {
        const interactionId = name.startsWith(own)
          ? /^(.+):(?:note|disposition)$/.exec(name.slice(own.length))?.[1]
          : '';
        return interactionId ? [InteractionId.parse(interactionId)] : [];
      }),
    forget: (interactionId) => {
      for (const field of fields) sessionStorage.removeItem(key(agentId, interactionId, field));
    },
  };
}
