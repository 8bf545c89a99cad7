/**
 * What someone wrote, with addresses as links. A page opens in a new tab, which can neither reach the console nor learn its
 * address.
 */
import { linkTo, wordsAndLinks } from '../../core/links.ts';
import classes from './words.module.css';

export function Words({ text }: { text: string }) {
  return wordsAndLinks(text).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: past text does not move
      <a key={index} className={classes.link} {...linkTo(part)} dir="ltr" rel="noopener noreferrer">
        {part}
      </a>
    ),
  );
}
