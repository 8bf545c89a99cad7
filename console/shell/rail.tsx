import { ActionIcon } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { unread } from '../live/chat.ts';
import { waitingLines } from '../live/live.ts';
import { type Urgency, urgency } from '../live/urgency.ts';
import { useLive, useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { IconDoor, IconInbox, IconKeyboard, IconLayoutDashboard, IconList, IconMail } from '../look/icons.ts';
import { useTexts } from '../texts/texts.tsx';
import { needsOf } from '../wallboard/figures.ts';
import { AccountMenu } from './account-menu.tsx';
import classes from './rail.module.css';

export function Rail({ onKeyboard }: { onKeyboard(): void }) {
  const { nav, left } = useTexts();
  const state = useLiveState();
  const { chats, seen } = state;
  const { queues, person, agent } = useSession();
  const isSupervisor = person.role !== 'agent';
  const alarms = useAlarms(isSupervisor);
  const waiting = waitingLines(state, queues).reduce((sum, { total }) => sum + total, 0);
  const worst = useWorstWait();
  const unreadChats = [...chats.values()].filter((chat) => unread(chat, seen.get(chat.id) ?? 0) > 0).length;

  return (
    <nav className={classes.rail} aria-label={nav.label}>
      <IconDoor className={classes.logo} size={20} stroke={1.75} aria-hidden />
      <RailLink to="/" label={nav.inbox} count={unreadChats} counted={nav.unread(unreadChats)} look="accent">
        <IconInbox size={20} stroke={1.75} aria-hidden />
      </RailLink>
      {agent && (
        <RailLink to="/waiting" label={nav.waiting} count={waiting} counted={nav.waitingCount(waiting)} look={worst}>
          <IconList size={20} stroke={1.75} aria-hidden />
        </RailLink>
      )}
      {isSupervisor && (
        <RailLink to="/messages" label={left.title} count={0} counted="" look="fine">
          <IconMail size={20} stroke={1.75} aria-hidden />
        </RailLink>
      )}
      {isSupervisor && (
        <RailLink to="/wallboard" label={nav.board} count={alarms} counted={nav.alarms(alarms)} look="late">
          <IconLayoutDashboard size={20} stroke={1.75} aria-hidden />
        </RailLink>
      )}
      <div className={classes.foot}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={40}
          className={classes.tool}
          aria-label={nav.keyboard}
          onClick={onKeyboard}
        >
          <IconKeyboard size={20} stroke={1.75} aria-hidden />
        </ActionIcon>
        <AccountMenu />
      </div>
    </nav>
  );
}

interface RailLinkProps {
  to: '/' | '/waiting' | '/messages' | '/wallboard';
  label: string;
  count: number;
  /** The count in words. */
  counted: string;
  look: 'accent' | Urgency;
  children: ReactNode;
}

function RailLink({ to, label, count, counted, look, children }: RailLinkProps) {
  const { pathname } = useLocation();
  // A chat is opened from the inbox, which stays beside it.
  const isAbove = to === '/' && pathname.startsWith('/chats/');
  return (
    <Link
      to={to}
      activeOptions={{ exact: true }}
      {...(isAbove && { 'aria-current': true })}
      className={classes.link}
      title={label}
      aria-label={count ? `${label}, ${counted}` : label}
    >
      {children}
      {count > 0 && (
        <span className={classes.count} data-look={look}>
          {count}
        </span>
      )}
    </Link>
  );
}

/** What passed a limit, over everything that the viewer sees. Off the wallboard it is asked for every half minute. */
function useAlarms(isSupervisor: boolean): number {
  const live = useLive();
  const now = useNow();
  const { board } = useLiveState().board;
  useEffect(() => (isSupervisor ? live.watchBoard('loosely') : undefined), [live, isSupervisor]);
  return board ? needsOf(board.queues, board.agents, now).length : 0;
}

function useWorstWait(): Urgency {
  const now = useNow();
  const { queues } = useSession();
  const waits = waitingLines(useLiveState(), queues).flatMap(({ queue, oldestSince }) =>
    oldestSince === undefined ? [] : urgency(now - oldestSince, queue.serviceLevelS),
  );
  return waits.includes('late') ? 'late' : waits.includes('soon') ? 'soon' : 'fine';
}
