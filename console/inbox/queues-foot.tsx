import { Link, useLocation } from '@tanstack/react-router';
import { waitingLines } from '../live/live.ts';
import { useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { Age } from '../look/age.tsx';
import { useTexts } from '../texts/texts.tsx';
import classes from './queues-foot.module.css';

/** How long people have been waiting in the agent's queues; always visible. */
export function QueuesFoot() {
  const { inbox } = useTexts();
  const { queues } = useSession();
  const lines = waitingLines(useLiveState(), queues);
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be scrollable by keyboard */}
      <ul className={classes.list} tabIndex={0}>
        {lines.map(({ queue, total, oldestSince }) => (
          <li key={queue.id} className={classes.queue}>
            <span className={classes.name}>{queue.name}</span>
            <strong>{total}</strong>
            <span className={classes.age}>
              {oldestSince === undefined ? (
                <span className={classes.none}>{inbox.nobody}</span>
              ) : (
                <Age ms={now - oldestSince} limitS={queue.serviceLevelS} said={inbox.longest} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </footer>
  );
}
