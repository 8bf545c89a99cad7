/** What happened to a chat without the agent, in a sentence that disappears by itself. */
import { CloseButton, UnstyledButton } from '@mantine/core';
import { type Notice, refusedNotes } from '../live/live.ts';
import { useLive, useLiveState } from '../live/use-live.tsx';
import { IconAlertCircle, IconUserCheck } from '../look/icons.ts';
import { duration } from '../texts/duration.ts';
import type { Texts } from '../texts/en.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './notices.module.css';

export function Notices() {
  const texts = useTexts();
  const live = useLive();
  const state = useLiveState();
  return (
    <div role="status" aria-label={texts.notices.label}>
      {refusedNotes(state).map(({ id, note }) => (
        <div key={id} className={classes.notice} data-kind="note">
          <IconAlertCircle size={17} stroke={1.75} aria-hidden />
          <div className={classes.words}>
            <p>{texts.notices.noteRefused}</p>
            <p className={classes.note} dir="auto">
              {note}
            </p>
            <UnstyledButton className={classes.way} onClick={() => navigator.clipboard.writeText(note)}>
              {texts.notices.copy}
            </UnstyledButton>
            <UnstyledButton className={classes.way} onClick={() => live.discard(id)}>
              {texts.notices.discard}
            </UnstyledButton>
          </div>
        </div>
      ))}
      {state.notices.map((notice) => (
        <div key={notice.id} className={classes.notice} data-kind={notice.kind}>
          {isBad(notice) ? (
            <IconAlertCircle size={17} stroke={1.75} aria-hidden />
          ) : (
            <IconUserCheck size={17} stroke={1.75} aria-hidden />
          )}
          <span className={classes.words}>{sentence(notice, texts)}</span>
          <CloseButton size="sm" aria-label={texts.notices.dismiss} onClick={() => live.dismiss(notice.id)} />
        </div>
      ))}
    </div>
  );
}

const isBad = (notice: Notice): boolean =>
  notice.kind === 'threshold' ? notice.alarm.is === 'passed' : notice.kind === 'refused' || notice.kind === 'lost';

function sentence(notice: Notice, { notices, refusals }: Texts): string {
  switch (notice.kind) {
    case 'elsewhere':
      return notices.elsewhere(notice.visitor, notice.agent.name);
    case 'offer':
      return notice.visitorLeft ? notices.visitorLeft(notice.visitor) : notices.offerOver(notice.visitor);
    case 'noted':
      return notices.noted(notice.visitor);
    case 'lost':
      return notices.lost(notice.visitor);
    case 'threshold': {
      const { queueName, threshold, is, figure, limit } = notice.alarm;
      const words = notices.thresholds[threshold]?.[is];
      const [shown, most] = [figure, limit].map((value) =>
        threshold.endsWith('S') ? duration(value * 1000) : String(Math.round(value)),
      );
      return words?.(queueName, shown ?? '', most ?? '') ?? queueName;
    }
    case 'refused':
      return refusals[notice.code] ?? notice.message;
    default:
      return notice satisfies never;
  }
}
