import classes from './pips.module.css';

/** What a place is used for. */
export type PipState = 'offered' | 'active' | 'parked' | 'wrap-up' | 'free';

/** One pip for each place; beyond eight places the figures alone are easier to read. `label`: the same in words. */
export function Pips({ states, label }: { states: readonly PipState[]; label: string }) {
  const used = states.filter((state) => state !== 'free').length;
  return (
    <span className={classes.capacity} role="img" aria-label={label}>
      {states.length <= 8 ? (
        <span className={classes.pips}>
          {states.map((state, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a pip is identified by its place
            <span key={place} className={classes.pip} data-state={state} />
          ))}
        </span>
      ) : (
        <span>
          {used} / {states.length}
        </span>
      )}
    </span>
  );
}
