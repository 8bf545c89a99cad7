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
  /** Instead of the composer. */
  | 'question';

/** Names of a chunk's components. */
type Drawn<C> = { [N in keyof C]: C[N] extends (ui: never) => ComponentChildren ? N : never }[keyof C];

type Screen = {
  [C in keyof ScreenChunks]: {
    place: Place;
    chunk: C;
    name: Drawn<ScreenChunks[C]>;
    when(ui: Ui): unknown;
    /** When to fetch it in advance. */
    ahead?(ui: Ui): unknown;
  };
}[keyof ScreenChunks];

const isRunning = (ui: Ui) => ui.conversation;
const isWaiting = ({ story }: Ui) => story?.stage === 'waiting' || story?.stage === 'unknown';

export const screens: Screen[] = [
  // A chat can also be ended while offline.
  { place: 'panel', chunk: 'end', name: 'Ending', when: (ui) => ui.conversation?.isAsking('end'), ahead: isRunning },
  { place: 'panel', chunk: 'conversation', name: 'Conversation', when: isRunning },
  { place: 'panel', chunk: 'end', name: 'Over', when: (ui) => ui.state.is === 'over' },
  { place: 'panel', chunk: 'door', name: 'Door', when: () => true },
  { place: 'menu', chunk: 'end', name: 'Menu', when: isRunning },
  {
    place: 'status',
    chunk: 'connecting',
    name: 'Connecting',
    when: (ui) => ui.conversation?.isConnecting(),
    ahead: isRunning,
  },
  { place: 'log', chunk: 'waiting', name: 'Waiting', when: isWaiting },
  { place: 'line', chunk: 'bot', name: 'Said', when: (ui) => ui.line?.is === 'said' },
  { place: 'line', chunk: 'files', name: 'File', when: (ui) => ui.line?.is === 'file' },
  { place: 'line', chunk: 'waiting', name: 'News', when: (ui) => ui.line },
  { place: 'new', chunk: 'waiting', name: 'New', when: (ui) => ui },
  { place: 'text', chunk: 'links', name: 'Linked', when: (ui) => ui.text?.includes('://') },
  { place: 'delivery', chunk: 'delivery', name: 'Delivery', when: (ui) => ui.line, ahead: isRunning },
  { place: 'hint', chunk: 'bot', name: 'Person', when: (ui) => ui.story?.stage === 'bot' },
  { place: 'hint', chunk: 'files', name: 'Attach', when: (ui) => ui.answer?.files },
  { place: 'question', chunk: 'end', name: 'Question', when: (ui) => ui.isAskingToEnd },
];

/** The screen at this place; undefined also while its chunk is loading. */
export function screenAt(place: Place, ui: Ui): ComponentChildren {
  const screen = screens.find((one) => one.place === place && one.when(ui));
  const chunk = screen && ui.chunks.have(screen.chunk);
  // The row's condition ensures that everything it is drawn from exists.
  return chunk && h(chunk[screen.name as keyof typeof chunk] as (ui: Ui) => ComponentChildren, ui);
}
