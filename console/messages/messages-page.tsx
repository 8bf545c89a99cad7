/** What visitors left instead of a chat, and chats that nobody took in hours (C4, C5, E9): for supervisors, oldest first. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { InboxRow } from '../../protocol/agent.ts';
import { useLive, useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { Culture } from '../look/culture.tsx';
import { Empty } from '../look/empty.tsx';
import { IconMail, IconMailOff, IconMessageCircle } from '../look/icons.ts';
import { LoadingRows } from '../look/loading-rows.tsx';
import { useTexts, useTimeSoon } from '../texts/texts.tsx';
import page from '../waiting/waiting-page.module.css';
import row from '../waiting/waiting-row.module.css';
import classes from './messages-page.module.css';

/** By then all attempts to send it are over. */
const LATE_MS = 10 * 60_000;

export function MessagesPage() {
  const { left: texts } = useTexts();
  const live = useLive();
  const { inbox, connection } = useLiveState();
  const { rows, hasMore, refused } = inbox;
  useEffect(() => live.watchInbox(), [live]);
  if (refused) return <Empty title={texts.page.refused} hint={texts.page.refusedHint} />;
  return (
    <>
      <header className={page.header}>
        <h2 className={page.title}>{texts.title}</h2>
        {rows && <span className={page.count}>{`${rows.length}${hasMore ? '+' : ''}`}</span>}
      </header>
      {!rows && <LoadingRows label={texts.page.loading} />}
      {rows?.length === 0 && <Empty title={texts.page.empty} hint={texts.page.emptyHint} />}
      {rows && rows.length > 0 && (
        <section
          className={page.scroll}
          data-old={connection.state !== 'open' || undefined}
          aria-label={texts.page.region}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be scrollable by keyboard
          tabIndex={0}
        >
          <table className={page.table}>
            <thead>
              <tr>
                <th scope="col">{texts.page.columns.age}</th>
                <th scope="col">{texts.page.columns.visitor}</th>
                <th scope="col">{texts.page.columns.why}</th>
                <th scope="col">{texts.page.columns.mail}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((each) => (
                <Row key={each.interactionId} item={each} />
              ))}
            </tbody>
          </table>
          {hasMore && (
            <Button className={classes.more} variant="subtle" onClick={() => live.moreInbox()}>
              {texts.page.more}
            </Button>
          )}
        </section>
      )}
    </>
  );
}

function Row({ item }: { item: InboxRow }) {
  const { left: texts } = useTexts();
  const { queues } = useSession();
  const timeSoon = useTimeSoon();
  const queue = queues.find(({ id }) => id === item.queueId)?.name;
  const Icon = item.kind === 'chat' ? IconMessageCircle : IconMail;
  return (
    <tr className={row.row}>
      <td className={classes.age}>{timeSoon(item.since)}</td>
      <th scope="row" className={row.name}>
        <Link
          className={classes.open}
          to="/chats/$interactionId"
          params={{ interactionId: item.interactionId }}
          state={{ act: 'watch' }}
        >
          <Icon size={16} stroke={1.75} aria-hidden /> {item.visitorName}
        </Link>{' '}
        <Culture culture={item.culture} />
        <span className={row.subject} lang={item.culture} dir="auto">
          {item.subject}
        </span>
      </th>
      <td className={classes.why}>
        {texts.because[item.because]}
        {queue !== undefined && <span className={row.subject}>{queue}</span>}
      </td>
      <td>
        <Mail item={item} />
      </td>
    </tr>
  );
}

/** Only what is not in order has a colour. */
function Mail({ item: { mail, mailAt = 0 } }: { item: InboxRow }) {
  const { page: texts } = useTexts().left;
  const now = useNow();
  if (!mail) return <span className={row.anyone}>{texts.noMail}</span>;
  const is = mail === 'asked' && now > mailAt + LATE_MS ? 'late' : mail;
  const isBad = is === 'failed' || is === 'late';
  return (
    <span className={classes.mail} data-bad={isBad || undefined}>
      {isBad && <IconMailOff size={15} stroke={1.75} aria-hidden />} {texts.mail[is]}
    </span>
  );
}
