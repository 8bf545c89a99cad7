/** What happened to a chat without the agent, in a sentence that disappears by itself. */
import { CloseButton, UnstyledButton } from '@mantine/core';
import { type Notice, refusedNotes } from '../live/live.ts';
import { useLive, useLiveState } from '../live/use-live.tsx';
import { IconAlertCircle, IconUserCheck } from '../look/icons.ts';
import { amount } from '../texts/amount.ts';
import type { Texts } from '../texts/en.ts';
import { useWords } from '../texts/texts.tsx';
import classes from './notices.module.css';

export function Notices() {
  const { texts, culture } = useWords();
  const live = useLive();
  const state = useLiveState();
  return (
    <div role="status" aria-label={texts.notices.label}>
      {refusedNotes(state).map(({ id, t, note }) => (
        <div key={id} className={classes.notice} data-kind="note">
          <IconAlertCircle size={17} stroke={1.75} aria-hidden />
          <div className={classes.words}>
            <p>{t === 'finish' ? texts.notices.noteRefused : texts.notices.unsent}</p>
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
        <div key={notice.id} className={classes.notice} data-kind={isBad(notice) ? 'bad' : notice.kind}>
          {isBad(notice) ? (
            <IconAlertCircle size={17} stroke={1.75} aria-hidden />
          ) : (
            <IconUserCheck size={17} stroke={1.75} aria-hidden />
          )}
          <span className={classes.words}>{sentence(notice, texts, culture)}</span>
          <CloseButton size="sm" aria-label={texts.notices.dismiss} onClick={() => live.dismiss(notice.id)} />
        </div>
      ))}
    </div>
  );
}

const isBad = (notice: Notice): boolean =>
  notice.kind === 'threshold' ? notice.alarm.is === 'passed' : notice.kind === 'refused' || notice.kind === 'lost';

function sentence(notice: Notice, { notices, refusals }: Texts, culture: string): string {
  switch (notice.kind) {
    case 'elsewhere':
      return notices.elsewhere(notice.visitor, notice.agent.name);
    case 'moved':
      return notices.moved(notice.visitor, notice.queue);
    case 'ended':
      return notices.ended(notice.visitor);
    case 'offer':
      return notice.visitorLeft ? notices.visitorLeft(notice.visitor) : notices.offerOver(notice.visitor);
    case 'noted':
      return notices.noted(notice.visitor);
    case 'lost':
      return notices.lost(notice.visitor);
    case 'threshold': {
      const { queueName, threshold, is, figure, limit } = notice.alarm;
      const [shown, most] = [figure, limit].map((value) => amount(culture, threshold, value));
      return notices.thresholds[threshold][is](queueName, shown ?? '', most ?? '');
    }
    case 'refused':
      return refusals[notice.code] ?? notice.message;
    default:
      return notice satisfies never;
  }
}
