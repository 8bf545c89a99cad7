import type { ComponentChildren } from 'preact';
import type { Ui } from '../ui.ts';
import { icons } from './icons.tsx';

/** The initials of the first two words. */
export function Plate({ name, of }: { name: string; of: 'website' | 'agent' }) {
  const letters = name.match(/(?<!\S)\S/gu) ?? [];
  return (
    <span class={`plate ${of}`} aria-hidden="true">
      {letters.slice(0, 2).join('').toUpperCase()}
    </span>
  );
}

export function Minimise({ say, close }: Ui) {
  return (
    <button type="button" aria-label={say('minimise')} onClick={close}>
      {icons.chevronDown(22)}
    </button>
  );
}

/** The plain header inside: who is there, and the available actions. */
export function Header(ui: Ui & { agent?: string | undefined; subtitle: string; children?: ComponentChildren }) {
  const { agent, name } = ui;
  return (
    <div class="header row">
      <Plate name={agent ?? name} of={agent ? 'agent' : 'website'} />
      <div class="who">
        <h2 id="title">{agent ?? name}</h2>
        <p>{ui.subtitle}</p>
      </div>
      {ui.children}
      <Minimise {...ui} />
    </div>
  );
}
