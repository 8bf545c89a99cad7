/** The panel: a dialog that leaves the page usable, with one screen at a time. */
import { isComposing } from '../composing.ts';
import type { Ui } from '../ui.ts';
import { ConversationScreen } from './conversation.tsx';
import { DoorScreen } from './door.tsx';
import { EndingScreen, OverScreen } from './ended.tsx';

export function Widget(ui: Ui) {
  return (
    <section
      class="panel"
      role="dialog"
      aria-labelledby="title"
      lang={ui.language}
      tabIndex={-1}
      onKeyDown={(event) => {
        const { currentTarget } = event;
        if (event.key !== 'Escape' || isComposing(event)) return;
        const menu = currentTarget.querySelector<HTMLDetailsElement>('[open]');
        if (menu) {
          menu.open = false;
          menu.querySelector('summary')?.focus();
        } else if (ui.isAskingToEnd) ui.set({ isAskingToEnd: false });
        else ui.close();
      }}
    >
      {screen(ui)}
    </section>
  );
}

function screen(ui: Ui) {
  const { state } = ui;
  if (state.is === 'none') return <DoorScreen {...ui} refused={state.refused} />;
  if (state.is === 'over') return <OverScreen {...ui} over={state} />;
  if (state.conversation.isAsking('end')) return <EndingScreen {...ui} />;
  return <ConversationScreen {...ui} conversation={state.conversation} />;
}
