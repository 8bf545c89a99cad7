/**
 * Gives a file its verdict. Asked for twice: when the file has been sent, and when it has been scanned. Each is written before
 * the other is looked at, so whichever comes last sees both, and a repeated one changes nothing.
 */
import { createHash } from 'node:crypto';
import type { FileStore } from '../../adapters/s3/file-store.ts';
import type { ChatStore } from '../../adapters/stores.ts';
import { mayBeCalled } from '../../core/files/kinds.ts';
import { CommandId, type InteractionId } from '../../core/ids.ts';
import type { Interaction } from '../../core/interaction/state.ts';
import type { Verdict } from '../../core/interaction/topics/files.ts';
import type { Desk } from './desk.ts';

export interface CheckFileParts {
  chats: Pick<ChatStore, 'load' | 'range'>;
  files: Pick<FileStore, 'scanOf' | 'contentOf' | 'keep'>;
  typeOf(content: Uint8Array): Promise<string | undefined>;
  desk: Pick<Desk, 'run'>;
}

/** Not the upload's own id, under which it was asked for. */
const checkOf = (upload: CommandId): CommandId =>
  CommandId.parse(`file-check-${createHash('sha256').update(upload).digest('base64url').slice(0, 22)}`);

type Unchecked = Interaction['files']['unchecked'][number];

const refused = (because: Extract<Verdict, { is: 'refused' }>['because']): Verdict => ({ is: 'refused', because });

export function createCheckFile({ chats, files, typeOf, desk }: CheckFileParts) {
  async function verdictOn(chat: Interaction, { id: upload, of }: Unchecked): Promise<Verdict | undefined> {
    const file = { interactionId: chat.id, upload };
    const scan = await files.scanOf(file);
    if (scan === undefined) return refused('missing');
    if (scan === 'unscanned') return undefined;
    if (scan !== 'clean') return refused(scan);
    const [commit] = await chats.range(chat.id, of - 1, 1);
    const sent = commit?.events.find((event) => event.type === 'file' && event.upload === upload);
    const type = await typeOf(await files.contentOf(file));
    if (sent?.type !== 'file' || type === undefined || !mayBeCalled(sent.name, type)) return refused('content');
    await files.keep(file, type, chat.place.terms.keepDays);
    return { is: 'clean', type };
  }

  return async (interactionId: InteractionId, isIt: (file: Unchecked) => boolean): Promise<void> => {
    const { chat } = await chats.load(interactionId);
    if (!chat.stage) return;
    // One after another: a form brings several, of 10 MB each.
    for (const file of chat.files.unchecked.filter(isIt)) {
      const verdict = await verdictOn(chat, file);
      const command = verdict && { type: 'check-file' as const, upload: file.id, verdict };
      if (command) await desk.run({ interactionId, id: checkOf(file.id), command });
    }
  };
}
