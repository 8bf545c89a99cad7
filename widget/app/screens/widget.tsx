/** The panel: a dialog that leaves the page usable, with one screen at a time. */
import { isComposing } from '../composing.ts';
import type { Ui } from '../ui.ts';
import { ConversationScreen } from './conversation.tsx';
import { Header } from './header.tsx';
import { NotHere } from './kit.tsx';

export function Widget(ui: Ui) {
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
  const isEnding = state.is === 'running' && state.conversation.isAsking('end');
  if (state.is === 'running' && !isEnding) return <ConversationScreen {...ui} conversation={state.conversation} />;
  const door = ui.screen('door');
  if (!door)
    return (
      <>
        <Header {...ui} subtitle="" />
        <NotHere {...ui} asked={state.is === 'none' ? ui.asked : 'loading'} />
      </>
    );
  if (state.is === 'running') return <door.EndingScreen {...ui} />;
  if (state.is === 'over') return <door.OverScreen {...ui} over={state} />;
  return <door.DoorScreen {...ui} refused={state.refused} />;
}
