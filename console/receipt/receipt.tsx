/** Why this chat is here, in three sentences, with the full receipt a click away (B9). */
import { UnstyledButton } from '@mantine/core';
import { useId } from 'react';
import type { Chat } from '../live/chat.ts';
import { IconRoute } from '../look/icons.ts';
import { useWords } from '../texts/texts.tsx';
import classes from './receipt.module.css';
import { sentences } from './sentences.ts';

export function Receipt({ chat, onWhole }: { chat: Chat; onWhole(): void }) {
  const words = useWords();
  const { receipt: texts } = words.texts;
  const heading = useId();
  const reasons = sentences(chat, words);
  if (reasons.length === 0) return null;
  return (
    <section className={classes.receipt} aria-labelledby={heading}>
      <h3 id={heading} className={classes.heading}>
        <IconRoute size={16} stroke={1.75} aria-hidden />
        {texts.title}
      </h3>
      <ol className={classes.sentences}>
        {reasons.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      <UnstyledButton className={classes.open} onClick={onWhole}>
        {texts.open}
      </UnstyledButton>
    </section>
  );
}
