/** How React reads the live state. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { ConsoleSession } from '../../protocol/agent.ts';
import type { Live, LiveState } from './live.ts';

interface Here {
  live: Live;
  session: ConsoleSession;
}

const HereContext = createContext<Here | undefined>(undefined);
export const LiveProvider = HereContext.Provider;

function useHere(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error('useLive needs a LiveProvider');
  return here;
}

export const useLive = (): Live => useHere().live;
export const useSession = (): ConsoleSession => useHere().session;

export function useLiveState(): LiveState {
  const live = useLive();
  return useSyncExternalStore(live.subscribe, live.state);
}

/** Foyer's time, once a second. */
export function useNow(): number {
  const live = useLive();
  const [now, setNow] = useState(live.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(live.now()), 1000);
    return () => clearInterval(timer);
  }, [live]);
  // A deadline set between two ticks must not seem longer than it is.
  return Math.max(now, live.now() - 1000);
}
