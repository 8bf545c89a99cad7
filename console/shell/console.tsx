/** The console of someone who may use it: starts everything live and shows the pages. */
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import type { ConsoleSession } from '../../protocol/agent.ts';
import { wallClock } from '../live/clock.ts';
import { AccessRefused } from '../live/connection.ts';
import { draftsOf } from '../live/drafts.ts';
import { createLive } from '../live/live.ts';
import { openWebSocket } from '../live/open-web-socket.ts';
import { LiveProvider } from '../live/use-live.tsx';
import { createConsoleRouter } from './router.tsx';
import { SignOutProvider } from './sign-out.ts';

interface Props {
  /** The session that let the person in; its ticket opens the first socket. */
  first: ConsoleSession;
  /** A session with a new ticket, for every later socket. */
  renew(): Promise<ConsoleSession>;
  onRefused(refusal: AccessRefused): void;
  onSignOut(): void;
}

export function Console({ first, renew, onRefused, onSignOut }: Props) {
  const [live] = useState(() => {
    let unused: ConsoleSession | undefined = first;
    return createLive({
      me: first.person.id,
      address: async () => {
        const session = unused ?? (await renew());
        unused = undefined;
        return `${session.socketUrl}?token=${encodeURIComponent(session.ticket)}`;
      },
      openSocket: openWebSocket,
      clock: wallClock,
      random: Math.random,
      storage: localStorage,
      drafts: draftsOf(first.person.id),
      newId: () => crypto.randomUUID(),
      isVisible: () => document.visibilityState === 'visible',
    });
  });
  const [router] = useState(createConsoleRouter);
  const answersChats = first.agent !== undefined;

  // Whoever answers no chats has nothing in the inbox at first.
  useEffect(() => {
    if (!answersChats && router.history.location.pathname === router.basepath)
      void router.navigate({ to: '/wallboard', replace: true });
  }, [router, answersChats]);

  useEffect(() => {
    const wake = () => {
      if (document.visibilityState === 'visible') live.wake();
      else live.hide();
    };
    const comeBack = () => {
      if (live.state().connection.state === 'resting') live.wake();
    };
    window.addEventListener('online', live.wake);
    window.addEventListener('focus', comeBack);
    document.addEventListener('visibilitychange', wake);
    live.start();
    return () => {
      window.removeEventListener('online', live.wake);
      window.removeEventListener('focus', comeBack);
      document.removeEventListener('visibilitychange', wake);
      live.stop();
    };
  }, [live]);

  useEffect(
    () =>
      live.subscribe(() => {
        const { connection } = live.state();
        if (connection.state === 'refused') onRefused(new AccessRefused(connection.code, connection.message));
      }),
    [live, onRefused],
  );

  const here = useMemo(() => ({ live, session: first }), [live, first]);
  return (
    <LiveProvider value={here}>
      <SignOutProvider value={onSignOut}>
        <RouterProvider router={router} />
      </SignOutProvider>
    </LiveProvider>
  );
}
