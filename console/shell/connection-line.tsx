import { Loader, UnstyledButton } from '@mantine/core';
import { useLive, useLiveState } from '../live/use-live.tsx';
import { useTexts } from '../texts/texts.tsx';
import classes from './connection-line.module.css';

/** One amber line while the connection is lost; what was loaded stays where it is. */
export function ConnectionLine() {
  const { connection: texts } = useTexts();
  const live = useLive();
  const { connection, welcomed } = useLiveState();
  const lost = connection.state === 'reconnecting' || (connection.state === 'connecting' && welcomed);
  return (
    <div role="status">
      {lost && (
        <p className={classes.line}>
          <Loader size={14} color="currentColor" aria-hidden />
          <strong>{texts.reconnecting}</strong>
          <span>{texts.kept}</span>
          <UnstyledButton className={classes.now} onClick={live.wake}>
            {texts.tryNow}
          </UnstyledButton>
        </p>
      )}
    </div>
  );
}
