/** What a phone system and Foyer say to each other (B12, `docs/voice.md`). Times are in ms since 1970. */
import * as z from 'zod/mini';
import { whyRung } from '../core/agent/next-agent.ts';
import { CallState } from '../core/agent/phone.ts';
import { kept } from '../core/bounds.ts';
import { AgentId, CallId, InteractionId, QueueId } from '../core/ids.ts';
import { AgentRef, Timestamp } from '../core/interaction/facts.ts';
import { Language, Proficiency, slug } from '../core/words.ts';
import { MAX_HELD } from './agent.ts';

// ---- PUT /v1/agents/{agentId}/voice (Authorization: Bearer <key>) -----------------------------------------------------------

/** `at`: when it happened, by the phone system's clock. Only compared with other reports of the same call. */
export const VoiceBody = z.strictObject({ state: CallState, callId: CallId, at: z.exactOptional(Timestamp) });
export type VoiceBody = z.infer<typeof VoiceBody>;

export const VoiceAnswer = z.object({
  agentId: AgentId,
  /** Of all the agent's calls together, and since when. */
  state: CallState,
  since: Timestamp,
  /**
   * `late`: overtaken by a later report, changed nothing. `not-signed-in`: the agent has never opened the console, so there is
   * nothing to interrupt.
   */
  report: z.enum(['taken', 'late', 'not-signed-in']),
  /** Repeat the report this often, in seconds, while the call lasts. */
  repeatS: z.int(),
});
export type VoiceAnswer = z.infer<typeof VoiceAnswer>;

// ---- POST /v1/voice/next-agent (Authorization: Bearer <key>) ----------------------------------------------------------------

/** Agents whom the call has rung in vain. */
const MAX_EXCEPT = 200;

/** `queue`: only its members. With the same `callId` the answer is the same agent, unless they are in `except`. */
export const NextAgentBody = z.strictObject({
  callId: CallId,
  queue: z.exactOptional(QueueId),
  skill: z.exactOptional(slug),
  proficiency: z.exactOptional(Proficiency),
  language: z.exactOptional(Language),
  except: z.exactOptional(z.array(AgentId).check(z.maxLength(MAX_EXCEPT))),
});
export type NextAgentBody = z.infer<typeof NextAgentBody>;

export const NotRung = z.enum([
  /** Could be rung too, but come later. */
  'later-in-order',
  /** Has chats, and somebody has fewer or none. */
  'busy',
  ...(['wrap-up', 'on-call', 'held', 'paused', 'offline'] as const),
  ...(['lacks-skill', 'not-proficient', 'lacks-language', 'excepted'] as const),
]);
export type NotRung = z.infer<typeof NotRung>;

/** The answer names no more of the others than this. */
export const MAX_OTHERS = 200;

export const NextAgentAnswer = z.object({
  callId: CallId,
  /** Null if nobody can be rung now. */
  agent: z.nullable(
    z.object({
      id: AgentId,
      name: AgentRef.shape.name,
      why: z.enum(whyRung),
      /** Chats that park if the agent takes the call. */
      interrupts: kept(z.array(InteractionId), z.array(InteractionId).check(z.maxLength(MAX_HELD))),
      /** No other call gets the agent until then. */
      heldUntil: Timestamp,
    }),
  ),
  others: z.array(z.object({ id: AgentId, name: AgentRef.shape.name, why: NotRung })).check(z.maxLength(MAX_OTHERS)),
  /** Without an agent: ask again after this many seconds. */
  retryAfterS: z.exactOptional(z.int()),
});
export type NextAgentAnswer = z.infer<typeof NextAgentAnswer>;
