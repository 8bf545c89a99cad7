/**
 * What is in a transcript (F4): a conversation as its visitor sees it, so no note, whisper or offer, no text that was taken
 * back, and of a file its name. Pure, for the browser that saves it and for the e-mail.
 */
import type { SeenBy } from '../interaction/events.ts';

type Event = SeenBy<'visitor'>;
type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** Missing for what the tenant says in an agent's name. */
interface By {
  agent?: { name: string } | undefined;
}

/** As much of an event as is used here. */
type Told =
  | (Pick<Of<'message'>, 'type' | 'from' | 'text'> & By)
  | Pick<Of<'revised'>, 'type' | 'of' | 'text'>
  | (Pick<Of<'file'>, 'type' | 'from' | 'name'> & By)
  | Pick<Of<'said'>, 'type' | 'lines'>
  | Pick<Of<'accepted'>, 'type' | 'agent'>
  | Pick<Of<'joined'>, 'type' | 'agent'>
  | Pick<Of<'left'>, 'type' | 'agent'>
  | Pick<Of<'ended'>, 'type' | 'says'>
  | { type: 'started' | 'queued' | 'file-checked' };

/** `is`: who said it, or what happened. `name`: the agent's. `text`: of a file its name, of an end the last words. */
export interface Entry {
  seq: number;
  at: number;
  is: 'visitor' | 'agent' | 'automatic' | 'file-visitor' | 'file-agent' | 'joined' | 'left' | 'ended';
  name?: string | undefined;
  text: string;
}

/** Oldest first. `commits`: all that their visitor may read. */
export function entriesOf(commits: readonly { seq: number; at: number; events: readonly Told[] }[]): Entry[] {
  const entries: Entry[] = [];
  let agent: string | undefined;
  for (const { seq, at, events } of commits)
    for (const event of events)
      switch (event.type) {
        case 'message':
          entries.push({ seq, at, is: event.from, name: event.agent?.name ?? agent, text: event.text });
          break;
        case 'revised':
          for (const entry of entries) if (entry.seq === event.of && isWritten(entry)) entry.text = event.text;
          break;
        case 'file': {
          const is = event.from === 'visitor' ? 'file-visitor' : 'file-agent';
          entries.push({ seq, at, is, name: event.agent?.name ?? agent, text: event.name });
          break;
        }
        case 'said':
          for (const { text } of event.lines) entries.push({ seq, at, is: 'automatic', text });
          break;
        case 'accepted':
          agent = event.agent.name;
          entries.push({ seq, at, is: 'joined', name: agent, text: '' });
          break;
        case 'joined':
        case 'left':
          entries.push({ seq, at, is: event.type, name: event.agent.name, text: '' });
          break;
        case 'ended':
          entries.push({ seq, at, is: 'ended', text: event.says ?? '' });
          break;
        case 'started':
        case 'queued':
        case 'file-checked':
          break;
        default:
          event satisfies never;
      }
  return entries.filter((entry) => !isWritten(entry) || entry.text !== '');
}

const isWritten = ({ is }: Entry): boolean => is === 'visitor' || is === 'agent';
