import classes from './ring.module.css';

const RADIUS = 13;
const ROUND = 2 * Math.PI * RADIUS;

/** The seconds left, as a ring that runs out. */
export function Ring({ share, seconds, label }: { share: number; seconds: number; label: string }) {
  return (
    <span className={classes.ring} role="img" aria-label={label}>
      <svg viewBox="0 0 30 30" width={30} height={30} aria-hidden>
        <circle className={classes.track} cx={15} cy={15} r={RADIUS} />
        <circle
          className={classes.rest}
          cx={15}
          cy={15}
          r={RADIUS}
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND * (1 - share)}
        />
      </svg>
      <span className={classes.seconds} aria-hidden>
        {seconds}
      </span>
    </span>
  );
}
