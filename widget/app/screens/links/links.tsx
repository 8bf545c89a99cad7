/** What someone wrote, with addresses as links. Pages open in a new tab, so that the chat stays. */
import { linkTo, wordsAndLinks } from '../../../../core/links.ts';
import type { Ui } from '../../ui.ts';

export { fill } from '../../kit.ts';
export { default as css } from './links.css';

export function Linked({ text }: Ui & { text: string }) {
  return wordsAndLinks(text).map((part, index) =>
    index % 2 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a message does not change
      <a key={index} {...linkTo(part)} dir="ltr" rel="noopener noreferrer nofollow">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
