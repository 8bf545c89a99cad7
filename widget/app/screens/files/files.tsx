/** Files in the chat: those that the visitor sends, and those of both sides. Fetched where a website takes them. */

import { isShown } from '../../../../core/files/kinds.ts';
import { isComposing } from '../../composing.ts';
import type { Line } from '../../engine/story.ts';
import { icons } from '../../kit.ts';
import { alert } from '../../marks.tsx';
import type { Running, Ui } from '../../ui.ts';
import { Chooser } from './chooser.tsx';
import { camera, clip, download, paper } from './drawings.tsx';
import { pictureOf, save, saveArrived, verdictOn } from './incoming.ts';
import { add, goOn, hereIn, remove, send } from './outgoing.ts';
import { Rows } from './rows.tsx';
import { type FileKey, texts } from './texts.ts';
import { sayIn, sizeIn } from './words.ts';

export { fill } from '../../kit.ts';
export { draws, filesOf } from './attached.tsx';
export { default as css } from './files.css';

/** What the panel's listeners act for. */
let current: Running | undefined;
const heard = new WeakSet<Element>();

/** Above and beside the field. Files are also dropped on the panel, and pasted into the field; they leave with Send. */
export function Attach(ui: Running) {
  const say = sayIn(ui);
  current = ui;
  goOn(ui);
  const { chosen } = hereIn(ui.conversation);
  const { accept = '' } = ui.answer?.files ?? {};
  const chose = (files: FileList) => add(ui, files);
  const takesPhotos = accept.includes('.jpg') && matchMedia('(pointer: coarse)').matches;
  const unsent = chosen.filter(({ part, failed }) => part === undefined && !failed).length;
  return (
    <div class={takesPhotos ? 'attaching two' : 'attaching'}>
      {chosen.length > 0 && (
        <div class="tray">
          <p role="status">{unsent > 0 && say(unsent === 1 ? 'oneUnsent' : 'unsent', `${unsent}`)}</p>
          <Rows {...ui} chosen={chosen} remove={(one) => remove(ui, one)} retry={(one) => send(ui, one)} />
        </div>
      )}
      <div class="ways row" ref={listen}>
        <Chooser label={say('attach')} multiple accept={accept} chose={chose}>
          {clip(22)}
        </Chooser>
        {takesPhotos && (
          <Chooser label={say('photo')} multiple accept="image/*" capture="environment" chose={chose}>
            {camera(22)}
          </Chooser>
        )}
      </div>
    </div>
  );
}

function listen(element: HTMLElement | null) {
  const panel = element?.closest<HTMLElement>('.panel');
  if (!panel || heard.has(panel)) return;
  heard.add(panel);
  const take = (event: Event, data: DataTransfer | null) => {
    // Office programs add a picture of a text that is pasted.
    if (!data?.files.length || data.getData('text/plain') || !current?.answer?.files) return;
    event.preventDefault();
    add(current, data.files);
  };
  const sendAll = () => {
    for (const each of current ? hereIn(current.conversation).chosen : []) if (current) send(current, each);
  };
  panel.addEventListener('dragover', (event) => event.dataTransfer?.types.includes('Files') && event.preventDefault());
  panel.addEventListener('drop', (event) => take(event, event.dataTransfer));
  panel.addEventListener('paste', (event) => take(event, event.clipboardData));
  // The field's own Send and Enter, which send what is written.
  const isIn = ({ target }: Event, part: string) => target instanceof Element && target.closest(`.composer ${part}`);
  panel.addEventListener('click', (event) => isIn(event, '.main') && sendAll());
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !isComposing(event) && isIn(event, 'textarea')) sendAll();
  });
}

/** A file in the log. Its verdict is a line of its own, which shows nothing. */
export function File(ui: Ui & { line: Extract<Line, { is: 'file' }> }) {
  const { event, seq } = ui.line;
  if (event.type !== 'file') return undefined;
  const say = sayIn(ui);
  const { name, from, bytes, upload } = event;
  const file = { of: seq, upload };
  const verdict = verdictOn(ui, upload);
  const type = verdict?.is === 'clean' ? verdict.type : '';
  const picture = isShown(type) ? pictureOf(ui, file) : undefined;
  saveArrived(ui);
  return (
    <div class={`said ${from}`}>
      {from === 'visitor' && <span class="hidden">{ui.say('you')}: </span>}
      {picture ? (
        <button type="button" class="picture" aria-label={say('save', name)} onClick={() => save(ui, file)}>
          <img src={picture.url} alt="" onError={picture.fails} />
        </button>
      ) : (
        <div class="card row">
          {paper(24)}
          <span class="who">
            <bdi>{name}</bdi>
            <small>{sizeIn(ui, bytes)}</small>
          </span>
          {type && ui.conversation && (
            <button type="button" aria-label={say('save', name)} onClick={() => save(ui, file)}>
              {download(22)}
            </button>
          )}
        </div>
      )}
      {verdict?.is === 'refused' ? (
        <p class="delivery bad">
          {alert(16)} {say(verdict.because in texts.en ? (verdict.because as FileKey) : 'content')}
        </p>
      ) : (
        !type && (
          <p class="delivery">
            {icons.clock(16)} {say('checking')}
          </p>
        )
      )}
    </div>
  );
}
