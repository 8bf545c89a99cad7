/** What passed a limit, each with a way out in words. */
import { Link } from '@tanstack/react-router';
import type { BoardQueue, Threshold } from '../../protocol/board.ts';
import { useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { IconAlertTriangle, IconPlugConnectedX } from '../look/icons.ts';
import { amount } from '../texts/amount.ts';
import { duration } from '../texts/duration.ts';
import { useTexts, useTimeOfDay, useWords } from '../texts/texts.tsx';
import { ChatActs } from './chat-acts.tsx';
import { comparedOf, type Need, summed, waitLimitS } from './figures.ts';
import classes from './wallboard.module.css';

interface Props {
  needs: readonly Need[];
  queues: readonly BoardQueue[];
  onChoose(queueId: string): void;
}

export function NeedsYou({ needs, queues, onChoose }: Props) {
  const { board: texts } = useTexts();
  const { unmanaged = 0, offline = 0, rejected = 0 } = summed(queues);
  return (
    <section className={classes.needs} aria-labelledby="board-needs">
      <header className={classes.head}>
        <h3 id="board-needs">{texts.needs}</h3>
      </header>
      {needs.length === 0 && <p className={classes.calm}>{texts.calm}</p>}
      <ul>
        {needs.map((need) => (
          <li key={keyOf(need)}>
            {need.is === 'lost' ? (
              <IconPlugConnectedX size={18} stroke={1.75} className={classes.needIcon} aria-hidden />
            ) : (
              <IconAlertTriangle size={18} stroke={1.75} className={classes.needIcon} aria-hidden />
            )}
            <NeedText need={need} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      <dl className={classes.ends}>
        <End count={unmanaged} name={texts.unmanaged} />
        <End count={offline} name={texts.offline} />
        <End count={rejected} name={texts.turnedAway} />
      </dl>
    </section>
  );
}

function keyOf(need: Need): string {
  if (need.is === 'waiting') return need.queue.id;
  if (need.is === 'threshold') return `${need.queue.id} ${need.threshold}`;
  return need.is === 'lost' ? need.agent.id : need.chat.interactionId;
}

function NeedText({ need, onChoose }: { need: Need; onChoose(queueId: string): void }) {
  const { board: texts } = useTexts();
  const pastLimit = usePastLimit();
  const { queues: own } = useSession();
  const timeOfDay = useTimeOfDay();
  const now = useNow();
  switch (need.is) {
    case 'waiting': {
      const { queue, since, free, paused } = need;
      const names = (agents: typeof free) => agents.slice(0, 2).map(({ name }) => name);
      return (
        <div>
          <p>
            {texts.over(queue.name, duration(waitLimitS(queue) * 1000), timeOfDay(since))}{' '}
            {free.length > 0 ? texts.free(names(free)) : paused.length > 0 ? texts.paused(names(paused)) : texts.nobody}
          </p>
          <p className={classes.ways}>
            {own.some(({ id }) => id === queue.id) && <Link to="/waiting">{texts.openQueue}</Link>}
            <button type="button" onClick={() => onChoose(queue.id)}>
              {texts.showOnly(queue.name)}
            </button>
          </p>
        </div>
      );
    }
    case 'threshold':
      return <p>{pastLimit(need)}</p>;
    case 'unanswered':
      return (
        <div>
          <p>{texts.unanswered(need.agent.name, need.chat.visitorName, duration(now - need.since))}</p>
          <ChatActs chat={need.chat} />
        </div>
      );
    case 'lost':
      return <p>{texts.lost(need.agent.name, need.chats, duration(need.until - now))}</p>;
    default:
      return need satisfies never;
  }
}

/** With the figure, unless the board shows another period than the limit is for. */
function usePastLimit(): (need: Extract<Need, { is: 'threshold' }>) => string {
  const { texts, culture } = useWords();
  const { board } = texts;
  const { period } = useLiveState().board;
  const names: Record<Threshold, string> = {
    ...{ waiting: board.waiting, longestWaitS: board.longestWait, serviceLevelPercent: board.serviceLevel },
    ...{ dropoutPercent: board.dropout, handleTimeS: board.handleTime },
  };
  return ({ queue, threshold }) => {
    const name = names[threshold].toLocaleLowerCase(culture);
    const compared = comparedOf(queue, period);
    const [figure, limit] = [compared[threshold], queue.limits[threshold]].map((value) =>
      value === undefined ? '' : ` ${amount(culture, threshold, value)}`,
    );
    return board.pastLimit(queue.name, `${name}${figure}`, limit ?? '');
  };
}

const End = ({ count, name }: { count: number; name: string }) => (
  <div>
    <dd>{count}</dd>
    <dt>{name}</dt>
  </div>
);
