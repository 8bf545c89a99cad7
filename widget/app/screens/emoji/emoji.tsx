/** A few emoji (F4), in the device's own font. */
import type { Ui } from '../../ui.ts';

export { fill } from '../../kit.ts';
export { default as css } from './emoji.css';

const emoji = [
  ...('😀😃😄😁😅😂🙂😉😊😍😘😋🤔😐😕🙁😟😢😭😠😱😴🤒😎'.match(/./gu) ?? []),
  ...('👍👎👌🙏👏💪🤝👋🤞🎉🎁🌹🔥⭐🏠🚚📦📷📎📞📅⏰💡💶'.match(/./gu) ?? []),
];

/** Puts it where the cursor is. The field saves what is in it with each input. */
function insert(within: HTMLElement, text: string) {
  const field = within.closest('.composer')?.querySelector('textarea');
  if (!field) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 0, ArrowUp: 0 };

/** The arrows go from one to the next; only one of them is reached by Tab. */
function move(event: KeyboardEvent & { currentTarget: HTMLElement }) {
  const { key, currentTarget } = event;
  const step = steps[key];
  if (step === undefined) return;
  event.preventDefault();
  const all = [...currentTarget.querySelectorAll('button')];
  const from = all.findIndex((one) => one.matches(':focus'));
  const top = all[0]?.offsetTop;
  const columns = Math.max(1, all.filter((one) => one.offsetTop === top).length);
  const isMirrored = getComputedStyle(currentTarget).direction === 'rtl';
  const by = step === 0 ? (key === 'ArrowDown' ? columns : -columns) : isMirrored ? -step : step;
  all[Math.min(all.length - 1, Math.max(0, from + by))]?.focus();
}

export function Picker({ set, host }: Ui) {
  const close = () => {
    set({ isPicking: false });
    host.root.querySelector<HTMLElement>('.emoji')?.focus();
  };
  return (
    <fieldset
      class="emojis"
      aria-label="Emoji"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return move(event);
        event.stopPropagation();
        close();
      }}
    >
      {emoji.map((one, index) => (
        <button
          key={one}
          type="button"
          tabindex={index === 0 ? 0 : -1}
          onClick={({ currentTarget }) => insert(currentTarget, one)}
        >
          {one}
        </button>
      ))}
    </fieldset>
  );
}
