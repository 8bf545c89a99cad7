/** One chat: its messages and the composer, and beside them the contact, or the wrap-up once it has ended. */
import { Button, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { ContactPanel } from '../contact/contact-panel.tsx';
import type { Chat } from '../live/chat.ts';
import type { InteractionId } from '../live/ids.ts';
import { pending } from '../live/live.ts';
import { useLive, useLiveState, useSession } from '../live/use-live.tsx';
import { Empty } from '../look/empty.tsx';
import { LoadingRows } from '../look/loading-rows.tsx';
import { DecisionsDialog } from '../receipt/decisions.tsx';
import { useTexts } from '../texts/texts.tsx';
import { WrapUpPanel } from '../wrap-up/wrap-up-panel.tsx';
import { useAct } from './act.ts';
import { CallBack } from './call-back.tsx';
import { Composer } from './composer.tsx';
import classes from './conversation-page.module.css';
import { Header } from './header.tsx';
import { Log } from './log.tsx';
import { PeopleLine } from './people-line.tsx';
import { Watching } from './watching.tsx';

export function ConversationPage({ interactionId }: { interactionId: InteractionId }) {
  const { chat: texts, people } = useTexts();
  const live = useLive();
  const { person } = useSession();
  const state = useLiveState();
  const { chats, arriving, welcomed } = state;
  const chosen = useAct();
  const chat = [...chats.values()].find(({ id }) => id === interactionId);
  const isUnknown = welcomed && !chat && ![...arriving].some((id) => id === interactionId);
  const [mustWatch, setMustWatch] = useState(chosen.act !== undefined);
  useEffect(() => {
    if (!mustWatch || !welcomed) return;
    setMustWatch(false);
    if (isUnknown) live.watch(interactionId);
  }, [live, mustWatch, welcomed, isUnknown, interactionId]);
  if (chat) return <Conversation chat={chat} chosen={chosen} />;
  const coming = !isUnknown || mustWatch || pending(state, interactionId, 'watch');
  if (coming) return <LoadingRows label={texts.loading} />;
  return (
    <Empty title={texts.gone} hint={person.role === 'agent' ? texts.goneHint : people.mayWatch}>
      {person.role !== 'agent' && <Button onClick={() => live.watch(interactionId)}>{people.watch}</Button>}
      <Link to="/">{texts.back}</Link>
    </Empty>
  );
}

function Conversation({ chat, chosen }: { chat: Chat; chosen: ReturnType<typeof useAct> }) {
  const { contact } = useTexts();
  const wide = useMediaQuery('(width >= 1200px)', true, { getInitialValueInEffect: false });
  const [contactOpen, setContactOpen] = useState(false);
  // Kept here, so that it survives when the contact beside the chat becomes a drawer.
  const [receiptOpen, setReceiptOpen] = useState(false);
  const openReceipt = () => setReceiptOpen(true);
  const [handingOver, setHandingOver] = useState(false);
  const whisper = useRef<HTMLTextAreaElement>(null);
  useLookedAt(chat);
  useChosen(chat, chosen, { transfer: () => setHandingOver(true), whisper: () => whisper.current?.focus() });
  return (
    <div className={classes.columns} data-stage={chat.stage}>
      <section className={classes.conversation} aria-label={chat.contact.name}>
        <Header
          chat={chat}
          onContact={wide ? undefined : () => setContactOpen(true)}
          handingOver={handingOver}
          onHandOver={setHandingOver}
        />
        <PeopleLine chat={chat} />
        <Log chat={chat} onReceipt={openReceipt} />
        {chat.stage === 'active' && chat.as === 'owner' && chat.call && <CallBack chat={chat} call={chat.call} />}
        {chat.stage === 'active' && <Composer chat={chat} />}
        {chat.stage === 'watched' && <Watching chat={chat} field={whisper} />}
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

/** Once the chat is watched, or if it is the supervisor's own. */
function useChosen(
  chat: Chat,
  { act, done }: ReturnType<typeof useAct>,
  open: Record<'transfer' | 'whisper', () => void>,
) {
  const live = useLive();
  useEffect(() => {
    if (!act) return;
    done();
    const isWatched = chat.stage === 'watched';
    if (act === 'transfer') open.transfer();
    if (act === 'whisper' && isWatched) open.whisper();
    if (act === 'join' && isWatched) live.join(chat);
    if (act === 'take-over' && isWatched) live.takeOver(chat);
  });
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
