/** The messages, oldest first, with the delivery state of each. */
import type { ComponentChildren } from 'preact';
import type { Line } from '../engine/story.ts';
import { screenAt } from '../screens.ts';
import type { Ui } from '../ui.ts';

export function Messages(
  ui: Ui & {
    lines: Line[];
    /** Where the visitor is: first, or below what others have said. */
    children?: ComponentChildren;
  },
) {
  const { say, lines } = ui;
  const lastOwn = lines.findLast((line) => line.is === 'message' && line.from === 'visitor');
  const isFirst = lines.every((line) => line.is === 'message');

  return (
    // A scrolling area must be reachable by keyboard.
    <section class="messages" tabindex={0} aria-label={say('messages')}>
      <div class="inner">
        {isFirst && ui.children}
        <div class="log" role="log" aria-relevant="additions">
          {lines.map((line) => (
            <div key={line.key} class={line.is === 'message' ? `said ${line.from}` : line.is}>
              {screenAt('new', { ...ui, line })}
              {show(line)}
            </div>
          ))}
        </div>
        {!isFirst && ui.children}
      </div>
    </section>
  );

  function show(line: Line) {
    if (line.is !== 'message') return screenAt('line', { ...ui, line });
    const isOwn = line.from === 'visitor';
    return (
      <>
        <p class={`bubble ${line.state.is}`} dir="auto">
          {isOwn && <span class="hidden">{say('you')}: </span>}
          {screenAt('text', { ...ui, text: line.text }) ?? (line.text || say('deleted'))}
        </p>
        {isOwn && (line === lastOwn || line.state.is !== 'sent') && screenAt('delivery', { ...ui, line })}
      </>
    );
  }
}
