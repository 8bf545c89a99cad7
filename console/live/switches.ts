/** What a person has switched off on this device. */
import { useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

type Switch = 'sound' | 'shortcuts';

const listeners = createListeners();
const key = (name: Switch) => `foyer:${name}`;

export const isOn = (name: Switch): boolean => localStorage.getItem(key(name)) !== 'off';

export function useSwitch(name: Switch): [on: boolean, set: (on: boolean) => void] {
  const on = useSyncExternalStore(listeners.add, () => isOn(name));
  const set = (next: boolean) => {
    if (next) localStorage.removeItem(key(name));
    else localStorage.setItem(key(name), 'off');
    listeners.tell();
  };
  return [on, set];
}
