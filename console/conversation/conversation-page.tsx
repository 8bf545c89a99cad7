/** One chat: its messages and the composer, and beside them the contact, or the wrap-up once it has ended. */
import { Button, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ContactPanel } from '../contact/contact-panel.tsx';
import type { Chat } from '../live/chat.ts';
import type { InteractionId } from '../live/ids.ts';
import { useLive, useLiveState, useSession } from '../live/use-live.tsx';
import { Empty } from '../look/empty.tsx';
import { LoadingRows } from '../look/loading-rows.tsx';
import { DecisionsDialog } from '../receipt/decisions.tsx';
import { useTexts } from '../texts/texts.tsx';
import { WrapUpPanel } from '../wrap-up/wrap-up-panel.tsx';
import { Composer } from './composer.tsx';
import classes from './conversation-page.module.css';
import { Header } from './header.tsx';
import { Log } from './log.tsx';
import { PeopleLine } from './people-line.tsx';
import { Watching } from './watching.tsx';

export function ConversationPage({ interactionId }: { interactionId: string }) {
  const { chat: texts, people } = useTexts();
  const live = useLive();
  const { person } = useSession();
  const { chats, arriving, welcomed } = useLiveState();
  const chat = [...chats.values()].find(({ id }) => id === interactionId);
  if (chat) return <Conversation chat={chat} />;
  const coming = !welcomed || [...arriving].some((id) => id === interactionId);
  if (coming) return <LoadingRows label={texts.loading} />;
  return (
    <Empty title={texts.gone} hint={person.role === 'agent' ? texts.goneHint : people.mayWatch}>
      {person.role !== 'agent' && (
        <Button onClick={() => live.watch(interactionId as InteractionId)}>{people.watch}</Button>
      )}
      <Link to="/">{texts.back}</Link>
    </Empty>
  );
}

function Conversation({ chat }: { chat: Chat }) {
  const { contact } = useTexts();
  const wide = useMediaQuery('(width >= 1200px)', true, { getInitialValueInEffect: false });
  const [contactOpen, setContactOpen] = useState(false);
  // Kept here, so that it survives when the contact beside the chat becomes a drawer.
  const [receiptOpen, setReceiptOpen] = useState(false);
  const openReceipt = () => setReceiptOpen(true);
  useLookedAt(chat);
  return (
    <div className={classes.columns} data-stage={chat.stage}>
      <section className={classes.conversation} aria-label={chat.contact.name}>
        <Header chat={chat} onContact={wide ? undefined : () => setContactOpen(true)} />
        <PeopleLine chat={chat} />
        <Log chat={chat} onReceipt={openReceipt} />
        {chat.stage === 'active' && <Composer chat={chat} />}
        {chat.stage === 'watched' && <Watching chat={chat} />}
      </section>
      {chat.stage === 'wrap-up' && <WrapUpPanel chat={chat} />}
      {chat.stage !== 'wrap-up' && wide && (
        <aside className={classes.contact} aria-label={contact.title(chat.contact.name)}>
          <ContactPanel chat={chat} onReceipt={openReceipt} />
        </aside>
      )}
      <Drawer
        opened={contactOpen && !wide}
        onClose={() => setContactOpen(false)}
        closeOnEscape={!receiptOpen}
        position="right"
        size={324}
        title={contact.title(chat.contact.name)}
      >
        <ContactPanel chat={chat} onReceipt={openReceipt} />
      </Drawer>
      <DecisionsDialog interactionId={chat.id} opened={receiptOpen} onClose={() => setReceiptOpen(false)} />
    </div>
  );
}

/** A message counts as read when it is on the screen of a window in use. */
function useLookedAt(chat: Chat): void {
  const live = useLive();
  useEffect(() => {
    const look = () => {
      if (document.hasFocus()) live.look(chat);
    };
    look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [live, chat]);
}
