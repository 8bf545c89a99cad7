/** What the contact came for before, newest first (E5). */
import { UnstyledButton } from '@mantine/core';
import { useId } from 'react';
import type { ContactAnswer } from '../../protocol/agent.ts';
import { AccessRefused } from '../live/connection.ts';
import { IconHistory } from '../look/icons.ts';
import { useTexts, useWords } from '../texts/texts.tsx';
import classes from './earlier.module.css';
import type { Asked } from './use-contact.ts';

type Interaction = ContactAnswer['earlier'][number];

export function Earlier({ asked: { data, isError, error, isFetching, refetch } }: { asked: Asked }) {
  const { contact: texts, signIn } = useTexts();
  const heading = useId();
  // Whoever was asked for help from another queue may see the chat, and not the rest.
  const isFailed = isError && !data && !(error instanceof AccessRefused);
  const earlier = data?.earlier ?? [];
  if (!isFailed && earlier.length === 0) return null;
  return (
    <section className={classes.earlier} aria-labelledby={heading}>
      <h3 id={heading} className={classes.heading}>
        <IconHistory size={16} stroke={1.75} aria-hidden />
        {texts.earlier}
        {earlier.length > 0 && <span className={classes.count}>{earlier.length}</span>}
      </h3>
      {isFailed && (
        <p role="alert">
          {texts.failed}{' '}
          <UnstyledButton className={classes.again} disabled={isFetching} onClick={() => refetch()}>
            {signIn.again}
          </UnstyledButton>
        </p>
      )}
      <ol className={classes.list}>
        {earlier.map((each) => (
          <Line key={each.interactionId} of={each} />
        ))}
      </ol>
    </section>
  );
}

function Line({ of: { subject, startedAt, outcome, queue, agents } }: { of: Interaction }) {
  const { texts, culture } = useWords();
  const isThisYear = new Date(startedAt).getFullYear() === new Date().getFullYear();
  const day = { day: 'numeric', month: 'short', ...(!isThisYear && ({ year: 'numeric' } as const)) } as const;
  const ended = outcome === 'completed' ? undefined : texts.contact.outcomes[outcome];
  const about = [queue, agents.join(', '), ended].filter(Boolean);
  return (
    <li>
      <p className={classes.first}>
        <bdi className={classes.subject}>{subject || texts.contact.noWords}</bdi>
        <time dateTime={new Date(startedAt).toISOString()}>
          {new Intl.DateTimeFormat(culture, day).format(startedAt)}
        </time>
      </p>
      <p className={classes.about}>{about.join(' · ')}</p>
    </li>
  );
}
