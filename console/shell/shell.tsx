/** The frame of every page: rail, inbox and the page itself, with connection messages above them. */
import { Outlet, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { Inbox } from '../inbox/inbox.tsx';
import { KeyboardList } from '../keyboard/keyboard-list.tsx';
import { useShortcuts } from '../keyboard/use-shortcuts.ts';
import { Alerts } from '../offers/alerts.tsx';
import { Notices } from '../offers/notices.tsx';
import { useTexts } from '../texts/texts.tsx';
import { ConnectionLine, SoundLine } from './connection-line.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';

export function Shell() {
  const texts = useTexts();
  const { pathname } = useLocation();
  const [keyboardOpen, setKeyboardOpen] = useState(false);
  /** It needs the whole width. Notices, elsewhere in the inbox, are above it. */
  const isBoard = pathname === '/wallboard';
  const openKeyboard = () => setKeyboardOpen(true);
  useShortcuts(openKeyboard);

  return (
    <div className={classes.shell} data-page={pathname === '/' ? 'inbox' : isBoard ? 'board' : 'other'}>
      <a className={classes.skip} href="#page">
        {texts.nav.skip}
      </a>
      <Alerts />
      <Rail onKeyboard={openKeyboard} />
      <main className={classes.main}>
        <h1 className="visually-hidden">{texts.product}</h1>
        {!isBoard && <Inbox />}
        <div id="page" className={classes.page} tabIndex={-1}>
          <ConnectionLine />
          <SoundLine />
          {isBoard && <Notices />}
          <Outlet />
        </div>
      </main>
      <KeyboardList opened={keyboardOpen} onClose={() => setKeyboardOpen(false)} />
    </div>
  );
}
