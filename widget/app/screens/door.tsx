/** Before a chat: a colour block with the website's name, below it the form once it is known what to ask. */
import { icons } from '../icons.tsx';
import type { Ui } from '../ui.ts';
import { Form } from './form.tsx';
import { Minimise, Plate } from './header.tsx';

export function DoorScreen(ui: Ui & { refused: string | undefined }) {
  const { say, name, asked, answer } = ui;
  const away = answer && answer.signal !== 'free' ? ui.aside()?.turnedAway(ui, answer) : undefined;
  const [title, detail] = away ?? [say('title'), say('subtitle')];
  return (
    <>
      <div class="door">
        <div class="row">
          {name && <Plate name={name} of="website" />}
          <span class="who">{name}</span>
          <Minimise {...ui} />
        </div>
        <h2 id="title">{title}</h2>
        <p>{detail}</p>
      </div>
      {asked === 'answered' && answer && !away ? <Form {...ui} answer={answer} /> : <NoForm {...ui} />}
    </>
  );
}

function NoForm({ say, loadAgain, asked }: Ui) {
  const isFailed = asked === 'failed' || asked === 'refused';
  if (asked === 'loading')
    return (
      <p class="centre" role="status">
        {say('oneMoment')}
      </p>
    );
  return (
    <div class="centre" role={isFailed ? 'alert' : undefined}>
      {isFailed ? icons.alert(28) : <span class="seal">{icons.clock(28)}</span>}
      {isFailed && <p>{say(asked === 'refused' ? 'notAvailable' : 'notLoaded')}</p>}
      {asked !== 'refused' && (
        <button type="button" class="button" data-first onClick={loadAgain}>
          {say('tryAgain')}
        </button>
      )}
    </div>
  );
}
