/** The messages, oldest first, with the delivery state of each. */
import type { ComponentChildren } from 'preact';
import type { Line } from '../engine/story.ts';
import { screenAt } from '../screens.ts';
import type { Ui } from '../ui.ts';
import { icons } from './icons.tsx';

type Message = Extract<Line, { is: 'message' }>;

export function Messages(
  ui: Ui & { lines: Line[]; isWaiting?: boolean } & {
    /** Where the visitor is: first, or below what others have said. */
    children?: ComponentChildren;
  },
) {
  const { say, time, lines } = ui;
  const lastOwn = lines.findLast((line) => line.is === 'message' && line.from === 'visitor');
  const other = ui.conversation?.other();
  const isFirst = lines.every((line) => line.is === 'message');

  return (
    // A scrolling area must be reachable by keyboard.
    <section class="messages" tabindex={0} aria-label={say('messages')}>
      <div class="inner">
        {isFirst && ui.children}
        <div class="log" role="log" aria-relevant="additions">
          {lines.map((line) => (
            <div key={line.key} class={line.is === 'message' ? `said ${line.from}` : line.is}>
              {show(line)}
            </div>
          ))}
        </div>
        {!isFirst && ui.children}
      </div>
    </section>
  );

  function show(line: Line) {
    if (line.is === 'joined') return say('joined', line.agent, time(line.at));
    if (line.is === 'requeued') return say('requeued');
    if (line.is !== 'message') return screenAt('line', { ...ui, line });
    const isOwn = line.from === 'visitor';
    return (
      <>
        <p class={`bubble ${line.state.is}`} dir="auto">
          {isOwn && <span class="hidden">{say('you')}: </span>}
          {screenAt('text', { ...ui, text: line.text }) ?? (line.text || say('deleted'))}
        </p>
        {isOwn && (line === lastOwn || line.state.is !== 'sent') && delivery(line)}
      </>
    );
  }

  function delivery({ key, seq = 0, state, at }: Message) {
    switch (state.is) {
      case 'sent':
        return (
          <p class="delivery">
            {icons.check(16)}{' '}
            {other && seq <= other.read
              ? say('read', time(other.at))
              : say(other && seq <= other.got ? 'delivered' : ui.isWaiting ? 'sentWaiting' : 'sent', time(at))}
          </p>
        );
      case 'pending':
        return (
          <p class="delivery">
            {icons.clock(16)} {say('notSent')}
          </p>
        );
      case 'refused':
        return screenAt('refusal', { ...ui, refusal: { key, code: state.code } });
      default:
        return state satisfies never;
    }
  }
}
