/** The conversation to keep (F4): as a file that this page makes, or by e-mail from Foyer. */
import { entriesOf } from '../../../../core/transcript/entries.ts';
import { transcriptTexts } from '../../../../core/transcript/texts.ts';
import { asText, written, zoneInWords } from '../../../../core/transcript/written.ts';
import { sendAlone } from '../../engine/alone.ts';
import type { SeenCommit } from '../../engine/frames.ts';
import { newId } from '../../engine/new-id.ts';
import type { Ui } from '../../ui.ts';
import { texts } from './texts.ts';

export { fill } from '../../kit.ts';
export { default as css } from './transcript.css';

/** Of the chat with this handle, and no other. */
let mailing: { of: string; is: 'sending' | 'trying' | 'sent' | 'refused' } | undefined;

const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';

const commitsOf = ({ state, conversation }: Ui): readonly SeenCommit[] =>
  conversation?.commits() ?? (state.is === 'over' ? state.commits : []);

/** In the language of the screen and the zone of the browser. */
function download(ui: Ui): void {
  const { texts } = transcriptTexts(ui.language);
  const zone = zoneHere();
  const entries = entriesOf(commitsOf(ui));
  const now = Date.now();
  const head = [texts.title(ui.name), texts.times(zoneInWords(zone, texts, now))].join('\n');
  // A byte order mark, so that old editors read other scripts.
  const file = new Blob([`\uFEFF${head}\n${asText(written(entries, texts, zone))}\n`], { type: 'text/plain' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `${ui.name.replace(/[\\/:*?"<>|]/g, ' ')} ${new Date(now).toISOString().slice(0, 10)}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function mail(ui: Ui, of: string): void {
  const { kept, state, host, set } = ui;
  const own = kept.chat();
  const chat = own?.handle === of ? own : state.chat;
  if (!chat || (mailing?.of === of && (mailing.is === 'sending' || mailing.is === 'trying'))) return;
  const become = (is: NonNullable<typeof mailing>['is']) => {
    mailing = { of, is };
    set({});
  };
  become('sending');
  const after = commitsOf(ui).at(-1)?.seq ?? 0;
  void sendAlone(host.base, chat, { t: 'transcript', id: newId(), after, zone: zoneHere() }, (fate) => {
    if (fate.is === 'again') become('trying');
    else become(fate.is === 'done' || fate.code === 'mail_under_way' ? 'sent' : 'refused');
  });
}

/** In a running chat, and after it: then on a page that has shown it. */
export function Keep(ui: Ui) {
  const { say, language, state, answer, set } = ui;
  const words = texts[language];
  const of = state.chat?.handle ?? '';
  const { is = undefined } = mailing?.of === of ? mailing : {};
  return (
    <section class="keep" aria-labelledby="keep">
      <h3 id="keep">{words.title}</h3>
      <p role="status">{is ? words[is] : words.detail}</p>
      <div class="ways">
        <button type="button" class="button main" data-first onClick={() => download(ui)}>
          {words.download}
        </button>
        {answer?.transcript && (
          <button
            type="button"
            class="button"
            aria-disabled={is === 'sending' || is === 'trying'}
            onClick={() => mail(ui, of)}
          >
            {words.mail}
          </button>
        )}
        <button type="button" class="button" onClick={() => set({ question: undefined })}>
          {say('close')}
        </button>
      </div>
    </section>
  );
}
