/** Sockets: a frame in, a frame out. What the function answers goes back on the same socket (the route's response). */
import type { APIGatewayProxyResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { ConnectionId } from '../../core/ids.ts';
import { isReadable } from '../../core/text.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { FrameLimit } from './frame-limit.ts';
import { type Boundary, isRefused, type Refused, readJson, refusedBody, stack, whereWrong } from './stack.ts';

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
  handle: (ask: Ask<Frame, Who>) => Promise<Answer | Refused>,
) {
  return stack(socket<Frame, Who, Answer>(contract, isTooMany), handle);
}

/** For `$disconnect`: nobody hears an answer. */
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

/** One WebSocket frame, as API Gateway takes it. Clients may send four as one message: more than anything that makes sense needs. */
const MAX_FRAME_CHARS = 32 * 1024;

const Named = z.object({ t: z.string() });

const socket = <Frame extends object, Who, Answer extends object>(
  { frame, who }: Contract<Frame, Who>,
  isTooMany: FrameLimit,
): Boundary<SocketEvent, Ask<Frame, Who>, Answer, APIGatewayProxyResultV2> => ({
  read: ({ body, requestContext }) => {
    if ((body?.length ?? 0) > MAX_FRAME_CHARS) return { refused: 'frame_malformed', detail: 'too long' };
    const json = readJson(body);
    // Before anything is looked at closely: frames that are refused count too.
    if (isTooMany(ConnectionId.parse(requestContext.connectionId), Named.safeParse(json).data?.t ?? ''))
      return { refused: 'rate_limited' };
    const parsed = frame.safeParse(json);
    if (!parsed.success) return malformed(parsed.error);
    return {
      frame: parsed.data,
      who: who.parse(requestContext.authorizer),
      connectionId: ConnectionId.parse(requestContext.connectionId),
    };
  },
  answer: (answer, { body }) => ({
    statusCode: 200,
    body: JSON.stringify(isRefused(answer) ? { t: 'refused', id: commandIdOf(body), ...refusedBody(answer) } : answer),
  }),
});

function malformed(error: z.core.$ZodError): Refused {
  const [issue] = error.issues;
  const refused: Partial<Record<string, ErrorCode>> = {
    t: 'frame_unknown',
    text: textRefused(issue),
  };
  return { refused: refused[String(issue?.path[0])] ?? 'frame_malformed', detail: whereWrong(error) };
}

function textRefused(issue: z.core.$ZodIssue | undefined): ErrorCode {
  if (issue?.code === 'too_big') return 'message_too_long';
  return isReadable(String(issue?.input ?? '')) ? 'message_empty' : 'message_unreadable';
}

/** Whatever is no id of ours, it can be sent back: half a character cannot. */
const Identified = z.object({ id: z.string().check(z.maxLength(64), z.regex(/^[!-~]+$/)) });

/** So that the sender knows which command was refused, even where the rest of the frame made no sense. */
function commandIdOf(body: string | undefined): string | undefined {
  const parsed = Identified.safeParse(readJson(body));
  return parsed.success ? parsed.data.id : undefined;
}
