import classes from './culture.module.css';
import { nameOfCulture } from './name-of-culture.ts';

/** The visitor's language, abbreviated on screen and in full for screen readers. */
export function Culture({ culture }: { culture: string }) {
  return (
    <span className={classes.culture} title={nameOfCulture(culture)}>
      <span aria-hidden>{culture.split('-')[0]?.toUpperCase()}</span>
      <span className="visually-hidden">{nameOfCulture(culture)}</span>
    </span>
  );
}
