/** Whom and where a chat can be handed over to, or who is to join it, with a note (D9). */
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { typed } from '../../core/text.ts';
import { INBOX } from '../inbox/inbox.tsx';
import { isComposing } from '../keyboard/shortcuts.ts';
import type { Chat } from '../live/chat.ts';
import type { Targets, To } from '../live/live.ts';
import { useLive } from '../live/use-live.tsx';
import { Empty } from '../look/empty.tsx';
import { IconCheck, IconList } from '../look/icons.ts';
import { Initials } from '../look/initials.tsx';
import { LoadingRows } from '../look/loading-rows.tsx';
import { type PipState, Pips } from '../look/pips.tsx';
import { useTexts, useTimeSoon } from '../texts/texts.tsx';
import classes from './hand-over.module.css';

const MAX_NOTE_CHARS = 1000;

/** `ines` finds Inés. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

export type HandOverHow = 'transfer' | 'invite';

interface Props {
  chat: Chat;
  how: HandOverHow;
  opened: boolean;
  onClose(): void;
}

export function HandOverDialog({ chat, how, opened, onClose }: Props) {
  const { people, receipt } = useTexts();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={people.dialog[how](chat.contact.name)}
      size={520}
      closeButtonProps={{ 'aria-label': receipt.close }}
    >
      <HandOver chat={chat} how={how} onDone={onClose} />
    </Modal>
  );
}

function HandOver({ chat, how, onDone }: { chat: Chat; how: HandOverHow; onDone(): void }) {
  const { people, receipt, signIn, refusals } = useTexts();
  const live = useLive();
  const navigate = useNavigate();
  const { found, ask } = useTargets(chat);
  const choices = useChoices(found, chat, how);
  const [wanted, setWanted] = useState('');
  const [to, setTo] = useState<string>();
  const [note, setNote] = useState('');
  const [sent, setSent] = useState<{ refused?: string }>();
  const noteField = useRef<HTMLTextAreaElement>(null);
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  if (found === 'asking') return <LoadingRows label={people.loading} />;
  if (!found)
    return (
      <Empty title={receipt.failed} hint={receipt.failedHint}>
        <Button variant="default" onClick={ask}>
          {signIn.again}
        </Button>
      </Empty>
    );
  const matching = choices.filter(({ name }) => plain(name).includes(plain(wanted.trim())));
  const chosen = matching.find(({ key }) => key === to);
  const isSending = sent !== undefined && sent.refused === undefined;
  const send = () => {
    if (!chosen) return;
    setSent({});
    stop.current = live.handOver(how, chat, chosen.to, typed(note), (refused) => {
      if (refused) return setSent({ refused: refusals[refused.code] ?? refused.message });
      onDone();
      if (chat.stage !== 'active' || !chosen.isAtOnce || how === 'invite') return;
      void navigate({ to: '/' });
      document.getElementById(INBOX)?.focus();
    });
  };
  return (
    <form
      className={classes.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Choices
        choices={matching}
        chosen={to}
        wanted={wanted}
        label={how === 'invite' ? people.findAgent : people.find}
        onWanted={setWanted}
        onChoose={(key) => {
          setTo(key);
          setSent(undefined);
        }}
        onChosen={() => noteField.current?.focus()}
      >
        {wanted === '' && found.agents.length === 0 && <p className={classes.none}>{people.nobody}</p>}
        {wanted !== '' && matching.length === 0 && <p className={classes.none}>{people.noMatch}</p>}
        {found.more > 0 && <p className={classes.none}>{people.more(found.more)}</p>}
      </Choices>
      <Textarea
        ref={noteField}
        label={people.note}
        description={people.noteHint}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={MAX_NOTE_CHARS}
        dir="auto"
        classNames={{ input: classes.note }}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <p className={classes.refused} role="alert">
        {sent?.refused}
      </p>
      <div className={classes.actions}>
        <Button variant="default" onClick={onDone}>
          {people.cancel}
        </Button>
        <Button type="submit" disabled={!chosen} loading={isSending}>
          {people[how]}
        </Button>
      </div>
    </form>
  );
}

interface ChoicesProps {
  choices: readonly Choice[];
  chosen: string | undefined;
  wanted: string;
  label: string;
  onWanted(wanted: string): void;
  onChoose(key: string): void;
  /** By keyboard: what comes next. */
  onChosen(): void;
  children: ReactNode;
}

