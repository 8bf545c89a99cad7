import { Link, useLocation } from '@tanstack/react-router';
import { waitingRows } from '../live/live.ts';
import { useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { byQueue } from '../live/waiting-list.ts';
import { Age } from '../look/age.tsx';
import { useTexts } from '../texts/texts.tsx';
import classes from './queues-foot.module.css';

/** How long people wait in the agent's queues: always in sight. */
export function QueuesFoot() {
  const { inbox } = useTexts();
  const { queues } = useSession();
  const waiting = waitingRows(useLiveState());
  const now = useNow();
  const { pathname } = useLocation();
  return (
    <footer className={classes.foot}>
      <div className={classes.header}>
        <h3 className={classes.title}>{inbox.queues}</h3>
        {pathname === '/waiting' ? (
          <span className={classes.open}>{inbox.listOpen}</span>
        ) : (
          <Link to="/waiting">{inbox.openList}</Link>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too */}
      <ul className={classes.list} tabIndex={0}>
        {byQueue(waiting, queues).map(({ queue, rows, longestSince }) => (
          <li key={queue.id} className={classes.queue}>
            <span className={classes.name}>{queue.name}</span>
            <strong>{rows.length}</strong>
            <span className={classes.age}>
              {longestSince === undefined ? (
                <span className={classes.none}>{inbox.nobody}</span>
              ) : (
                <Age ms={now - longestSince} limitS={queue.serviceLevelS} said={inbox.longest} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </footer>
  );
}
