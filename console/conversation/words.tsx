/**
 * What someone wrote, with web addresses as links. A link opens in a new tab, which can neither reach the console nor learn its
 * address.
 */
import { wordsAndLinks } from '../../core/links.ts';
import classes from './words.module.css';

export function Words({ text }: { text: string }) {
  return wordsAndLinks(text).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: past text does not move
      <a key={index} className={classes.link} href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    ),
  );
}
