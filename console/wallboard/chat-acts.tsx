/** What a supervisor can do in a chat of an agent (D9). Each opens the chat's own page, which does it. */
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import type { Act } from '../conversation/act.ts';
import { letterOf } from '../keyboard/shortcuts.ts';
import { thisKeyboard } from '../keyboard/this-keyboard.ts';
import { isOn } from '../live/switches.ts';
import { useSession } from '../live/use-live.tsx';
import { IconArrowsExchange, IconEar, IconEye, IconReplaceUser, IconUserPlus } from '../look/icons.ts';
import { useTexts } from '../texts/texts.tsx';
import type { Chat } from './figures.ts';
import classes from './wallboard.module.css';

const icons = {
  watch: IconEye,
  whisper: IconEar,
  join: IconUserPlus,
  'take-over': IconReplaceUser,
  transfer: IconArrowsExchange,
} satisfies Record<Act, unknown>;
const acts = Object.keys(icons) as Act[];

export function ChatActs({ chat }: { chat: Chat }) {
  const { people, board } = useTexts();
  const { agent } = useSession();
  const names: Record<Act, string> = {
    ...{ watch: people.watch, whisper: people.whisper, join: people.join },
    ...{ 'take-over': people.takeOver, transfer: people.transfer },
  };
  return (
    <fieldset className={classes.acts} onKeyDown={whisperByKey}>
      <legend className="visually-hidden">{board.acts(chat.visitorName)}</legend>
      {acts
        .filter((act) => act !== 'take-over' || agent)
        .map((act) => {
          const Icon = icons[act];
          return (
            <Link
              key={act}
              to="/chats/$interactionId"
              params={{ interactionId: chat.interactionId }}
              state={{ act }}
              data-act={act}
              title={names[act]}
              aria-label={`${names[act]}: ${chat.visitorName}`}
              {...(act === 'whisper' && { 'aria-keyshortcuts': 'W' })}
            >
              <Icon size={18} stroke={1.75} aria-hidden />
            </Link>
          );
        })}
    </fieldset>
  );
}

/** While one of them has the focus. */
function whisperByKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || !isOn('shortcuts')) return;
  if (letterOf(event.nativeEvent, thisKeyboard) !== 'w') return;
  event.preventDefault();
  event.currentTarget.querySelector<HTMLElement>('[data-act=whisper]')?.click();
}
