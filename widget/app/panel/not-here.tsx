import type { Ui } from '../ui.ts';
import { icons } from './icons.tsx';

/** The screen is loading, or did not load. */
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
      <span class="seal">{icons.clock(28)}</span>
      {isFailed && <p>{say(asked === 'refused' ? 'notAvailable' : 'notLoaded')}</p>}
      {asked !== 'refused' && (
        <button type="button" class="button" data-first onClick={loadAgain}>
          {say('tryAgain')}
        </button>
      )}
    </div>
  );
}
