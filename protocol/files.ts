/** Frames about files, the same for visitors and agents. */
import * as z from 'zod/mini';
import { kept } from '../core/bounds.ts';
import { CommandId } from '../core/ids.ts';
import { Position } from './frames.ts';

/** A signed address has the function's session token in it. */
const Link = kept(z.string(), 8000);

/** Answered with `file-link`. `of`: the number of the commit with the file; `upload`: which of its files. */
export const fileLinkFields = { t: z.literal('file-link'), id: CommandId, of: Position, upload: CommandId };

/** Where to, and with which headers. */
export const uploadFields = {
  url: Link,
  headers: z.object({ 'content-type': z.string().check(z.maxLength(100)), 'if-none-match': z.literal('*') }),
};

/**
 * Answer to `upload`. PUT the file there within 15 minutes, with these headers; the size is the one that was asked for. 412
 * means that it is there already. Then send `file` with `of`. Asking again with the same id gives another link.
 */
export const UploadAnswer = z.object({
  ...{ t: z.literal('upload'), id: CommandId, of: Position },
  ...uploadFields,
});

/** Works for five minutes: what it leads to is saved, not shown. */
export const FileLinkAnswer = z.object({ ...fileLinkFields, url: Link });
