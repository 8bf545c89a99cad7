/** What each side sees of a chat: the visitor neither offers nor notes, nobody the other's sockets. */
import type { Said } from '../scenario/schema.ts';
import type { ChatEvent, Commit, Side, Terms, Visitor } from './events.ts';

type Plain<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;

type VisitorsEvent =
  | { type: 'started'; visitor: Visitor }
  | { type: 'queued'; queue: string }
  | { type: 'accepted'; agent: { name: string } }
  | { type: 'said'; asks: boolean; lines: Said[] }
  | Plain<'message'>
  | Omit<Plain<'ended'>, 'wrapUpUntil'>;

type AgentsEvent = Exclude<ChatEvent, { type: 'connected' | 'disconnected' | 'scripted' | 'overflow-closed' }>;

const agentSees = (event: ChatEvent): event is AgentsEvent =>
  event.type !== 'connected' &&
  event.type !== 'disconnected' &&
  event.type !== 'scripted' &&
  event.type !== 'overflow-closed';

/** What a chat asks for is given up or changed quietly: to the visitor it stands where it stood. */
const QUIET: Plain<'queued'>['because'][] = ['relaxed', 'not-preferred', 'republished'];

const visitorSees = (event: ChatEvent) =>
  event.type === 'started' ||
  (event.type === 'queued' && !QUIET.includes(event.because)) ||
  event.type === 'stepped' ||
  event.type === 'accepted' ||
  event.type === 'message' ||
  event.type === 'ended';

export const isVisible = (side: Side, event: ChatEvent): boolean =>
  side === 'visitor' ? visitorSees(event) : agentSees(event);

/** `prev`: the commit before this one that the visitor can see. */
export function visitorView(commit: Commit, prev: number, terms: Terms) {
  return { seq: commit.seq, prev, at: commit.at, events: commit.events.flatMap((event) => visitorEvent(event, terms)) };
}

export function agentView(commit: Commit, prev: number) {
  return { seq: commit.seq, prev, at: commit.at, events: commit.events.filter(agentSees).map(withoutInternals) };
}

function visitorEvent(event: ChatEvent, terms: Terms): VisitorsEvent[] {
  if (!visitorSees(event)) return [];
  switch (event.type) {
    case 'started':
      return [{ type: event.type, visitor: event.visitor }];
    case 'queued':
      return [{ type: event.type, queue: (event.terms ?? terms).queueName }];
    case 'stepped':
      return [{ type: 'said', asks: event.run.doing.is === 'asking', lines: event.said }];
    case 'accepted':
      return [{ type: event.type, agent: { name: event.agent.name } }];
    case 'message':
      return [event];
    case 'ended':
      return [{ type: event.type, by: event.by, outcome: event.outcome }];
    default:
      return [];
  }
}

function withoutInternals(event: AgentsEvent) {
  if (event.type !== 'started') return event;
  const { type, visitor, culture, tags, variables, terms } = event;
  return { type, visitor, culture, tags, variables, terms };
}
