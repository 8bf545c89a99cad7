/** What the log and the outbox contain, as the screen shows it. */
import type { Said } from '../../../core/scenario/schema.ts';
import type { SeenCommit, SeenEvent } from './frames.ts';
import type { KeptCommand } from './kept.ts';

export type Line =
  /** `seq`: once it is saved. */
  | { is: 'message'; key: string; from: 'visitor' | 'agent'; text: string; at: number; seq?: number; state: Delivery }
  /** By the bot. */
  | { is: 'said'; key: string; lines: Said[] }
  /** Someone came or left, or another one is to come. `before`: who had the chat until then. */
  | { is: 'news'; key: string; event: News; before?: string | undefined; at: number }
  /** A file, or what its check found. */
  | { is: 'file'; key: string; event: Extract<SeenEvent, { type: 'file' | 'file-checked' }>; seq: number };

type News = Extract<SeenEvent, { type: 'queued' | 'accepted' | 'joined' | 'left' }>;

/** The true state: `sent` is saved in the log, `pending` exists only on this device. */
type Delivery = { is: 'sent' } | { is: 'pending' } | { is: 'refused'; code: string };

export interface Story {
  /** `unknown` until the log has been read. `bot`: nobody has been asked for yet, and replies are automatic. */
  stage: 'unknown' | 'bot' | 'waiting' | 'active' | 'ended';
  agent?: string;
  ended?: Omit<Extract<SeenEvent, { type: 'ended' }>, 'type'> & { at: number; agent?: string | undefined };
  lines: Line[];
  unread: number;
  /** Number of the newest message of an agent; 0 if there is none. */
  newest: number;
}

export function tell(commits: SeenCommit[], outbox: readonly KeptCommand[], seen: number): Story {
  const story: Story = { stage: 'unknown', lines: [], unread: 0, newest: 0 };
  for (const { seq, at, events } of commits) {
    let index = 0;
    for (const event of events) {
      const key = `${seq}.${index++}`;
      switch (event.type) {
        case 'queued':
          if (story.agent) story.lines.push({ is: 'news', key, event, at });
          delete story.agent;
          story.stage = 'waiting';
          break;
        case 'said':
          story.stage = 'bot';
          story.lines.push({ is: 'said', key, lines: event.lines });
          if (seq > seen) story.unread += event.lines.length;
          break;
        case 'accepted':
          story.lines.push({ is: 'news', key, event, before: story.agent, at });
          story.stage = 'active';
          story.agent = event.agent.name;
          break;
        case 'joined':
        case 'left':
          story.lines.push({ is: 'news', key, event, at });
          break;
        case 'message':
          // It goes on.
          if (story.stage === 'ended') story.stage = 'waiting';
          story.lines.push({
            is: 'message',
            // The visitor's own messages keep their place on the screen when saved. An agent's id has no meaning here.
            key: event.from === 'visitor' ? event.id : key,
            from: event.from === 'visitor' ? event.from : 'agent',
            text: event.text,
            at,
            seq,
            state: { is: 'sent' },
          });
          break;
        case 'revised':
          for (const line of story.lines) if (line.is === 'message' && line.seq === event.of) line.text = event.text;
          break;
        case 'ended':
          story.stage = 'ended';
          story.ended = { ...event, at, agent: story.agent };
          delete story.agent;
          break;
        default:
          story.lines.push({ is: 'file', key, event, seq });
      }
      if ('id' in event && event.from !== 'visitor') {
        story.newest = seq;
        if (seq > seen) story.unread++;
      }
    }
  }
  for (const { id, type, text, at, refused } of outbox) {
    if (type !== 'message') continue;
    const state: Delivery = refused ? { is: 'refused', ...refused } : { is: 'pending' };
    story.lines.push({ is: 'message', key: id, from: 'visitor', text, at, state });
  }
  return story;
}
