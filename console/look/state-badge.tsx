import { useTexts } from '../texts/texts.tsx';
import {
  IconBellRinging,
  IconClipboardCheck,
  IconMessageCircle,
  IconPhone,
  IconPlayerPause,
  IconWifiOff,
} from './icons.ts';
import classes from './state-badge.module.css';

const icons = {
  offered: IconBellRinging,
  active: IconMessageCircle,
  'wrap-up': IconClipboardCheck,
  parked: IconPlayerPause,
  'parked-by-call': IconPhone,
  away: IconWifiOff,
};

/** A state is an icon and a word; the colour only repeats them. */
export function StateBadge({ state }: { state: keyof typeof icons }) {
  const { chat } = useTexts();
  const Icon = icons[state];
  return (
    <span className={classes.badge} data-state={state}>
      <Icon size={15} stroke={1.75} aria-hidden />
      {chat.states[state]}
    </span>
  );
}
