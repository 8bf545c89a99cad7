/** What a supervisor chose to do in a chat before its page was open (D9): the page watches the chat, and then does it, once. */
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

export type Act = 'watch' | 'whisper' | 'join' | 'take-over' | 'transfer';

declare module '@tanstack/history' {
  interface HistoryState {
    act?: Act;
  }
}

/** It is forgotten by the history, so that a reload or the way back does not do it again. */
export function useAct(): { act: Act | undefined; done(): void } {
  const chosen = useLocation().state.act;
  const navigate = useNavigate();
  const [act, setAct] = useState(chosen);
  useEffect(() => {
    if (chosen) void navigate({ to: '.', replace: true, state: {} });
  }, [chosen, navigate]);
  return { act, done: () => setAct(undefined) };
}
