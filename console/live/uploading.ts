/**
 * Files that the agent has chosen for a chat: they stay here until they are sent, also while the agent looks at another chat, and
 * are then asked for, put into quarantine, and sent into the chat.
 */
import { useSyncExternalStore } from 'react';
import { isShown, kindOfName } from '../../core/files/kinds.ts';
import type { Chat } from './chat.ts';
import type { CommandId, InteractionId } from './ids.ts';
import type { Live } from './live.ts';
import { useLive } from './use-live.tsx';

/**
 * `seen`: the address of its picture, if it is one. `part`: how much of it has been uploaded, 0 to 1; missing before. `failed`: a
 * refusal's code, `file_empty` or `network`.
 */
export interface Sending {
  id: CommandId;
  file: File;
  seen?: string;
  part?: number;
  failed?: string;
}

const none: readonly Sending[] = [];
const chosen = new Map<InteractionId, readonly Sending[]>();
const listeners = new Set<() => void>();
const running = new Map<CommandId, AbortController>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function change(of: InteractionId, next: (all: readonly Sending[]) => readonly Sending[]): void {
  chosen.set(of, next(chosen.get(of) ?? none));
  for (const listener of listeners) listener();
}

function whyNot(file: File, { files }: Chat): string | undefined {
  const kind = kindOfName(file.name)?.kind;
  if (!kind || !files?.kinds.includes(kind)) return 'file_type_refused';
  if (file.size > files.maxBytes) return 'file_too_large';
  return file.size === 0 ? 'file_empty' : undefined;
}

export function useUploads(chat: Chat) {
  const live = useLive();
  const uploads = useSyncExternalStore(subscribe, () => chosen.get(chat.id) ?? none);
  const { id: of } = chat;
  const update = (id: CommandId, changed: (one: Sending) => Sending) =>
    change(of, (all) => all.map((one) => (one.id === id ? changed(one) : one)));

  function remove({ id, seen }: Sending): void {
    running.get(id)?.abort();
    running.delete(id);
    if (seen !== undefined) URL.revokeObjectURL(seen);
    change(of, (all) => all.filter((one) => one.id !== id));
  }

  async function send(sending: Sending): Promise<void> {
    const { id, file } = sending;
    const abort = new AbortController();
    running.set(id, abort);
    const at = (part: number) => update(id, ({ failed: _, ...one }) => ({ ...one, part }));
    at(0);
    const failed = await upload(live, chat, { id, file }, at, abort.signal);
    if (abort.signal.aborted) return;
    if (failed === undefined) remove(sending);
    else update(id, ({ part: _, ...one }) => ({ ...one, failed }));
  }

  return {
    uploads,
    add(files: Iterable<File>): void {
      const added = [...files].map((file): Sending => {
        const failed = whyNot(file, chat);
        if (failed !== undefined) return { id: live.newId(), file, failed };
        return { id: live.newId(), file, ...(isShown(file.type) ? { seen: URL.createObjectURL(file) } : {}) };
      });
      change(of, (all) => [...all, ...added]);
    },
    remove,
    retry: send,
    sendAll(): void {
      for (const one of uploads) if (one.part === undefined && one.failed === undefined) void send(one);
    },
  };
}

/** Undefined if it is in the chat, or else why not. */
async function upload(
  live: Live,
  chat: Chat,
  { id, file }: Pick<Sending, 'id' | 'file'>,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const allowed = await live.upload(chat, id, { name: file.name, bytes: file.size });
  if (signal.aborted || !allowed) return 'network';
  if (allowed.t === 'refused') return allowed.code;
  const status = await put(file, allowed, progress, signal);
  if (signal.aborted) return 'network';
  // 412: an earlier attempt got through, and its answer did not.
  if (status !== 200 && status !== 412) return 'network';
  live.sendFile(chat, allowed.of);
  return undefined;
}

/** `fetch` cannot tell how far an upload has got. The status is 0 without an answer. */
function put(
  file: File,
  { url, headers }: { url: string; headers: Record<string, string> },
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
    request.onloadend = () => resolve(request.status);
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
