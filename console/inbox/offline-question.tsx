import { Button, Modal } from '@mantine/core';
import { placesInUse } from '../live/live.ts';
import { useLiveState } from '../live/use-live.tsx';
import { useTexts } from '../texts/texts.tsx';
import classes from './offline-question.module.css';

interface Props {
  opened: boolean;
  onStay(): void;
  onGo(): void;
}

/** Asked before an agent with chats goes offline: the chats go back to their queues (D7). */
export function OfflineQuestion({ opened, onStay, onGo }: Props) {
  const { status: texts } = useTexts();
  const state = useLiveState();
  return (
    <Modal opened={opened} onClose={onStay} title={texts.offlineTitle} withCloseButton={false}>
      <p>{texts.offlineHint(placesInUse(state))}</p>
      <div className={classes.actions}>
        <Button variant="default" data-autofocus onClick={onStay}>
          {texts.stay}
        </Button>
        <Button onClick={onGo}>{texts.goOffline}</Button>
      </div>
    </Modal>
  );
}
