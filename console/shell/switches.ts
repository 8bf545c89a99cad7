/** What a person switched off on this device. */
import { useSyncExternalStore } from 'react';

type Switch = 'sound' | 'shortcuts';

const listeners = new Set<() => void>();
const key = (name: Switch) => `foyer:${name}`;

export const isOn = (name: Switch): boolean => localStorage.getItem(key(name)) !== 'off';

export function useSwitch(name: Switch): [on: boolean, set: (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isOn(name),
  );
  const set = (next: boolean) => {
    if (next) localStorage.removeItem(key(name));
    else localStorage.setItem(key(name), 'off');
    for (const listener of listeners) listener();
  };
  return [on, set];
}
