/** What a part draws with, which it must not bring a copy of. */
import { Fragment, h } from 'preact';
import { icons } from '../icons.tsx';
import type { Ui } from '../ui.ts';
import { Header, Minimise, Plate } from './header.tsx';
import { Messages } from './messages.tsx';

export const kit = { h, Fragment, icons, Header, Messages, Minimise, NotHere, Plate };

/** What is to be shown is on its way, or did not come. */
export function NotHere({ say, loadAgain, asked }: Ui) {
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
