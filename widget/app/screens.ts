/**
 * Every screen: where it goes, the chunk it comes in, its name there, and when it is shown. In each place the first row whose
 * condition holds is shown. To add a screen, add a row, its chunk's type in `ScreenChunks`, and its file or folder in
 * `screens/`.
 */
import type { ComponentChildren } from 'preact';
import { h } from './kit.ts';
import type * as bot from './screens/bot/bot.tsx';
import type * as connecting from './screens/connecting/connecting.tsx';
import type * as conversation from './screens/conversation/conversation.tsx';
import type * as delivery from './screens/delivery/delivery.tsx';
import type * as door from './screens/door/door.tsx';
import type * as end from './screens/end/end.tsx';
import type * as files from './screens/files/files.tsx';
import type * as links from './screens/links/links.tsx';
import type * as waiting from './screens/waiting/waiting.tsx';
import type { Ui } from './ui.ts';

export interface ScreenChunks {
  /** In the app itself: most of what an ordinary chat shows. */
  conversation: typeof conversation;
  door: typeof door;
  end: typeof end;
  waiting: typeof waiting;
  bot: typeof bot;
  links: typeof links;
  files: typeof files;
  delivery: typeof delivery;
  connecting: typeof connecting;
}

type Place =
  | 'panel'
  /** In the header. */
  | 'menu'
  /** Below the header. */
  | 'status'
  /** Among the messages. */
  | 'log'
  /** One line of them, `ui.line`. */
  | 'line'
  /** Above the first message that the visitor has not seen. */
  | 'new'
  /** What someone wrote, `ui.text`, if it needs more than plain text. */
  | 'text'
  /** Below a message of the visitor's, `ui.line`. */
  | 'delivery'
  /** Above the composer. */
  | 'hint'
  /** In the composer, before the field. */
  | 'bar'
  /** Instead of the composer. */
  | 'question';

/** Names of a chunk's components. */
type Drawn<C> = { [N in keyof C]: C[N] extends (ui: never) => ComponentChildren ? N : never }[keyof C];

/** `ahead`: when to fetch it in advance. */
type Screen = {
  [C in keyof ScreenChunks]: [
    place: Place,
    chunk: C,
    name: Drawn<ScreenChunks[C]>,
    when: (ui: Ui) => unknown,
    ahead?: (ui: Ui) => unknown,
  ];
}[keyof ScreenChunks];

const isRunning = (ui: Ui) => ui.conversation;
export const isWaiting = ({ story }: Ui) => story?.stage === 'waiting' || story?.stage === 'unknown';

export const screens: Screen[] = [
  // A chat can also be ended while offline.
  ['panel', 'end', 'Ending', (ui) => ui.conversation?.isAsking('end'), isRunning],
  ['panel', 'conversation', 'Conversation', isRunning],
  ['panel', 'end', 'Over', (ui) => ui.state.is === 'over'],
  ['panel', 'door', 'Door', (ui) => ui],
  ['menu', 'end', 'Menu', isRunning],
  ['status', 'connecting', 'Connecting', (ui) => ui.conversation?.isConnecting(), isRunning],
  ['log', 'waiting', 'Waiting', isWaiting],
  ['line', 'bot', 'Said', (ui) => ui.line?.is === 'said'],
  ['line', 'files', 'File', (ui) => ui.line?.is === 'file'],
  ['line', 'waiting', 'News', (ui) => ui.line],
  ['new', 'waiting', 'New', (ui) => ui.newAfter < Infinity],
  ['text', 'links', 'Linked', (ui) => /\/\/|@|tel:/.test(`${ui.text}`)],
  ['delivery', 'delivery', 'Delivery', (ui) => ui.line, isRunning],
  ['hint', 'bot', 'Person', (ui) => ui.story?.stage === 'bot'],
  ['hint', 'files', 'Attach', (ui) => ui.answer?.files],
  ['bar', 'end', 'Tools', isRunning],
  ['question', 'end', 'Question', (ui) => ui.question],
];

/** The screen at this place; undefined also while its chunk is loading. */
export function screenAt(place: Place, ui: Ui): ComponentChildren {
  const [, name, component] = screens.find(([where, , , when]) => where === place && when(ui)) ?? [];
  const chunk = name && ui.chunks.have(name);
  // The row's condition ensures that everything it is drawn from exists.
  return chunk && h(chunk[component as keyof typeof chunk] as (ui: Ui) => ComponentChildren, ui);
}
