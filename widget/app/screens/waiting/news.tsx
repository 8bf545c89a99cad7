/** Lines between the messages. */
import type { Line } from '../../engine/story.ts';
import type { Ui } from '../../ui.ts';

/** Who came or left, or that someone else is to come. */
export function News({ say, time, line }: Ui & { line: Extract<Line, { is: 'news' }> }) {
  const { event, before, at } = line;
  if (event.type === 'queued') return say(event.because === 'returned' ? 'requeued' : 'handedOn');
  return say(event.type === 'accepted' ? (before ? 'tookOver' : 'joined') : event.type, event.agent.name, time(at));
}

/** Above the first that an agent wrote while the visitor was not looking. */
export function New({ say, line, lines, newAfter }: Ui & { lines: Line[] }) {
  const first = lines.find((one) => one.is === 'message' && one.from === 'agent' && (one.seq ?? 0) > newAfter);
  return line === first && <p class="new">{say('new')}</p>;
}
