/** Whether messages are heard (F4). A preference, which says nothing about a person; it is stored when they first change it. */
import type { Host } from '../host.ts';

const KEY = 'foyer:sound';

export function isMuted(host: Host): boolean {
  try {
    host.isMuted ??= localStorage[KEY] === 'off';
  } catch {
    // Then for this page only.
  }
  return host.isMuted === true;
}

export function turnSound(host: Host, isOn: boolean): void {
  host.isMuted = !isOn;
  try {
    localStorage[KEY] = isOn ? 'on' : 'off';
  } catch {
    // As above.
  }
}
