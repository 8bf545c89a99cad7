/** A row for each queue: bars have a tick at the limit, and a colour only past it. */
import type { ReactNode } from 'react';
import type { BoardQueue, Threshold } from '../../protocol/board.ts';
import { useLiveState, useNow } from '../live/use-live.tsx';
import { Age } from '../look/age.tsx';
import { IconAlertTriangle, IconMoon } from '../look/icons.ts';
import { duration } from '../texts/duration.ts';
import { useTexts, useTimeOfDay } from '../texts/texts.tsx';
import { Sparkline } from './charts.tsx';
import { dropout, handleTime, isPast, longestWait, pastQuarters, serviceLevel, waitLimitS } from './figures.ts';
import { usePercent } from './use-percent.ts';
import classes from './wallboard.module.css';

export function QueueTable({
  queues,
  more,
  onChoose,
}: {
  queues: readonly BoardQueue[];
  more: number;
  onChoose(queueId: string): void;
}) {
  const { board: texts } = useTexts();
  const { period } = useLiveState().board;
  const { columns } = texts;
  return (
    <section className={classes.queues} aria-labelledby="board-queues">
      <header className={classes.head}>
        <h3 id="board-queues">{texts.queues}</h3>
        <span>{texts.periods[period]}</span>
      </header>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{columns.queue}</th>
              <th scope="col">{columns.waiting}</th>
              <th scope="col">{columns.longest}</th>
              <th scope="col">{columns.serviceLevel}</th>
              <th scope="col">{columns.dropout}</th>
              <th scope="col">{columns.handle}</th>
              <th scope="col">{columns.active}</th>
              <th scope="col">{columns.ready}</th>
              <th scope="col">{columns.day}</th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <QueueRow key={queue.id} queue={queue} onChoose={() => onChoose(queue.id)} />
            ))}
          </tbody>
        </table>
        {more > 0 && <p className={classes.more}>{texts.moreQueues(more)}</p>}
      </div>
    </section>
  );
}

function QueueRow({ queue, onChoose }: { queue: BoardQueue; onChoose(): void }) {
  const { board: texts } = useTexts();
  const timeOfDay = useTimeOfDay();
  const percent = usePercent();
  const now = useNow();
  const { quarters } = useLiveState().board;
  const { figures, waiting, limits, isOpen, opensAt, signedIn, ready } = queue;
  const wait = longestWait(queue, now);
  const inTime = serviceLevel(figures);
  const handle = handleTime(figures);
  const day = pastQuarters(quarters, [queue.id], now, 96).map(
    (each) => (each.figures.answered ?? 0) + (each.figures.droppedOut ?? 0),
  );
  return (
    <tr>
      <th scope="row">
        <button type="button" className={classes.queueName} onClick={onChoose}>
          {queue.name}
        </button>
        {!isOpen && (
          <span className={classes.closed}>
            <IconMoon size={15} stroke={1.75} aria-hidden />
            {opensAt === undefined ? texts.closed : texts.opens(timeOfDay(opensAt))}
          </span>
        )}
      </th>
      <Figure queue={queue} threshold="waiting">
        {waiting}
        {limits.waiting !== undefined && (
          <>
            <Meter share={waiting / limits.waiting} tick={1} />
            <small className={classes.limit}>{limits.waiting}</small>
          </>
        )}
      </Figure>
      <td>
        {wait === undefined ? (
          <span className={classes.none}>{texts.none}</span>
        ) : (
          <Age ms={wait} limitS={waitLimitS(queue)} />
        )}
      </td>
      <Figure queue={queue} threshold="serviceLevelPercent">
        <Meter share={inTime ?? 0} tick={limits.serviceLevelPercent && limits.serviceLevelPercent / 100} />
        <span className={classes.share}>{percent(inTime)}</span>
      </Figure>
      <Figure queue={queue} threshold="dropoutPercent">
        {percent(dropout(figures), 1)}
      </Figure>
      <Figure queue={queue} threshold="handleTimeS">
        {handle === undefined ? '–' : duration(handle)}
      </Figure>
      <td>{queue.active}</td>
      <td>
        {ready} / {signedIn}
      </td>
      <td>
        <span className="visually-hidden">{texts.dayOf(day.reduce((sum, count) => sum + count, 0))}</span>
        <Sparkline values={day} />
      </td>
    </tr>
  );
}

/** Past its limit it is red, with a sign and in words. */
function Figure({ queue, threshold, children }: { queue: BoardQueue; threshold: Threshold; children: ReactNode }) {
  const { board: texts } = useTexts();
  const isLate = isPast(queue, threshold, useLiveState().board.period);
  return (
    <td data-look={isLate ? 'late' : undefined}>
      <span className={classes.level}>
        {isLate && <IconAlertTriangle size={14} stroke={2} role="img" aria-label={texts.past} />}
        {children}
      </span>
    </td>
  );
}

/** A share as a bar, with a tick at the limit. */
function Meter({ share, tick }: { share: number; tick: number | undefined }) {
  return (
    <span className={classes.meter} aria-hidden>
      <span className={classes.filled} style={{ inlineSize: `${Math.min(1, share) * 100}%` }} />
      {tick !== undefined && <span className={classes.tick} style={{ insetInlineStart: `${tick * 100}%` }} />}
    </span>
  );
}
