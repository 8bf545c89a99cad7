/** The eight figures over all queues that are shown. Only what passed a limit has a colour. */
import type { Board, BoardAgent, BoardQueue, Threshold } from '../../protocol/board.ts';
import { useLiveState, useNow } from '../live/use-live.tsx';
import { IconAlertTriangle } from '../look/icons.ts';
import { amount } from '../texts/amount.ts';
import { dollars } from '../texts/dollars.ts';
import { duration } from '../texts/duration.ts';
import { useWords } from '../texts/texts.tsx';
import { Sparkline } from './charts.tsx';
import {
  chatsOf,
  cost,
  costOf1000,
  dropout,
  handleTime,
  isPast,
  longestWait,
  pastQuarters,
  placesUsed,
  serviceLevel,
  stateOf,
  summed,
  waitingSamples,
  waitLimitS,
  waitLook,
} from './figures.ts';
import { usePercent } from './use-percent.ts';
import classes from './wallboard.module.css';

/** How far back the small lines go: three hours. */
const QUARTERS = 12;

export function Tiles({
  board,
  queues,
  agents,
}: {
  board: Board;
  queues: readonly BoardQueue[];
  agents: readonly BoardAgent[];
}) {
  const { texts: words, culture } = useWords();
  const texts = words.board;
  const percent = usePercent();
  const now = useNow();
  const { quarters, period } = useLiveState().board;
  const past = pastQuarters(
    quarters,
    queues.map(({ id }) => id),
    now,
    QUARTERS,
  ).map(({ figures }) => figures);
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const figures = summed(queues);
  const worst = [...queues].sort((a, b) => (longestWait(b, now) ?? -1) - (longestWait(a, now) ?? -1))[0];
  const wait = worst && longestWait(worst, now);
  /** Names the first queue that is past its limit instead of what is said otherwise. */
  const limited = (threshold: Threshold, hint: string) => {
    const late = queues.find((queue) => isPast(queue, threshold, period));
    const limit = late?.limits[threshold];
    return {
      isLate: late !== undefined,
      hint: late && limit !== undefined ? texts.limitOf(late.name, amount(culture, threshold, limit)) : hint,
    };
  };
  const thousand = costOf1000(figures);
  const handle = handleTime(figures);
  const working = agents.filter(({ status }) => status === 'available');
  const capacity = working.reduce((sum, agent) => sum + agent.capacity, 0);
  const used = working.reduce((sum, agent) => sum + placesUsed(agent), 0);
  const { open, maxChats, signedIn } = board.totals;
  const ids = new Set(queues.map(({ id }) => id));
  const withAgents = agents.flatMap(chatsOf).filter(({ queueId }) => ids.has(queueId)).length;
  return (
    <ul className={classes.tiles}>
      <Tile
        name={texts.waiting}
        value={String(waiting)}
        line={waitingSamples(queues)}
        {...limited(
          'waiting',
          texts.inQueues(
            queues.filter((queue) => queue.waiting > 0).length,
            queues.filter(({ isOpen }) => isOpen).length,
          ),
        )}
      />
      <Tile
        name={texts.longestWait}
        value={wait === undefined ? texts.none : duration(wait)}
        hint={
          worst && wait !== undefined ? texts.goalOf(worst.name, duration(waitLimitS(worst) * 1000)) : texts.nobodyWaits
        }
        isLate={worst !== undefined && waitLook(worst, now) === 'late'}
      />
      <Tile
        name={texts.serviceLevel}
        value={percent(serviceLevel(figures))}
        line={past.map(serviceLevel)}
        {...limited(
          'serviceLevelPercent',
          texts.answeredOf(figures.inTime ?? 0, (figures.answered ?? 0) + (figures.droppedOut ?? 0)),
        )}
      />
      <Tile
        name={texts.dropout}
        value={percent(dropout(figures), 1)}
        line={past.map(dropout)}
        {...limited('dropoutPercent', texts.droppedOut(figures.droppedOut ?? 0))}
      />
      <Tile
        name={texts.handleTime}
        value={handle === undefined ? '–' : duration(handle)}
        line={past.map(handleTime)}
        {...limited('handleTimeS', texts.handled(figures.handlings ?? 0))}
      />
      <Tile
        name={texts.occupancy}
        value={percent(capacity > 0 ? used / capacity : undefined)}
        hint={texts.signedIn(
          agents.length === board.agents.length ? signedIn : agents.length,
          agents.filter((agent) => stateOf(agent).is === 'ready').length,
        )}
      />
      {maxChats > 0 ? (
        <Tile
          name={texts.openChats}
          value={String(open)}
          of={`/ ${maxChats}`}
          hint={texts.placesLeft(Math.max(0, maxChats - open))}
          isLate={open >= maxChats}
        />
      ) : (
        <Tile name={texts.openChats} value={String(waiting + withAgents)} hint={texts.withAgents(withAgents)} />
      )}
      <Tile
        name={texts.cost}
        value={dollars(culture, cost(figures))}
        hint={thousand === undefined ? texts.ofClosedChats : texts.costOf1000(dollars(culture, thousand))}
      />
    </ul>
  );
}

interface TileProps {
  name: string;
  value: string;
  of?: string;
  hint: string;
  line?: readonly (number | undefined)[];
  isLate?: boolean;
}

function Tile({ name, value, of, hint, line = [], isLate = false }: TileProps) {
  return (
    <li className={classes.tile} data-look={isLate ? 'late' : undefined}>
      <span className={classes.tileName}>
        {isLate && <IconAlertTriangle size={15} stroke={1.75} aria-hidden />}
        {name}
      </span>
      <span className={classes.tileValue}>
        {value} {of && <small>{of}</small>}
      </span>
      <Sparkline values={line} look={isLate ? 'late' : 'plain'} />
      <span className={classes.tileHint}>{hint}</span>
    </li>
  );
}
