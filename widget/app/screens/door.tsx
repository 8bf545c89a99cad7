/** Before a chat: a colour block with the website's name, below it the form once it is known what to ask. */
import { icons } from '../icons.tsx';
import type { Ui, WebsiteState } from '../ui.ts';
import { Form } from './form.tsx';
import { Minimise, Plate } from './header.tsx';

export function DoorScreen(ui: Ui & { refused: string | undefined }) {
  const { say, name, website } = ui;
  return (
    <>
      <div class="door">
        <div class="row">
          {name && <Plate name={name} of="website" />}
          <span class="who">{name}</span>
          <Minimise {...ui} />
        </div>
        <h2 id="title">{say('title')}</h2>
        <p>{say('subtitle')}</p>
      </div>
      {website.is === 'loaded' ? <Form {...ui} answer={website.website} /> : <NotYet {...ui} {...website} />}
    </>
  );
}

function NotYet({ say, loadAgain, ...website }: Ui & Exclude<WebsiteState, { is: 'loaded' }>) {
  if (website.is === 'loading')
    return (
      <div class="skeleton" role="status" aria-label={say('oneMoment')}>
        <span />
        <span />
      </div>
    );
  return (
    <div class="centre" role="alert">
      {icons.alert(28)}
      <p>{say(website.isLasting ? 'notAvailable' : 'notLoaded')}</p>
      {!website.isLasting && (
        <button type="button" class="button" onClick={loadAgain}>
          {say('tryAgain')}
        </button>
      )}
    </div>
  );
}
