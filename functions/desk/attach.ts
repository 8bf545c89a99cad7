/**
 * Files that come with a form (C1). They are uploaded before anything is kept: until all of them are there, the form is answered
 * with where to put them, and sent again. Only a form that is filled in and counts as a start gets that far, so nobody can upload
 * more than their network may start chats.
 */
import type { FileStore } from '../../adapters/s3/file-store.ts';
import type { ChatStore } from '../../adapters/stores.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import type { GivenFile } from '../../core/forms/filled.ts';
import { CommandId, type InteractionId } from '../../core/ids.ts';
import type { Attached } from '../../core/interaction/topics/files.ts';
import type { UploadsAnswer } from '../../protocol/visitor.ts';
import type { Refused } from '../edge/stack.ts';
import type { StartsLimit } from './starts-limit.ts';

interface Parts {
  files: Pick<FileStore, 'sizeOf' | 'uploadLink'>;
  chats: Pick<ChatStore, 'newest'>;
  startsLimit: StartsLimit;
}

/** For whom: the interaction that the form becomes. */
interface Sender {
  configuration: Configuration;
  network: string;
  interactionId: InteractionId;
}

export type Attach = ReturnType<typeof createAttach>;

export const createAttach =
  ({ files, chats, startsLimit }: Parts) =>
  async (
    { configuration, network, interactionId }: Sender,
    given: readonly GivenFile[],
  ): Promise<{ files: Attached[] } | UploadsAnswer | Refused> => {
    const attached = given.map(({ nth, name, bytes }) => ({ upload: uploadOf(nth), name, bytes }));
    if (given.length === 0) return { files: attached };
    const limited = await startsLimit(configuration, network, interactionId);
    if (limited) return limited;
    // Repeated after it was kept: its uploads may have been deleted since.
    if ((await chats.newest(interactionId)) > 0) return { files: attached };
    const sizes = await Promise.all(attached.map(({ upload }) => files.sizeOf({ interactionId, upload })));
    const others = given.filter(({ bytes }, i) => sizes[i] !== undefined && sizes[i] !== bytes);
    if (others.length > 0) return { refused: 'answers_wrong', detail: others.map(({ of }) => of).join(', ') };
    const missing = given.filter((_, i) => sizes[i] === undefined);
    if (missing.length === 0) return { files: attached };
    const uploads = missing.map(async (file) => {
      const link = await files.uploadLink({ interactionId, upload: uploadOf(file.nth) }, file);
      return { nth: file.nth, ...link };
    });
    return { uploads: await Promise.all(uploads) };
  };

/** Its place in the form names it, so that a form that is sent again has no more uploads than before. */
const uploadOf = (nth: number): CommandId => CommandId.parse(`form-file-${String(nth).padStart(8, '0')}`);
