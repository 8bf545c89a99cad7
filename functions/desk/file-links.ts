/** Signed links: for an upload that was allowed, and for a file to somebody who may read its chat now. */
import type { FileStore } from '../../adapters/s3/file-store.ts';
import type { ChatStore } from '../../adapters/stores.ts';
import type { CommandId, InteractionId } from '../../core/ids.ts';
import type { Committed } from './execute.ts';

export interface FileLinksParts {
  chats: Pick<ChatStore, 'range'>;
  files: Pick<FileStore, 'uploadLink' | 'downloadLink'>;
}

/** Answers a command that allowed an upload. Repeated, it gives another link for the same. */
export async function uploadAnswer({ files }: FileLinksParts, id: CommandId, { chat, commit }: Committed) {
  const allowed = commit.events.find((event) => event.type === 'uploading');
  if (allowed?.type !== 'uploading') throw new Error('An upload that was not allowed');
  const link = await files.uploadLink({ interactionId: chat.id, upload: allowed.id }, allowed);
  return { t: 'upload' as const, id, of: commit.seq, ...link };
}

interface Ask {
  id: CommandId;
  of: number;
  upload: CommandId;
}

/** `after`: what came before is not theirs to read. Without a verdict the object is not there, and the link leads nowhere. */
export async function fileAnswer(
  { chats, files }: FileLinksParts,
  interactionId: InteractionId,
  { id, of, upload }: Ask,
  after = 0,
) {
  const [commit] = of > after ? await chats.range(interactionId, of - 1, 1) : [];
  const file = commit?.events.find((event) => event.type === 'file' && event.upload === upload);
  if (file?.type !== 'file') return { refused: 'file_unknown' as const };
  const url = await files.downloadLink({ interactionId, upload }, file.name);
  return { t: 'file-link' as const, id, of, upload, url };
}
