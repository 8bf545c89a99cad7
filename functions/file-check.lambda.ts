/**
 * Checks a file after it was sent (called by `arm-timers`) and after it was scanned (by EventBridge). A failed call is repeated
 * after one minute and after two more, and then goes to the failure queue.
 */
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { typeOfContent } from '../adapters/s3/content.ts';
import { fileOfKey } from '../adapters/s3/file-store.ts';
import { Handed } from '../core/interaction/calls.ts';
import { createCheckFile } from './desk/check-file.ts';
import { beforeDeadline } from './edge/deadline.ts';
import { chatStore, desk, dynamo, fileStore, sockets } from './wiring.ts';

const Scanned = z.object({ detail: z.object({ s3ObjectDetails: z.object({ objectKey: z.string() }) }) });
const Asked = z.union([Handed, Scanned]);

export const createHandler =
  (check: ReturnType<typeof createCheckFile>) =>
  async (event: unknown, context: Context): Promise<void> => {
    const asked = Asked.parse(event);
    if ('seq' in asked)
      return beforeDeadline(
        context,
        check(asked.interactionId, ({ of }) => of === asked.seq),
      );
    // The result is read from the object, so that both calls see the same one.
    const file = fileOfKey(asked.detail.s3ObjectDetails.objectKey);
    if (file)
      await beforeDeadline(
        context,
        check(file.interactionId, ({ id }) => id === file.upload),
      );
  };

const client = dynamo();
export const handler = createHandler(
  createCheckFile({
    ...{ chats: chatStore(client), files: fileStore(), typeOf: typeOfContent, desk: desk(client, sockets()) },
  }),
);
