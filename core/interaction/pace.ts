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
  isRunning(window, at) ? { since: window.since, count: window.count + 1 } : { since: at, count: 1 };

/** One that begins in the future was begun by a process whose clock was ahead. */
const isRunning = ({ since }: Pick<Person['sent'], 'since'>, at: number): boolean =>
  Math.abs(at - since) < RATE_WINDOW_MS;

/** `writer`: undefined for the visitor. */
export function writesTooFast({ visitor, place }: Interaction, writer: Person | undefined, now: number): boolean {
  const { since, count } = writer?.sent ?? visitor.sent;
  return isRunning({ since }, now) && count >= place.terms.maxMessagesPer10S;
}
