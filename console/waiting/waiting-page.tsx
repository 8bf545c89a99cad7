/** The chats that wait in the agent's queues, queue by queue, and taking one. */
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { WaitingRow } from '../../protocol/agent.ts';
import { letterOf } from '../keyboard/shortcuts.ts';
import { thisKeyboard } from '../keyboard/this-keyboard.ts';
import { waitingLines } from '../live/live.ts';
import { isOn } from '../live/switches.ts';
import { useLive, useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { Age } from '../look/age.tsx';
import { Empty } from '../look/empty.tsx';
import { IconBell, IconHandGrab } from '../look/icons.ts';
import { LoadingRows } from '../look/loading-rows.tsx';
import { duration } from '../texts/duration.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './waiting-page.module.css';
import { Row } from './waiting-row.tsx';

export function WaitingPage() {
  const { waiting: texts } = useTexts();
  const { queues } = useSession();
  const state = useLiveState();
  const { welcomed, connection } = state;
  const lines = waitingLines(state, queues).filter(({ total }) => total > 0);
  const waiting = lines.reduce((sum, { total }) => sum + total, 0);
  const take = useTake();
  const live = useLive();
  useEffect(() => live.readWaiting(), [live]);

  return (
    <>
      <header className={classes.header}>
        <h2 className={classes.title}>{texts.title}</h2>
        {welcomed && <span className={classes.count}>{waiting}</span>}
      </header>
      {!welcomed && <LoadingRows label={texts.loading} />}
      {welcomed && queues.length === 0 && <Empty title={texts.noQueues} hint={texts.noQueuesHint} />}
      {welcomed && queues.length > 0 && waiting === 0 && <Empty title={texts.empty} hint={texts.emptyHint} />}
      {waiting > 0 && (
        <section
          className={classes.scroll}
          data-old={connection.state !== 'open' || undefined}
          aria-label={texts.region}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be scrollable by keyboard
          tabIndex={0}
        >
          <table className={classes.table} onKeyDown={moveAndTake}>
            <thead>
              <tr>
                <th scope="col">{texts.columns.age}</th>
                <th scope="col">{texts.columns.place}</th>
                <th scope="col">{texts.columns.visitor}</th>
                <th scope="col">{texts.columns.needs}</th>
                <th scope="col">
                  <span className="visually-hidden">{texts.columns.take}</span>
                </th>
              </tr>
            </thead>
            {lines.map((line) => (
              <Queue key={line.queueId} line={line} onTake={take} />
            ))}
          </table>
        </section>
      )}
    </>
  );
}

function Queue({
  line: { queue, total, oldestSince, rows, isWhole },
  onTake,
}: {
  line: ReturnType<typeof waitingLines>[number];
  onTake(row: WaitingRow): void;
}) {
  const { waiting: texts } = useTexts();
  const now = useNow();
  const live = useLive();
  const picked = queue.strategy === 'pick';
  return (
    <tbody>
      <tr className={classes.queue}>
        <th scope="rowgroup" colSpan={5}>
          <span className={classes.queueLine}>
            <strong>{queue.name}</strong>
            <span>{texts.count(total)}</span>
            {oldestSince !== undefined && (
              <>
                <Age ms={now - oldestSince} limitS={queue.serviceLevelS} /> <span>{texts.longest}</span>
              </>
            )}
            <span className={classes.strategy}>
              {picked ? (
                <IconHandGrab size={16} stroke={1.75} aria-hidden />
              ) : (
                <IconBell size={16} stroke={1.75} aria-hidden />
              )}
              {texts.strategies[queue.strategy] ?? queue.strategy}
            </span>
            <span>{texts.limit(duration(queue.serviceLevelS * 1000))}</span>
          </span>
        </th>
      </tr>
      {rows.map((row, index) => (
        <Row key={row.interactionId} row={row} place={index + 1} limitS={queue.serviceLevelS} onTake={onTake} />
      ))}
      {!isWhole && (
        <tr>
          <td className={classes.more} colSpan={5}>
            {rows.length === 0 ? (
              <LoadingRows label={texts.loading} />
            ) : (
              <Button variant="subtle" onClick={() => live.moreWaiting(queue.id)}>
                {texts.more(rows.length, total)}
              </Button>
            )}
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** Takes a chat, and opens it once Foyer has assigned it to us. */
function useTake(): (row: WaitingRow) => void {
  const live = useLive();
  const navigate = useNavigate();
  const { chats } = useLiveState();
  const [wanted, setWanted] = useState<WaitingRow['interactionId']>();
  useEffect(() => {
    if (wanted && chats.has(wanted)) void navigate({ to: '/chats/$interactionId', params: { interactionId: wanted } });
  }, [wanted, chats, navigate]);
  return ({ interactionId }) => {
    setWanted(interactionId);
    live.take(interactionId);
  };
}

/** On a focused row T takes the chat and the arrows move to the next and previous one. By physical key. */
function moveAndTake(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-take]')];
  const here = buttons.indexOf(event.target);
  if (here < 0) return;
  if (letterOf(event.nativeEvent, thisKeyboard) === 't' && isOn('shortcuts')) buttons[here]?.click();
  else if (event.code === 'ArrowDown') buttons[here + 1]?.focus();
  else if (event.code === 'ArrowUp') buttons[here - 1]?.focus();
  else return;
  event.preventDefault();
}
