/** Queues and agents live, for supervisors (E9). What is filtered here was already limited by Foyer to what the viewer sees. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { QueueId } from '../../core/ids.ts';
import type { Board, BoardQueue, Period } from '../../protocol/board.ts';
import { useLive, useLiveState, useNow } from '../live/use-live.tsx';
import { Empty } from '../look/empty.tsx';
import { IconChevronDown, IconFilter, IconMaximize, IconMinimize } from '../look/icons.ts';
import { LoadingRows } from '../look/loading-rows.tsx';
import { useTexts, useWords } from '../texts/texts.tsx';
import { Agents } from './agents.tsx';
import { needsOf } from './figures.ts';
import { History } from './history.tsx';
import { NeedsYou } from './needs-you.tsx';
import { QueueTable } from './queue-table.tsx';
import { Tiles } from './tiles.tsx';
import classes from './wallboard.module.css';

/** An older board is shown dimmed, with its time. */
const FRESH_MS = 10_000;

export function WallboardPage() {
  const live = useLive();
  const { board: boards } = useLiveState();
  const { queueId } = boards;
  const { board: texts } = useTexts();
  const now = useNow();
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => live.watchBoard('closely'), [live]);
  useEffect(() => () => live.showAgentsOf(undefined), [live]);

  const { board, at, refused } = boards;
  if (refused) return <Empty title={texts.refused} hint={texts.refusedHint} />;
  const isOld = board !== undefined && now - at > FRESH_MS;
  return (
    <div ref={page} className={classes.page}>
      <Header
        isOld={isOld}
        at={at}
        queueId={queueId}
        setQueueId={live.showAgentsOf}
        period={boards.period}
        queues={board?.queues ?? []}
        onFullScreen={() => toggleFullScreen(page.current)}
      />
      {board ? (
        <Content board={board} queueId={queueId} setQueueId={live.showAgentsOf} isOld={isOld} />
      ) : (
        <LoadingRows label={texts.loading} />
      )}
    </div>
  );
}

function Content({
  board,
  queueId,
  setQueueId,
  isOld,
}: {
  board: Board;
  queueId: QueueId | undefined;
  setQueueId(queueId: QueueId): void;
  isOld: boolean;
}) {
  const now = useNow();
  const { board: texts } = useTexts();
  const chosen = board.queues.filter(({ id }) => id === queueId);
  const queues = chosen.length > 0 ? chosen : board.queues;
  const shown = new Set(queues.map(({ id }) => id));
  const agents = board.agents.filter((agent) => chosen.length === 0 || agent.queues.some((id) => shown.has(id)));
  if (board.queues.length === 0) return <Empty title={texts.noQueues} hint={texts.noQueuesHint} />;
  return (
    <div className={classes.content} data-old={isOld || undefined}>
      <Tiles board={board} queues={queues} agents={agents} />
      <QueueTable queues={queues} more={chosen.length > 0 ? 0 : board.moreQueues} onChoose={setQueueId} />
      <History queues={queues} />
      <Agents agents={agents} queues={board.queues} more={board.moreAgents} />
      <NeedsYou needs={needsOf(queues, agents, now)} queues={queues} onChoose={setQueueId} />
    </div>
  );
}

interface HeaderProps {
  isOld: boolean;
  at: number;
  period: Period;
  queues: readonly BoardQueue[];
  queueId: QueueId | undefined;
  setQueueId(queueId: QueueId | undefined): void;
  onFullScreen(): void;
}

function Header({ isOld, at, period, queues, queueId, setQueueId, onFullScreen }: HeaderProps) {
  const live = useLive();
  const { board: texts } = useTexts();
  const { culture } = useWords();
  const now = useNow();
  const isFull = useFullScreen();
  const date = new Intl.DateTimeFormat(culture, { weekday: 'long', day: 'numeric', month: 'long' });
  const time = new Intl.DateTimeFormat(culture, { timeStyle: 'medium' });
  return (
    <header className={classes.header}>
      <h2 className={classes.title}>{texts.title}</h2>
      <span className={classes.live} data-old={isOld || undefined}>
        {isOld ? texts.asOf(time.format(at)) : texts.live}
      </span>
      <time className={classes.date}>
        {date.format(now)}, {time.format(now)}
      </time>
      <fieldset className={classes.periods}>
        <legend className="visually-hidden">{texts.period}</legend>
        {(['today', 'hour', 'week'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={each === period} onClick={() => live.showPeriod(each)}>
            {texts.periods[each]}
          </button>
        ))}
      </fieldset>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconFilter size={16} stroke={1.75} aria-hidden />}
            rightSection={<IconChevronDown size={16} stroke={1.75} aria-hidden />}
          >
            {queues.find(({ id }) => id === queueId)?.name ?? texts.allQueues}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          <Menu.Item onClick={() => setQueueId(undefined)}>{texts.allQueues}</Menu.Item>
          {queues.map(({ id, name }) => (
            <Menu.Item key={id} onClick={() => setQueueId(id)}>
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={isFull ? texts.leaveFullScreen : texts.fullScreen}
        onClick={onFullScreen}
      >
        {isFull ? (
          <IconMinimize size={20} stroke={1.75} aria-hidden />
        ) : (
          <IconMaximize size={20} stroke={1.75} aria-hidden />
        )}
      </ActionIcon>
    </header>
  );
}

/** Refused by the browser if nobody asked for it, which does not matter. */
function toggleFullScreen(page: HTMLElement | null): void {
  const change = document.fullscreenElement ? document.exitFullscreen() : page?.requestFullscreen();
  void change?.catch(() => undefined);
}

function useFullScreen(): boolean {
  const [isFull, setIsFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const changed = () => setIsFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  return isFull;
}
