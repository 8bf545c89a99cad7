/** C6: what the queue says in the tenant's own words. It is in the log, because the log is the transcript. */
import * as z from 'zod/mini';
import { CommandId } from '../../ids.ts';
import { FilledText, filled, type MessageName, messageNames } from '../../messages.ts';
import { AllSaid } from '../../scenario/schema.ts';
import type { InteractionEvent } from '../events.ts';
import { AgentRef, type Outcome, type Terms } from '../facts.ts';
import { event, view } from '../topic.ts';

const fromAgent = z.literal('agent');
const text = FilledText;

export const messagesEvents = {
  said: event(
    { message: z.enum(messageNames), text },
    {
      visitor: view('said', { asks: z.boolean(), lines: AllSaid }, (event: { text: string }) => ({
        ...{ asks: false, lines: [{ text: event.text }] },
      })),
      agent: 'whole',
    },
  ),
  /**
   * In the agent's name. Not a `message`: nobody has answered yet, so no clock of answers stops. For the visitor it is one.
   */
  greeted: event(
    { id: CommandId, agent: AgentRef, text },
    {
      visitor: view('message', { id: CommandId, from: fromAgent, text }, (event: { id: CommandId; text: string }) => ({
        ...{ id: event.id, from: 'agent' as const, text: event.text },
      })),
      agent: 'whole',
    },
  ),
};

interface About {
  terms: Terms;
  visitor?: string;
  agent?: AgentRef | undefined;
}

export function textOf(name: MessageName, { terms, visitor, agent }: About): string | undefined {
  const text = terms.messages[name];
  if (text === undefined) return undefined;
  return filled(text, {
    ...{ queue: terms.queueName },
    ...(visitor === undefined ? {} : { visitor }),
    ...(agent === undefined ? {} : { agent: agent.name }),
  });
}

/** Nothing if the queue has no such message. */
export function says(message: MessageName, about: About): InteractionEvent[] {
  const text = textOf(message, about);
  return text === undefined ? [] : [{ type: 'said', message, text }];
}

/** After the agent has come. */
export function greets(about: About & { agent: AgentRef }, now: number): InteractionEvent[] {
  const text = textOf('greeting', about);
  return text === undefined
    ? []
    : [{ type: 'greeted', id: CommandId.parse(`greeting-${now}`), agent: about.agent, text }];
}

/** What a visitor reads at the end: after a conversation with somebody, or instead of one. */
const lastWordsOf: Partial<Record<Outcome, MessageName>> = {
  completed: 'closing',
  'timed-out': 'notAvailable',
  rejected: 'notAvailable',
  'out-of-time': 'outOfTime',
  'auto-finished': 'closing',
  unattended: 'unmanaged',
  unmanaged: 'unmanaged',
};

export function lastWords(outcome: Outcome, about: About): { says?: string } {
  const name = lastWordsOf[outcome];
  const says = name && textOf(name, about);
  return says === undefined ? {} : { says };
}
