/** How often someone writes. */
import type { AgentRef } from './facts.ts';
import type { Interaction, Person } from './state.ts';

const RATE_WINDOW_MS = 10_000;

/** `agent`: undefined for the visitor. */
export function counted(interaction: Interaction, agent: AgentRef | undefined, at: number): Interaction {
  const { visitor, people } = interaction;
  if (!agent) return { ...interaction, visitor: { ...visitor, sent: oneMore(visitor.sent, at) } };
  const write = (person: Person): Person =>
    person.agent.id === agent.id ? { ...person, sent: oneMore(person.sent, at) } : person;
  return { ...interaction, people: people.map(write) };
}

const oneMore = (window: Person['sent'], at: number): Person['sent'] =>
  at < window.since + RATE_WINDOW_MS ? { since: window.since, count: window.count + 1 } : { since: at, count: 1 };

/** `writer`: undefined for the visitor. */
export function writesTooFast({ visitor, place }: Interaction, writer: Person | undefined, now: number): boolean {
  const { since, count } = writer?.sent ?? visitor.sent;
  return now < since + RATE_WINDOW_MS && count >= place.terms.maxMessagesPer10S;
}
