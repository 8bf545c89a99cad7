/** Files of a form (C1), before a chat or instead of one: chosen with the answers, and uploaded when the form is sent. */

import { asJson, isObject, parse } from '../../engine/guard.ts';
import type { Ui } from '../../ui.ts';
import type { Draws, Field } from '../door/field.tsx';
import { Chooser } from './chooser.tsx';
import { type Chosen, choose, letGo, put } from './chosen.ts';
import { clip } from './drawings.tsx';
import { Rows } from './rows.tsx';
import { sayIn } from './words.ts';

/** By the name of the element. */
type Attached = Map<string, Chosen[]>;

/** Of a form that nobody has sent yet, by what is written in it. */
const written = new WeakMap<object, Attached>();
/** Of the latest chat that was started with files: whoever was turned away finds them again. */
let started: { handle: string; attached: Attached } | undefined;

function attachedIn({ state, chat }: Pick<Ui, 'state' | 'chat'>): Attached {
  if (started && state.chat?.handle === started.handle) return started.attached;
  const known = written.get(chat.written()) ?? new Map<string, Chosen[]>();
  written.set(chat.written(), known);
  return known;
}

/** A new attempt takes those that did not get through. */
const isSent = ({ failed }: Chosen) => !failed || failed === 'later';
const isOnItsWay = (one: Chosen) => one.part !== undefined && isSent(one);

function Attachment({ ui, name, label, required, say, invalid, most = 1, accept = '', maxBytes = 0 }: Field) {
  const attached = attachedIn(ui);
  const chosen = attached.get(name) ?? [];
  const room = most - chosen.filter(isSent).length;
  const isBusy = chosen.some(isOnItsWay);
  const change = (next: Chosen[]) => {
    attached.set(name, next);
    ui.set({});
  };
  return (
    <fieldset>
      <legend>
        {label} {!required && <small>{say('optional')}</small>}
      </legend>
      <Rows
        {...ui}
        chosen={chosen}
        isBusy={isBusy}
        remove={(one) => {
          letGo(one);
          change(chosen.filter((each) => each !== one));
        }}
      />
      {room > 0 && !isBusy && (
        <Chooser
          label={sayIn(ui)('attach')}
          accept={accept}
          multiple={most > 1}
          invalid={invalid}
          chose={(files) =>
            change([...chosen, ...[...files].slice(0, room).map((file) => choose(file, { accept, maxBytes }))])
          }
        >
          {clip(22)} {sayIn(ui)('attach')}
        </Chooser>
      )}
    </fieldset>
  );
}

export const draws: Draws = { attachment: Attachment };

const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;

export interface FormFiles {
  isBusy: boolean;
  /** The answer to an element: names. */
  names(element: string): string[];
  /** For the body. */
  given: { of: string; name: string; bytes: number }[];
  /** What the answer asks for is uploaded: whether all of it got through. Undefined if it asks for nothing. */
  upload(answer: string): Promise<boolean> | undefined;
  /**
   * Before a chat is started with this body: repeats it until nothing is missing, or Foyer refuses it. Gives what the start has
   * to say as well, to be the same one.
   */
  deliver(body: object): Promise<{ id: string; files: FormFiles['given'] }>;
  /** They are Foyer's now; with `handle` until that chat is over. */
  sent(handle?: string): void;
}

const isUpload = (value: unknown): value is { nth: number; url: string; headers: Record<string, string> } =>
  isObject(value);

/** Of the form as it is now. */
export function filesOf(ui: Ui): FormFiles {
  const attached = attachedIn(ui);
  const all = [...attached].flatMap(([of, chosen]) => chosen.filter(isSent).map((one) => ({ of, one })));
  const given = all.map(({ of, one: { file } }) => ({ of, name: file.name, bytes: file.size }));

  function upload(answer: string): Promise<boolean> | undefined {
    const { uploads } = parse(answer, isObject) ?? {};
    if (!Array.isArray(uploads)) return undefined;
    const puts = uploads.filter(isUpload).map(async ({ nth, ...link }) => {
      const one = all[nth]?.one;
      if (!one) return false;
      one.failed = undefined;
      const isThere = await put(one, link, () => ui.set({}));
      if (!isThere) one.failed = 'later';
      ui.set({});
      return isThere;
    });
    return Promise.all(puts).then((ends) => ends.every(Boolean));
  }

  /** Whether it is over, one way or another. */
  async function attempt(body: string): Promise<boolean> {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const response = await fetch(`${ui.host.base}v1/chats`, request).catch(() => undefined);
    const { status = 0, ok = false } = response ?? {};
    const uploading = ok ? upload((await response?.text().catch(() => '')) ?? '') : undefined;
    if (await uploading) return attempt(body);
    if (ok && !uploading) return true;
    return status >= 400 && status < 500 && status !== 429 && status !== 408;
  }

  return {
    ...{ given, upload, isBusy: all.some(({ one }) => isOnItsWay(one)) },
    names: (element) => all.flatMap(({ of, one }) => (of === element ? [one.file.name] : [])),
    async deliver(body) {
      const id = [...crypto.getRandomValues(new Uint8Array(16))]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('');
      const mine = { id, files: given };
      for (const { one } of all) one.part = 0;
      ui.set({});
      for (
        let wait = FIRST_RETRY_MS;
        !(await attempt(asJson({ ...body, ...mine })));
        wait = Math.min(2 * wait, LONGEST_RETRY_MS)
      ) {
        for (const { one } of all) one.failed = 'later';
        ui.set({});
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
      return mine;
    },
    sent(handle) {
      if (handle) started = { handle, attached };
      else {
        for (const { one } of all) letGo(one);
        attached.clear();
      }
      for (const { one } of all) Object.assign(one, { part: undefined, stop: undefined });
    },
  };
}
