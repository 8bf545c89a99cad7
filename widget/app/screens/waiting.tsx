import type { Conversation } from '../engine/conversation.ts';
import { icons } from '../icons.tsx';
import type { Say } from '../texts/texts.ts';
import { waitInWords } from '../texts/wait.ts';
import type { Ui } from '../ui.ts';

/** Where the visitor stands, as far as it is known. */
export function Waiting({ say, polite, isKnown, conversation }: Ui & { isKnown: boolean; conversation: Conversation }) {
  const place = conversation.place();
  const wait = conversation.wait();
  const headline = isKnown ? placeInWords(say, place) : say('oneMoment');
  const detail = isKnown && wait ? waitInWords(say, wait) : '';
  return (
    <div class="waiting">
      {place > 0 && <Line place={place} />}
      <h3>{headline}</h3>
      <p>{detail}</p>
      <p class="hidden" role="status">
        {polite(detail ? `${headline}. ${detail}` : headline)}
      </p>
    </div>
  );
}

function placeInWords(say: Say, place: number): string {
  if (place === 0) return say('waiting');
  if (place === 1) return say('next');
  const ordinal = say('ordinals').split(' ')[place - 2];
  return ordinal ? say('inLine', ordinal) : say('farInLine', place);
}

/** The people in line as dots, the visitor's large; beyond five they are not counted. */
function Line({ place }: { place: number }) {
  const mine = Math.min(place, 5);
  return (
    <div class="line row" aria-hidden="true">
      {icons.headset(24)}
      {Array.from({ length: mine + 2 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a dot is nothing but its place
        <span key={index} class={index + 1 < mine ? '' : index + 1 === mine ? 'mine' : 'behind'} />
      ))}
    </div>
  );
}