/** A field that filters, with the arrow keys for the list below it, as in a palette of commands. */
function Choices({ choices, chosen, wanted, label, onWanted, onChoose, onChosen, children }: ChoicesProps) {
  const { people } = useTexts();
  const id = useId();
  const [at, setAt] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // It comes when the dialog is open already.
  useEffect(() => field.current?.focus(), []);
  const open = choices.filter(({ isOff }) => !isOff);
  // What is typed points at the first that matches.
  const active = open.find(({ key }) => key === at) ?? (wanted === '' ? undefined : open[0]);
  const idOf = ({ key }: Choice) => `${id}${key.replace(' ', '-')}`;
  const move = (by: number) => {
    const next = open.at(((active ? open.indexOf(active) : -1) + by + open.length) % open.length);
    if (!next) return;
    setAt(next.key);
    list.current?.querySelector(`#${CSS.escape(idOf(next))}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(active ? -1 : 0);
    else if (event.key === 'Enter' && active) {
      onChoose(active.key);
      onChosen();
    } else return;
    event.preventDefault();
  };
  const groups = (['agents', 'queues'] as const)
    .map((of) => ({ of, rows: choices.filter((choice) => choice.of === of) }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <>
      <TextInput
        ref={field}
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-haspopup="listbox"
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={active && idOf(active)}
        autoComplete="off"
        placeholder={label}
        dir="auto"
        value={wanted}
        onChange={(event) => {
          setAt(undefined);
          onWanted(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div className={classes.box}>
        <div ref={list} id={`${id}list`} className={classes.choices} role="listbox" aria-label={label}>
          {groups.map(({ of, rows }) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset may not be in a listbox
            <div key={of} role="group" aria-labelledby={`${id}${of}`}>
              <p id={`${id}${of}`} className={classes.group} role="presentation">
                {people[of]}
              </p>
              {rows.map((choice) => (
                <Row
                  key={choice.key}
                  id={idOf(choice)}
                  choice={choice}
                  isActive={choice === active}
                  isChosen={choice.key === chosen}
                  onChoose={() => onChoose(choice.key)}
                />
              ))}
            </div>
          ))}
        </div>
        {children}
      </div>
    </>
  );
}

interface RowProps {
  id: string;
  choice: Choice;
  isActive: boolean;
  isChosen: boolean;
  onChoose(): void;
}

function Row({ id, choice, isActive, isChosen, onChoose }: RowProps) {
  const { capacity } = useTexts();
  const { name, state, isOff, places } = choice;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      aria-disabled={isOff || undefined}
      className={classes.choice}
      data-active={isActive || undefined}
      onMouseDown={(event) => event.preventDefault()}
      onClick={isOff ? undefined : onChoose}
    >
      {places ? <Initials name={name} /> : <IconList className={classes.icon} size={18} stroke={1.75} aria-hidden />}
      <span className={classes.name}>
        <bdi>{name}</bdi>
      </span>
      <span className={classes.state}>{state}</span>
      {places && (
        <Pips
          label={capacity(places.used, places.capacity)}
          states={Array.from({ length: places.capacity }, (_, n): PipState => (n < places.used ? 'active' : 'free'))}
        />
      )}
      <IconCheck className={classes.check} size={17} stroke={2} aria-hidden data-shown={isChosen || undefined} />
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
  of: 'agents' | 'queues';
  to: To;
  name: string;
  /** In words. */
  state: string;
  isOff: boolean;
  /** Nobody is asked first. */
  isAtOnce: boolean;
  places?: { used: number; capacity: number };
}

/** A guest can get the chat, and cannot be invited again. */
function useChoices(found: Targets | 'asking' | undefined, chat: Chat, how: HandOverHow): Choice[] {
  const { people } = useTexts();
  const timeSoon = useTimeSoon();
  if (!found || found === 'asking') return [];
  const agents = found.agents.map(({ id, name, is, used, capacity }): Choice => {
    const isGuest = chat.people.some(({ agent, as }) => agent.id === id && as === 'guest');
    return {
      ...{ key: `agent ${id}`, of: 'agents', to: { agentId: id }, name, places: { used, capacity } },
      ...{ state: isGuest ? people.inChat : people.is[is], isOff: isGuest ? how === 'invite' : is !== 'ready' },
      isAtOnce: isGuest,
    };
  });
  if (how === 'invite') return agents;
  const queues = found.queues.map(({ id, name, takes, waiting, opensAt }): Choice => {
    const closed = opensAt === undefined ? people.closed : people.opens(timeSoon(opensAt));
    const state = takes ? people.waiting(waiting) : closed;
    return {
      key: `queue ${id}`,
      of: 'queues',
      to: { queueId: id },
      name,
      state,
      isOff: !takes && chat.what === 'chat',
      isAtOnce: true,
    };
  });
  return [...agents, ...queues];
}
