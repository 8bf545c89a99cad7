/** A dialog that leaves the page usable, with one screen at a time. */
import { isComposing } from '../composing.ts';
import { screenAt } from '../screens.ts';
import type { Ui } from '../ui.ts';
import { Header } from './header.tsx';
import { NotHere } from './not-here.tsx';

export function Dialog(ui: Ui) {
  return (
    <section
      class="panel"
      role="dialog"
      aria-labelledby="title"
      lang={ui.language}
      tabindex={-1}
      onKeyDown={(event) => {
        const { currentTarget } = event;
        if (event.key !== 'Escape' || isComposing(event)) return;
        const menu = currentTarget.querySelector<HTMLDetailsElement>('[open]');
        if (menu) {
          menu.open = false;
          menu.querySelector('summary')?.focus();
        } else if (ui.question) ui.set({ question: undefined });
        else ui.close();
      }}
    >
      {screenAt('panel', ui) ?? (
        <>
          <Header {...ui} subtitle="" />
          <NotHere {...ui} asked={ui.state.is === 'none' ? ui.asked : 'loading'} />
        </>
      )}
    </section>
  );
}
