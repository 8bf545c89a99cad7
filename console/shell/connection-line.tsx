import { Loader, UnstyledButton } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useSwitch } from '../live/switches.ts';
import { useLive, useLiveState } from '../live/use-live.tsx';
import { soundIsBlocked } from '../offers/sound.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './connection-line.module.css';

/** One amber line while there is no connection; loaded content stays. */
export function ConnectionLine() {
  const { connection: texts } = useTexts();
  const live = useLive();
  const { connection, welcomed } = useLiveState();
  const lost = connection.state === 'reconnecting' || (connection.state === 'connecting' && welcomed);
  const blocked = connection.state === 'reconnecting' ? connection.blocked : undefined;
  return (
    <div role="status">
      {lost && (
        <p className={classes.line}>
          <Loader size={14} color="currentColor" aria-hidden />
          <strong>{welcomed ? texts.reconnecting : texts.connecting}</strong>
          <span>{blocked === undefined ? texts.kept : texts.blocked(blocked)}</span>
          <UnstyledButton className={classes.now} onClick={live.wake}>
            {texts.tryNow}
          </UnstyledButton>
        </p>
      )}
      {connection.state === 'resting' && (
        <p className={classes.line}>
          <strong>{texts.resting}</strong>
          <span>{texts.kept}</span>
          <UnstyledButton className={classes.now} onClick={live.wake}>
            {texts.goOn}
          </UnstyledButton>
        </p>
      )}
    </div>
  );
}

/** Until the person has interacted with the page, the browser plays no sound. */
export function SoundLine() {
  const { connection: texts } = useTexts();
  const [on] = useSwitch('sound');
  const blocked = useSyncExternalStore(soundIsBlocked.subscribe, soundIsBlocked.now);
  return <div role="status">{on && blocked && <p className={classes.quiet}>{texts.soundBlocked}</p>}</div>;
}
