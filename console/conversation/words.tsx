/** What somebody wrote, its web addresses as links. A link opens beside the console, which it neither reaches nor learns the address of. */
import { wordsAndLinks } from '../../core/links.ts';
import classes from './words.module.css';

export function Words({ text }: { text: string }) {
  return wordsAndLinks(text).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: what was written stays where it is
      <a key={index} className={classes.link} href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    ),
  );
}
