import classes from './initials.module.css';

/** A round placeholder for a picture. The name is beside it, so it is hidden from screen readers. */
export function Initials({ name, tone = 'plain' }: { name: string; tone?: 'plain' | 'accent' | 'info' }) {
  const words = name.trim().split(/\s+/);
  const letters = [words.at(0), words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return (
    <span className={classes.initials} data-tone={tone} aria-hidden>
      {letters.join('').toLocaleUpperCase()}
    </span>
  );
}
