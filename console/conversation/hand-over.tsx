/** Whom and where a chat can be handed over to, with a note; or who is to join it (D9). */
import { Button, Group, Modal, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { typed } from '../../core/text.ts';
import type { Chat } from '../live/chat.ts';
import type { Targets, To } from '../live/live.ts';
import { useLive } from '../live/use-live.tsx';
import { Empty } from '../look/empty.tsx';
import { LoadingRows } from '../look/loading-rows.tsx';
import { useTexts } from '../texts/texts.tsx';
import classes from './hand-over.module.css';

const MAX_NOTE_CHARS = 1000;

export function HandOverDialog({ chat, opened, onClose }: { chat: Chat; opened: boolean; onClose(): void }) {
  const { people, receipt } = useTexts();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={people.dialog(chat.contact.name)}
      closeButtonProps={{ 'aria-label': receipt.close }}
    >
      <HandOver chat={chat} onDone={onClose} />
    </Modal>
  );
}

function HandOver({ chat, onDone }: { chat: Chat; onDone(): void }) {
  const { people, receipt, signIn } = useTexts();
  const live = useLive();
  const { found, ask } = useTargets(chat);
  const [wanted, setWanted] = useState('');
  const [to, setTo] = useState<To>();
  const [note, setNote] = useState('');
  if (found === 'asking') return <LoadingRows label={people.loading} />;
  if (!found)
    return (
      <Empty title={receipt.failed} hint={receipt.failedHint}>
        <Button variant="default" onClick={ask}>
          {signIn.again}
        </Button>
      </Empty>
    );
  const choices = choicesOf(found, chat, people).filter(({ name }) =>
    name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase()),
  );
  const isGuest = choices.some((each) => isSame(each.to, to) && each.isGuest);
  const send = (how: 'transfer' | 'invite') => {
    if (!to) return;
    live[how](chat, to, typed(note));
    onDone();
  };
  return (
    <div className={classes.dialog}>
      <TextInput
        aria-label={people.find}
        placeholder={people.find}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <div className={classes.choices} role="radiogroup" aria-label={people.find}>
        {choices.length === 0 && <p className={classes.none}>{people.noMatch}</p>}
        {choices.map((choice) => (
          <UnstyledButton
            key={choice.key}
            role="radio"
            aria-checked={isSame(choice.to, to)}
            className={classes.choice}
            disabled={choice.isOff}
            onClick={() => setTo(choice.to)}
          >
            <span className={classes.name}>{choice.name}</span>
            <span className={classes.state}>{choice.state}</span>
          </UnstyledButton>
        ))}
      </div>
      <Textarea
        label={people.note}
        description={people.noteHint}
        autosize
        maxRows={5}
        maxLength={MAX_NOTE_CHARS}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {people.cancel}
        </Button>
        {to && 'agentId' in to && !isGuest && (
          <Button variant="default" onClick={() => send('invite')}>
            {people.invite}
          </Button>
        )}
        <Button disabled={!to} onClick={() => send('transfer')}>
          {people.transfer}
        </Button>
      </Group>
    </div>
  );
}

function useTargets(chat: Chat) {
  const live = useLive();
  const [found, setFound] = useState<Targets | 'asking' | undefined>('asking');
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once, and again when the person says so
  useEffect(() => {
    let isOpen = true;
    setFound('asking');
    void live.targets(chat).then((targets) => {
      if (isOpen) setFound(targets);
    });
    return () => {
      isOpen = false;
    };
  }, [live, chat.id, tries]);
  return { found, ask: () => setTries(tries + 1) };
}

interface Choice {
  key: string;
  to: To;
  name: string;
  state: string;
  isOff: boolean;
  isGuest: boolean;
}

function choicesOf({ agents, queues }: Targets, chat: Chat, people: ReturnType<typeof useTexts>['people']): Choice[] {
  return [
    ...agents.map(({ id, name, status, isFull }) => {
      const isGuest = chat.people.some(({ agent, as }) => agent.id === id && as === 'guest');
      const isOff = !isGuest && (isFull || status !== 'available');
      const away = status === 'available' ? people.available : people.paused;
      const state = isGuest ? people.inChat : isFull ? people.full : away;
      return { key: `agent ${id}`, to: { agentId: id }, name, state, isOff, isGuest };
    }),
    ...queues.map(({ id, name, takes }) => ({
      ...{ key: `queue ${id}`, to: { queueId: id }, name, state: takes ? people.open : people.closed },
      ...{ isOff: !takes, isGuest: false },
    })),
  ];
}

const isSame = (a: To, b: To | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
