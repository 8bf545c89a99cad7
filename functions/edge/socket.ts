/** Sockets: a frame in, a frame out. The function's result is sent back on the same socket (the route's response). */
import type { APIGatewayProxyResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { ConnectionId } from '../../core/ids.ts';
import { isReadable } from '../../core/text.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { FrameLimit } from './frame-limit.ts';
import { type Boundary, isRefused, type Refused, readJson, refusedBody, stack, whereWrong } from './stack.ts';

/** An answer that is not sent: for frames after which nobody waits. */
export const silence = { t: 'silence' } as const;

export interface SocketEvent {
  body?: string | undefined;
  requestContext: { connectionId: string; authorizer?: Record<string, unknown> | undefined };
}

export interface Ask<Frame, Who> {
  frame: Frame;
  /** Established by the authorizer when the socket opened. */
  who: Who;
  connectionId: ConnectionId;
}

interface Contract<Frame, Who> {
  frame: z.ZodMiniType<Frame>;
  who: z.ZodMiniType<Who>;
}

/** For `$default`. */
export function onFrame<Frame extends { t: string }, Who, Answer extends object>(
  contract: Contract<Frame, Who>,
  isTooMany: FrameLimit,
  handle: (ask: Ask<Frame, Who>) => Promise<Answer | typeof silence | Refused>,
) {
  return stack(socket<Frame, Who, Answer | typeof silence>(contract, isTooMany), handle);
}

/** For `$disconnect`: nobody receives an answer. */
export function onDisconnect<Who>(
  who: z.ZodMiniType<Who>,
  handle: (gone: Omit<Ask<never, Who>, 'frame'>) => Promise<void>,
) {
  return stack<SocketEvent, Omit<Ask<never, Who>, 'frame'>, object, APIGatewayProxyResultV2>(
    {
      read: ({ requestContext }) => ({
        who: who.parse(requestContext.authorizer),
        connectionId: ConnectionId.parse(requestContext.connectionId),
      }),
      answer: () => ({ statusCode: 200 }),
    },
    async (gone) => {
      await handle(gone);
      return {};
    },
  );
}

/** API Gateway's limit for one WebSocket frame. Clients may send a message of four frames, but no sensible one needs that. */
const MAX_FRAME_CHARS = 32 * 1024;

const Named = z.object({ t: z.string() });

const socket = <Frame extends object, Who, Answer extends object>(
  { frame, who }: Contract<Frame, Who>,
  isTooMany: FrameLimit,
): Boundary<SocketEvent, Ask<Frame, Who>, Answer, APIGatewayProxyResultV2> => ({
  read: ({ body, requestContext }) => {
    if ((body?.length ?? 0) > MAX_FRAME_CHARS) return { refused: 'frame_malformed', detail: 'too long' };
    const json = readJson(body);
    // Before anything else, so that refused frames count too.
    if (isTooMany(ConnectionId.parse(requestContext.connectionId), Named.safeParse(json).data?.t ?? ''))
      return { refused: 'rate_limited' };
    const parsed = frame.safeParse(json, { reportInput: true });
    if (!parsed.success) return malformed(parsed.error);
    return {
      frame: parsed.data,
      who: who.parse(requestContext.authorizer),
      connectionId: ConnectionId.parse(requestContext.connectionId),
    };
  },
  answer: (answer, { body }) => {
    if ('t' in answer && answer.t === silence.t) return { statusCode: 200 };
    const said = isRefused(answer) ? { t: 'refused', id: commandIdOf(body), ...refusedBody(answer) } : answer;
    return { statusCode: 200, body: JSON.stringify(said) };
  },
});

function malformed(error: z.core.$ZodError): Refused {
  const [issue] = error.issues;
  const refused: Partial<Record<string, ErrorCode>> = {
    t: 'frame_unknown',
    text: textRefused(issue),
    ...(isUnreadable(issue) ? { note: 'message_unreadable' } : {}),
  };
  return { refused: refused[String(issue?.path[0])] ?? 'frame_malformed', detail: whereWrong(error) };
}

function textRefused(issue: z.core.$ZodIssue | undefined): ErrorCode {
  if (issue?.code === 'too_big') return 'message_too_long';
  return isUnreadable(issue) ? 'message_unreadable' : 'message_empty';
}

const isUnreadable = (issue: z.core.$ZodIssue | undefined): boolean =>
  typeof issue?.input === 'string' && !isReadable(issue.input);

/** Any printable id can be sent back, even if it is not ours; an unpaired surrogate cannot. */
const Identified = z.object({ id: z.string().check(z.maxLength(64), z.regex(/^[!-~]+$/)) });

/** Tells the sender which command was refused, even if the rest of the frame was invalid. */
function commandIdOf(body: string | undefined): string | undefined {
  const parsed = Identified.safeParse(readJson(body));
  return parsed.success ? parsed.data.id : undefined;
}
