/** A visitor's device without a browser: clock, page, storage and network, all controlled by hand. */
import type { CommandId } from '../../../core/ids.ts';
import type { WebsiteAnswer } from '../../../protocol/visitor.ts';
import type { Answer } from '../../../widget/app/engine/api.ts';
import { type Chat, createChat } from '../../../widget/app/engine/chat.ts';
import type { Device } from '../../../widget/app/engine/conversation.ts';
import { createKept, type Store } from '../../../widget/app/engine/kept.ts';
import type { Line } from '../../../widget/app/engine/story.ts';
import type { Locks } from '../../../widget/app/engine/tabs.ts';
import { type FakeClock, fakePage } from '../../support/clock.ts';
import type { FakeFoyer } from './foyer.ts';

export const website: WebsiteAnswer = {
  signal: 'free',
  name: 'Casa Alba',
  colour: '#0c6f66',
  culture: 'es',
  form: [{ kind: 'lines', name: 'question', label: '¿De qué se trata?', is: 'message' }],
};

/** Lets the callbacks of settled promises run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Web Locks for one name: one holder, a queue, and requests that steal the lock. */
export function fakeLocks(): Locks {
  const line: { grant(): void; reject(): void }[] = [];
  let holder: { reject(): void } | undefined;
  const next = () => {
    if (!holder) line.shift()?.grant();
  };
  return {
    request: (_name, options, hold) =>
      new Promise((resolve, reject) => {
        const me = { reject: () => reject(new DOMException('', 'AbortError')) };
        const grant = () => {
          holder = me;
          void hold().then(() => {
            if (holder === me) holder = undefined;
            resolve(undefined);
            next();
          });
        };
        if (options.steal) {
          holder?.reject();
          return queueMicrotask(grant);
        }
        const place = { grant, reject: me.reject };
        line.push(place);
        options.signal?.addEventListener('abort', () => {
          const at = line.indexOf(place);
          if (at < 0) return;
          line.splice(at, 1);
          me.reject();
        });
        queueMicrotask(next);
      }),
  };
}

/** One tab of a browser. Tabs of one device share `device` and `clock`. */
export function openTab(options: {
  foyer: FakeFoyer;
  clock: FakeClock;
  device: Store;
  tab?: Store;
  locks?: Device['locks'];
  /** The page's name for its visitor. */
  trackingId?: () => string;
}) {
  const { foyer, clock, device, tab = {} } = options;
  const page = fakePage();
  const kept = createKept(device, tab, 'fw_test');
  const tabName = foyer.nextTab();
  let nextId = 0;
  const answer = <T>(ask: () => Answer<T>) => Promise.resolve(ask());
  const chat: Chat = createChat({
    clock,
    page: page.page,
    random: () => 0.5,
    newId: () => `${tabName}-${nextId++}`.padStart(16, '0') as CommandId,
    openSocket: (url, on) => foyer.openSocket(url, on),
    locks: options.locks,
    openChannel: () => undefined,
    api: {
      ask: () => answer(() => ({ is: 'answered', value: website as never })),
      start: (body) => answer(() => foyer.start(body)),
      renew: (token) => answer(() => foyer.renew(token)),
    },
    kept,
    website: 'fw_test',
    trackingId: options.trackingId ?? (() => ''),
    changed() {},
  });

  const running = () => {
    const state = chat.state();
    if (state.is !== 'running') throw new Error(`The chat is ${state.is}`);
    return state.conversation;
  };

  return {
    ...page,
    chat,
    kept,
    tab,
    running,
    async start(text?: string) {
      const trackingId = options.trackingId?.();
      chat.start(
        website,
        {
          culture: 'es',
          answers: { name: 'Marta', email: 'marta@correo.example', ...(text !== undefined && { question: text }) },
          ...(trackingId && { trackingId }),
        },
        text === undefined ? [] : [text],
      );
      await settle();
    },
    send: (text: string) => running().send(text),
    /** Own messages as shown on the screen: `text` sent, `text…` pending, `text!` refused. */
    screen: () => running().story().lines.flatMap(shown),
  };
}

export const shown = (line: Line): string[] =>
  line.is === 'message' ? [line.text + { sent: '', pending: '…', refused: '!' }[line.state.is]] : [];
