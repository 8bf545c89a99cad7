import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { placesInUse, wishedStatus } from '../live/live.ts';
import { useLive, useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { IconChevronDown, IconClock, IconPlayerPause } from '../look/icons.ts';
import { duration } from '../texts/duration.ts';
import { labelOf } from '../texts/pause-reason.ts';
import { useTexts } from '../texts/texts.tsx';
import { OfflineQuestion } from './offline-question.tsx';
import classes from './status-menu.module.css';

export function StatusMenu() {
  const { status: texts, call: callTexts } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const [asking, setAsking] = useState(false);
  const { status, reason, confirmed } = wishedStatus(state);
  const { pauseReasons } = useSession();
  const labelled = labelOf(pauseReasons, reason) ?? texts.paused;
  const own = status === 'paused' ? labelled : (texts[status] ?? status);
  const now = useNow();
  const word = state.call ? callTexts[state.call.state] : own;
  // A pause that is not saved yet has not begun.
  const since = state.call?.since ?? (status === 'paused' && confirmed ? state.statusSince : undefined);
  const lasts = since === undefined ? undefined : duration(Math.max(0, now - since));

  function goOffline(): void {
    setAsking(false);
    live.setStatus('offline');
  }

  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button
            variant="default"
            classNames={{ root: classes.button, label: classes.word }}
            title={word}
            leftSection={<StatusDot status={status} />}
            rightSection={
              confirmed ? (
                <IconChevronDown size={16} stroke={1.75} aria-hidden />
              ) : (
                <IconClock size={16} stroke={1.75} aria-hidden />
              )
            }
            aria-label={texts.label(confirmed ? word : `${word}, ${texts.saving}`)}
          >
            {word}{' '}
            {lasts && (
              <span className={classes.lasts} aria-hidden>
                {lasts}
              </span>
            )}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<StatusDot status="available" />} onClick={() => live.setStatus('available')}>
            {texts.available}
          </Menu.Item>
          <Menu.Label>{texts.paused}</Menu.Label>
          {(pauseReasons.length > 0 ? pauseReasons : [{ id: '', label: texts.paused }]).map(({ id, label }) => (
            <Menu.Item
              key={id}
              leftSection={<StatusDot status="paused" />}
              onClick={() => live.setStatus('paused', id)}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<StatusDot status="offline" />}
            onClick={() => (placesInUse(state) > 0 ? setAsking(true) : goOffline())}
          >
            {texts.offline}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <OfflineQuestion opened={asking} onStay={() => setAsking(false)} onGo={goOffline} />
    </>
  );
}

/** Solid, hatched with bars, or an empty ring, so that they can be told apart without colour. */
function StatusDot({ status }: { status: 'available' | 'paused' | 'offline' }) {
  if (status === 'paused') return <IconPlayerPause className={classes.paused} size={14} stroke={2} aria-hidden />;
  return <span className={classes.dot} data-status={status} aria-hidden />;
}
