import classes from './pips.module.css';

/** What a place is used for. */
export type PipState = 'offered' | 'active' | 'parked' | 'wrap-up' | 'free';

interface Props {
  states: readonly PipState[];
  /** The same in words. */
  label: string;
  /** Figures beside the pips. */
  figures?: boolean;
}

/** One pip for each place; beyond eight places the figures alone are easier to read. */
export function Pips({ states, label, figures = false }: Props) {
  const used = states.filter((state) => state !== 'free').length;
  return (
    <span className={classes.capacity} role="img" aria-label={label}>
      {states.length <= 8 && (
        <span className={classes.pips}>
          {states.map((state, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a pip is identified by its place
            <span key={place} className={classes.pip} data-state={state} />
          ))}
        </span>
      )}
      {(figures || states.length > 8) && (
        <span>
          {used} / {states.length}
        </span>
      )}
    </span>
  );
}
