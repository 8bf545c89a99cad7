/** Files that the visitor has chosen, as rows, and on their way. */
import { alert } from '../../marks.tsx';
import type { Chosen } from './chosen.ts';
import { cross, paper } from './drawings.tsx';
import { type FileKey, texts } from './texts.ts';
import { sayIn, sizeIn, type Words } from './words.ts';

export function Rows(
  ui: Words & {
    chosen: readonly Chosen[];
    remove(chosen: Chosen): void;
    /** Without it they are tried again by themselves. */
    retry?(chosen: Chosen): void;
    /** They are on their way, and cannot be removed. */
    isBusy?: boolean;
  },
) {
  const say = sayIn(ui);
  const percent = new Intl.NumberFormat(ui.locale, { style: 'percent' });
  return (
    <ul class="chosen">
      {ui.chosen.map((chosen) => {
        const { key, file, seen, part, failed } = chosen;
        const size = sizeIn(ui, file.size);
        return (
          <li key={key} class={failed ? 'row bad' : 'row'}>
            {seen ? <img src={seen} alt="" /> : (failed ? alert : paper)(24)}
            <span class="who">
              <bdi>{file.name}</bdi>
              {failed ? (
                <small role="alert">{say(failed in texts.en ? (failed as FileKey) : 'failed', size)}</small>
              ) : (
                <small>{part === undefined ? size : say('part', percent.format(part), size)}</small>
              )}
              {part !== undefined && !failed && (
                <progress aria-label={say('sending', file.name)} max={1} value={part} />
              )}
            </span>
            {failed === 'network' && ui.retry && (
              <button type="button" class="link" onClick={() => ui.retry?.(chosen)}>
                {say('again')}
              </button>
            )}
            {!ui.isBusy && (
              <button
                type="button"
                aria-label={say('remove', file.name)}
                onClick={({ currentTarget }) => {
                  // The button disappears.
                  currentTarget.closest('fieldset, .panel')?.querySelector<HTMLElement>('[type=file]')?.focus();
                  ui.remove(chosen);
                }}
              >
                {cross(20)}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
