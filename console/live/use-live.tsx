/** How React reads the live state. */
import { createContext, useContext, useSyncExternalStore } from 'react';
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

/** Foyer's time in whole seconds, so that all clocks on the screen tick together. */
export function useNow(): number {
  const live = useLive();
  return useSyncExternalStore(onTick, () => Math.floor(live.now() / 1000) * 1000);
}

const TICK_MS = 200;
const onTick = (listener: () => void) => {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
};
