/** Files in a chat: those in its log, and those that are to be sent from here. */
import { ActionIcon, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { isShown } from '../../core/files/kinds.ts';
import type { Chat, Entry } from '../live/chat.ts';
import type { Sending } from '../live/uploading.ts';
import { useLive, useSession } from '../live/use-live.tsx';
import { IconAlertCircle, IconClock, IconDownload, IconFile, IconX } from '../look/icons.ts';
import { Initials } from '../look/initials.tsx';
import { useTexts, useTimeOfDay, useWords } from '../texts/texts.tsx';
import classes from './files.module.css';
import log from './log.module.css';

type FileEntry = Extract<Entry, { kind: 'file' }>;

const icon = { size: 18, stroke: 1.75, 'aria-hidden': true } as const;

export function FileLine({ chat, entry }: { chat: Chat; entry: FileEntry }) {
  const { chat: chatTexts, files: texts } = useTexts();
  const { person: me } = useSession();
  const timeOfDay = useTimeOfDay();
  const size = useSize();
  const { name, bytes, verdict } = entry;
  const isAgents = entry.from === 'agent';
  const author = isAgents ? (entry.agent?.name ?? me.name) : chat.contact.name;
  const isMine = isAgents && entry.agent?.id === me.id;
  return (
    <div className={log.message} data-from={entry.from}>
      <Initials name={author} tone={isAgents ? 'plain' : 'accent'} />
      <div className={log.body}>
        <span className="visually-hidden">{isMine ? chatTexts.fromYou : chatTexts.from(author)} </span>
        {verdict?.is === 'clean' ? (
          <Clean chat={chat} entry={entry} type={verdict.type} />
        ) : (
          <span className={classes.file}>
            {verdict ? <IconAlertCircle {...icon} /> : <IconFile {...icon} />}
            <bdi className={classes.name}>{name}</bdi>
          </span>
        )}
        <p className={log.meta} data-refused={verdict?.is === 'refused' || undefined}>
          {verdict === undefined && <IconClock size={14} stroke={1.75} aria-hidden />}
          {verdict?.is === 'refused'
            ? texts.refused[verdict.because]
            : verdict
              ? `${size(bytes)} · ${timeOfDay(entry.at)}`
              : texts.checking}
        </p>
      </div>
    </div>
  );
}

function Clean({ chat, entry, type }: { chat: Chat; entry: FileEntry; type: string }) {
  const { name } = entry;
  const { files: texts } = useTexts();
  const live = useLive();
  const [picture, setPicture] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link is asked for once
  useEffect(() => {
    let isGone = false;
    if (isShown(type)) void live.fileLink(chat, entry).then((url) => isGone || setPicture(url));
    return () => {
      isGone = true;
    };
  }, []);
  /** A fresh link: the one of the picture may have run out. The answer is saved, so this page stays. */
  async function save() {
    const url = await live.fileLink(chat, entry);
    if (url === undefined) return;
    const link = document.createElement('a');
    Object.assign(link, { href: url, target: '_blank', rel: 'noopener noreferrer' });
    link.click();
  }
  return (
    <UnstyledButton className={classes.file} onClick={save} aria-label={texts.save(name)}>
      {picture === undefined ? null : (
        <img className={classes.picture} src={picture} alt="" onError={() => setPicture(undefined)} />
      )}
      <IconDownload {...icon} />
      <bdi className={classes.name}>{name}</bdi>
    </UnstyledButton>
  );
}

/** Exist only in this window, and say so. */
export function Uploads({
  uploads,
  retry,
  remove,
}: {
  uploads: readonly Sending[];
  retry(upload: Sending): void;
  remove(upload: Sending): void;
}) {
  const { files: texts, chat: chatTexts, refusals } = useTexts();
  const { culture } = useWords();
  const size = useSize();
  const percent = new Intl.NumberFormat(culture, { style: 'percent' });
  const unsent = uploads.filter(({ part, failed }) => part === undefined && failed === undefined).length;
  if (uploads.length === 0) return null;
  return (
    <div className={classes.uploads}>
      <p className={classes.unsent} role="status">
        {unsent > 0 && texts.unsent(unsent)}
      </p>
      <ul>
        {uploads.map((upload) => {
          const { id, file, part, seen, failed } = upload;
          return (
            <li key={id} className={classes.upload} data-refused={failed !== undefined || undefined}>
              {seen === undefined ? (
                failed === undefined ? (
                  <IconFile {...icon} />
                ) : (
                  <IconAlertCircle {...icon} />
                )
              ) : (
                <img className={classes.thumb} src={seen} alt="" />
              )}
              <bdi className={classes.name}>{file.name}</bdi>
              {failed !== undefined ? (
                <span role="alert">{texts.failed[failed] ?? refusals[failed] ?? texts.failed.other}</span>
              ) : part === undefined ? (
                <span>{size(file.size)}</span>
              ) : (
                <>
                  <span>{texts.part(percent.format(part), size(file.size))}</span>
                  <progress aria-label={texts.uploading(file.name)} max={1} value={part} />
                </>
              )}
              {(failed === 'network' || failed === 'rate_limited') && (
                <UnstyledButton className={log.way} onClick={() => retry(upload)}>
                  {chatTexts.tryAgain}
                </UnstyledButton>
              )}
              <ActionIcon
                variant="subtle"
                size={28}
                className={classes.remove}
                aria-label={texts.remove(file.name)}
                title={texts.remove(file.name)}
                onClick={() => remove(upload)}
              >
                <IconX {...icon} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** `84 kB`, `2.4 MB`, as the person's language writes it. */
function useSize(): (bytes: number) => string {
  const { culture } = useWords();
  return (bytes) => {
    const kb = Math.max(1, bytes / 1024);
    const [unit, size] = kb < 1024 ? ['kilobyte', Math.round(kb)] : ['megabyte', kb / 1024];
    return new Intl.NumberFormat(culture, { style: 'unit', unit, maximumFractionDigits: 1 }).format(size);
  };
}
